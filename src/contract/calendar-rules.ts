import type { Study } from '../../data-schemas/study.js'
import { type Engine, ident, literal } from '../engine/engine.js'
import type { Finding } from './finding.js'
import type { OpenedTable } from './opened.js'
import { timeColumn } from './resolve.js'
import { hasColumns, type Tables, type Violation } from './violation.js'

interface Week {
  readonly date: string
  readonly rows: number
  readonly yes: readonly number[]
  readonly known: readonly number[]
}

/** Chance below which a week without any variation is a fault of the delivery and not luck. */
const LUCK = 1e-6
/** A week with fewer than this share of its neighbours' rows is thin. */
const THIN = 0.6
const NEIGHBOURS = 4
const DAY = 86_400_000

const booleans = (table: OpenedTable): readonly string[] =>
  Object.entries(table.columns).flatMap(([name, { type }]) => (type === 'boolean' ? [name] : []))

const weeksOf = async (engine: Engine, table: OpenedTable, time: string): Promise<readonly Week[]> => {
  const names = booleans(table)
  const sums = names.map(
    (name, index) => `count(*) FILTER (WHERE ${ident(name)}) AS yes${index}, count(${ident(name)}) AS known${index}`,
  )
  const rows = await engine.rows(
    `SELECT CAST(${ident(time)} AS VARCHAR) AS date, ${['count(*) AS n', ...sums].join(', ')} FROM ${ident(table.name)} WHERE ${ident(time)} IS NOT NULL GROUP BY date ORDER BY date`,
  )
  return rows.map((row) => ({
    date: String(row['date']),
    rows: Number(row['n']),
    yes: names.map((_, index) => Number(row[`yes${index}`])),
    known: names.map((_, index) => Number(row[`known${index}`])),
  }))
}

const total = (weeks: readonly Week[], count: (week: Week) => number): number =>
  weeks.reduce((sum, week) => sum + count(week), 0)

const constantWeeks = (weeks: readonly Week[], index: number): readonly string[] => {
  const yes = total(weeks, (week) => week.yes[index] as number)
  const known = total(weeks, (week) => week.known[index] as number)
  return weeks.flatMap((week) => {
    const [own, rows] = [week.yes[index] as number, week.known[index] as number]
    if (rows === 0 || (own !== 0 && own !== rows)) return []
    const rest = (own === 0 ? yes : known - yes - rows + own) / Math.max(1, known - rows)
    const likely = own === 0 ? rest : (known - yes) / Math.max(1, known - rows)
    return likely > 0 && likely < 1 && (1 - likely) ** rows < LUCK ? [week.date] : []
  })
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

const commonest = (values: readonly number[]): number => {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 0
}

const gaps = (weeks: readonly Week[]): number => {
  const days = weeks
    .slice(1)
    .map((week, index) => (Date.parse(week.date) - Date.parse((weeks[index] as Week).date)) / DAY)
  const usual = commonest(days)
  return usual === 0 ? 0 : days.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / usual) - 1), 0)
}

const thinWeeks = (weeks: readonly Week[]): readonly string[] =>
  weeks.flatMap((week, index) => {
    const around = [
      ...weeks.slice(Math.max(0, index - NEIGHBOURS), index),
      ...weeks.slice(index + 1, index + 1 + NEIGHBOURS),
    ]
    const usual = median(around.map(({ rows }) => rows))
    const surprising = usual >= 20 && usual - week.rows > 5 * Math.sqrt(usual)
    return around.length >= NEIGHBOURS && surprising && week.rows < THIN * usual ? [week.date] : []
  })

const calendar = (table: OpenedTable, time: string, weeks: readonly Week[]): readonly Finding[] => {
  const common = { table: 'snapshots' as const, column: time, rows: table.rows, severity: 'warn' as const }
  const missing = gaps(weeks)
  const thin = thinWeeks(weeks)
  return [
    ...(missing === 0
      ? []
      : [
          {
            ...common,
            rule: 'missing-week',
            expected: 'a snapshot at every step of the calendar',
            found: `${missing} date${missing === 1 ? '' : 's'} without any row`,
            advice: 'Ask for the delivery that is missing.',
          },
        ]),
    ...(thin.length === 0
      ? []
      : [
          {
            ...common,
            rule: 'thin-week',
            expected: 'about as many rows as in the weeks around',
            found: `far fewer on ${thin.join(', ')}`,
            advice: 'Ask whether the delivery was complete.',
          },
        ]),
  ]
}

/**
 * Rules over the calendar of the snapshots: weeks that are missing or thin, and yes/no columns that are constant in a whole week
 * although they vary in the others so much that chance cannot explain it.
 */
export const calendarRules = async (
  engine: Engine,
  study: Study,
  tables: Tables,
): Promise<{ readonly violations: readonly Violation[]; readonly findings: readonly Finding[] }> => {
  const time = timeColumn(study)
  const { snapshots } = tables
  if (time === undefined || !hasColumns(snapshots, time) || snapshots.columns[time]?.type !== 'date')
    return { violations: [], findings: [] }
  const weeks = await weeksOf(engine, snapshots, time)
  const violations = booleans(snapshots).flatMap((name, index): readonly Violation[] => {
    const constant = constantWeeks(weeks, index)
    if (constant.length === 0) return []
    return [
      {
        rule: 'constant-delivery',
        table: 'snapshots',
        column: name,
        query: `SELECT __row FROM ${ident(snapshots.name)} WHERE ${ident(time)} IN (${constant.map((date) => `CAST(${literal(date)} AS DATE)`).join(', ')})`,
        expected: 'a column that varies within a week as it does in others',
        found: `one value on ${constant.join(', ')}`,
        advice: 'Ask for these deliveries again.',
        level: 'bounded',
      },
    ]
  })
  return { violations, findings: calendar(snapshots, time, weeks) }
}
