import { describe, expect, it } from 'vitest'
import type { StudyInput } from '../../data-schemas/study.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { fixtureTable, monday, opened, type Person, panelStudy, rulesOf, smallPanel, withEngine } from './fixture.js'

const people: readonly Person[] = Array.from({ length: 10 }, (_, i) => ({
  id: `p${i}`,
  weeks: [0, 1],
  first: i === 0 ? '2021-01-06' : '2021-01-01',
  starts: i < 2 ? ['2020-12-01', '2021-02-01'] : i === 2 ? ['2021-01-05', '2021-02-02'] : [],
}))
const base: Partial<StudyInput> = { contract: { rules: { 'outcome-before-snapshot': 0.9 } } }
const left = { name: 'left', type: 'integer', known: { kind: 'column', column: 'known_on' } } as const

describe('knowledge dates', () => {
  it('make a late value missing within the share that the study allows, and count it', async () => {
    await withEngine(async (engine) => {
      // Of 20 rows: p0 week 0 known a day late; p1 week 0 without a date; p2 week 0 missing and late, which needs no proof.
      const data = await smallPanel(engine, {
        people,
        snapshot: ({ id }, week) => [
          id === 'p2' && week === 0 ? null : week + 5,
          id === 'p0' && week === 0
            ? '2021-01-05'
            : id === 'p1' && week === 0
              ? null
              : id === 'p2'
                ? '2021-09-09'
                : monday(week),
        ],
      })
      // p2 week 1 is late too: three of the 19 rows that stay (p2 week 1 is in bijstand since 5 January).
      const study = panelStudy({ ...base, candidates: [left], screening: { maxLate: 0.11 } })
      const { result, table } = await buildPanel(engine, study, data, { observedUntil: '2022-06-01' })
      expect(result.knowledge).toEqual([
        { candidate: 'left', proof: 'column', rows: 19, late: 2, reason: 'known on the date in known_on' },
      ])
      expect(table.candidates[0]?.late).toBe(2)
      const rows = await engine.rows(
        'SELECT p.pkey AS id, k.period AS period, v_0 AS v, s_0 AS s FROM panel JOIN panel_keys k USING (row_id) JOIN panel_people p USING (pid) WHERE s_0 <> 0 ORDER BY 1, 2',
      )
      expect(rows).toEqual([
        { id: 'p0', period: 0, v: null, s: 1 },
        { id: 'p1', period: 0, v: null, s: 1 },
        { id: 'p2', period: 0, v: null, s: 1 },
      ])
      expect(result.warnings.map(({ rule }) => rule)).toEqual(['late-values-made-missing'])
      const strict = { ...study, screening: { ...study.screening, maxLate: 0.1 } }
      expect(await rulesOf(buildPanel(engine, strict, data, { observedUntil: '2022-06-01' }))).toEqual([
        'future-knowledge-date',
      ])
    })
  })

  it('of an event before the anchor are the anchor, and the value counts events strictly before it', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, { people })
      const study = panelStudy({
        ...base,
        screening: { maxLate: 0.06 },
        candidates: [
          {
            name: 'prior',
            type: 'boolean',
            from: { kind: 'event-before', table: 'bijstand', start: 'start_date', anchor: 'first_ww_day' },
          },
          { name: 'sex', type: 'category', from: { kind: 'audit', column: 'sex' } },
        ],
      })
      const { result, table } = await buildPanel(engine, study, data, { observedUntil: '2022-06-01' })
      // p0 started WW on 6 January, after its first snapshot: that row's value is not yet known.
      expect(result.knowledge).toEqual([
        { candidate: 'prior', proof: 'event', rows: 19, late: 1, reason: 'known on the date in first_ww_day' },
        { candidate: 'sex', proof: 'not-read', rows: 0, late: 0, reason: expect.stringContaining('never') },
      ])
      expect(table.candidates.map(({ read }) => read)).toEqual([true, false])
      const rows = await engine.rows(
        'SELECT p.pkey AS id, v_0 AS v, s_0 AS s FROM panel JOIN panel_keys k USING (row_id) JOIN panel_people p USING (pid) WHERE pkey < $$p3$$ ORDER BY row_id',
      )
      // p2's earlier start lies after its first WW day: not prior. Its second snapshot is in bijstand and left the cohort.
      expect(rows).toEqual([
        { id: 'p0', v: null, s: 1 },
        { id: 'p0', v: 1, s: 0 },
        { id: 'p1', v: 1, s: 0 },
        { id: 'p1', v: 1, s: 0 },
        { id: 'p2', v: 0, s: 0 },
      ])
    })
  })

  it('that are no date columns are refused', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, { people })
      const study = panelStudy({
        ...base,
        candidates: [
          { name: 'left', type: 'integer', known: { kind: 'column', column: 'left' } },
          { name: 'age', type: 'integer', known: { kind: 'event', column: 'nowhere' } },
        ],
      })
      expect(await rulesOf(buildPanel(engine, study, data, { observedUntil: '2022-06-01' }))).toEqual([
        'unknown-knowledge-date',
        'unknown-knowledge-date',
      ])
    })
  })
})

describe('values and states', () => {
  it('keep missing, not applicable and special codes apart, in the numbering of the candidate', async () => {
    await withEngine(async (engine) => {
      const data = opened('flat', {
        flat: await fixtureTable(engine, 'flat', {
          columns: {
            x: {
              type: 'integer',
              codes: [
                { value: 97, state: 'special' },
                { value: 98, state: 'special' },
              ],
            },
            day: 'date',
            yes: 'boolean',
            word: 'category',
            y: 'boolean',
          },
          rows: [
            [1, '1970-01-11', true, 'een', true],
            [null, '1969-12-31', false, 'twee', false],
            [{ state: 2 }, null, null, null, true],
            [{ state: 3 }, '2021-01-04', true, 'een', false],
            [{ state: 4 }, '2021-01-04', true, 'een', false],
            [-9, '2021-01-04', true, "o'neill", true],
          ],
        }),
      })
      const study = panelStudy({
        data: { kind: 'flat' },
        key: {},
        outcome: { kind: 'column', column: 'y', positive: [true] },
        candidates: [
          {
            name: 'x',
            type: 'number',
            codes: [
              { value: 98, state: 'special' },
              { value: -9, state: 'missing' },
              { value: 97, state: 'special' },
            ],
          },
          { name: 'day', type: 'date' },
          { name: 'yes', type: 'boolean' },
        ],
      })
      const { table } = await buildPanel(engine, study, data)
      expect(table.candidates.map(({ value, state }) => [value, state])).toEqual([
        ['v_0', 's_0'],
        ['v_1', 's_1'],
        ['v_2', 's_2'],
      ])
      expect(await engine.rows('SELECT v_0, s_0, v_1, s_1, v_2, s_2, outcome FROM panel ORDER BY row_id')).toEqual([
        { v_0: 1, s_0: 0, v_1: 10, s_1: 0, v_2: 1, s_2: 0, outcome: 1 },
        { v_0: null, s_0: 1, v_1: -1, s_1: 0, v_2: 0, s_2: 0, outcome: 0 },
        { v_0: null, s_0: 2, v_1: null, s_1: 1, v_2: null, s_2: 1, outcome: 1 },
        { v_0: null, s_0: 4, v_1: 18631, s_1: 0, v_2: 1, s_2: 0, outcome: 0 },
        { v_0: null, s_0: 3, v_1: 18631, s_1: 0, v_2: 1, s_2: 0, outcome: 0 },
        { v_0: null, s_0: 1, v_1: 18631, s_1: 0, v_2: 1, s_2: 0, outcome: 1 },
      ])
      const words = {
        ...study,
        candidates: [panelStudy({ candidates: [{ name: 'word', type: 'category' }] }).candidates[0]!],
      }
      await buildPanel(engine, words, data, { table: 'words' })
      const found = await engine.rows('SELECT v_0 FROM words ORDER BY row_id')
      expect(found.map(({ v_0: word }) => word)).toEqual(['een', 'twee', null, 'een', 'een', "o'neill"])
    })
  })
})
