import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDuckDB } from '../../src/engine/duckdb.js'
import type { Engine } from '../../src/engine/engine.js'
import { synthesize } from '../../src/population/synthesize.js'

let folder: string
let engine: Engine

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'list-'))
  await synthesize({
    out: join(folder, 'data'),
    clients: 1200,
    weeks: 30,
    seed: 3,
    scenario: 'base',
    format: 'parquet',
  })
  engine = await openDuckDB()
  for (const table of ['list', 'snapshots', 'clients', 'bijstand']) {
    await engine.run(
      `CREATE VIEW ${table} AS SELECT * FROM read_parquet('${join(folder, 'data', `${table}.parquet`)}')`,
    )
  }
})

afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true, force: true })
})

const count = async (sql: string): Promise<unknown> =>
  (await engine.rows(`SELECT count(*) AS n FROM (${sql})`))[0]?.['n']

describe('the weekly list', () => {
  it('holds everyone in WW in the last week, once', async () => {
    const last = 'SELECT client_id FROM snapshots WHERE snapshot_date = (SELECT max(snapshot_date) FROM snapshots)'
    expect(await count(last)).toBeGreaterThan(100)
    expect(await count(`(${last}) EXCEPT SELECT client_id FROM list`)).toBe(0)
    expect(await count(`SELECT client_id FROM list EXCEPT (${last})`)).toBe(0)
    expect(await count('SELECT client_id FROM list GROUP BY client_id HAVING count(*) > 1')).toBe(0)
  })

  it('has the values of snapshots and clients', async () => {
    const differs = `SELECT * FROM list l JOIN snapshots s USING (client_id, snapshot_date) JOIN clients c USING (client_id)
      WHERE l.ww_amount <> s.ww_amount OR l.ww_months_left <> s.ww_months_left OR l.side_income <> s.side_income
        OR l.tw_supplement <> s.tw_supplement OR l.municipality <> c.municipality OR l.ww_right_months <> c.ww_right_months
        OR l.age_first_ww_day <> c.age_first_ww_day OR l.household_single <> c.household_single`
    expect(await count(differs)).toBe(0)
  })

  it('says of earlier welfare what the spells say', async () => {
    const differs = `SELECT * FROM list JOIN clients USING (client_id) WHERE prior_bijstand <> EXISTS (
      SELECT 1 FROM bijstand b WHERE b.client_id = list.client_id AND b.start_date < clients.first_ww_day)`
    expect(await count(differs)).toBe(0)
    expect(await count('SELECT * FROM list WHERE prior_bijstand')).toBeGreaterThan(0)
  })

  it('tells nothing of the outcome or of the end of WW', async () => {
    const columns = (await engine.rows('DESCRIBE list')).map((row) => row['column_name'])
    expect(columns).not.toContain('sex')
    expect(columns.filter((name) => /end|start_date|outcome|truth/.test(String(name)))).toEqual([])
  })
})
