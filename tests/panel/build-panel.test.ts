import { describe, expect, it } from 'vitest'
import { panelResult } from '../../data-schemas/results/panel.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { monday, panelStudy, rulesOf, smallPanel, withEngine } from './fixture.js'

const range = (from: number, until: number): number[] => Array.from({ length: until - from + 1 }, (_, i) => from + i)

describe('outcome', () => {
  it('is positive from the day after the snapshot up to and including the day the window closes', async () => {
    await withEngine(async (engine) => {
      // Snapshot Monday 4 January 2021, horizon one month: the window is (2021-01-04, 2021-02-04].
      const data = await smallPanel(engine, {
        people: [
          { id: 'p1', weeks: [0], starts: ['2021-01-05'] },
          { id: 'p2', weeks: [0], starts: ['2021-02-04'] },
          { id: 'p3', weeks: [0], starts: ['2021-02-05'] },
          { id: 'p4', weeks: [0], starts: ['2020-12-31'] },
          { id: 'p5', weeks: [0], starts: ['2020-12-31', '2021-01-20'] },
          { id: 'p6', weeks: [0] },
        ],
      })
      const study = panelStudy({
        outcome: { kind: 'event', table: 'bijstand', start: 'start_date', withinMonths: 1 },
      })
      const { result, table } = await buildPanel(engine, study, data)
      const rows = await engine.rows('SELECT person, outcome FROM panel ORDER BY row_id')
      expect(rows.map(({ outcome }) => outcome)).toEqual([1, 1, 0, 0, 1, 0])
      expect(table.counts.train).toEqual({ rows: 6, people: 6, events: 3, eventPeople: 3 })
      expect(result.outcome).toMatchObject({
        horizonMonths: 1,
        observedUntil: '2021-02-05',
        observedFrom: 'last-start',
      })
      expect(panelResult.parse(result)).toEqual(result)
    })
  })
})

describe('waterfall', () => {
  it('says at each step how many rows and people are left', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, {
        people: [
          // Week 0, 2, 4 in rhythm; age 17 fails the filter; "lost" has no client; "in" starts in week 1 and stays listed.
          { id: 'a', weeks: range(0, 5), starts: ['2021-03-01'] },
          { id: 'b', weeks: range(0, 5), age: 17 },
          { id: 'in', weeks: range(0, 5), starts: [monday(1)] },
          { id: 'lost', weeks: [0, 1] },
          { id: 'z', weeks: [4, 60] },
        ],
        withoutClient: ['lost'],
      })
      const study = panelStudy({
        data: {
          kind: 'panel',
          tables: { snapshots: {}, clients: {}, bijstand: {} },
          observedUntil: '2022-03-01',
        },
        contract: { rules: { 'outcome-before-snapshot': 0.5 } },
        cohort: { every: 2, origin: monday(0), filters: [{ name: 'adult', table: 'clients', column: 'age', min: 18 }] },
      })
      const { result } = await buildPanel(engine, study, data)
      expect(result.waterfall.map(({ step, rows, people, droppedRows }) => [step, rows, people, droppedRows])).toEqual([
        ['snapshots', 22, 5, null],
        ['without-client', 20, 4, 2],
        ['skipped-week', 11, 4, 9],
        ['filter: adult', 8, 3, 3],
        ['already-in-welfare', 6, 3, 2],
        ['open-window', 5, 3, 1],
      ])
      expect(result.open).toEqual([{ month: '2022-02', rows: 1 }])
      expect(result.outcome.observedFrom).toBe('study')
    })
  })
})

describe('refusals', () => {
  it('come all at once', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, {
        people: [
          { id: 'a', weeks: [0], starts: ['2021-03-01'] },
          { id: 'b', weeks: [0] },
        ],
        snapshot: () => [1, '2021-06-01'],
      })
      const study = panelStudy({
        candidates: [
          { name: 'left', type: 'integer', known: { kind: 'column', column: 'known_on' } },
          { name: 'age', type: 'integer' },
          { name: 'nowhere', type: 'integer', known: { kind: 'by-construction', reason: 'computed at the snapshot' } },
          { name: 'place', type: 'number', known: { kind: 'event', column: 'first_ww_day' } },
        ],
      })
      const rules = await rulesOf(buildPanel(engine, study, data, { observedUntil: '2023-01-01' }))
      expect(rules).toEqual(['no-knowledge-date', 'unknown-column', 'mismatched-type', 'future-knowledge-date'])
    })
  })
})
