import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDuckDB } from '../../src/engine/duckdb.js'
import type { Engine } from '../../src/engine/engine.js'
import type { PlantedFault } from '../../src/population/faults.js'
import { synthesize } from '../../src/population/synthesize.js'

const clients = 20_000
const weeks = 104

let folder: string
let engine: Engine
let faults: readonly PlantedFault[]
let people: number
let cleanRows: number

const number = async (sql: string): Promise<number> => Number((await engine.rows(`SELECT (${sql}) AS v`))[0]?.['v'])

const planted = (fault: number, column?: string, name?: string): PlantedFault => {
  const found = faults.filter(
    (one) =>
      one.fault === fault &&
      (column === undefined || one.column === column) &&
      (name === undefined || one.name === name),
  )
  expect(found).toHaveLength(1)
  return found[0] as PlantedFault
}

/** Keys of a fault as a table: client_id and, where it applies, d (ISO date). */
const keysOf = (fault: PlantedFault): string =>
  `(SELECT * FROM (VALUES ${(fault.keys ?? []).map((key) => `(${key.map((part) => `'${part}'`).join(', ')})`).join(', ')}) k(client_id${
    fault.keys?.[0]?.length === 2 ? ', d' : ''
  }))`

const iso = `coalesce(try_cast(snapshot_date AS DATE), CAST(try_strptime(snapshot_date, '%d-%m-%Y') AS DATE))`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dirty-'))
  const options = { clients, weeks, seed: 11, format: 'parquet', workers: 1 } as const
  await synthesize({ ...options, out: join(folder, 'dirty'), scenario: 'dirty' })
  await synthesize({ ...options, out: join(folder, 'base'), scenario: 'base' })
  faults = (
    JSON.parse(readFileSync(join(folder, 'dirty', 'truth.json'), 'utf8')) as { faults: readonly PlantedFault[] }
  ).faults
  engine = await openDuckDB({ threads: 2 })
  for (const table of ['clients', 'snapshots', 'bijstand']) {
    const date = table === 'snapshots' ? `, ${iso} AS d` : ''
    await engine.run(`CREATE TABLE ${table} AS SELECT *${date} FROM '${join(folder, 'dirty', table)}.parquet'`)
    await engine.run(`CREATE TABLE clean_${table} AS SELECT * FROM '${join(folder, 'base', table)}.parquet'`)
  }
  people = await number('SELECT count(*) FROM clean_clients')
  cleanRows = await number('SELECT count(*) FROM clean_snapshots')
})

afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true, force: true })
})

/** The count lies within four standard deviations of a binomial count. */
const expectRate = (count: number, rows: number, rate: number): void => {
  expect(Math.abs(count - rows * rate)).toBeLessThan(4 * Math.sqrt(rows * rate * (1 - rate)) + 1)
}

describe('scenario dirty', () => {
  it('lists all twenty-five faults', () => {
    expect([...new Set(faults.map(({ fault }) => fault))]).toEqual(Array.from({ length: 25 }, (_, i) => i + 1))
    for (const { count, keys, where } of faults) {
      expect(count).toBeGreaterThan(0)
      expect(keys === undefined).toBe(where !== undefined)
      if (keys !== undefined) expect(keys).toHaveLength(count)
    }
  })

  it.each([
    [3, 'ww_months_left', 0.0003],
    [4, 'ww_months_left', 0.0002],
    [5, 'ww_months_left', 0.0005],
    [6, 'side_income', 0.003],
    [8, 'ww_amount', 0.0005],
    [13, 'side_income_known_on', 0.004],
    [20, 'ww_amount', 0.0002],
    [21, 'side_income', 0.003],
    [1, 'client_id, snapshot_date', 0.0005],
    [2, 'client_id, snapshot_date', 0.0002],
  ])('plants fault %i in snapshots.%s at rate %d', (fault, column, rate) => {
    expectRate(planted(fault, column).count, cleanRows, rate)
  })

  it.each([
    [5, 'age_first_ww_day', 0.0005, 'true'],
    [10, 'municipality', 0.005, "municipality LIKE 'GM0%'"],
    [11, 'municipality', 0.0005, 'true'],
    [19, 'age_first_ww_day', 0.0002, 'true'],
    [20, 'daily_wage', 0.0002, 'true'],
    [21, 'household_single', 0.003, 'true'],
    [21, 'sector', 0.003, 'true'],
  ])('plants fault %i in clients.%s at rate %d of the rows where it can fall', async (fault, column, rate, among) => {
    expectRate(planted(fault, column).count, await number(`SELECT count(*) FROM clean_clients WHERE ${among}`), rate)
  })

  it.each([
    [3, 'ww_months_left', 'ww_months_left > ww_right_months'],
    [4, 'ww_months_left', 'ww_months_left IN (-1, -99)'],
    [5, 'ww_months_left', 'ww_months_left IN (99, 999)'],
    [6, 'side_income', "side_income = '-1'"],
    [13, 'side_income_known_on', 'side_income_known_on > s.d'],
    [20, 'ww_amount', "ww_amount = 'NaN'"],
    [21, 'side_income', "side_income NOT IN ('true', 'false', '-1')"],
  ])('has fault %i in snapshots.%s in the rows listed, and in no other', async (fault, column, when) => {
    const listed = planted(fault, column)
    const special = fault === 3 ? ' AND ww_months_left NOT IN (99, 999)' : ''
    const all = await number(
      `SELECT count(*) FROM snapshots s JOIN clean_clients c USING (client_id) WHERE (${when})${special}`,
    )
    const hit = await number(
      `SELECT count(*) FROM snapshots s JOIN clean_clients c USING (client_id) JOIN ${keysOf(listed)} k ON k.client_id = s.client_id AND CAST(k.d AS DATE) = s.d WHERE ${when}`,
    )
    expect(hit).toBe(listed.count)
    expect(all).toBe(listed.count)
  })

  it.each([
    [5, 'age_first_ww_day', 'age_first_ww_day IN (99, 999)'],
    [10, 'municipality', "NOT regexp_full_match(municipality, 'GM\\d{4}')"],
    [11, 'municipality', "municipality = 'GM9999'"],
    [19, 'age_first_ww_day', 'age_first_ww_day IN (0, 117)'],
    [20, 'daily_wage', 'daily_wage = 0 OR daily_wage > 1e300'],
    [21, 'household_single', "household_single NOT IN ('true', 'false')"],
    [21, 'sector', 'sector NOT IN (SELECT DISTINCT sector FROM clean_clients)'],
  ])('has fault %i in clients.%s in the rows listed, and in no other', async (fault, column, when) => {
    const listed = planted(fault, column)
    expect(await number(`SELECT count(*) FROM clients WHERE ${when}`)).toBe(listed.count)
    expect(await number(`SELECT count(*) FROM clients JOIN ${keysOf(listed)} USING (client_id) WHERE ${when}`)).toBe(
      listed.count,
    )
  })

  it('has duplicate person-weeks, with the same values and with other values', async () => {
    const same = planted(1)
    const other = planted(2)
    const twice = await number(
      'SELECT count(*) FROM (SELECT client_id, d FROM snapshots GROUP BY ALL HAVING count(*) = 2)',
    )
    const equal = await number(
      'SELECT count(*) FROM (SELECT client_id, d, ww_amount FROM snapshots GROUP BY ALL HAVING count(*) = 2)',
    )
    expect(equal).toBe(same.count)
    expect(twice).toBe(same.count + other.count)
  })

  it('has a decimal comma in whole weeks only, and Dutch dates in other whole weeks only', async () => {
    const comma = planted(7)
    const dutch = planted(9)
    const weeksOf = (fault: PlantedFault): string =>
      ((fault.where?.['snapshot_date'] ?? []) as string[]).map((d) => `'${d}'`).join(', ')
    expect(comma.where?.['snapshot_date']).toHaveLength(2)
    expect(
      await number(
        `SELECT count(*) FROM snapshots WHERE contains(ww_amount, ',') <> (d IN (${weeksOf(comma)}) AND ww_amount <> 'NaN')`,
      ),
    ).toBe(0)
    expect(await number("SELECT count(*) FROM snapshots WHERE contains(ww_amount, ',')")).toBeGreaterThan(1000)
    expect(
      await number(
        `SELECT count(*) FROM snapshots WHERE regexp_full_match(snapshot_date, '\\d\\d-\\d\\d-\\d{4}') <> (d IN (${weeksOf(dutch)}))`,
      ),
    ).toBe(0)
    expect(await number(`SELECT count(*) FROM snapshots WHERE d IN (${weeksOf(dutch)})`)).toBe(dutch.count)
  })

  it('has amounts in cents that are a hundred times the clean amount', async () => {
    const cents = planted(8)
    const ratio = `CAST(replace(s.ww_amount, ',', '.') AS DOUBLE) / c.ww_amount`
    expect(
      await number(
        `SELECT count(*) FROM snapshots s JOIN clean_snapshots c ON s.client_id = c.client_id AND s.d = c.snapshot_date
         JOIN ${keysOf(cents)} k ON k.client_id = s.client_id AND CAST(k.d AS DATE) = s.d WHERE abs(${ratio} - 100) < 1e-6`,
      ),
    ).toBe(cents.count)
  })

  it('has a municipality whose supplement is known four weeks late, in eight weeks', async () => {
    const late = planted(12)
    expect(late.where?.['snapshot_date']).toHaveLength(8)
    expect(
      await number(
        `SELECT count(*) FROM snapshots s JOIN clean_clients c USING (client_id) WHERE tw_supplement_known_on > d
         AND tw_supplement_known_on = d + 28 AND municipality = '${late.where?.['municipality'] as string}'`,
      ),
    ).toBe(late.count)
    expect(await number('SELECT count(*) FROM snapshots WHERE tw_supplement_known_on > d')).toBe(late.count)
  })

  it('has three weeks without any supplement, a week that is missing and a week with half the people', async () => {
    const constant = planted(14)
    const without = await engine.rows(
      'SELECT CAST(d AS VARCHAR) AS d FROM snapshots GROUP BY d HAVING NOT bool_or(tw_supplement) ORDER BY d',
    )
    expect(without.map((row) => row['d'])).toEqual(constant.where?.['snapshot_date'])
    expect(without).toHaveLength(3)
    const missing = planted(15, undefined, 'week-missing')
    const half = planted(15, undefined, 'week-with-half-the-people')
    expect(await number('SELECT count(DISTINCT d) FROM snapshots')).toBe(weeks - 1)
    expect(
      await number(`SELECT count(*) FROM snapshots WHERE d = DATE '${missing.where?.['snapshot_date']?.[0]}'`),
    ).toBe(0)
    expectRate(
      half.count,
      await number(
        `SELECT count(*) FROM clean_snapshots WHERE snapshot_date = DATE '${half.where?.['snapshot_date']?.[0]}'`,
      ),
      0.5,
    )
  })

  it('has people with prior bijstand that the register does not flag', async () => {
    const unflagged = planted(16)
    const derived = '(SELECT 1 FROM clean_bijstand b WHERE b.client_id = c.client_id AND b.start_date < c.first_ww_day)'
    expect(await number(`SELECT count(*) FROM clients c WHERE EXISTS ${derived} <> prior_bijstand_registered`)).toBe(
      unflagged.count,
    )
    expectRate(unflagged.count, await number(`SELECT count(*) FROM clients c WHERE EXISTS ${derived}`), 0.005)
  })

  it('has bijstand that starts while the person is still in the snapshots', async () => {
    const early = planted(17)
    expectRate(early.count, people, 0.0005)
    expect(
      await number(
        `SELECT count(*) FROM ${keysOf(early)} k JOIN bijstand b ON b.client_id = k.client_id AND b.start_date = CAST(k.d AS DATE)
         WHERE EXISTS (SELECT 1 FROM snapshots s WHERE s.client_id = k.client_id AND s.d > b.start_date)`,
      ),
    ).toBe(early.count)
  })

  it('has spells that end before they start, and spells that overlap', async () => {
    const reversed = planted(18, undefined, 'ends-before-start')
    const overlaps = planted(18, undefined, 'overlapping-spells')
    const spells = await number('SELECT count(*) FROM clean_bijstand')
    expect(await number('SELECT count(*) FROM bijstand WHERE end_date < start_date')).toBe(reversed.count)
    expectRate(reversed.count, spells, 0.001)
    expectRate(overlaps.count, spells, 0.002)
    expect(
      await number(
        `SELECT count(*) FROM ${keysOf(overlaps)} k JOIN bijstand a ON a.client_id = k.client_id AND a.start_date = CAST(k.d AS DATE)
         WHERE EXISTS (SELECT 1 FROM bijstand b WHERE b.client_id = a.client_id AND b.rowid <> a.rowid
           AND b.start_date >= a.start_date AND b.start_date <= coalesce(a.end_date, DATE '9999-01-01'))`,
      ),
    ).toBeGreaterThanOrEqual(overlaps.count)
  })

  it('has people in the snapshots without a clients row, and clients without snapshots', async () => {
    const without = planted(22, undefined, 'client-without-snapshots')
    const lost = planted(22, undefined, 'snapshots-without-client')
    expect(
      await number('SELECT count(*) FROM clients WHERE client_id NOT IN (SELECT client_id FROM snapshots)'),
    ).toBeGreaterThanOrEqual(without.count)
    expect(
      await number(
        'SELECT count(DISTINCT client_id) FROM snapshots WHERE client_id NOT IN (SELECT client_id FROM clients)',
      ),
    ).toBe(lost.count)
    expectRate(without.count, people, 0.001)
    expectRate(lost.count, people, 0.0005)
  })

  it('has a leaky column: sent to seven in ten of those about to enter and to hardly anybody else', async () => {
    const soon = `EXISTS (SELECT 1 FROM clean_bijstand b WHERE b.client_id = s.client_id AND b.start_date > s.d AND b.start_date <= s.d + 60)`
    const share = async (when: string): Promise<number> =>
      number(`SELECT avg(CAST(letter_welfare_sent AS INTEGER)) FROM snapshots s WHERE ${when}`)
    const entrants = await number(`SELECT count(DISTINCT client_id) FROM snapshots s WHERE ${soon}`)
    expect(Math.abs((await share(soon)) - 0.7)).toBeLessThan(4 * Math.sqrt(0.21 / entrants))
    expect(Math.abs((await share(`NOT ${soon}`)) - 0.002)).toBeLessThan(4 * Math.sqrt(0.002 / cleanRows))
    expect(await number('SELECT count(*) FROM snapshots WHERE letter_welfare_sent')).toBeGreaterThanOrEqual(
      planted(23).count,
    )
  })

  it('has a person number that passes the eleven-test and is different for everybody', async () => {
    const rows = await engine.rows('SELECT person_number AS n FROM clients')
    const weights = [9, 8, 7, 6, 5, 4, 3, 2, -1]
    const passes = rows.filter((row) => {
      const digits = [...String(row['n'])].map(Number)
      return digits.length === 9 && digits.reduce((sum, digit, i) => sum + digit * (weights[i] as number), 0) % 11 === 0
    })
    expect(passes).toHaveLength(rows.length)
    expect(new Set(rows.map((row) => row['n'])).size).toBe(rows.length)
  })

  it('codes a missing answer as 3 in Haaglanden, and leaves it missing elsewhere', async () => {
    const answers = planted(25)
    const changed = await number(
      'SELECT count(*) FROM clients c JOIN clean_clients b USING (client_id) WHERE b.own_view_return IS NULL AND c.own_view_return = 3',
    )
    expect(changed).toBe(answers.count)
    expect(await number("SELECT count(*) FROM clients WHERE own_view_return IS NULL AND municipality = 'GM0518'")).toBe(
      0,
    )
    expect(await number('SELECT count(*) FROM clients WHERE own_view_return IS NULL')).toBeGreaterThan(1000)
  })

  it('leaves every row alone that no fault names', async () => {
    const touched = faults
      .filter(({ table, keys }) => table === 'snapshots' && keys !== undefined)
      .flatMap(({ keys }) => keys ?? [])
      .map((key) => `('${key[0]}')`)
    await engine.run('CREATE TABLE touched (client_id VARCHAR)')
    await engine.run(`INSERT INTO touched VALUES ${touched.join(', ')}`)
    const different = [
      's.ww_months_left IS DISTINCT FROM c.ww_months_left',
      's.side_income IS DISTINCT FROM CAST(c.side_income AS VARCHAR)',
      "CAST(replace(s.ww_amount, ',', '.') AS DOUBLE) IS DISTINCT FROM c.ww_amount",
      's.known_on IS DISTINCT FROM c.known_on',
    ].join(' OR ')
    const joined = `snapshots s ANTI JOIN touched USING (client_id)`
    expect(
      await number(
        `SELECT count(*) FROM (SELECT * FROM ${joined}) s LEFT JOIN clean_snapshots c
         ON s.client_id = c.client_id AND s.d = c.snapshot_date WHERE ${different}`,
      ),
    ).toBe(0)
    expect(await number(`SELECT count(*) FROM ${joined}`)).toBeGreaterThan(100_000)
  })
})
