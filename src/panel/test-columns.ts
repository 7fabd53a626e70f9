import type { TieBreak } from '../../data-schemas/study.js'
import type { OpenedData } from '../contract/opened.js'
import { ident } from '../engine/engine.js'
import { type Issue, RefusedError } from '../errors.js'
import { baseOf, type ColumnRef, findColumn, isOneOf, type Scalar, stateIn, valueIn } from './column-ref.js'
import { type PanelTable, SIDE } from './table.js'

/** Where the rows of the test side come from. */
export interface TestSource {
  readonly opened: OpenedData
  readonly panel: PanelTable
}

const refused = (column: string, where: string): RefusedError => {
  const issue: Issue = {
    rule: 'unknown-column',
    column,
    expected: `a column of the base table or of clients, for ${where}`,
    found: 'no such column in the data',
    advice: 'correct the name in the study, or add the column to the contract of its table',
    severity: 'refuse',
  }
  return new RefusedError('study-refused', [issue], where)
}

const columnOf = ({ opened }: TestSource, column: string, where: string): ColumnRef => {
  const found = findColumn(opened, column)
  if (found === undefined) throw refused(column, where)
  return found
}

const fromSql = ({ opened, panel }: TestSource): string => {
  const clients = opened.kind === 'panel' ? opened.tables.clients : undefined
  return [
    `FROM ${ident(`${panel.table}_keys`)} k`,
    `JOIN ${ident(baseOf(opened)?.name ?? '')} s ON s.__row = k.src`,
    ...(clients === undefined ? [] : [`LEFT JOIN ${ident(clients.name)} c ON c.__row = k.crow`]),
    `WHERE k.split = ${SIDE.test}`,
  ].join('\n')
}

/**
 * What a tie rule by a column sorts by, for each test row in the order of `row_id`: rank of its value, the smallest first; rows
 * without a value come last. Texts are ordered as texts.
 * Throws `RefusedError` when neither the base table nor `clients` has the column.
 */
export const tieRanks = async (
  source: TestSource,
  { column, order }: Extract<TieBreak, { kind: 'column' }>,
): Promise<Int32Array> => {
  const ref = columnOf(source, column, 'evaluation.tieBreak')
  const direction = order === 'ascending' ? 'ASC' : 'DESC'
  const { key } = await source.panel.engine.columns(
    `SELECT k.row_id AS row, CAST(DENSE_RANK() OVER (ORDER BY ${valueIn(ref)} ${direction} NULLS LAST) AS INTEGER) AS key
     ${fromSql(source)} ORDER BY k.row_id`,
    { row: 'f64', key: 'i32' },
  )
  return key
}

/** A step as the study names it. */
export interface Step {
  readonly name: string
  readonly column: string
  readonly is?: readonly Scalar[] | undefined
}

const taken = (ref: ColumnRef, { is, column }: Step): string => {
  if (is === undefined) {
    const known = `${stateIn(ref)} = 0`
    return ref.contract.type === 'boolean' ? `(${known} AND ${valueIn(ref)})` : `(${known})`
  }
  const condition = isOneOf(ref, is)
  if (condition === undefined) throw refused(column, 'examination.fairness.funnel, with these values')
  return condition
}

/**
 * Which test rows took each step, in the order of `row_id`: one of the values asked for; or any value, and yes where it is a yes or no.
 * Throws `RefusedError` when neither the base table nor `clients` has the column, or it cannot hold the values.
 */
export const takenSteps = async (
  source: TestSource,
  steps: readonly Step[],
): Promise<readonly { readonly name: string; readonly reached: Uint8Array }[]> => {
  if (steps.length === 0) return []
  const columns = steps.map((step, j) => {
    const ref = columnOf(source, step.column, 'examination.fairness.funnel')
    return `CASE WHEN ${taken(ref, step)} THEN 1 ELSE 0 END AS t_${j}`
  })
  const wanted = Object.fromEntries(steps.map((_, j) => [`t_${j}`, 'u8' as const]))
  const found = await source.panel.engine.columns(
    `SELECT ${columns.join(', ')} ${fromSql(source)} ORDER BY k.row_id`,
    wanted,
  )
  return steps.map(({ name }, j) => ({ name, reached: found[`t_${j}`] as Uint8Array }))
}
