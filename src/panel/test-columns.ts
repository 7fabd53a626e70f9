import type { TieBreak } from '../../data-schemas/study.js'
import type { OpenedData } from '../contract/opened.js'
import { ident } from '../engine/engine.js'
import { type Issue, RefusedError } from '../errors.js'
import {
  baseOf,
  type ColumnRef,
  findColumn,
  isOneOf,
  type PilotRef,
  type Scalar,
  stateIn,
  valueIn,
} from './column-ref.js'
import { type PanelTable, SIDE } from './table.js'

/** Where the rows of the test side come from. */
export interface TestSource {
  readonly opened: OpenedData
  readonly panel: PanelTable
  /** Column of the person and of the snapshot date; needed by steps of the pilot, and by steps not before the snapshot. */
  readonly person?: string | undefined
  readonly time?: string | undefined
}

const refused = (column: string, where: string, home = 'the base table or of clients'): RefusedError => {
  const issue: Issue = {
    rule: 'unknown-column',
    column,
    expected: `a column of ${home}, for ${where}`,
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

/** The pilot by person; the contract has seen to it that nobody is in it twice. */
const pilotJoin = ({ opened, panel, person }: TestSource): readonly string[] => {
  const { pilot } = opened.tables
  if (pilot === undefined || person === undefined) return []
  return [
    `JOIN ${ident(`${panel.table}_people`)} u ON u.pid = k.pid`,
    `LEFT JOIN ${ident(pilot.name)} q ON CAST(q.${ident(person)} AS VARCHAR) = u.pkey`,
  ]
}

const fromSql = (source: TestSource, pilot = false): string => {
  const { opened, panel } = source
  const clients = opened.kind === 'panel' ? opened.tables.clients : undefined
  return [
    `FROM ${ident(`${panel.table}_keys`)} k`,
    `JOIN ${ident(baseOf(opened)?.name ?? '')} s ON s.__row = k.src`,
    ...(clients === undefined ? [] : [`LEFT JOIN ${ident(clients.name)} c ON c.__row = k.crow`]),
    ...(pilot ? pilotJoin(source) : []),
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

const FUNNEL = 'examination.fairness.funnel'

/** Which test rows took each step, in the order of `row_id`. */
export interface TakenSteps {
  readonly steps: readonly { readonly name: string; readonly reached: Uint8Array }[]
  /** 1 for rows of people in the table `pilot`, where a step reads it: nobody else could take it. */
  readonly scope?: Uint8Array
}

/** A step as the study names it. */
export interface Step {
  readonly name: string
  readonly column: string
  readonly is?: readonly Scalar[] | undefined
  readonly table?: 'pilot' | undefined
  readonly notBeforeSnapshot: boolean
}

const stepColumn = (source: TestSource, { column, table }: Step): ColumnRef | PilotRef => {
  if (table === undefined) return columnOf(source, column, FUNNEL)
  const columns = source.opened.tables.pilot?.columns ?? {}
  const contract = Object.hasOwn(columns, column) ? columns[column] : undefined
  if (contract === undefined) throw refused(column, FUNNEL, 'the table pilot')
  return { table, column, contract }
}

const notBefore = (source: TestSource, ref: ColumnRef | PilotRef): string => {
  const { time } = source
  if (ref.contract.type !== 'date' || time === undefined)
    throw refused(ref.column, `${FUNNEL}, with "notBeforeSnapshot"`, 'the data that holds dates')
  return `(${stateIn(ref)} = 0 AND ${valueIn(ref)} >= s.${ident(time)})`
}

const taken = (source: TestSource, ref: ColumnRef | PilotRef, { is, column, notBeforeSnapshot }: Step): string => {
  if (notBeforeSnapshot) return notBefore(source, ref)
  if (is === undefined) {
    const known = `${stateIn(ref)} = 0`
    return ref.contract.type === 'boolean' ? `(${known} AND ${valueIn(ref)})` : `(${known})`
  }
  const condition = isOneOf(ref, is)
  if (condition === undefined) throw refused(column, `${FUNNEL}, with these values`)
  return condition
}

/**
 * Which test rows took each step, in the order of `row_id`: one of the values asked for; a date not before the snapshot; or any value, and yes
 * where it is a yes or no. Throws `RefusedError` when the table does not have the column, or it cannot hold the values.
 */
export const takenSteps = async (source: TestSource, steps: readonly Step[]): Promise<TakenSteps> => {
  if (steps.length === 0) return { steps: [] }
  const columns = steps.map(
    (step, j) => `CASE WHEN ${taken(source, stepColumn(source, step), step)} THEN 1 ELSE 0 END AS t_${j}`,
  )
  const pilot = steps.some(({ table }) => table === 'pilot')
  if (pilot) columns.push('CASE WHEN q.__row IS NULL THEN 0 ELSE 1 END AS scope')
  const wanted: Record<string, 'u8'> = pilot ? { scope: 'u8' } : {}
  for (const j of steps.keys()) wanted[`t_${j}`] = 'u8'
  const found = await source.panel.engine.columns(
    `SELECT ${columns.join(', ')} ${fromSql(source, pilot)} ORDER BY k.row_id`,
    wanted,
  )
  return {
    steps: steps.map(({ name }, j) => ({ name, reached: found[`t_${j}`] as Uint8Array })),
    ...(pilot ? { scope: found['scope'] as Uint8Array } : {}),
  }
}
