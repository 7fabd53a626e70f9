import { openDuckDB } from '../../src/engine/duckdb.js'
import type { Engine } from '../../src/engine/engine.js'

/** A share or rate in percent, with its standard error when whole people are drawn (their weekly rows go together). */
export interface Measured {
  readonly percent: number
  readonly sd: number
}

/** Opens the tables of a population and makes `stock`: the rows of every fourth week, with the outcome `enters` (12 months). */
export const openStock = async (folder: string, week0 = '2021-01-04', extra = 'true'): Promise<Engine> => {
  const engine = await openDuckDB({ threads: 2, memory: '1500MB' })
  const table = (name: string): string => `'${folder}/${name}.parquet'`
  await engine.run(`CREATE TABLE clients AS SELECT c.*, a.* EXCLUDE (client_id), t.single_parent, t.education AS true_education,
      t.conditional_probability, t.entry_week, t.end_week, t.bijstand_week, t.reason, t.right_months, t.length_months, t.job_months,
      t.delay_months, t.exact_age + t.length_months / 12 AS exit_age,
      EXISTS (SELECT 1 FROM ${table('bijstand')} b WHERE b.client_id = c.client_id AND b.start_date < c.first_ww_day) AS prior_bijstand,
      (SELECT min(start_date) FROM ${table('bijstand')} b WHERE b.client_id = c.client_id AND b.start_date > c.first_ww_day) AS starts
    FROM ${table('clients')} c JOIN ${table('audit')} a USING (client_id) JOIN ${table('truth')} t USING (client_id)`)
  await engine.run(`CREATE TABLE stock AS SELECT s.* EXCLUDE (client_id), c.*, starts IS NOT NULL AND starts > snapshot_date
      AND starts <= snapshot_date + INTERVAL 12 MONTH AS enters
    FROM ${table('snapshots')} s JOIN clients c USING (client_id)
    WHERE date_diff('day', DATE '${week0}', snapshot_date) % 28 = 0 AND ${extra}`)
  return engine
}

const ratio = (row: Readonly<Record<string, string | number | boolean | null>>, group: string): Measured => {
  const value = (name: string): number => Number(row[`${group}_${name}`] ?? 0)
  const [top, bottom] = [value('t'), value('b')]
  const r = top / bottom
  const square = value('tt') - 2 * r * value('tb') + r * r * value('bb')
  return { percent: 100 * r, sd: (100 * Math.sqrt(Math.max(square, 0))) / bottom }
}

const sums = (top: string, bottom: string, group: string): string =>
  [
    ['t', top],
    ['b', bottom],
    ['tt', `${top} * ${top}`],
    ['tb', `${top} * ${bottom}`],
    ['bb', `${bottom} * ${bottom}`],
  ]
    .map(([name, sql]) => `CAST(sum(${sql}) AS DOUBLE) AS ${group}_${name}`)
    .join(', ')

/** Share of the stock where `when` holds (of the rows where `among` holds), and the rate of those rows. */
export const shareAndRate = async (
  engine: Engine,
  when: string,
  among = 'true',
): Promise<{ readonly share: Measured; readonly rate: Measured }> => {
  const [row] = await engine.rows(`SELECT ${sums('x', 'n', 's')}, ${sums('y', 'x', 'r')} FROM (
    SELECT count(*) FILTER (${among}) AS n, count(*) FILTER (${when}) AS x, count(*) FILTER ((${when}) AND enters) AS y
    FROM stock GROUP BY client_id)`)
  if (row === undefined) throw new Error('no stock')
  return { share: ratio(row, 's'), rate: ratio(row, 'r') }
}

/** One number from a query that gives one row with the column `v`. */
export const one = async (engine: Engine, sql: string): Promise<number> => Number((await engine.rows(sql))[0]?.['v'])
