import { describe, expect, it } from 'vitest'
import type { StudyInput } from '../../data-schemas/study.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { monday, type Person, panelRows, panelStudy, rulesOf, smallPanel, withEngine } from './fixture.js'

const range = (from: number, until: number): number[] => Array.from({ length: until - from + 1 }, (_, i) => from + i)
const late = { observedUntil: '2024-12-31' }
const loose: Partial<StudyInput> = { contract: { rules: { 'outcome-before-snapshot': 0.9 } } }
const mixed: readonly Person[] = range(0, 9).map((i) => ({
  id: `p${i}`,
  weeks: [0, 1],
  starts: i < 4 ? ['2021-05-01'] : [],
}))

describe('bad input that slips through the contract', () => {
  it('a person twice in one week', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, { people: [...mixed, { id: 'twice', weeks: [1, 1] }] })
      const error = await buildPanel(engine, panelStudy(), data, late).catch((cause: unknown) => cause)
      expect(String(error)).toContain('duplicate-person-week in snapshots (1 rows)')
      expect(String(error)).not.toContain('twice')
    })
  })

  it('a person twice in clients', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, { people: mixed })
      await engine.run('INSERT INTO t_clients SELECT * REPLACE (99 AS __row) FROM t_clients WHERE __row = 0')
      expect(await rulesOf(buildPanel(engine, panelStudy(), data, late))).toContain('duplicate-client')
    })
  })

  it('rows without a person or a date', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, { people: mixed })
      await engine.run('UPDATE t_snapshots SET client_id = NULL WHERE __row = 0')
      await engine.run('UPDATE t_snapshots SET snapshot_date = NULL WHERE __row = 1')
      expect(await rulesOf(buildPanel(engine, panelStudy(), data, late))).toEqual(['missing-key', 'missing-key'])
    })
  })

  it('an empty snapshots table, and one without events', async () => {
    await withEngine(async (engine) => {
      expect(await rulesOf(buildPanel(engine, panelStudy(), await smallPanel(engine, { people: [] })))).toEqual([
        'no-train-rows',
      ])
      const calm = mixed.map(({ id, weeks }) => ({ id, weeks }))
      const data = await smallPanel(engine, { people: calm })
      expect(await rulesOf(buildPanel(engine, panelStudy(), data, late))).toEqual(['one-class'])
    })
  })

  it('many snapshots after the start of bijstand', async () => {
    await withEngine(async (engine) => {
      const people = mixed.map((person) => ({ ...person, weeks: range(0, 30) }))
      const data = await smallPanel(engine, { people })
      const rules = await rulesOf(buildPanel(engine, panelStudy(), data, late))
      expect(rules).toEqual(['outcome-before-snapshot'])
    })
  })

  it('leaves no scaffolding behind when it refuses', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, { people: mixed.slice(5) })
      await rulesOf(buildPanel(engine, panelStudy(), data, late))
      const tables = await engine.rows('SELECT table_name AS name FROM information_schema.tables ORDER BY 1')
      expect(tables.map(({ name }) => name)).toEqual([
        'panel_keys',
        'panel_people',
        't_bijstand',
        't_clients',
        't_snapshots',
      ])
    })
  })
})

describe('names and texts that could be taken for SQL', () => {
  it('are quoted', async () => {
    await withEngine(async (engine) => {
      const people = mixed.map((person, i) => ({ ...person, id: `o'p"${i}; --`, place: `'s-Hage ${i % 2}` }))
      const data = await smallPanel(engine, { people })
      const study = panelStudy({
        cohort: { filters: [{ name: "o'filter", table: 'clients', column: 'place', in: ["'s-Hage 0", "'s-Hage 1"] }] },
        candidates: [{ name: 'place', type: 'category', known: { kind: 'event', column: 'first_ww_day' } }],
      })
      const { table } = await buildPanel(engine, study, data, late)
      expect(table.counts.train).toMatchObject({ rows: 20, people: 10 })
    })
  })
})

describe('people who come back', () => {
  it('stay in the cohort after bijstand that began while they were away', async () => {
    await withEngine(async (engine) => {
      const people: readonly Person[] = [
        ...mixed,
        // Away from week 3 to week 20; bijstand in week 10. The later snapshots count; the earlier ones have the event.
        { id: 'back', weeks: [0, 1, 2, 20, 21], starts: [monday(10)] },
        // A missing delivery of two weeks does not end a listing: weeks 3 and 4 leave.
        { id: 'gap', weeks: [0, 3, 4], starts: [monday(2)] },
      ]
      const { result } = await buildPanel(engine, panelStudy(loose), await smallPanel(engine, { people }), late)
      expect(result.waterfall.find(({ step }) => step === 'already-in-welfare')).toMatchObject({
        droppedRows: 2,
        people: 12,
      })
      const rows = await engine.rows(
        "SELECT k.outcome AS outcome FROM panel_keys k JOIN panel_people p ON p.pid = k.pid WHERE p.pkey = 'back' ORDER BY k.row_id",
      )
      expect(rows.map(({ outcome }) => outcome)).toEqual([1, 1, 1, 0, 0])
    })
  })
})

describe('the numbering', () => {
  it('is dense, in the order of the keys, with lists by place and week', async () => {
    await withEngine(async (engine) => {
      const people: readonly Person[] = [
        { id: 'b', weeks: [3, 1], place: 'X', starts: ['2021-09-01'] },
        { id: 'a', weeks: [1], place: 'Y' },
        { id: 'c', weeks: [3], place: 'X' },
      ]
      const { result } = await buildPanel(engine, panelStudy(), await smallPanel(engine, { people }), late)
      const rows = await engine.rows('SELECT row_id, person, list, period, v_0 FROM panel ORDER BY row_id')
      expect(rows).toEqual([
        { row_id: 0, person: 0, list: 2, period: 0, v_0: 1 },
        { row_id: 1, person: 1, list: 0, period: 0, v_0: 1 },
        { row_id: 2, person: 1, list: 1, period: 1, v_0: 3 },
        { row_id: 3, person: 2, list: 1, period: 1, v_0: 3 },
      ])
      expect(result.lists).toEqual({ count: 3, people: { median: 1, underMinimum: 0 } })
      expect(await panelRows(engine)).toHaveLength(4)
    })
  })
})

describe('disclosure', () => {
  it('shows no count of fewer than ten people, nor what would give it away', async () => {
    await withEngine(async (engine) => {
      const people: readonly Person[] = [
        ...range(0, 39).map((i) => ({ id: `p${i}`, weeks: [0], age: 40, starts: i < 15 ? ['2021-05-01'] : [] })),
        ...range(0, 2).map((i) => ({ id: `young${i}`, weeks: [0], age: 17 })),
        ...range(0, 29).map((i) => ({ id: `open${i}`, weeks: [200], age: 40 })),
        ...range(0, 3).map((i) => ({ id: `late${i}`, weeks: [210], age: 40 })),
      ]
      const study = panelStudy({
        disclosure: { minimum: 10 },
        cohort: { filters: [{ name: 'adult', table: 'clients', column: 'age', min: 18 }] },
      })
      const { result } = await buildPanel(engine, study, await smallPanel(engine, { people }), {
        observedUntil: '2024-12-31',
      })
      expect(
        result.waterfall.map(({ step, rows, people: left, droppedRows }) => [step, rows, left, droppedRows]),
      ).toEqual([
        ['snapshots', 77, 77, null],
        ['without-client', 77, 77, 0],
        ['filter: adult', null, null, null],
        ['already-in-welfare', null, null, null],
        ['open-window', 40, 40, null],
      ])
      // 200 weeks after January 2021: November 2024 (30 people); 210: January 2025 (4). The large month hides the small one.
      expect(result.open).toEqual([
        { month: '2024-11', rows: null },
        { month: '2025-01', rows: null },
      ])
      expect(result.split.train).toEqual({ rows: 40, people: 40, events: 15, eventPeople: 15, rate: 0.375 })
    })
  })
})
