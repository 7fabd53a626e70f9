import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Column } from '../../src/encoding/column-counts.js'
import { categoryCounts, numericCounts } from '../../src/encoding/counts.js'
import { distinctValues } from '../../src/encoding/distinct-values.js'
import { isLeft, quantileCuts } from '../../src/encoding/prebins.js'
import { readColumns } from '../../src/encoding/read-columns.js'
import type { TrainingRows } from '../../src/encoding/row-filter.js'
import { sumTallies, type Tally } from '../../src/encoding/tally.js'
import { closeTraining, openTraining } from '../../src/encoding/training.js'
import type { CategoryCounts, NumericCounts } from '../../src/encoding/training-counts.js'
import type { PanelCandidate, PanelTable } from '../../src/panel/table.js'
import { candidateOf, panelOf, type TestRow, weeklyCandidates, weeklyRows, withEngine } from './support.js'

const rows = weeklyRows(600)

/** Counts by the definition: one row at a time. */
const byHand = (data: readonly TestRow[], inside: (row: TestRow) => boolean): Tally => {
  const seen = { any: new Set<number>(), event: new Set<number>(), other: new Set<number>() }
  const first = (set: Set<number>, row: TestRow): number => {
    if (set.has(row.person)) return 0
    set.add(row.person)
    return inside(row) ? 1 : 0
  }
  const sum = { rows: 0, events: 0, people: 0, eventPeople: 0, nonEventPeople: 0 }
  for (const row of data) {
    sum.people += first(seen.any, row)
    if (row.outcome === 1) sum.eventPeople += first(seen.event, row)
    else sum.nonEventPeople += first(seen.other, row)
    if (!inside(row)) continue
    sum.rows += 1
    sum.events += row.outcome
  }
  return sum
}

const only = ({ rows: n, events, people, eventPeople, nonEventPeople }: Tally): Tally => ({
  rows: n,
  events,
  people,
  eventPeople,
  nonEventPeople,
})

const counting = <T>(
  data: readonly TestRow[],
  use: (panel: PanelTable, training: Awaited<ReturnType<typeof openTraining>>) => Promise<T>,
  which: TrainingRows = { kind: 'train' },
): Promise<T> =>
  withEngine(async (engine) => {
    const panel = await panelOf(engine, weeklyCandidates(), data)
    const training = await openTraining(panel, { rows: which })
    const result = await use(panel, training)
    await closeTraining(training)
    const left = await engine.rows(`SELECT table_name AS name FROM information_schema.tables`)
    expect(left.map((table) => table['name'])).toEqual(['panel'])
    return result
  })

const at = (panel: PanelTable, i: number): PanelCandidate => panel.candidates[i] as PanelCandidate

const within = (counts: NumericCounts, i: number, row: TestRow, bin: number): boolean => {
  const value = row.values[i]
  if (typeof value !== 'number') return false
  const { edges } = counts
  return value >= (edges[bin - 1] ?? -Infinity) && value < (edges[bin] ?? Infinity)
}

describe('counting the training side', () => {
  const training = rows.filter((row) => row.split === 1)

  it.each([
    ['all training rows', { kind: 'train' }, training],
    ['the rows of the selection', { kind: 'sample' }, training.filter((row) => row.sample === 1)],
    ['all folds but one', { kind: 'train-except-fold', fold: 2 }, training.filter((row) => row.fold !== 2)],
    ['one fold', { kind: 'fold', fold: 2 }, training.filter((row) => row.fold === 2)],
  ] as const)('counts rows, events and people, each person once, in each prebin: %s', (_, which, data) =>
    counting(
      rows,
      async (panel, opened) => {
        expect(opened.totals).toEqual(byHand(data, () => true))
        for (const i of [0, 1, 2]) {
          const counts = await numericCounts(opened, at(panel, i), { prebins: 12 })
          counts.prebins.forEach((prebin, bin) => {
            expect(only(prebin)).toEqual(byHand(data, (row) => within(counts, i, row, bin)))
          })
          expect(sumTallies([...counts.prebins, ...counts.states])).toEqual(opened.totals)
        }
      },
      which,
    ),
  )

  it('counts categories and states', () =>
    counting(rows, async (panel, opened) => {
      const counts = (await categoryCounts(opened, at(panel, 3))) as CategoryCounts
      const names = [...new Set(training.flatMap((row) => (typeof row.values[3] === 'string' ? [row.values[3]] : [])))]
      expect(counts.categories.map((category) => category.name)).toEqual(names.sort())
      for (const category of counts.categories) {
        expect(only(category)).toEqual(byHand(training, (row) => row.values[3] === category.name))
      }
      expect(counts.states.map(({ state }) => state)).toEqual([2])
      expect(sumTallies([...counts.categories, ...counts.states])).toEqual(opened.totals)
    }))

  it('never counts more people in a merged level than there are', () =>
    counting(rows, async (panel, opened) => {
      const counts = await numericCounts(opened, at(panel, 0), { prebins: 30 })
      for (let end = 1; end <= counts.prebins.length; end += 1) {
        const upper = counts.edges[end - 1] ?? Infinity
        const distinct = new Set(training.filter((row) => Number(row.values[0]) < upper).map((row) => row.person)).size
        expect(sumTallies(counts.prebins.slice(0, end)).people).toBeLessThanOrEqual(distinct)
      }
    }))

  it.each([rows, rows.filter((row) => row.period === 0)])(
    'gives the same counts in memory and in the engine, by distinct value and by quantile (panel %#)',
    (...all) =>
      counting(all, async (panel, opened) => {
        const engine = await openTraining(panel, { memoryRows: 0 })
        expect([opened.inMemory, engine.inMemory]).toEqual([true, false])
        const columns = await readColumns(opened, [at(panel, 0), at(panel, 1)])
        for (const i of [0, 1]) {
          for (const options of [
            { prebins: 2 },
            { prebins: 17 },
            { prebins: 999 },
            { prebins: 5, edges: [-1, 3, 700] },
          ]) {
            const seen = await numericCounts(opened, at(panel, i), options)
            expect(await numericCounts(opened, at(panel, i), { ...options, column: columns[i] as Column })).toEqual(
              seen,
            )
            expect(await numericCounts(engine, at(panel, i), options)).toEqual(seen)
            expect(await numericCounts(engine, at(panel, i), { ...options, distinctLimit: 0 })).toEqual(seen)
          }
        }
        await closeTraining(engine)
      }),
  )

  it('takes edges fixed by hand, with empty bins kept', () =>
    counting(rows, async (panel, opened) => {
      const edges = [3, 3.5, 9]
      const counts = await numericCounts(opened, at(panel, 0), { prebins: 50, edges })
      expect(counts.prebins).toHaveLength(4)
      expect(counts.prebins.map(only)).toEqual(
        edges.concat(Infinity).map((_, bin) => byHand(training, (row) => within(counts, 0, row, bin))),
      )
    }))

  it('counts people as rows when nobody occurs twice', () => {
    const single = rows.filter((row) => row.period === 0)
    return counting(single, async (panel, opened) => {
      expect(opened.anchors).toBe(null)
      const counts = await numericCounts(opened, at(panel, 1), { prebins: 9 })
      for (const prebin of counts.prebins) {
        expect([prebin.people, prebin.eventPeople]).toEqual([prebin.rows, prebin.events])
      }
    })
  })

  it('throws on a value that is not a number and not marked missing', () =>
    withEngine(async (engine) => {
      const panel = await panelOf(
        engine,
        [candidateOf({ name: 'x', type: 'number' })],
        [{ person: 0, outcome: 0, split: 1, values: [1] }],
      )
      await engine.run(`UPDATE panel SET v_0 = 'infinity'::DOUBLE`)
      for (const memoryRows of [0, 10]) {
        const opened = await openTraining(panel, { memoryRows })
        await expect(numericCounts(opened, at(panel, 0), { prebins: 5 })).rejects.toThrow(/value-not-finite/)
      }
    }))
})

describe('distinct values', () => {
  const kinds = [
    fc.integer({ min: -40, max: 40 }),
    fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ noNaN: true, min: 0, max: 1e-3 }),
    fc.oneof(
      { weight: 9, arbitrary: fc.constant(0.5) },
      { weight: 1, arbitrary: fc.double({ noNaN: true, min: 0, max: 1 }) },
    ),
    fc.constantFrom(-Number.MAX_VALUE, Number.MAX_VALUE, 0.1, Number.MIN_VALUE),
  ]
  it.each(kinds)('are those of a sort, with their number (kind %#)', (kind) => {
    fc.assert(
      fc.property(fc.array(kind, { maxLength: 300 }), (raw) => {
        const values = raw.map((value) => value + 0)
        const found = distinctValues(Float64Array.from(values))
        const wanted = [...new Set(values)].sort((a, b) => a - b)
        expect([...found.values]).toEqual(wanted)
        expect([...found.rows]).toEqual(wanted.map((value) => values.filter((own) => own === value).length))
      }),
    )
  })
})

describe('quantile cuts', () => {
  it('keep heavy values alone and hold about equal rows otherwise', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 80 }),
        fc.integer({ min: 2, max: 20 }),
        (counts, prebins) => {
          const values = counts.map((_, i) => i * 2.5)
          const cuts = quantileCuts(values, counts, prebins)
          const heavy = counts.filter((n) => n * prebins > counts.reduce((a, b) => a + b, 0)).length
          expect(cuts.length + 1).toBeLessThanOrEqual(counts.length <= prebins ? prebins : prebins + heavy + 1)
          const places = values.map((value) => cuts.findIndex((cut) => isLeft(value, cut)))
          counts.forEach((n, i) => {
            if (counts.length > prebins && n * prebins > counts.reduce((a, b) => a + b, 0)) {
              expect(places.filter((place) => place === places[i])).toHaveLength(1)
            }
          })
        },
      ),
    )
  })
})
