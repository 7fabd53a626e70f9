import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Study, StudyInput } from '../../data-schemas/study.js'
import { RefusedError } from '../../src/errors.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { monday, type Person, panelRows, panelStudy, smallPanel, withEngine } from './fixture.js'

const runs = { numRuns: 10 }
const until = '2021-10-15'

const person = fc.record({
  from: fc.nat(30),
  length: fc.integer({ min: 1, max: 25 }),
  /** Start of bijstand in days after the last snapshot; negative: while listed or before. */
  start: fc.option(fc.integer({ min: -40, max: 60 })),
  late: fc.nat(9),
  place: fc.constantFrom('A', 'B'),
})
const population = fc.array(person, { minLength: 40, maxLength: 60 })

const day = (offset: number): string => new Date(Date.UTC(2021, 0, 4 + offset)).toISOString().slice(0, 10)

const peopleOf = (drawn: readonly { from: number; length: number; start: number | null; place: string }[]): Person[] =>
  drawn.map(({ from, length, start, place }, i) => ({
    id: `p${i}`,
    weeks: Array.from({ length }, (_, w) => from + w),
    starts: start === null ? [] : [day(7 * (from + length) + start)],
    place,
  }))

const splits: readonly StudyInput['split'][] = [
  { kind: 'time', trainUntil: monday(20), testFrom: monday(24) },
  { kind: 'person-hash', testShare: 0.5 },
  { kind: 'row-modulo', modulus: 20, test: [0] },
]

const studyOf = (split: StudyInput['split'], seed: number): Study =>
  panelStudy({
    outcome: { kind: 'event', table: 'bijstand', start: 'start_date', withinMonths: 1 },
    contract: { rules: { 'outcome-before-snapshot': 0.99 } },
    screening: { maxLate: 1 },
    split,
    seed,
  })

/** Small random panels may miss a class or a side; those refusals are right and say nothing about the property. */
const unlessEmpty = async <T>(run: Promise<T>): Promise<T | undefined> => {
  try {
    return await run
  } catch (cause) {
    const small = ['no-train-rows', 'no-test-rows', 'one-class', 'fewer-events-than-candidates']
    if (cause instanceof RefusedError && cause.issues.every(({ rule }) => small.includes(rule))) return undefined
    throw cause
  }
}

describe('whatever the population and the split', () => {
  it('no person is on both sides, training windows close before the test, and kept values were known', async () => {
    let built = 0
    await withEngine(async (engine) => {
      await fc.assert(
        fc.asyncProperty(population, fc.constantFrom(...splits), fc.nat(1000), async (drawn, split, seed) => {
          const data = await smallPanel(engine, {
            people: peopleOf(drawn),
            snapshot: ({ id }, week) => [
              week,
              day(7 * week + (drawn[Number(id.slice(1))]?.late === week % 10 ? 1 : 0)),
            ],
          })
          const done = await unlessEmpty(buildPanel(engine, studyOf(split, seed), data, { observedUntil: until }))
          if (done === undefined) return
          built += 1
          const [both] = await engine.rows(
            'SELECT COUNT(*) AS n FROM (SELECT person FROM panel GROUP BY person HAVING MIN(split) <> MAX(split)) u',
          )
          expect(both?.n).toBe(0)
          const rows = `panel q JOIN panel_keys k USING (row_id) JOIN t_snapshots s ON s.__row = k.src`
          const [open] = await engine.rows(
            `SELECT COUNT(*) AS n FROM ${rows} WHERE s.snapshot_date + INTERVAL 1 MONTH > DATE '${until}'`,
          )
          expect(open?.n).toBe(0)
          if (split?.kind === 'time') {
            const [crossing] = await engine.rows(
              `SELECT COUNT(*) AS n FROM ${rows} WHERE q.split = 1 AND s.snapshot_date + INTERVAL 1 MONTH > DATE '${split.testFrom}'`,
            )
            expect(crossing?.n).toBe(0)
          }
          const [late] = await engine.rows(
            `SELECT COUNT(CASE WHEN q.s_0 <> 1 AND s.known_on > s.snapshot_date THEN 1 END) AS n,
               COUNT(CASE WHEN q.s_0 = 1 AND s.known_on <= s.snapshot_date THEN 1 END) AS lost,
               COUNT(CASE WHEN q.s_0 = 1 THEN 1 END) AS made_missing FROM ${rows}`,
          )
          expect(late).toMatchObject({ n: 0, lost: 0, made_missing: done.table.candidates[0]?.late })
        }),
        runs,
      )
    })
    expect(built).toBeGreaterThan(5)
  })

  it('the outcome agrees with a plain count in JavaScript', async () => {
    await withEngine(async (engine) => {
      await fc.assert(
        fc.asyncProperty(population, async (drawn) => {
          const people = peopleOf(drawn)
          const data = await smallPanel(engine, { people })
          const study = studyOf({ kind: 'none' }, 1)
          const done = await unlessEmpty(buildPanel(engine, study, data, { observedUntil: '2021-07-31' }))
          const monthLater = (iso: string): string => {
            const [y = 0, m = 0, d = 0] = iso.split('-').map(Number)
            const last = new Date(Date.UTC(y, m + 1, 0)).getUTCDate()
            return new Date(Date.UTC(y, m, Math.min(d, last))).toISOString().slice(0, 10)
          }
          let rows = 0
          let events = 0
          for (const { weeks, starts = [] } of people) {
            const start = starts[0] ?? '9999-01-01'
            const listed = start >= monday(weeks[0] ?? 0)
            for (const week of weeks.map(monday)) {
              if ((listed && start <= week) || monthLater(week) > '2021-07-31') continue
              rows += 1
              if (start > week && start <= monthLater(week)) events += 1
            }
          }
          if (done !== undefined) expect(done.table.counts.train).toMatchObject({ rows, events })
        }),
        runs,
      )
    })
  })

  it('the order of the rows does not matter, nor the number of threads', async () => {
    let built = 0
    await withEngine(async (one) => {
      await withEngine(async (two) => {
        const property = fc.asyncProperty(
          population,
          fc.constantFrom(...splits.slice(0, 2)),
          fc.nat(1000),
          async (drawn, split, seed) => {
            const people = peopleOf(drawn)
            const study = studyOf(split, seed)
            const options = { observedUntil: until }
            const first = await unlessEmpty(buildPanel(one, study, await smallPanel(one, { people }), options))
            const shuffle = <T>(rows: T[]): T[] =>
              rows
                .map((row, i) => ({ row, place: (i * 7919 + seed) % 1009 }))
                .sort((a, b) => a.place - b.place)
                .map(({ row }) => row)
            const second = await unlessEmpty(
              buildPanel(two, study, await smallPanel(two, { people, shuffle }), options),
            )
            expect(second?.result).toEqual(first?.result)
            if (first === undefined) return
            built += 1
            expect(await panelRows(two)).toEqual(await panelRows(one))
          },
        )
        await fc.assert(property, { numRuns: 6 })
      }, 2)
    }, 1)
    expect(built).toBeGreaterThan(3)
  })
})
