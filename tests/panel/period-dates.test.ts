import { expect, it } from 'vitest'
import { ident } from '../../src/engine/engine.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { periodDates, quarterOf } from '../../src/panel/period-dates.js'
import { fixtureTable, monday, opened, panelStudy, smallPanel, withEngine } from './fixture.js'

const people = Array.from({ length: 24 }, (_, i) => ({
  id: `p${String(i).padStart(2, '0')}`,
  weeks: [[0, 4], [4, 30], [60]][i % 3] as number[],
  starts: i % 4 === 0 ? [monday(65)] : [],
}))

it('gives the date of each period code, whatever the order of the rows', async () => {
  await withEngine(async (engine) => {
    const data = await smallPanel(engine, { people, shuffle: (rows) => rows.reverse() })
    const study = panelStudy()
    const { table } = await buildPanel(engine, study, data, { observedUntil: '2023-12-31' })
    expect(await periodDates(study, data, table)).toEqual([0, 4, 30, 60].map(monday))
    const rows = await engine.rows(
      `SELECT DISTINCT k.period AS period, CAST(s.snapshot_date AS VARCHAR) AS day
       FROM ${ident(`${table.table}_keys`)} k JOIN t_snapshots s ON s.__row = k.src ORDER BY 1`,
    )
    expect(rows.map(({ day }) => day)).toEqual([0, 4, 30, 60].map(monday))
  })
})

it('is undefined for a flat table without a date', async () => {
  await withEngine(async (engine) => {
    const flat = await fixtureTable(engine, 'flat', {
      columns: { x: 'number', y: 'integer' },
      rows: Array.from({ length: 30 }, (_, i) => [i, i % 2]),
    })
    const data = opened('flat', { flat })
    const study = panelStudy({
      data: { kind: 'flat' },
      key: {},
      outcome: { kind: 'column', column: 'y', positive: [1] },
      candidates: [{ name: 'x', type: 'number' }],
    })
    const { table } = await buildPanel(engine, study, data)
    expect(await periodDates(study, data, table)).toEqual({
      kind: 'undefined',
      because: 'the study names no date',
    })
  })
})

it('puts a day in its quarter', () => {
  expect(['2023-01-02', '2023-03-31', '2023-04-01', '2022-12-31'].map(quarterOf)).toEqual([
    '2023-Q1',
    '2023-Q1',
    '2023-Q2',
    '2022-Q4',
  ])
})
