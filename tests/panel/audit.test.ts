import { describe, expect, it } from 'vitest'
import type { StudyInput } from '../../data-schemas/study.js'
import { readAudit } from '../../src/disclosure/audit-codes.js'
import { auditAttributes, groupLabels } from '../../src/panel/audit.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { fixtureTable, opened, panelStudy, rulesOf, smallPanel, withEngine } from './fixture.js'

const audit: StudyInput['audit'] = [
  { name: 'sex', column: 'sex' },
  { name: 'age', column: 'age', table: 'clients', groups: [27, 35, 60] },
]

const people = Array.from({ length: 12 }, (_, i) => ({
  id: `p${String(i).padStart(2, '0')}`,
  weeks: [0],
  starts: i % 3 === 0 ? ['2021-01-20'] : [],
  age: [26, 27, 34, 35, 59, 60][i % 6] as number,
}))

describe('audit attributes', () => {
  it('come sealed, in the order of the rows, with groups at the cut points', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, { people })
      const rows = people.slice(1).map(({ id }, i) => [id, i === 0 ? null : i % 2 === 0 ? 'man' : 'woman'])
      const table = await fixtureTable(engine, 'audit', {
        columns: { client_id: 'string', sex: { type: 'category', values: ['woman', 'man', 'other'] } },
        rows: rows.reverse(),
      })
      const all = { ...data, tables: { ...data.tables, audit: table } }
      const study = panelStudy({ audit })
      const { table: panel } = await buildPanel(engine, study, all, { observedUntil: '2022-12-31' })
      const attributes = await auditAttributes(study, all, { panel, side: 'sample' })
      expect(JSON.stringify(attributes)).not.toContain('-1')
      const [sex, age] = attributes.map((one) => ({
        values: one.values,
        codes: [...readAudit(one, 'test', 'a test').codes],
      }))
      // p00 has no row and p01 no value; then man and woman in turn, starting with woman for p02.
      expect(sex).toEqual({ values: ['woman', 'man'], codes: [-1, -1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1] })
      expect(age).toEqual({ values: ['< 27', '27–34', '35–59', '60+'], codes: [0, 1, 1, 2, 2, 3, 0, 1, 1, 2, 2, 3] })
      expect((await auditAttributes(study, all, { panel, side: 'test' })).map(({ rows: n }) => n)).toEqual([0, 0])
    })
  })

  it('of a flat table follow the rows of the file, texts cut as numbers', async () => {
    await withEngine(async (engine) => {
      const data = opened('flat', {
        flat: await fixtureTable(engine, 'flat', {
          columns: { x: 'number', y: 'integer' },
          rows: [1, 0, 1, 0].map((y, i) => [i, y]),
        }),
        audit: await fixtureTable(engine, 'audit', {
          columns: { age: 'string', race: 'string' },
          rows: [
            ['26', "o'b"],
            ['35', 'a'],
            ['?', null],
            ['60', 'a'],
          ],
        }),
      })
      const study = panelStudy({
        data: { kind: 'flat' },
        key: {},
        outcome: { kind: 'column', column: 'y', positive: [1] },
        candidates: [{ name: 'x', type: 'number' }],
        audit: [
          { name: 'age', column: 'age', groups: [35, 27] },
          { name: 'race', column: 'race' },
        ],
      })
      const { table: panel } = await buildPanel(engine, study, data)
      const [age, race] = (await auditAttributes(study, data, { panel, side: 'sample' })).map((one) => ({
        values: one.values,
        codes: [...readAudit(one, 'test', 'a test').codes],
      }))
      expect(age).toEqual({ values: ['< 27', '35+'], codes: [0, 1, -1, 1] })
      expect(race).toEqual({ values: ['a', "o'b"], codes: [1, 0, -1, 0] })
    })
  })

  it('refuse an unknown column and a person with two rows', async () => {
    await withEngine(async (engine) => {
      const data = await smallPanel(engine, { people })
      const table = await fixtureTable(engine, 'audit', {
        columns: { client_id: 'string', sex: 'category' },
        rows: [
          ['p00', 'man'],
          ['p00', 'woman'],
        ],
      })
      const all = { ...data, tables: { ...data.tables, audit: table } }
      const study = panelStudy({ audit: [{ name: 'sex', column: 'sex' }] })
      const { table: panel } = await buildPanel(engine, study, all, { observedUntil: '2022-12-31' })
      expect(await rulesOf(auditAttributes(study, all, { panel, side: 'sample' }))).toEqual(['duplicate-audit-person'])
      const unknown = panelStudy({
        audit: [
          { name: 'origin', column: 'origin' },
          { name: 'x', column: 'x', table: 'clients' },
        ],
      })
      expect(await rulesOf(auditAttributes(unknown, all, { panel, side: 'sample' }))).toEqual([
        'unknown-column',
        'unknown-column',
      ])
    })
  })

  it('name groups of whole numbers and of other numbers', () => {
    expect(groupLabels([27, 28, 60], true)).toEqual(['< 27', '27', '28–59', '60+'])
    expect(groupLabels([0.5, 1.5], false)).toEqual(['< 0.5', '0.5 to < 1.5', '≥ 1.5'])
  })
})
