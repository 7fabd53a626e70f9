import { sectors } from '../../data-schemas/tables/clients.js'
import { OPEN } from './layouts.js'
import { municipalities } from './municipalities.js'
import { reasons } from './spell.js'
import type { Store } from './store.js'

/** File formats of the tables. */
export type Format = 'parquet' | 'csv'

/** Pseudonym of a person, from a column with the number in the order of drawing: the same in a larger population. */
export const clientIdSql = (column = 'person'): string => `'C' || lpad(CAST(${column} AS VARCHAR), 8, '0')`

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`

const pick = (column: string, values: readonly string[]): string => `[${values.map(text).join(', ')}][${column} + 1]`

const dateSql =
  (week0: string) =>
  (column: string): string =>
    `CAST(DATE ${text(week0)} + ${column} AS DATE)`

/** Tables as the population is delivered, one SELECT each, in a fixed order of rows. */
export interface TableQueries {
  readonly clients: string
  readonly snapshots: string
  readonly bijstand: string
  readonly audit: string
  readonly truth: string
}

const clientsSql = (date: (column: string) => string): string => `
  SELECT ${clientIdSql()} AS client_id, ${date('first_day')} AS first_ww_day, ${date('registered_day')} AS registered_on,
    age AS age_first_ww_day, right_months AS ww_right_months, single = 1 AS household_single,
    ${pick(
      'municipality',
      municipalities.map(({ code }) => code),
    )} AS municipality,
    daily_wage, hours AS weekly_hours, ${pick('sector', sectors)} AS sector,
    ${pick('contract', ['permanent', 'fixed', 'flex'])} AS contract_type,
    CASE WHEN education >= 0 THEN ${pick('education', ['low', 'middle', 'high'])} END AS education,
    repeat = 1 AS repeat_ww_3y, CASE WHEN isnan(tenure) THEN NULL ELSE tenure END AS tenure_last_job,
    nullif(view, -1) AS own_view_return, nullif(ability, -1) AS work_ability, language = 1 AS dutch_language_difficulty
  FROM people ORDER BY person`

const snapshotsSql = (date: (column: string) => string, runs = 'runs'): string => `
  SELECT client_id, ${date('7 * CAST(week AS INTEGER)')} AS snapshot_date, months_left AS ww_months_left,
    CAST(cents AS DOUBLE) / 100 AS ww_amount, side = 1 AS side_income, supplement = 1 AS tw_supplement,
    ${date('known_day')} AS known_on, ${date('side_known_day')} AS side_income_known_on,
    ${date('supplement_known_day')} AS tw_supplement_known_on
  FROM (SELECT *, ${clientIdSql()} AS client_id, unnest(range(first_week, last_week + 1)) AS week FROM ${runs})`

const bijstandSql = (date: (column: string) => string): string => `
  SELECT ${clientIdSql()} AS client_id, ${date('start_day')} AS start_date,
    CASE WHEN end_day < ${OPEN} THEN ${date('end_day')} END AS end_date
  FROM spells ORDER BY person, start_day`

const auditSql = `
  SELECT ${clientIdSql()} AS client_id, CASE WHEN man = 1 THEN 'man' ELSE 'woman' END AS sex,
    ${pick('origin', ['NL', 'Europe', 'outside'])} AS origin, disability = 1 AS disability
  FROM people ORDER BY person`

const finite = (column: string): string => `CASE WHEN isfinite(${column}) THEN ${column} END AS ${column}`

const truthSql = (date: (column: string) => string): string => `
  SELECT ${clientIdSql()} AS client_id, conditional AS conditional_probability, log_odds, applies = 1 AS applies,
    ${finite('job_months')}, right_months, ${pick('reason', reasons)} AS reason, length_months,
    ${date('CAST(floor(7 * end_week) AS INTEGER)')} AS ended_on, entry_week, end_week,
    CASE WHEN isfinite(start_week) THEN start_week END AS bijstand_week,
    delay_months, income_passed = 1 AS income_passed, ${pick('assets_passed', ['no', 'at once', 'later'])} AS assets_passed,
    employability, health, claim, claims = 1 AS claims_supplement, claim_delay, assets, partner_income, norm, monthly_wage,
    with_parents = 1 AS with_parents, single_parent = 1 AS single_parent, prior = 1 AS prior_bijstand, work_years, exact_age,
    ${pick('true_education', ['low', 'middle', 'high'])} AS education
  FROM people ORDER BY person`

/**
 * What production is handed in one week: a flat table of everyone in WW then, with every candidate as a column and no outcome.
 * @param week number of the week, from 0
 */
export const weeklyListSql = (week0: string, week: number): string => {
  const date = dateSql(week0)
  const monday = date(String(7 * week))
  const running = `(SELECT * FROM runs WHERE first_week <= ${week} AND last_week >= ${week})`
  return `
  SELECT s.client_id, s.snapshot_date, p.prior_bijstand, s.* EXCLUDE (client_id, snapshot_date, known_on, side_income_known_on,
    tw_supplement_known_on), c.* EXCLUDE (client_id, first_ww_day, registered_on)
  FROM (SELECT * FROM (${snapshotsSql(date, running)}) WHERE snapshot_date = ${monday}) s
  JOIN (${clientsSql(date)}) c ON c.client_id = s.client_id
  JOIN (SELECT ${clientIdSql()} AS client_id, prior = 1 AS prior_bijstand FROM people) p ON p.client_id = s.client_id
  ORDER BY s.client_id`
}

/** The queries of a population whose week 0 begins on `week0` (ISO). */
export const tableQueries = (week0: string): TableQueries => {
  const date = dateSql(week0)
  return {
    clients: clientsSql(date),
    snapshots: snapshotsSql(date),
    bijstand: bijstandSql(date),
    audit: auditSql,
    truth: truthSql(date),
  }
}

/** Writes the result of a query to a file; gives the number of rows. */
export const writeTable = async (store: Store, query: string, file: string, format: Format): Promise<number> => {
  const [written] = await store.rows(
    `COPY (${query}) TO ${text(file)} ${
      format === 'parquet' ? '(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880)' : '(FORMAT csv, HEADER true)'
    }`,
  )
  return Number(written?.['Count'] ?? 0)
}

/** Number of rows in a table or query. */
export const countRows = async (store: Store, source: string): Promise<number> => {
  const [row] = await store.rows(`SELECT count(*) AS n FROM ${source}`)
  return Number(row?.['n'] ?? 0)
}
