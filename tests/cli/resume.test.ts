import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StudyInput } from '../../data-schemas/study.js'
import { sha256 } from '../../src/digest.js'
import { cli, everything, json, type Ran, scratch } from '../support/command-line.js'
import { flatRows, flatStudy, writeStudy, writeTable } from '../support/small-flat.js'

const folders: string[] = []
const place = (): string => {
  const folder = scratch()
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** Rooms whose result is taken over, in order, and their files. */
const ROOMS = {
  screening: '03-screening',
  selection: '04-selection',
  calibration: '06-calibration',
  ranking: '07-ranking',
  fairness: '08-fairness',
  'fairness examination': '08-fairness-examination',
  'ranking examination': '07-ranking-examination',
  'screening examination': '03-screening-examination',
  'selection examination': '04-selection-examination',
  'calibration examination': '06-calibration-examination',
  'fit examination': '05-fit-examination',
} as const
const NAMES = Object.keys(ROOMS) as readonly (keyof typeof ROOMS)[]
const fileOf = (room: keyof typeof ROOMS): string => `${ROOMS[room]}.json`

const line = (folder: string, data: string, ...more: string[]): string[] => [
  'retrain',
  '--study',
  join(folder, 'study.json'),
  '--data',
  data,
  '--out',
  join(folder, 'run'),
  ...more,
]

/** Everything that a run wrote, but for the manifest, that tells when, and the log. */
const written = (run: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    everything(run)
      .filter((path) => /\.(?:json|html)$/.test(path) && path !== 'run.json')
      .map((path) => [path, sha256(readFileSync(join(run, path)))]),
  )

/** The page tells when a run was made: told the same, it is the same page. */
const withoutTimes = (run: string): Readonly<Record<string, string>> => {
  const { 'dossier/index.html': _, ...rest } = written(run)
  return rest
}

const bench = (
  study: StudyInput = flatStudy(),
  rows = flatRows(),
): { readonly folder: string; readonly data: string } => {
  const folder = place()
  writeStudy(folder, study)
  return { folder, data: writeTable(folder, rows) }
}

const takenOver = (folder: string): unknown => json(folder, 'run', 'run.json')['takenOver']

/** Stopped in the room of that name, when its work was done. */
const stoppedAt = async (stage: string, of = bench()): Promise<ReturnType<typeof bench>> => {
  expect((await cli(line(of.folder, of.data), { stopAt: `  ${stage}\n` })).code).toBe(130)
  return of
}

let whole: string
let last: ReturnType<typeof bench>
beforeAll(async () => {
  const { folder, data } = bench()
  expect((await cli(line(folder, data))).code).toBe(0)
  whole = join(folder, 'run')
  last = await stoppedAt('fit examination')
})

/** A copy of the run that was stopped last, to go on from. */
const copyOfLast = (): ReturnType<typeof bench> => {
  const folder = place()
  cpSync(last.folder, folder, { recursive: true })
  return { folder, data: last.data }
}
const goOn = ({ folder, data }: ReturnType<typeof bench>): Promise<Ran> =>
  cli(line(folder, data, '--progress', 'plain'))

describe('a run that was interrupted', () => {
  it.each(NAMES)('after %s: goes on from there, and ends with the same bytes', async (stage) => {
    const { folder, data } = await stoppedAt(stage)
    const done = NAMES.slice(0, NAMES.indexOf(stage) + 1)
    const again = await cli(line(folder, data, '--progress', 'plain'))
    expect(again.code, again.err).toBe(0)
    expect(takenOver(folder)).toEqual(done.map(fileOf))
    expect(again.err).toContain(`taken over from the interrupted run in this folder: ${done.join(', ')}\n`)
    for (const room of NAMES) {
      expect(again.err.includes(`  ${room} (taken over)\n`), room).toBe(done.includes(room))
      expect(again.err.includes(`  ${room}\n`), room).toBe(!done.includes(room))
    }
    expect(withoutTimes(join(folder, 'run'))).toEqual(withoutTimes(whole))
  })

  it('twice: keeps what the first one had, also when the second one came less far', async () => {
    const of = await stoppedAt('ranking')
    await stoppedAt('panel', of)
    expect((await goOn(of)).code).toBe(0)
    expect(takenOver(of.folder)).toEqual(
      ['screening', 'selection', 'calibration', 'ranking'].map((room) => fileOf(room as 'ranking')),
    )
    expect(withoutTimes(join(of.folder, 'run'))).toEqual(withoutTimes(whole))
  })

  it('by a kill, that leaves "running" and a half-written file: goes on all the same', async () => {
    const of = copyOfLast()
    const run = join(of.folder, 'run')
    writeFileSync(join(run, 'run.json'), JSON.stringify({ ...json(run, 'run.json'), status: 'running' }))
    writeFileSync(join(run, '09-gates.json.1.part'), '{"half')
    mkdirSync(join(run, '.model.1.part'))
    expect((await goOn(of)).code).toBe(0)
    expect(takenOver(of.folder)).toEqual(NAMES.map(fileOf))
    expect(everything(run).filter((path) => path.includes('.part'))).toEqual([])
    expect(withoutTimes(run)).toEqual(withoutTimes(whole))
  })

  it('in Dutch: says so in Dutch', async () => {
    const of = copyOfLast()
    const again = await cli(line(of.folder, of.data, '--lang', 'nl'))
    expect(again.err).toContain('overgenomen van de onderbroken run in deze map: ')
  })

  it('that finished: is done again, nothing is taken over', async () => {
    const of = copyOfLast()
    await goOn(of)
    const again = await goOn(of)
    expect([again.code, again.err.includes('taken over')]).toEqual([0, false])
    expect(takenOver(of.folder)).toEqual([])
    expect(withoutTimes(join(of.folder, 'run'))).toEqual(withoutTimes(whole))
  })

  it('without examination after one with: only what this run has is left', async () => {
    const of = copyOfLast()
    const quick = await cli(line(of.folder, of.data, '--quick'))
    expect(quick.code).toBe(3)
    expect(everything(join(of.folder, 'run')).filter((path) => path.includes('examination'))).toEqual([])
  })

  it('counts the opening of the test side once', async () => {
    const of = await stoppedAt('calibration')
    const log = (): readonly string[] => readFileSync(join(of.folder, 'openings.jsonl'), 'utf8').trim().split('\n')
    expect(log()).toHaveLength(1)
    const before = log()
    expect((await goOn(of)).code).toBe(0)
    expect(log()).toEqual(before)
  })

  it('whose log of openings is gone, as if it had not looked: the opening is written again', async () => {
    const of = copyOfLast()
    rmSync(join(of.folder, 'openings.jsonl'))
    expect((await goOn(of)).code).toBe(0)
    expect(existsSync(join(of.folder, 'openings.jsonl'))).toBe(true)
  })
})

describe('a result that is not taken over', () => {
  it.each(['screening', 'ranking', 'selection examination'] as const)(
    '%s, changed by hand: computed again, and only that',
    async (room) => {
      const of = copyOfLast()
      const path = join(of.folder, 'run', fileOf(room))
      writeFileSync(path, readFileSync(path, 'utf8').replace(/"data": "[0-9a-f]/, '"data": "g'))
      expect((await goOn(of)).code).toBe(0)
      expect(takenOver(of.folder)).toEqual(NAMES.filter((name) => name !== room).map(fileOf))
      expect(withoutTimes(join(of.folder, 'run'))).toEqual(withoutTimes(whole))
    },
  )

  it('one changed by hand, with its digest: its own room takes it, but nothing that was made from the true one', async () => {
    const of = copyOfLast()
    const run = join(of.folder, 'run')
    const text = readFileSync(join(run, '03-screening.json'), 'utf8').replace('"synthetic": false', '"synthetic": true')
    writeFileSync(join(run, '03-screening.json'), text)
    const manifest = json(run, 'run.json')
    const files = { ...(manifest['files'] as object), '03-screening.json': sha256(text) }
    writeFileSync(join(run, 'run.json'), JSON.stringify({ ...manifest, files }))
    await goOn(of)
    expect(takenOver(of.folder)).toEqual(['03-screening.json'])
  })

  it.each([
    ['is no JSON', () => '{"kind": "scr'],
    ['is no result of that room', () => '{"kind": "screening"}\n'],
    ['holds more than a result', (text: string) => text.replace('{', '{\n  "aside": 1,')],
  ] as const)('one that %s, with its digest', async (_, change) => {
    const of = copyOfLast()
    const run = join(of.folder, 'run')
    const path = join(run, '08-fairness-examination.json')
    const text = change(readFileSync(path, 'utf8'))
    writeFileSync(path, text)
    const manifest = json(run, 'run.json')
    const files = { ...(manifest['files'] as object), '08-fairness-examination.json': sha256(text) }
    writeFileSync(join(run, 'run.json'), JSON.stringify({ ...manifest, files }))
    const again = await goOn(of)
    expect(again.code, again.err).toBe(0)
    expect(takenOver(of.folder)).toEqual(NAMES.filter((name) => name !== 'fairness examination').map(fileOf))
    expect(withoutTimes(run)).toEqual(withoutTimes(whole))
  })

  it('any, when the run.json does not say what it was made from', async () => {
    const of = copyOfLast()
    const run = join(of.folder, 'run')
    for (const basis of [undefined, { '03-screening.json': 1 }]) {
      const manifest = json(run, 'run.json')
      writeFileSync(join(run, 'run.json'), JSON.stringify({ ...manifest, status: 'stopped', basis }))
      expect((await goOn(of)).code).toBe(0)
      expect(takenOver(of.folder)).toEqual([])
    }
  })

  it('any, on other data: the interrupted run goes', async () => {
    const of = copyOfLast()
    const other = writeTable(place(), flatRows(390))
    expect((await goOn({ ...of, data: other })).code).toBe(0)
    expect(takenOver(of.folder)).toEqual([])
  })

  it('any, of another study or seed: refused, and the interrupted run is left', async () => {
    const of = copyOfLast()
    const before = written(join(of.folder, 'run'))
    const seed = await cli(line(of.folder, of.data, '--seed', '2'))
    expect([seed.code, seed.err.split(':')[0]]).toEqual([1, 'run-exists'])
    writeStudy(of.folder, flatStudy({ selection: { size: 3, nearOptimal: 2 } }))
    const study = await cli(line(of.folder, of.data))
    expect([study.code, study.err.split(':')[0]]).toEqual([1, 'run-exists'])
    expect(written(join(of.folder, 'run'))).toEqual(before)
  })

  it('any, when the data cannot be read: what the interrupted run has is left', async () => {
    const of = copyOfLast()
    const before = [written(join(of.folder, 'run')), readFileSync(join(of.folder, 'run', 'run.json'), 'utf8')]
    expect((await goOn({ ...of, data: join(of.folder, 'none.csv') })).code).toBe(2)
    expect([written(join(of.folder, 'run')), readFileSync(join(of.folder, 'run', 'run.json'), 'utf8')]).toEqual(before)
  })
})

describe('the dossier of a run', () => {
  it('lies in the run folder, is named at the end, and is what `dossier` writes', async () => {
    const of = copyOfLast()
    const ran = await goOn(of)
    const path = join(of.folder, 'run', 'dossier', 'index.html')
    expect(ran.out).toContain(`\ndossier: ${path}\n`)
    const other = join(of.folder, 'other.html')
    const study = join(of.folder, 'study.json')
    expect((await cli(['dossier', join(of.folder, 'run'), '--study', study, '--out', other])).code).toBe(0)
    expect(readFileSync(path, 'utf8') === readFileSync(other, 'utf8')).toBe(true)
    expect(existsSync(join(dirname(path), 'index.html'))).toBe(true)
  })

  it('is written for a model that a gate refused, and for a run without examination', async () => {
    const of = bench()
    expect((await cli(line(of.folder, of.data, '--quick'))).code).toBe(3)
    expect(readFileSync(join(of.folder, 'run', 'dossier', 'index.html'), 'utf8')).toContain('class="verdict refused"')
  })

  it('does not stay when the run that it is of did not', async () => {
    const of = bench()
    mkdirSync(join(of.folder, 'run', 'dossier'), { recursive: true })
    writeFileSync(join(of.folder, 'run', 'dossier', 'index.html'), 'of another')
    await stoppedAt('fit', of)
    expect(everything(join(of.folder, 'run'))).not.toContain('dossier/index.html')
  })
})
