import type { AllottedBy } from '../../data-schemas/study.js'
import type { OpenedData } from '../contract/opened.js'
import { literal } from '../engine/engine.js'
import { type ColumnRef, findColumn, stateIn, textIn, valueIn } from './column-ref.js'

/** How unexposed training rows will stand in for exposed ones; SQL over the aliases `s` (base table) and `c` (clients). */
export interface PlannedWeighting {
  /** True where an earlier offer of help touched the outcome. */
  readonly exposed: string
  /** One text for each column by which help was allotted; together they name the cell of a row. */
  readonly cells: readonly string[]
}

/** Why a column cannot make cells. */
interface Misfit {
  readonly column: string
  readonly expected: string
  readonly found: string
}

const numeric = new Set(['integer', 'number', 'ordinal', 'boolean'])

const bandSql = (ref: ColumnRef, edges: readonly number[]): string => {
  const sorted = [...new Set(edges)].sort((a, b) => a - b)
  const bands = sorted.map((edge, band) => `WHEN ${valueIn(ref)} < ${edge.toExponential()} THEN '${band}'`)
  return `CASE WHEN ${stateIn(ref)} = 0 THEN CASE ${bands.join(' ')} ELSE '${sorted.length}' END ELSE '' END`
}

const periodSql = (ref: ColumnRef, period: NonNullable<AllottedBy['period']>): string => {
  const value = valueIn(ref)
  const year = `CAST(year(${value}) AS VARCHAR)`
  const part =
    period === 'year' ? year : `concat(${year}, ${literal(period[0] as string)}, CAST(${period}(${value}) AS VARCHAR))`
  return `CASE WHEN ${stateIn(ref)} = 0 THEN ${part} ELSE '' END`
}

/** SQL of one column's part of the cell, or why it has none. A value that is not there is a cell of its own. */
const cellSql = (opened: OpenedData, { column, edges, period }: AllottedBy): string | Misfit => {
  const ref = findColumn(opened, column)
  const misfit = (expected: string, found: string): Misfit => ({ column, expected, found })
  if (ref === undefined) return misfit('a column by which help was allotted', 'no such column in the data')
  const { type } = ref.contract
  if (edges !== undefined && period !== undefined) return misfit('either "edges" or "period"', 'both')
  if (edges !== undefined)
    return numeric.has(type) ? bandSql(ref, edges) : misfit('a number, for "edges"', `type ${type}`)
  if (period !== undefined)
    return type === 'date' ? periodSql(ref, period) : misfit('a date, for "period"', `type ${type}`)
  return textIn(ref)
}

/** The cells in which weights are counted, and the columns of which none can be made. */
export const planCells = (
  opened: OpenedData,
  by: readonly AllottedBy[],
): { readonly cells: readonly string[]; readonly misfits: readonly Misfit[] } => {
  const found = by.map((one) => cellSql(opened, one))
  return {
    cells: found.filter((one) => typeof one === 'string'),
    misfits: found.filter((one) => typeof one !== 'string'),
  }
}
