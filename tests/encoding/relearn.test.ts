import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { StudyInput } from '../../data-schemas/study.js'
import { createCoded } from '../../src/encoding/code.js'
import { learnEncoders } from '../../src/encoding/learn.js'
import { codedRows } from '../../src/encoding/patterns.js'
import { rawRows } from '../../src/encoding/raw-rows.js'
import { type Relearned, relearn } from '../../src/encoding/relearn.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import type { Engine } from '../../src/engine/engine.js'
import { drawWeights } from '../../src/numeric/clustered-bootstrap.js'
import { random } from '../../src/random.js'
import { type Cells, flatRows, flatStudy, writeTable } from '../support/small-flat.js'
import { makePanel, panelStudy } from '../support/small-panel.js'
import { runToSelection } from '../support/small-run.js'
import { panelOf, studyOf, weeklyCandidates, weeklyRows } from './support.js'

let folder: string
let engine: Engine
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'relearn-'))
  engine = await openDuckDB()
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const once = (rows: number): Uint8Array => new Uint8Array(rows).fill(1)

/** The small flat study with a category, missing values and a special code, and a person to a row. */
const study = (): StudyInput => {
  const base = flatStudy({ split: { kind: 'none' } })
  return {
    ...base,
    key: {},
    candidates: [
      ...base.candidates.map((one) =>
        one.name === 'amount'
          ? { ...one, encoding: 'woe' as const, codes: [{ value: -9, state: 'special' as const }], min: -9 }
          : one.name === 'months'
            ? { ...one, encoding: 'levels' as const }
            : one,
      ),
      { name: 'place', type: 'category', encoding: 'woe', legalBasis: 'Invented for this test.' },
    ],
  }
}

const table = (people = 500): Cells[] => {
  const draw = random(3, 'relearn')
  return flatRows(people).map((row) => ({
    ...row,
    amount: draw.uniform() < 0.1 ? '-9' : draw.uniform() < 0.1 ? '' : (row['amount'] as string),
    place: `town ${draw.below(12)}`,
  }))
}

describe('bins learned once more from rows in memory', () => {
  it('are those of the engine, to the last bit, with every row once', async () => {
    const data = writeTable(folder, table(), 'once.csv')
    const { run } = await runToSelection(engine, study(), data)
    const raw = await rawRows(run.panel, { where: { kind: 'train' }, names: run.encoders.map(({ name }) => name) })
    const again = (await relearn(raw, run.study, once(raw.outcome.length))) as Relearned
    expect(again.encoders).toEqual(run.encoders)
    const { blocks } = await codedRows(run.coded, run.encoders, { where: { kind: 'train' } })
    expect(again.blocks).toEqual(blocks)
    expect(again.encoders.map(({ name }) => name)).toContain('place')
  })

  it('are those of the engine with several rows a person', async () => {
    const data = await makePanel(folder)
    const { run } = await runToSelection(engine, panelStudy(), data)
    const where = { kind: 'sample' } as const
    const { encoders } = await learnEncoders(run.panel, run.study, { rows: where })
    const raw = await rawRows(run.panel, { where, names: encoders.map(({ name }) => name) })
    const again = (await relearn(raw, run.study, once(raw.outcome.length))) as Relearned
    expect(raw.clustered).toBe(true)
    expect(again.encoders).toEqual(encoders)
    const coded = await createCoded(run.panel, encoders, 'again')
    expect(again.blocks).toEqual((await codedRows(coded, encoders, { where })).blocks)
  })

  it('are those that the engine learns from a table in which each row stands as often as it was drawn', async () => {
    const rows = table()
    const times = new Uint8Array(rows.length)
    drawWeights(times, 8, ['relearn'])
    const drawn = rows.flatMap((row, i) => Array.from({ length: times[i] as number }, () => row))
    const own = await runToSelection(engine, study(), writeTable(folder, rows, 'rows.csv'))
    const names = own.run.encoders.map(({ name }) => name)
    const raw = await rawRows(own.run.panel, { where: { kind: 'train' }, names })
    const again = (await relearn(raw, own.run.study, times)) as Relearned
    const other = await runToSelection(engine, study(), writeTable(folder, drawn, 'drawn.csv'))
    expect(again.encoders).toEqual(other.run.encoders)
  })

  it('hold their order in every quarter as the engine has it, for rows drawn any number of times', async () => {
    const input = study()
    const asked: StudyInput = {
      ...input,
      key: { time: 'day' },
      encoding: { prebins: 30, maxBins: 8 },
      candidates: input.candidates.map((one) =>
        one.name === 'months' || one.name === 'amount'
          ? { ...one, encoding: 'woe', expected: '-', bins: { steady: one.name === 'months' ? 'quarter' : 'year' } }
          : one,
      ),
    }
    const days = ['2021-02-01', '2021-05-03', '2021-06-07', '2022-01-03']
    const rows = table(2500).map((row, i) => ({ ...row, day: days[(i * 7) % 4] as string }))
    const times = new Uint8Array(rows.length)
    drawWeights(times, 8, ['relearn'])
    const own = await runToSelection(engine, asked, writeTable(folder, rows, 'steady.csv'))
    const names = own.run.encoders.map(({ name }) => name)
    const raw = await rawRows(own.run.panel, { where: { kind: 'train' }, names })
    const again = (await relearn(raw, own.run.study, once(rows.length))) as Relearned
    expect(again.encoders).toEqual(own.run.encoders)
    const drawn = rows.flatMap((row, i) => Array.from({ length: times[i] as number }, () => row))
    const other = await runToSelection(engine, asked, writeTable(folder, drawn, 'steady-drawn.csv'))
    const redrawn = (await relearn(raw, own.run.study, times)) as Relearned
    expect(redrawn.encoders).toEqual(other.run.encoders)
    const steady = other.judged.encoding.candidates.map((one) => one.steady)
    expect(steady.flatMap((one) => one?.periods.map(({ name }) => name) ?? [])).toEqual([
      ...['2021-Q1', '2021-Q2', '2022-Q1'],
      ...['2021', '2022'],
    ])
    expect(steady.some((one) => (one?.cost ?? 0) > 0)).toBe(true)
  })

  it('hold their order in every quarter as the engine has it, with several rows a person', async () => {
    const candidates = weeklyCandidates().map((one) =>
      one.type === 'category' ? one : { ...one, bins: { steady: 'quarter' as const } },
    )
    const asked = studyOf(candidates)
    const made = await panelOf(engine, candidates, weeklyRows(4000), { table: 'steady_weeks' })
    const panel = { ...made, dates: ['2021-02-01', '2021-05-03', '2021-06-07', '2021-08-02'] }
    const { encoders, result } = await learnEncoders(panel, asked)
    const raw = await rawRows(panel, { where: { kind: 'train' }, names: encoders.map(({ name }) => name) })
    expect(raw.clustered).toBe(true)
    const again = (await relearn(raw, asked, once(raw.outcome.length))) as Relearned
    expect(again.encoders).toEqual(encoders)
    const steady = result.candidates.flatMap((one) => (one.steady === undefined ? [] : [one.steady]))
    expect(steady.map(({ periods }) => periods.length)).toEqual([3, 3, 3])
    expect(steady.some(({ cost }) => cost > 0)).toBe(true)
  })

  it('say why there are none of one class', async () => {
    const { run } = await runToSelection(engine, study(), writeTable(folder, table(), 'class.csv'))
    const raw = await rawRows(run.panel, { where: { kind: 'train' }, names: ['age'] })
    const events = raw.outcome.slice()
    expect(await relearn(raw, run.study, events)).toEqual({ kind: 'undefined', because: 'no-nonevents' })
    const others = events.map((one) => 1 - one)
    expect(await relearn(raw, run.study, others)).toEqual({ kind: 'undefined', because: 'no-events' })
  })
})
