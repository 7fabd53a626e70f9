import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Engine } from '../../src/engine/engine.js'
import { observedUntilDay } from '../../src/population/chunk.js'
import { synthesize } from '../../src/population/synthesize.js'
import { checkTable, tenureTable } from './check-table.js'
import { one, openStock, shareAndRate } from './measure.js'

// A population of 20,000 clients is a small sample: the tolerance of the table is widened by 3.5 standard errors that count
// people, not weeks (about a hundred comparisons are made). The reference's own noise is within the .3 of the table.
const tolerance = 0.3
const errors = 3.5

let folder: string
let engine: Engine

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'population-'))
  const out = join(folder, 'base')
  await synthesize({ out, clients: 20_000, weeks: 156, seed: 4, scenario: 'base', format: 'parquet', workers: 1 })
  engine = await openStock(out)
})

afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a small population agrees with the check table', () => {
  it.each(checkTable)('$name: $share % of the stock, rate $rate %', async ({ when, share, rate }) => {
    const found = await shareAndRate(engine, when)
    expect(found.share.sd).toBeLessThan(1.2)
    expect(Math.abs(found.share.percent - share)).toBeLessThan(tolerance + errors * found.share.sd)
    if (rate !== undefined) {
      expect(found.rate.sd).toBeLessThan(2.5)
      expect(Math.abs(found.rate.percent - rate)).toBeLessThan(tolerance + errors * found.rate.sd)
    }
  })

  it.each(tenureTable)('$name: $share % of those known, rate $rate %', async ({ when, share, rate }) => {
    const found = await shareAndRate(engine, when, 'tenure_last_job IS NOT NULL')
    expect(Math.abs(found.share.percent - share)).toBeLessThan(tolerance + errors * found.share.sd)
    expect(Math.abs(found.rate.percent - (rate as number))).toBeLessThan(tolerance + errors * found.rate.sd)
  })

  it('has the overall rate of the reference', async () => {
    const { rate } = await shareAndRate(engine, 'true')
    expect(Math.abs(rate.percent - 3.69)).toBeLessThan(0.1 + errors * rate.sd)
  })

  it('has about 0.14 rows per client in a week', async () => {
    const perWeek = await one(engine, 'SELECT count(*) / 39 AS v FROM stock')
    expect(perWeek / 20_000).toBeGreaterThan(0.135)
    expect(perWeek / 20_000).toBeLessThan(0.152)
  })

  it('derives prior bijstand from the spells exactly as the trait was drawn', async () => {
    const wrong = await one(
      engine,
      `SELECT count(*) AS v FROM clients JOIN '${folder}/base/truth.parquet' t USING (client_id)
       WHERE clients.prior_bijstand <> t.prior_bijstand`,
    )
    expect(wrong).toBe(0)
  })

  it('enters bijstand on the day after the real-valued time, and never before the last snapshot or past the follow-up', async () => {
    const wrong = await one(
      engine,
      `SELECT count(*) AS v FROM clients WHERE (starts IS NULL) <> (bijstand_week IS NULL OR floor(7 * bijstand_week) + 1 > ${observedUntilDay(156)})
       OR starts <> CAST(DATE '2021-01-04' + CAST(floor(7 * bijstand_week) + 1 AS INTEGER) AS DATE)
       OR starts <= CAST(DATE '2021-01-04' + CAST(floor(7 * end_week) AS INTEGER) AS DATE)`,
    )
    const entered = await one(engine, 'SELECT count(*) AS v FROM clients WHERE starts IS NOT NULL')
    expect(wrong).toBe(0)
    expect(entered).toBeGreaterThan(500)
  })

  it('knows every value on or before the snapshot', async () => {
    const file = (name: string): string => `'${folder}/base/${name}.parquet'`
    const late = await one(
      engine,
      `SELECT count(*) AS v FROM ${file('snapshots')} s JOIN ${file('clients')} c USING (client_id)
       WHERE known_on > snapshot_date OR side_income_known_on > snapshot_date OR tw_supplement_known_on > snapshot_date
       OR first_ww_day > snapshot_date OR registered_on > snapshot_date OR registered_on < first_ww_day OR dayofweek(snapshot_date) <> 1`,
    )
    expect(late).toBe(0)
  })

  it('has one row per client per week without a gap, and months left that the dates explain', async () => {
    const file = (name: string): string => `'${folder}/base/${name}.parquet'`
    const gaps = await one(
      engine,
      `SELECT count(*) AS v FROM (SELECT count(*) AS n, count(DISTINCT snapshot_date) AS d,
         date_diff('day', min(snapshot_date), max(snapshot_date)) / 7 + 1 AS span FROM ${file('snapshots')} GROUP BY client_id)
       WHERE n <> d OR n <> span`,
    )
    const wrong = await one(
      engine,
      `SELECT count(*) AS v FROM ${file('snapshots')} s JOIN ${file('truth')} t USING (client_id)
       WHERE ww_months_left <> greatest(0, floor(right_months - (date_diff('day', DATE '2021-01-04', snapshot_date) / 7 - entry_week) / 4.348214))`,
    )
    expect(gaps).toBe(0)
    expect(wrong).toBe(0)
  })
})
