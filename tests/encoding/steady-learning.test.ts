import { describe, expect, it } from 'vitest'
import type { EncodedCandidate } from '../../data-schemas/results/encoding.js'
import { encodingResult } from '../../data-schemas/results/encoding.js'
import type { Candidate, Study } from '../../data-schemas/study.js'
import { canonicalJson } from '../../src/digest.js'
import { type LearnOptions, learnEncoders } from '../../src/encoding/learn.js'
import { spansOf } from '../../src/encoding/spans.js'
import type { PanelTable } from '../../src/panel/table.js'
import { random } from '../../src/random.js'
import { candidateOf, panelOf, studyOf, type TestRow, withEngine } from './support.js'

/** Two dates a quarter, in three quarters of one year and one of the next. */
const DATES = [
  '2021-02-01',
  '2021-03-01',
  '2021-04-05',
  '2021-06-07',
  '2021-07-05',
  '2021-09-06',
  '2022-01-03',
  '2022-02-07',
]

/** People with two dates of one quarter each; the risk rises over four values, but in the second quarter falls from 1 to 2 when turned. */
const rowsOf = (people: number, turned: boolean): readonly TestRow[] => {
  const stream = random(11, 'steady')
  return Array.from({ length: people }, (_, person) => {
    const quarter = stream.below(4)
    const value = stream.below(4)
    const risk = turned && quarter === 1 ? [0.1, 0.3, 0.12, 0.6] : [0.1, 0.2, 0.4, 0.6]
    return [0, 1].map(
      (week): TestRow => ({
        person,
        period: 2 * quarter + week,
        outcome: stream.uniform() < (risk[value] as number) ? 1 : 0,
        split: person % 5 === 0 ? 2 : 1,
        fold: person % 3,
        values: [value, stream.uniform() < 0.1 ? null : value + Math.round(stream.uniform() * 100) / 400],
      }),
    )
  }).flat()
}

const candidates = (steady?: 'quarter' | 'year', expected: '+' | 'any' = '+'): readonly Candidate[] =>
  (['integer', 'number'] as const).map((type) =>
    candidateOf({ name: type, type, expected, ...(steady === undefined ? {} : { bins: { steady } }) }),
  )

interface Asked {
  readonly rows: readonly TestRow[]
  readonly candidates: readonly Candidate[]
  readonly options?: LearnOptions
  readonly dates?: readonly string[] | null
  readonly order?: readonly number[]
  readonly threads?: number
  readonly use?: (panel: PanelTable) => Promise<void>
}

const learn = ({ rows, candidates: own, options = {}, dates = DATES, order, threads = 2, use }: Asked) =>
  withEngine(async (engine) => {
    const panel = await panelOf(engine, own, rows, order === undefined ? {} : { order })
    const study: Study = studyOf(own, { encoding: { prebins: 20 } })
    const learned = await learnEncoders(dates === null ? panel : { ...panel, dates }, study, options)
    const left = await engine.rows(`SELECT table_name AS name FROM information_schema.tables`)
    expect(left.map((table) => table['name'])).toEqual(['panel'])
    await use?.(panel)
    return learned
  }, threads)

const edgesOf = ({ result }: Awaited<ReturnType<typeof learn>>) => result.candidates.map(({ edges }) => edges)
const steadyOf = (one: EncodedCandidate | undefined) => {
  if (one?.steady === undefined) throw new Error('the order was not held')
  return one.steady
}

/** Risks of the bins of candidate 0 in the quarter, counted row by row on the training side. */
const risksIn = (rows: readonly TestRow[], edges: readonly number[], quarter: number): readonly number[] => {
  const bins = Array.from({ length: edges.length + 1 }, () => [0, 0] as [number, number])
  for (const row of rows) {
    if (row.split !== 1 || Math.floor((row.period as number) / 2) !== quarter) continue
    const bin = bins[edges.filter((edge) => (row.values[0] as number) >= edge).length] as [number, number]
    bin[row.outcome] += 1
  }
  return bins.map(([others, events]) => events / (others + events))
}

const rises = (risks: readonly number[]): boolean =>
  risks.every((risk, i) => i === 0 || risk >= (risks[i - 1] as number))

describe('bins that hold their order in every period', () => {
  const turned = rowsOf(4000, true)
  const calm = rowsOf(4000, false)

  it('keep their order in the quarter in which the best bins without this demand turn round', async () => {
    const free = await learn({ rows: turned, candidates: candidates() })
    const held = await learn({ rows: turned, candidates: candidates('quarter') })
    const [freeEdges, heldEdges] = [edgesOf(free)[0], edgesOf(held)[0]]
    expect([0, 1, 2, 3].map((quarter) => rises(risksIn(turned, freeEdges ?? [], quarter)))).toEqual([
      true,
      false,
      true,
      true,
    ])
    expect(heldEdges?.length).toBeGreaterThan(0)
    for (const quarter of [0, 1, 2, 3]) expect(rises(risksIn(turned, heldEdges ?? [], quarter))).toBe(true)
    const steady = steadyOf(held.result.candidates[0])
    expect(steady.periods.map(({ name }) => name)).toEqual(['2021-Q1', '2021-Q2', '2021-Q3', '2022-Q1'])
    expect(steady.periods.every(({ compared }) => compared === heldEdges?.length)).toBe(true)
    expect(steady.refused).toBeGreaterThan(0)
    expect(steady.cost).toBeGreaterThan(0)
    expect(steady.cost).toBe(steady.unconstrained - steady.informationValue)
    const freeValue = free.result.candidates[0]?.informationValue as number
    expect(steady.unconstrained).toBeCloseTo(freeValue, 12)
    expect(held.result.candidates[0]?.informationValue).toBeCloseTo(steady.informationValue, 12)
    expect(encodingResult.parse(held.result)).toEqual(held.result)
  })

  it('are judged by year when asked, in which the turned quarter drowns', async () => {
    const held = await learn({ rows: turned, candidates: candidates('year') })
    expect(edgesOf(held)[0]).toEqual(edgesOf(await learn({ rows: turned, candidates: candidates() }))[0])
    expect(steadyOf(held.result.candidates[0]).periods.map(({ name }) => name)).toEqual(['2021', '2022'])
    expect(steadyOf(held.result.candidates[0]).cost).toBe(0)
  })

  it('are the best bins of all where these hold their order', async () => {
    const free = await learn({ rows: calm, candidates: candidates() })
    const held = await learn({ rows: calm, candidates: candidates('quarter') })
    expect(held.encoders[0]).toEqual(free.encoders[0])
    expect(steadyOf(held.result.candidates[0])).toMatchObject({ cost: 0 })
    expect(free.result.candidates.every((one) => one.steady === undefined)).toBe(true)
  })

  it('find the direction where none is expected', async () => {
    const mirrored = turned.map((row): TestRow => ({ ...row, values: [3 - (row.values[0] as number), null] }))
    const held = await learn({ rows: mirrored, candidates: candidates('quarter', 'any').slice(0, 1) })
    const asked = await learn({ rows: turned, candidates: candidates('quarter', 'any').slice(0, 1) })
    expect([held, asked].map(({ encoders }) => encoders[0]?.direction)).toEqual(['decreasing', 'increasing'])
    const values = [held, asked].map(({ result }) => steadyOf(result.candidates[0]).informationValue)
    expect(values[0]).toBeCloseTo(values[1] as number, 12)
  })

  it('are the same bytes counted in memory and in the engine, on one thread and two, in any physical order', async () => {
    const asked = { rows: turned, candidates: candidates('quarter') }
    const expected = canonicalJson(await learn(asked))
    expect(canonicalJson(await learn({ ...asked, options: { memoryRows: 0 } }))).toBe(expected)
    const stream = random(5, 'order')
    const keys = turned.map(() => stream.uniform())
    const order = turned.map((_, i) => i).sort((a, b) => (keys[a] as number) - (keys[b] as number))
    expect(canonicalJson(await learn({ ...asked, order, threads: 1 }))).toBe(expected)
  })

  it('do not look at the test side, nor at rows that are not learned from', async () => {
    const asked = { rows: turned, candidates: candidates('quarter') }
    const other = turned.map(
      (row): TestRow => (row.split === 1 ? row : { ...row, outcome: row.outcome === 1 ? 0 : 1, values: [3, 0.5] }),
    )
    expect(canonicalJson(await learn({ ...asked, rows: other }))).toBe(canonicalJson(await learn(asked)))
    const options: LearnOptions = { rows: { kind: 'train-except-fold', fold: 1 } }
    const less = turned.filter((row) => row.split === 1 && row.fold !== 1)
    const people = new Map([...new Set(less.map(({ person }) => person))].map((person, at) => [person, at]))
    const alone = less.map((row): TestRow => ({ ...row, person: people.get(row.person) as number }))
    const [within, apart] = [await learn({ ...asked, options }), await learn({ ...asked, rows: alone })]
    expect(within.encoders).toEqual(apart.encoders)
    expect(within.result.candidates).toEqual(apart.result.candidates)
  })

  it('are one bin, with the reason, when no split holds', async () => {
    const stream = random(2, 'contrary')
    const rows = Array.from({ length: 2000 }, (_, person): TestRow => {
      const [value, late] = [stream.below(2), stream.below(2)]
      const risk = late === 1 ? 0.5 - 0.3 * value : 0.2 + 0.6 * value
      return {
        person,
        period: 2 * late,
        split: 1,
        outcome: stream.uniform() < risk ? 1 : 0,
        values: [value, value],
      }
    })
    const { result } = await learn({ rows, candidates: candidates('quarter') })
    expect(result.candidates[0]).toMatchObject({
      edges: [],
      oneBin: 'no split whose order holds in every quarter',
      steady: { informationValue: 0, periods: [{ compared: 0 }, { compared: 0 }] },
    })
  })

  it('are refused, with the reason, in a panel without dates', async () => {
    const { issues, encoders } = await learn({ rows: calm, candidates: candidates('quarter'), dates: null })
    expect(encoders).toEqual([])
    expect(issues).toMatchObject([
      { rule: 'steady-bins-impossible', severity: 'refuse', found: 'no dates in the panel' },
      { rule: 'steady-bins-impossible', severity: 'refuse' },
    ])
  })
})

describe('periods', () => {
  it('are calendar quarters or years, with all their dates', () => {
    expect(spansOf(DATES, 'quarter').map(({ name, from, to }) => [name, from, to])).toEqual([
      ['2021-Q1', 0, 1],
      ['2021-Q2', 2, 3],
      ['2021-Q3', 4, 5],
      ['2022-Q1', 6, 7],
    ])
    expect(spansOf(DATES, 'year')).toEqual([
      { name: '2021', from: 0, to: 5 },
      { name: '2022', from: 6, to: 7 },
    ])
    expect(spansOf([], 'year')).toEqual([])
  })
})
