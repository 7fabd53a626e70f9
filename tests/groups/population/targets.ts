/** A target of the population that needs no model: what it is, how it is measured, and what the reference gave. */
export interface Target {
  readonly name: string
  /** SQL that gives one row with the column `v`, on the tables `clients` and `stock`. */
  readonly sql: string
  /** Mean over the seeds of the reference, its seed-to-seed standard deviation, and the last digit it is given in. */
  readonly mean: number
  readonly sd: number
  readonly digit: number
  /**
   * The reference counts among its leavers the spells that hold no Monday (2.7 % of all); they have no snapshot, so they are no
   * clients here. A rate of a group of leavers is multiplied by the share of its spells that do hold one.
   */
  readonly leavers?: { readonly top: LeaverGroup; readonly bottom?: LeaverGroup }
}

/** Groups of leavers, by place or by age at the end of WW. */
export type LeaverGroup = 'all' | 'H' | 'R' | 'A' | 'U' | '55-60' | '60+'

const leaver = 'end_week < 156'
const flow = 'bijstand_week <= end_week + 13'
const rateOf = (where: string): string =>
  `(SELECT 100.0 * count(*) FILTER (${flow}) / count(*) FROM clients WHERE ${leaver} AND ${where})`
const stockRate = (where: string): string => `(SELECT 100 * avg(CAST(enters AS INTEGER)) FROM stock WHERE ${where})`
const shareOf = (where: string, among = 'true'): string =>
  `SELECT 100.0 * count(*) FILTER (${where}) / count(*) AS v FROM stock WHERE ${among}`
const code = (name: string): string => `municipality = '${name}'`
const haaglanden =
  "municipality IN ('GM0518', 'GM0637', 'GM0503', 'GM0603', 'GM1916', 'GM1783', 'GM1926', 'GM0629', 'GM1842')"
const expectedRate = (where: string): string =>
  `(SELECT sum(conditional_probability) FILTER (delay_months * 4.348214 <= 13) / count(*) FROM clients WHERE ${leaver} AND ${where})`

export const targets: readonly Target[] = [
  {
    name: 'base rate, test year',
    sql: `SELECT ${stockRate("snapshot_date >= DATE '2023-01-02'")} AS v`,
    mean: 3.71,
    sd: 0.08,
    digit: 0.01,
  },
  { name: 'base rate, three years', sql: `SELECT ${stockRate('true')} AS v`, mean: 3.7, sd: 0.04, digit: 0.01 },
  {
    name: 'flows after exhaustion',
    sql: `SELECT 100.0 * count(*) FILTER (reason = 'exhausted') / count(*) AS v FROM clients WHERE ${leaver} AND ${flow}`,
    mean: 95.8,
    sd: 0.2,
    digit: 0.1,
  },
  {
    name: 'bijstand given exhausted',
    sql: `SELECT 100.0 * count(bijstand_week) / count(*) AS v FROM clients WHERE ${leaver} AND reason = 'exhausted'`,
    mean: 12.3,
    sd: 0.1,
    digit: 0.1,
  },
  {
    name: 'The Hague, leavers',
    sql: `SELECT ${rateOf(code('GM0518'))} / ${rateOf('true')} AS v`,
    mean: 1.4,
    sd: 0.08,
    digit: 0.01,
    leavers: { top: 'H', bottom: 'all' },
  },
  {
    name: 'The Hague, snapshots',
    sql: `SELECT ${stockRate(code('GM0518'))} / ${stockRate('true')} AS v`,
    mean: 1.49,
    sd: 0.09,
    digit: 0.01,
  },
  {
    name: 'Rotterdam, leavers',
    sql: `SELECT ${rateOf(code('GM0599'))} / ${rateOf('true')} AS v`,
    mean: 1.56,
    sd: 0.05,
    digit: 0.01,
    leavers: { top: 'R', bottom: 'all' },
  },
  {
    name: 'Rotterdam, snapshots',
    sql: `SELECT ${stockRate(code('GM0599'))} / ${stockRate('true')} AS v`,
    mean: 1.61,
    sd: 0.06,
    digit: 0.01,
  },
  {
    name: 'Utrecht, leavers',
    sql: `SELECT ${rateOf(code('GM0344'))} / ${rateOf('true')} AS v`,
    mean: 0.87,
    sd: 0.06,
    digit: 0.01,
    leavers: { top: 'U', bottom: 'all' },
  },
  {
    name: 'The Hague, leavers, expected',
    sql: `SELECT ${expectedRate(code('GM0518'))} / ${expectedRate('true')} AS v`,
    mean: 1.375,
    sd: 0.045,
    digit: 0.03,
    leavers: { top: 'H', bottom: 'all' },
  },
  {
    name: 'Amsterdam, leavers, expected',
    sql: `SELECT ${expectedRate(code('GM0363'))} / ${expectedRate('true')} AS v`,
    mean: 1.16,
    sd: 0.04,
    digit: 0.01,
    leavers: { top: 'A', bottom: 'all' },
  },
  {
    name: '55-60, leavers',
    sql: `SELECT ${rateOf('exit_age >= 55 AND exit_age < 60')} / ${rateOf('true')} AS v`,
    mean: 1.36,
    sd: 0.02,
    digit: 0.01,
    leavers: { top: '55-60', bottom: 'all' },
  },
  {
    name: '60+, leavers',
    sql: `SELECT ${rateOf('exit_age >= 60')} / ${rateOf('true')} AS v`,
    mean: 0.55,
    sd: 0.01,
    digit: 0.01,
    leavers: { top: '60+', bottom: 'all' },
  },
  { name: 'side income', sql: shareOf('side_income'), mean: 28.5, sd: 0.1, digit: 0.1 },
  { name: 'men', sql: shareOf("sex = 'man'"), mean: 52, sd: 0.1, digit: 0.1 },
  { name: 'under 27', sql: shareOf('age_first_ww_day < 27'), mean: 7.5, sd: 0.1, digit: 0.1 },
  { name: '50+', sql: shareOf('age_first_ww_day >= 50'), mean: 46.1, sd: 0.2, digit: 0.1 },
  { name: '50+, Haaglanden', sql: shareOf('age_first_ww_day >= 50', haaglanden), mean: 39, sd: 0.8, digit: 0.1 },
  {
    name: 'elapsed under six months',
    sql: shareOf("(date_diff('day', DATE '2021-01-04', snapshot_date) / 7 - entry_week) / 4.348214 < 6"),
    mean: 55.7,
    sd: 0.1,
    digit: 0.1,
  },
  { name: 'repeat WW', sql: shareOf('repeat_ww_3y'), mean: 25, sd: 0.1, digit: 0.1 },
  {
    name: 'daily wage and amount, correlation',
    sql: 'SELECT corr(daily_wage, ww_amount) AS v FROM stock',
    mean: 0.947,
    sd: 0.001,
    digit: 0.001,
  },
  {
    name: 'flow per leaver',
    sql: `SELECT ${rateOf('true')} AS v`,
    mean: 3.61,
    sd: 0.04,
    digit: 0.01,
    leavers: { top: 'all' },
  },
  {
    name: 'flow per leaver, expected',
    sql: `SELECT 100 * ${expectedRate('true')} AS v`,
    mean: 3.64,
    sd: 0.03,
    digit: 0.01,
    leavers: { top: 'all' },
  },
]
