import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StudyInput } from '../../data-schemas/study.js'
import { sha256 } from '../../src/digest.js'
import { RESULT_FILES } from '../../src/run-results.js'
import { allText, cli, everything, json, type Ran, scratch } from '../support/command-line.js'
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

interface Bench {
  readonly run: string
  readonly retrain: (...more: string[]) => Promise<Ran>
}

/** A folder with the good table and a study, ready to run. */
const bench = (study: StudyInput = flatStudy(), rows = flatRows()): Bench => {
  const folder = place()
  const run = join(folder, 'run')
  const line = ['retrain', '--study', writeStudy(folder, study), '--data', writeTable(folder, rows), '--out', run]
  return { run, retrain: (...more) => cli([...line, ...more]) }
}

const modelOf = (run: string): string => readFileSync(join(run, 'model', 'model.json'), 'utf8')
const halfWritten = (run: string): readonly string[] =>
  everything(run).filter((path) => /\.part|\.spill|\.tmp/.test(path))
const results = (run: string): readonly string[] =>
  everything(run).filter((path) => path.endsWith('.json') && !path.includes('/') && path !== 'run.json')

let whole: string
beforeAll(async () => {
  const { run, retrain } = bench()
  expect((await retrain()).code).toBe(0)
  whole = modelOf(run)
})

/** Rooms in their order; the first three are entered again by every run. */
const ROOMS = ['contract', 'panel', 'encoding', 'screening', 'selection', 'fit', 'calibration', 'ranking', 'fairness']

describe('Ctrl-C in the middle of a run', () => {
  it.each(ROOMS)(
    'at %s: exit 130, what was finished is whole, and the same run in the same folder gives the same model',
    async (stage) => {
      const { run } = bench()
      const folder = join(run, '..')
      const line = ['retrain', '--study', `${folder}/study.json`, '--data', `${folder}/data.csv`, '--out', run]
      const stopped = await cli(line, { stopAt: `  ${stage}\n` })
      expect(stopped.code).toBe(130)
      expect(stopped.err).toContain('stopped; what was finished is kept')
      expect(stopped.out).toBe('')
      expect(json(run, 'run.json')['status']).toBe('stopped')
      expect(halfWritten(run)).toEqual([])
      expect(everything(run)).not.toContain('model')
      const kept = json(run, 'run.json')['files'] as Record<string, string>
      expect(results(run)).toEqual(Object.keys(kept).sort())
      for (const file of results(run)) expect(sha256(readFileSync(join(run, file)))).toBe(kept[file])
      const again = await cli(line)
      expect([again.code, again.err.split(':')[0]]).toEqual([
        0,
        ROOMS.indexOf(stage) < 3 ? '' : 'taken over from the interrupted run in this folder',
      ])
      expect(json(run, 'run.json')['status']).toBe('finished')
      expect(modelOf(run)).toBe(whole)
    },
  )

  it('while a population is made: exit 130, and no folder', async () => {
    const out = join(place(), 'population')
    const stopped = await cli(['synth', '--out', out, '--clients', '2000', '--weeks', '60', '--jobs', '1'], {
      stopAt: '  people\n',
    })
    expect(stopped.code).toBe(130)
    expect(existsSync(out)).toBe(false)
    expect(everything(join(out, '..'))).toEqual([])
  })
})

describe('a place that cannot be written', () => {
  it.each([
    ['a file where the run folder should be', (folder: string) => join(folder, 'data.csv'), 'EEXIST'],
    ['a run folder under a regular file', (folder: string) => join(folder, 'data.csv', 'run'), 'ENOTDIR'],
  ] as const)('%s', async (_, out, code) => {
    const { run, retrain } = bench()
    const before = readFileSync(join(run, '..', 'data.csv'))
    const ran = await retrain('--out', out(join(run, '..')))
    expect(ran.code).toBe(1)
    for (const words of ['cannot-write', code, 'you may write there']) expect(ran.err).toContain(words)
    expect(readFileSync(join(run, '..', 'data.csv'))).toEqual(before)
    expect(everything(join(run, '..'))).toEqual(['data.csv', 'study.json'])
  })

  it.skipIf(!existsSync('/dev/full')).each(['01-contract', '05-fit', '09-gates'])(
    'a disk that is full when %s is written (/dev/full)',
    async (file) => {
      const { run, retrain } = bench()
      mkdirSync(run)
      symlinkSync('/dev/full', join(run, `${file}.json.${process.pid}.part`))
      const ran = await retrain()
      expect(ran.code).toBe(1)
      for (const words of ['cannot-write', 'ENOSPC', 'the disk has room']) expect(ran.err).toContain(words)
      expect(halfWritten(run)).toEqual([])
      expect(everything(run)).not.toContain('model')
      expect(everything(run)).not.toContain(`${file}.json`)
      expect(json(run, 'run.json')['status']).toBe('failed')
      expect((await retrain()).code).toBe(0)
      expect(modelOf(run)).toBe(whole)
    },
  )

  it.skipIf(!existsSync('/dev/full'))('a disk that is full when the model is written (/dev/full)', async () => {
    const { run, retrain } = bench()
    const temporary = join(run, `.model.${process.pid}.part`)
    mkdirSync(temporary, { recursive: true })
    symlinkSync('/dev/full', join(temporary, 'model.json'))
    const ran = await retrain()
    expect(ran.code).toBe(1)
    for (const words of ['cannot-write', 'ENOSPC', 'the disk has room']) expect(ran.err).toContain(words)
    expect(halfWritten(run)).toEqual([])
    expect(existsSync(join(run, 'model'))).toBe(false)
    expect((await retrain()).code).toBe(0)
    expect(modelOf(run)).toBe(whole)
  })

  it('validate with a file where its folder should be', async () => {
    const folder = place()
    const data = writeTable(folder, flatRows())
    const ran = await cli(['validate', '--study', writeStudy(folder, flatStudy()), '--data', data, '--out', data])
    expect(ran.code).toBe(1)
    expect(ran.err).toContain('cannot-write')
    expect(everything(folder)).toEqual(['data.csv', 'study.json'])
  })

  it('synth under a regular file', async () => {
    const file = writeTable(place(), flatRows())
    const ran = await cli(['synth', '--out', join(file, 'x'), '--clients', '10', '--weeks', '5', '--jobs', '1'])
    expect(ran.code).toBe(1)
    expect(ran.err).toContain('output-not-writable')
    expect(ran.err).toContain('what to do')
  })
})

describe('a run folder that is in use', () => {
  it('by a run of another study: refused with 1, and left as it was', async () => {
    const { run, retrain } = bench()
    await retrain()
    const before = allText(run)
    const ran = await retrain('--study', writeStudy(place(), flatStudy({ name: 'another' })))
    expect(ran.code).toBe(1)
    for (const words of ['run-exists', 'another study', '--out']) expect(ran.err).toContain(words)
    expect(allText(run)).toBe(before)
  })

  it('by a run with another seed: refused with 1', async () => {
    const { retrain } = bench()
    await retrain()
    const ran = await retrain('--seed', '2')
    expect([ran.code, ran.err.split(':')[0]]).toEqual([1, 'run-exists'])
  })

  it('by a run on other data: refused with 1, and left as it was', async () => {
    const { run, retrain } = bench()
    await retrain()
    const before = allText(run)
    const ran = await retrain('--data', writeTable(place(), flatRows(390)))
    expect(ran.code).toBe(1)
    for (const words of ['run-exists', 'other data']) expect(ran.err).toContain(words)
    expect(allText(run)).toBe(before)
  })

  it('by a finished run, when the data are refused or missing: left as it was', async () => {
    const { run, retrain } = bench()
    await retrain()
    const before = allText(run)
    expect((await retrain('--data', join(run, 'none.csv'))).code).toBe(2)
    expect(allText(run)).toBe(before)
    const bad = flatRows().map((row) => ({ ...row, age: '-5' }))
    expect((await retrain('--data', writeTable(place(), bad))).code).toBe(1)
    expect(allText(run)).toBe(before)
  })

  it('by a refused run on other data: its results go before the new ones come', async () => {
    const { run, retrain } = bench(flatStudy({ selection: { size: 4 } }))
    const constant = flatRows().map((row) => ({ ...row, single: '1' }))
    expect((await retrain('--data', writeTable(place(), constant))).code).toBe(2)
    expect(results(run)).toContain('03-screening.json')
    const negative = flatRows().map((row) => ({ ...row, age: '-5' }))
    expect((await retrain('--data', writeTable(place(), negative))).code).toBe(2)
    expect(results(run)).toEqual(['01-contract.json'])
    expect((await retrain()).code).toBe(0)
  })

  it('by a run.json that is no manifest: refused with 1', async () => {
    const { run, retrain } = bench()
    mkdirSync(run)
    writeFileSync(join(run, 'run.json'), '{"inputs": ')
    const ran = await retrain()
    expect(ran.code).toBe(1)
    for (const words of ['run-exists', 'cannot be read', '--out']) expect(ran.err).toContain(words)
    expect(everything(run)).toEqual(['run.json'])
  })

  it('by the same finished run: done again, with the same bytes but for the times', async () => {
    const { run, retrain } = bench()
    await retrain()
    const before = results(run).map((file) => readFileSync(join(run, file), 'utf8'))
    expect((await retrain()).code).toBe(0)
    expect(results(run).map((file) => readFileSync(join(run, file), 'utf8'))).toEqual(before)
    expect(modelOf(run)).toBe(whole)
  })
})

const strict = flatStudy({
  gates: [{ kind: 'bound', name: 'finds-nearly-all', metric: 'recall', k: 0.2, min: 0.99, reason: 'For this test.' }],
})

describe('a gate that refuses', () => {
  it('ends with 3, keeps every result, and leaves no model', async () => {
    const { run, retrain } = bench(strict)
    const ran = await retrain()
    expect(ran.code).toBe(3)
    expect(ran.out).toContain('REFUSED')
    expect(ran.out).toContain('none: a gate refused')
    expect(everything(run)).not.toContain('model')
    expect(results(run)).toEqual(
      Object.values(RESULT_FILES)
        .filter((file) => file !== RESULT_FILES.challenger)
        .map((file) => `${file}.json`)
        .sort(),
    )
    expect(json(run, 'run.json')).toMatchObject({ status: 'finished', gates: false, model: null })
    const gates = json(run, '09-gates.json')['gates'] as { name: string; passed: boolean; threshold: number }[]
    expect(gates.find(({ name }) => name === 'finds-nearly-all')).toMatchObject({ passed: false, threshold: 0.99 })
  })

  it('and --draft keeps the model, marked inside, which score refuses unless told otherwise', async () => {
    const { run, retrain } = bench(strict)
    const ran = await retrain('--draft')
    expect(ran.code).toBe(3)
    expect(ran.out).toContain('DRAFT: a gate refused')
    const model = JSON.parse(modelOf(run)) as { draft: { refusedGates: { name: string }[] } | null }
    expect(model.draft?.refusedGates.map(({ name }) => name)).toEqual(['finds-nearly-all'])
    const verified = await cli(['verify', join(run, 'model')])
    expect(verified.code).toBe(0)
    expect(JSON.parse(verified.out)).toMatchObject({ kind: 'verified', draft: true })
    const out = join(run, '..', 'scores.csv')
    const line = ['score', '--model', join(run, 'model'), '--data', join(run, '..', 'data.csv'), '--out', out]
    const refused = await cli(line)
    expect(refused.code).toBe(3)
    expect(refused.err).toContain('draft-model')
    expect(existsSync(out)).toBe(false)
    expect((await cli([...line, '--allow-draft'])).code).toBe(0)
    expect(existsSync(out)).toBe(true)
  })

  it('and a second run with --draft adds the model to the first', async () => {
    const { run, retrain } = bench(strict)
    await retrain()
    expect((await retrain('--draft')).code).toBe(3)
    expect(everything(run)).toContain('model/model.json')
  })
})
