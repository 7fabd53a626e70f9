import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fairnessExaminationResult } from '../../data-schemas/results/fairness-examination.js'
import type { StudyInput } from '../../data-schemas/study.js'
import { contractRoom } from '../../src/contract/contract-room.js'
import { parseStudy } from '../../src/contract/study.js'
import { createCoded } from '../../src/encoding/code.js'
import { learnEncoders } from '../../src/encoding/learn.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import type { Engine } from '../../src/engine/engine.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { takenSteps } from '../../src/panel/test-columns.js'
import { audit } from '../../src/rooms/audit.js'
import { calibrate, probabilities } from '../../src/rooms/calibrate.js'
import { examineFairness } from '../../src/rooms/examine-fairness.js'
import { fitSelected } from '../../src/rooms/fit-selected.js'
import { openTest } from '../../src/rooms/open-test.js'
import type { Run } from '../../src/rooms/run.js'
import { scratch } from '../support/command-line.js'
import { makePanel, panelStudy } from '../support/small-panel.js'

let folder: string
let clean: string
let clients: readonly string[]
beforeAll(async () => {
  folder = scratch()
  clean = await makePanel(folder)
  const [, ...lines] = readFileSync(join(clean, 'clients.csv'), 'utf8').trimEnd().split('\n')
  clients = lines.map((line) => line.split(',')[0] as string)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const HEAD = 'client_id,arm,first_pilot_week,score,decile,contacted_on,status'
const STATUSES = ['not assessed', 'assessed, no conversation', 'conversation', 'three-way conversation'] as const

interface Member {
  readonly id: string
  readonly contacted: string | null
  readonly status: (typeof STATUSES)[number]
}

/** All but every seventh client is in the pilot; of these every third was contacted, some before most snapshots, some after. */
const members = (): readonly Member[] =>
  clients.flatMap((id, i) => {
    if (i % 7 === 0) return []
    const contacted = i % 3 === 0 ? (i % 2 === 0 ? '2021-03-01' : '2021-09-06') : null
    return [{ id, contacted, status: STATUSES[contacted === null ? 0 : i % 4] as Member['status'] }]
  })

const line = ({ id, contacted, status }: Member): string =>
  `${id},experiment,2021-01-04,0.25,3,${contacted ?? ''},"${status}"`

const withPilot = (name: string, lines: readonly string[] | null): string => {
  const out = join(folder, name)
  mkdirSync(out)
  cpSync(clean, out, { recursive: true })
  if (lines !== null) writeFileSync(join(out, 'pilot.csv'), `${[HEAD, ...lines].join('\n')}\n`)
  return out
}

type Funnel = NonNullable<NonNullable<NonNullable<StudyInput['examination']>['fairness']>['funnel']>

const STEPS: Funnel = [
  { name: 'contacted', table: 'pilot', column: 'contacted_on', notBeforeSnapshot: true },
  { name: 'conversation', table: 'pilot', column: 'status', is: ['conversation', 'three-way conversation'] },
]

const pilotStudy = (funnel: Funnel = STEPS, declared = true): StudyInput => {
  const study = panelStudy({ examination: { fairness: { funnel, replicates: 0 } } })
  if (study.data.kind !== 'panel') throw new Error('a panel study')
  const tables = { ...study.data.tables, ...(declared ? { pilot: { contract: 'pilot' as const } } : {}) }
  return { ...study, data: { ...study.data, tables } }
}

const inEngine = async <T>(work: (engine: Engine) => Promise<T>): Promise<T> => {
  const engine = await openDuckDB({ threads: 1 })
  try {
    return await work(engine)
  } finally {
    engine.close()
  }
}

const contractOf = (study: StudyInput, data: string) =>
  inEngine(async (engine) => (await contractRoom(engine, parseStudy(study, 'study'), data)).result)

describe('the table of a pilot', () => {
  it('gives the steps of each test row: only in the pilot, and no contact before the snapshot', async () => {
    const data = withPilot('steps', members().map(line))
    const of = new Map(members().map((one) => [one.id, one]))
    const { rows, steps, scope } = await inEngine(async (engine) => {
      const study = parseStudy(pilotStudy(), 'study')
      const { opened } = await contractRoom(engine, study, data)
      const { table } = await buildPanel(engine, study, opened)
      const taken = await takenSteps(
        { opened, panel: table, person: 'client_id', time: 'snapshot_date' },
        study.examination.fairness.funnel,
      )
      const rows = await engine.rows(
        `SELECT s.client_id AS id, CAST(s.snapshot_date AS VARCHAR) AS day FROM panel_keys k
         JOIN t_snapshots s ON s.__row = k.src WHERE k.split = 2 ORDER BY k.row_id`,
      )
      return { rows, ...taken }
    })
    const wanted = rows.map(({ id, day }) => {
      const one = of.get(String(id))
      const contacted = one?.contacted ?? null
      return [
        one === undefined ? 0 : 1,
        contacted !== null && contacted >= String(day) ? 1 : 0,
        one !== undefined && STATUSES.indexOf(one.status) >= 2 ? 1 : 0,
      ]
    })
    expect(rows.length).toBeGreaterThan(500)
    expect([...(scope ?? [])]).toEqual(wanted.map(([own]) => own))
    expect(steps.map(({ name }) => name)).toEqual(['contacted', 'conversation'])
    expect([...steps[0]!.reached]).toEqual(wanted.map(([, own]) => own))
    expect([...steps[1]!.reached]).toEqual(wanted.map(([, , own]) => own))
    for (const part of [0, 1, 2]) expect(new Set(wanted.map((own) => own[part])).size).toBe(2)
    expect(
      wanted.some(([, after], i) => after === 0 && of.get(String(rows[i]!['id']))?.contacted === '2021-03-01'),
    ).toBe(true)
  })

  it('carries the funnel from the list to the conversation, per group, and repeats no key', async () => {
    const data = withPilot('funnel', members().map(line))
    const found = await inEngine(async (engine) => {
      const study = parseStudy(pilotStudy(), 'study')
      const { opened } = await contractRoom(engine, study, data)
      const { table } = await buildPanel(engine, study, opened)
      const { encoders } = await learnEncoders(table, study)
      const coded = await createCoded(table, encoders)
      const stamp = { study: study.name, data: opened.digest, synthetic: study.synthetic }
      const run: Run = { study, stamp, opened, panel: table, coded, encoders }
      const selected = ['ww_months_left', 'ww_amount']
      const fitted = await fitSelected(run, { selected } as Parameters<typeof fitSelected>[1])
      const test = await openTest(run, fitted)
      const probability = probabilities(test, await calibrate(run, fitted, test))
      const judged = { fairness: await audit(run, test, probability) } as Parameters<
        typeof examineFairness
      >[0]['judged']
      return fairnessExaminationResult.parse(await examineFairness({ run, judged, fitted, test, probability }))
    })
    if (!Array.isArray(found.funnels)) throw new Error('no funnels')
    expect(found.funnels.length).toBeGreaterThan(1)
    for (const { steps, scope, groups } of found.funnels) {
      expect(steps).toEqual(['listed', 'contacted', 'conversation'])
      expect(scope?.people).toBeGreaterThan(10)
      for (const { rates } of groups)
        for (const { rate } of rates)
          if (typeof rate.estimate === 'number') expect(rate.estimate).toBeLessThanOrEqual(1)
    }
    const text = JSON.stringify(found)
    expect(clients.filter((key) => text.includes(`"${key}"`))).toEqual([])
  }, 60_000)

  it('is part of the data and of their digest, and a study without it has the digest it had', async () => {
    const one = withPilot('one', members().map(line))
    const digests = [
      (await contractOf(pilotStudy(), one)).data,
      (await contractOf(pilotStudy([], false), one)).data,
      (await contractOf(pilotStudy([], false), clean)).data,
    ]
    expect(new Set(digests).size).toBe(2)
    expect(digests[2]).toBe(digests[1])
  })

  it('is checked as the others are: keys, values, people that clients does not have', async () => {
    const own = members().map(line)
    const bad = [
      ...own,
      own[0]!.replace('0.25', '0.26'),
      own[1]!.replace(/^[^,]+/, 'C999999999'),
      own[2]!.replace(/^[^,]+/, 'C999999998').replace('experiment', 'neither'),
    ]
    const { issues, tables } = await contractOf(pilotStudy(), withPilot('bad', bad))
    const rules = issues.filter(({ table }) => table === 'pilot').map(({ rule }) => rule)
    expect(rules).toEqual(expect.arrayContaining(['conflicting-key', 'orphan-person', 'unknown-category']))
    expect(tables.find(({ name }) => name === 'pilot')?.file).toBe('pilot.csv')
  })

  it('is refused when the study names it and the file is not there', async () => {
    await expect(contractOf(pilotStudy(), withPilot('absent', null))).rejects.toThrow(/missing-file in pilot/)
  })

  it('is asked for by the steps that read it, and gives no candidate', () => {
    expect(() => parseStudy(pilotStudy(STEPS, false), 'study')).toThrow(/pilot-table/)
    const study = pilotStudy()
    const [first, ...rest] = study.candidates
    const from = { kind: 'column', table: 'pilot', column: 'score' } as unknown as NonNullable<typeof first>['from']
    expect(() => parseStudy({ ...study, candidates: [{ ...first!, from }, ...rest] }, 'study')).toThrow(/study-schema/)
  })

  it('is refused for a step in a column that it does not have, and for a date asked of a text', async () => {
    const data = withPilot('columns', members().map(line))
    const asked = async (step: Funnel[number]): Promise<unknown> =>
      inEngine(async (engine) => {
        const study = parseStudy(pilotStudy([step]), 'study')
        const { opened } = await contractRoom(engine, study, data)
        const { table } = await buildPanel(engine, study, opened)
        return takenSteps({ opened, panel: table, person: 'client_id', time: 'snapshot_date' }, [
          study.examination.fairness.funnel[0]!,
        ])
      })
    await expect(asked({ name: 'helped', table: 'pilot', column: 'no_such_column' })).rejects.toThrow(/missing-column/)
    await expect(asked({ name: 'helped', table: 'pilot', column: 'status', notBeforeSnapshot: true })).rejects.toThrow(
      /notBeforeSnapshot/,
    )
  })
})
