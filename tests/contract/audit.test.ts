import { describe, expect, expectTypeOf, it } from 'vitest'
import { type AuditHandle, openAudit, readAudit } from '../../src/contract/audit.js'
import { contractRoom } from '../../src/contract/contract-room.js'
import type { OpenedData, OpenedTable } from '../../src/contract/opened.js'
import { csvText, file, flatRows, flatStudy, panel, panelFolder, panelStudy, withEngine } from './support/fixtures.js'

const audit = [{ name: 'sex', column: 'gender' }]
const withGender = csvText(flatRows().map((row, i) => ({ ...row, gender: i % 2 === 0 ? '1' : '2' })))

describe('audit attributes are kept apart', () => {
  it('in a flat study they form a table of their own, as text, and are not among the features', async () => {
    await withEngine(async (engine) => {
      const { opened } = await contractRoom(engine, flatStudy({ audit }), file(withGender))
      expect(Object.keys(opened.tables.flat?.columns ?? {})).not.toContain('gender')
      const columns = await engine.rows(
        "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 't_flat'",
      )
      expect(columns.map(({ name }) => name)).not.toContain('gender')
      expect(Object.keys(opened.tables.audit?.columns ?? {})).toEqual(['gender'])
    })
  })
  it('a candidate that lives in the audit table is never read into the features', async () => {
    await withEngine(async (engine) => {
      const study = panelStudy({
        candidates: [
          { name: 'age_first_ww_day', type: 'integer' },
          { name: 'ww_months_left', type: 'integer' },
          { name: 'sex', type: 'category', protectedGround: 'sex', from: { kind: 'audit', column: 'sex' } },
        ],
      })
      const { opened } = await contractRoom(engine, study, panelFolder(panel()))
      for (const key of ['snapshots', 'clients'] as const)
        expect(Object.keys(opened.tables[key]?.columns ?? {})).not.toContain('sex')
    })
  })
  it('every opening and every reading is in the log', async () => {
    await withEngine(async (engine) => {
      const { opened } = await contractRoom(engine, panelStudy(), panelFolder(panel()))
      const first = openAudit(opened, 'proxy-test')
      const read = await readAudit(engine, first.handle, { column: 'sex', by: 'client_id', log: first.log })
      const second = openAudit(opened, 'fairness', read.log)
      expect(second.log).toEqual([
        { reader: 'proxy-test', table: 'audit.csv', attributes: [] },
        { reader: 'proxy-test', table: 'audit.csv', attributes: ['sex'] },
        { reader: 'fairness', table: 'audit.csv', attributes: [] },
      ])
      expect(read.data.keys.slice(0, 2)).toEqual(['C0000000', 'C0000001'])
      expect(read.data.values.slice(0, 2)).toEqual(['man', 'woman'])
      await expect(readAudit(engine, first.handle, { column: 'sexe', log: [] })).rejects.toThrow(/Did you mean "sex"\?/)
    })
  })
  it('there is nothing to open when no attribute is declared', async () => {
    await withEngine(async (engine) => {
      const { opened } = await contractRoom(engine, flatStudy(), file(withGender))
      expect(() => openAudit(opened, 'fairness')).toThrow(/no-audit-table/)
    })
  })
  it('a table is not a permission', () => {
    expectTypeOf<OpenedTable>().not.toExtend<AuditHandle>()
    expectTypeOf<OpenedData>().not.toExtend<AuditHandle>()
    expectTypeOf<AuditHandle>().not.toExtend<OpenedTable>()
  })
  it('a refused row leaves the audit table too', async () => {
    await withEngine(async (engine) => {
      const rows = flatRows().map((row, i) => ({ ...row, gender: '1', age: i < 12 ? '5' : (row['age'] as string) }))
      const { opened } = await contractRoom(
        engine,
        flatStudy({ audit, contract: { maxFailingShare: 0.5 } }),
        file(csvText(rows)),
      )
      expect([opened.tables.flat?.rows, opened.tables.audit?.rows]).toEqual([28, 28])
    })
  })
})
