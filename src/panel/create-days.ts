import { ident, literal } from '../engine/engine.js'
import type { Building } from './building.js'
import { addMonthsSql, recreate } from './sql.js'
import type { Step } from './steps.js'
import { isUsed, type SnapshotDay, type Week } from './weeks.js'

/** All snapshot dates of the base table, ascending, each with the day its outcome window closes. */
export const readDays = async ({ engine, plan }: Building): Promise<readonly SnapshotDay[]> => {
  if (plan.time === undefined) return [{ day: '1970-01-01', closes: '1970-01-01' }]
  const closes = plan.outcome.kind === 'event' ? addMonthsSql('d.day', plan.outcome.months) : 'd.day'
  const days = await engine.rows(
    `SELECT CAST(d.day AS VARCHAR) AS day, CAST(${closes} AS VARCHAR) AS closes
     FROM (SELECT DISTINCT ${ident(plan.time)} AS day FROM ${ident(plan.base.name)}) d WHERE d.day IS NOT NULL ORDER BY 1`,
  )
  return days.map(({ day, closes: last }) => ({ day: String(day), closes: String(last) }))
}

/** One row per snapshot date: `wk`, `day`, `closes`, `side`, order among the training dates (`tw`, −1 elsewhere), and the date-wide steps (`w_<id>`). */
export const createDays = async (
  { engine, names }: Building,
  weeks: readonly Week[],
  steps: readonly Step[],
): Promise<void> => {
  const perWeek = steps.flatMap(({ id, week }) => (week === undefined ? [] : [{ id, week }]))
  let training = 0
  const rows = weeks.map((week) => {
    const trains = isUsed(week) && week.role === 'train'
    const flags = perWeek.map((step) => literal(step.week(week)))
    const place = trains ? training : -1
    if (trains) training += 1
    return `(${[week.index, `DATE '${week.day}'`, `DATE '${week.closes}'`, week.role === 'test' ? 2 : 1, place, ...flags].join(', ')})`
  })
  const columns = ['wk', 'day', 'closes', 'side', 'tw', ...perWeek.map(({ id }) => `w_${id}`)]
  const none = `SELECT * FROM (VALUES (0, DATE '1970-01-01', DATE '1970-01-01', 1, -1${', TRUE'.repeat(perWeek.length)})) t(${columns.join(', ')}) WHERE FALSE`
  await recreate(
    engine,
    names.days,
    rows.length === 0 ? none : `SELECT * FROM (VALUES ${rows.join(', ')}) t(${columns.join(', ')})`,
  )
}
