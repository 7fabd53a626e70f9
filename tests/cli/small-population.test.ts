import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Model } from '../../data-schemas/artifact.js'
import { contractRoom } from '../../src/contract/contract-room.js'
import { loadStudy } from '../../src/contract/study.js'
import { createCoded } from '../../src/encoding/code.js'
import { codedRows } from '../../src/encoding/patterns.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { type Engine, ident } from '../../src/engine/engine.js'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { WORDS } from '../../src/report/words.js'
import { allText, cli, everything, json, type Ran, scratch } from '../support/command-line.js'

const STUDY = 'data-schemas/studies/maatwerkscan.study.json'
const CLIENTS = 20_000

let folder: string
let data: string
let started: Ran
let dutch: Ran
let model: Model
let engine: Engine

const modelFolder = (): string => join(folder, 'draft', 'model')

beforeAll(async () => {
  folder = scratch()
  data = join(folder, `data-${CLIENTS}-1`)
  started = await cli(['start', '--out', folder, '--clients', String(CLIENTS)])
  const line = ['retrain', '--study', STUDY, '--data', data, '--out', join(folder, 'draft'), '--draft', '--lang', 'nl']
  dutch = await cli(line)
  model = JSON.parse(readFileSync(join(modelFolder(), 'model.json'), 'utf8')) as Model
  engine = await openDuckDB({ threads: 1 })
}, 120_000)
afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true, force: true })
})

describe(`the whole method on ${CLIENTS} people who do not exist`, () => {
  it('ends with a model, or with a gate that refuses', () => {
    expect([0, 3], started.err).toContain(started.code)
    expect(dutch.code, dutch.err).toBe(started.code)
    expect(started.err).not.toContain('bug:')
    const run = join(folder, `run-${CLIENTS}-1`)
    expect(json(run, 'run.json')).toMatchObject({ status: 'finished', gates: started.code === 0 })
    expect(everything(run).includes('model')).toBe(started.code === 0)
    expect(everything(folder).filter((path) => /\.part|\.spill|\.tmp/.test(path))).toEqual([])
    expect(started.out.trimEnd().split('\n').at(-1)).toBe(`dossier: ${join(run, 'dossier', 'index.html')}`)
    expect(everything(run)).toContain('dossier/index.html')
  })

  it('gives the same results twice', () => {
    const run = join(folder, `run-${CLIENTS}-1`)
    for (const file of everything(run).filter((path) => path.endsWith('.json') && path !== 'run.json')) {
      expect(readFileSync(join(folder, 'draft', file), 'utf8') === readFileSync(join(run, file), 'utf8'), file).toBe(
        true,
      )
    }
  })

  it('tells no person: no pseudonym in the report or in any result', () => {
    expect(`${started.out}${dutch.out}${allText(join(folder, 'draft'))}`).not.toMatch(/C\d{8}/)
  })

  it.each([
    ['en', () => started.out, ['PUBLISHED AND REPRODUCED', 'found by the top 10%', '63.0%', '77.0%', 'SYNTHETIC DATA']],
    [
      'nl',
      () => dutch.out,
      ['GEPUBLICEERD EN NAGEMAAKT', 'gevonden door de top 10%', '63,0%', '77,0%', 'SYNTHETISCHE GEGEVENS'],
    ],
  ] as const)('prints published and reproduced figures side by side (%s)', (_, text, words) => {
    for (const word of words) expect(text()).toContain(word)
  })

  it('says in Dutch whatever is not a name from the study or its own words', () => {
    const study = loadStudy(STUDY)
    const names = [
      ...study.candidates.map(({ name }) => name),
      ...study.audit.map(({ name }) => name),
      ...study.gates.map(({ name }) => name),
    ]
    const quoted = /“[^”]*”/gs
    const text = names.reduce((rest, name) => rest.replaceAll(name, ' '), dutch.out.replace(quoted, ' '))
    const both = new Set(Object.values(WORDS).flatMap(({ nl }) => nl.toLowerCase().split(/[^a-zë]+/)))
    const loan = ['auc', 'brier', 'recall', 'lift', 'model', 'log', 'likelihood', 'score', 'parameters', 'intercept']
    const english = Object.values(WORDS)
      .flatMap(({ en }) => en.toLowerCase().split(/[^a-z]+/))
      .filter((word) => word.length > 2 && !both.has(word) && !loan.includes(word))
    const more = [
      'the',
      'and',
      'with',
      'from',
      'not',
      'bound',
      'bounds',
      'fits',
      'people',
      'none',
      'rate',
      'risk',
      'earlier',
    ]
    const gates = [
      'converged',
      'no-separation',
      'residual-degrees-of-freedom',
      'selected-are-admissible',
      'expected-signs',
      'examined',
      'adoption-rule',
    ]
    const own = [...gates, 'events-per-parameter'].reduce((rest, name) => rest.replaceAll(name, ' '), text)
    const said = new Set(own.toLowerCase().split(/[^\p{L}]+/u))
    expect([...new Set([...english, ...more])].filter((word) => said.has(word))).toEqual([])
    expect(english.length).toBeGreaterThan(80)
    expect(said.size).toBeGreaterThan(100)
  })
})

describe('scores from the frozen draft', () => {
  const score = (input: string, out: string): Promise<Ran> =>
    cli([
      'score',
      '--model',
      modelFolder(),
      '--data',
      input,
      '--out',
      join(folder, out),
      '--allow-draft',
      '--jobs',
      '1',
    ])

  /** The test rows of the panel with raw values, in the order of the panel, as one flat table; and their log-odds by the training path. */
  const testRows = async (out: string): Promise<Float64Array> => {
    const study = loadStudy(STUDY)
    const { opened } = await contractRoom(engine, study, data)
    const observed = json(data, 'manifest.json')['observedUntil'] as string
    const { table } = await buildPanel(engine, study, opened, { observedUntil: observed })
    const coded = await createCoded(table, model.encoders)
    const rows = await codedRows(coded, model.encoders, { where: { kind: 'test' } })
    const raw = model.inputs.map(({ name, column }) =>
      name === 'prior_bijstand'
        ? `EXISTS (FROM '${data}/bijstand.parquet' b WHERE b.client_id = s.client_id AND b.start_date < c.first_ww_day) AS ${ident(column)}`
        : ident(column),
    )
    const carried = ['client_id', ...model.key.list].filter(
      (name) => !model.inputs.some(({ column }) => column === name),
    )
    await engine.run(
      `COPY (SELECT ${[...new Set(carried)].map((name) => (name === 'client_id' ? 's.client_id' : ident(name))).join(', ')}, ${raw.join(', ')}
         FROM (SELECT __row, client_id AS who, snapshot_date AS day FROM t_snapshots) t JOIN panel_keys k ON k.src = t.__row
         JOIN '${data}/snapshots.parquet' s ON s.client_id = t.who AND s.snapshot_date = t.day
         JOIN '${data}/clients.parquet' c ON c.client_id = s.client_id
         WHERE k.row_id IN (SELECT row_id FROM panel WHERE split = 2) ORDER BY k.row_id)
       TO '${out}' (FORMAT parquet)`,
    )
    const estimates = [model.intercept, ...model.terms.flatMap(({ columns }) => columns.map((one) => one.coefficient))]
    return linearPredictor(rows.blocks, Float64Array.from(estimates), rows.outcome.length)
  }

  it('of every test row are those of the training path, from raw values in a flat file', async () => {
    const input = join(folder, 'test.parquet')
    const trained = await testRows(input)
    expect(trained.length).toBeGreaterThan(20_000)
    const ran = await score(input, 'test-scores.parquet')
    expect(ran.code, ran.err).toBe(0)
    expect(JSON.parse(ran.out)).toMatchObject({ rows: trained.length, scored: trained.length, refused: 0, draft: true })
    const { lp } = await engine.columns(`SELECT linear_predictor AS lp FROM '${folder}/test-scores.parquet'`, {
      lp: 'f64',
    })
    let worst = 0
    lp.forEach((value, i) => {
      worst = Math.max(worst, Math.abs(value - (trained[i] as number)))
    })
    expect(worst).toBeLessThanOrEqual(1e-12)
  })

  it('of the newest week: whole, in (0, 1), explained to the last bit, ranked 1, 2, 3 … in every list', async () => {
    const ran = await score(join(data, 'list.parquet'), 'scores.parquet')
    expect(ran.code, ran.err).toBe(0)
    const summary = JSON.parse(ran.out) as { rows: number; scored: number; lists: number }
    expect(summary.scored).toBe(summary.rows)
    const rows = await engine.rows(`FROM '${folder}/scores.parquet'`)
    expect(rows).toHaveLength(summary.rows)
    for (const row of rows) {
      const sum = model.inputs.reduce((total, { name }) => total + (row[`c_${name}`] as number), model.intercept)
      expect(Object.is(sum, row['linear_predictor'])).toBe(true)
      expect(row['probability']).toBeGreaterThan(0)
      expect(row['probability']).toBeLessThan(1)
    }
    const lists = grouped(rows, model.key.list)
    expect(lists.size).toBe(summary.lists)
    for (const list of lists.values()) {
      const byRank = [...list].sort((a, b) => Number(a['rank']) - Number(b['rank']))
      expect(byRank.map((row) => Number(row['rank']))).toEqual(byRank.map((_, i) => i + 1))
      expect(new Set(byRank.map((row) => Number(row['list_size'])))).toEqual(new Set([byRank.length]))
      byRank.slice(1).forEach((row, i) => {
        expect(Number(row['linear_predictor'])).toBeLessThanOrEqual(Number(byRank[i]?.['linear_predictor']))
      })
    }
  })

  it('are the same bytes twice, in Parquet and in CSV, on one thread and on two', async () => {
    const input = join(data, 'list.parquet')
    for (const kind of ['csv', 'parquet']) {
      await score(input, `a.${kind}`)
      const ran = await score(input, `b.${kind}`)
      expect(ran.code).toBe(0)
      expect(readFileSync(join(folder, `a.${kind}`)).equals(readFileSync(join(folder, `b.${kind}`)))).toBe(true)
    }
    const two = ['score', '--model', modelFolder(), '--data', input, '--allow-draft', '--jobs', '2']
    expect((await cli([...two, '--out', join(folder, 'c.csv')])).code).toBe(0)
    expect(readFileSync(join(folder, 'c.csv')).equals(readFileSync(join(folder, 'a.csv')))).toBe(true)
  })
})

type Row = Readonly<Record<string, unknown>>

const grouped = (rows: readonly Row[], by: readonly string[]): ReadonlyMap<string, readonly Row[]> => {
  const lists = new Map<string, Row[]>()
  for (const row of rows) {
    const key = by.map((name) => String(row[name])).join('|')
    const list = lists.get(key)
    if (list === undefined) lists.set(key, [row])
    else list.push(row)
  }
  return lists
}
