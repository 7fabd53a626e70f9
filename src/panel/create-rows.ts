import { ident } from '../engine/engine.js'
import { type Building, baseJoins } from './building.js'
import { textIn } from './column-ref.js'
import type { PanelPlan } from './plan.js'
import { sideSql } from './side-sql.js'
import { recreate, tinySql } from './sql.js'
import type { Step } from './steps.js'

/**
 * One narrow row per row of the base table: `src` (its place in the file), `pid`, `wk`, `side`, the `step` at which it leaves
 * (one more than the last step when it stays), the outcome `y` where it is a column, codes of list columns in the base table.
 */
export const createRows = async (building: Building, steps: readonly Step[]): Promise<void> => {
  const { engine, plan, names } = building
  const cases = steps.flatMap(({ id, week, row }) => {
    if (week !== undefined) return [`WHEN w.w_${id} THEN ${id}`]
    return row === undefined ? [] : [`WHEN ${row} THEN ${id}`]
  })
  const kept = steps.length + 1
  const step = cases.length === 0 ? String(kept) : `CASE ${cases.join(' ')} ELSE ${kept} END`
  const lists = plan.lists.flatMap((ref, j) =>
    ref.table === 'base' && ref.column !== plan.time ? [`d_${j}.code AS l_${j}`] : [],
  )
  const dictionaries = plan.lists.flatMap((ref, j) =>
    ref.table === 'base' && ref.column !== plan.time
      ? [
          `JOIN (SELECT v, CAST(ROW_NUMBER() OVER (ORDER BY v) - 1 AS INTEGER) AS code FROM (SELECT DISTINCT ${textIn(ref)} AS v FROM ${ident(plan.base.name)} s) q) d_${j} ON d_${j}.v = ${textIn(ref)}`,
        ]
      : [],
  )
  const refs = [
    ...steps.map(({ row }) => row ?? ''),
    ...plan.filters.map(({ condition }) => condition),
    plan.sides?.train ?? '',
    plan.sides?.test ?? '',
    outcomeSql(plan),
  ]
  const columns = [
    's.__row AS src',
    'p.pid AS pid',
    'w.wk AS wk',
    `${tinySql(engine.kind, sideSql(plan))} AS side`,
    `${tinySql(engine.kind, step)} AS step`,
    `${tinySql(engine.kind, outcomeSql(plan))} AS y`,
    ...lists,
  ]
  const welfare = plan.outcome.kind === 'event' ? `LEFT JOIN ${ident(names.welfare)} x ON x.src = s.__row` : ''
  const clients = refs.some((sql) => sql.includes('c."'))
  await recreate(
    engine,
    names.rows,
    `SELECT ${columns.join(', ')} ${baseJoins(building, { clients })} ${dictionaries.join(' ')} ${welfare}`,
  )
}

const outcomeSql = (plan: PanelPlan): string => {
  if (plan.outcome.kind === 'column') return `CASE WHEN ${plan.outcome.positive} THEN 1 ELSE 0 END`
  return '0'
}
