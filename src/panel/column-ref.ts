import type { ColumnContract } from '../../data-schemas/columns.js'
import { type OpenedData, type OpenedTable, stateColumn } from '../contract/opened.js'
import { ident, literal } from '../engine/engine.js'

/** Where a column lives: in the base table (alias `s`: snapshots, or the flat table) or in `clients` (alias `c`). */
export interface ColumnRef {
  readonly table: 'base' | 'clients'
  readonly column: string
  readonly contract: ColumnContract
}

/** A column of the table `pilot` (alias `q`): a type of its own, so that no candidate can come from it. */
export interface PilotRef extends Omit<ColumnRef, 'table'> {
  readonly table: 'pilot'
}

/** A literal as people write it in a study. */
export type Scalar = string | number | boolean

const alias = { base: 's', clients: 'c', pilot: 'q' } as const

/** SQL of the value: null unless it is a real value. */
export const valueIn = (ref: ColumnRef | PilotRef): string => `${alias[ref.table]}.${ident(ref.column)}`

/** SQL of the state: 0 value, 1 missing, 2 not applicable, from 3 special. */
export const stateIn = (ref: ColumnRef | PilotRef): string => `${alias[ref.table]}.${ident(stateColumn(ref.column))}`

/** SQL of the value as a text; empty where there is none. For keys and groups. */
export const textIn = (ref: ColumnRef): string => `COALESCE(CAST(${valueIn(ref)} AS VARCHAR), '')`

/** The base table of the data: one row per row of the panel before any is left out. */
export const baseOf = (opened: OpenedData): OpenedTable | undefined =>
  opened.kind === 'flat' ? opened.tables.flat : opened.tables.snapshots

/** Finds a column in the base table, then in `clients`; or in the one that is asked for. */
export const findColumn = (opened: OpenedData, column: string, only?: 'base' | 'clients'): ColumnRef | undefined => {
  const places = [
    ['base', baseOf(opened)],
    ['clients', opened.tables.clients],
  ] as const
  for (const [table, found] of places) {
    const contract = Object.hasOwn(found?.columns ?? {}, column) ? found?.columns[column] : undefined
    if (contract !== undefined && (only === undefined || only === table)) return { table, column, contract }
  }
  return undefined
}

const numeric = new Set(['integer', 'number'])

const asBoolean = (value: Scalar): boolean | undefined => {
  const text = String(value).toLowerCase()
  if (text === 'true' || text === '1') return true
  return text === 'false' || text === '0' ? false : undefined
}

/** A literal of the study in the type of the column; undefined when the column cannot hold it. */
export const literalFor = (contract: ColumnContract, value: Scalar): string | undefined => {
  if (contract.type === 'boolean') {
    const truth = asBoolean(value)
    return truth === undefined ? undefined : literal(truth)
  }
  if (contract.type === 'date') {
    return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? `DATE ${literal(String(value))}` : undefined
  }
  if (contract.type === 'ordinal' && contract.values !== undefined) {
    const place = contract.values.indexOf(String(value))
    return place < 0 ? undefined : String(place)
  }
  if (numeric.has(contract.type) || contract.type === 'ordinal') {
    const number = typeof value === 'boolean' || String(value).trim() === '' ? Number.NaN : Number(value)
    return Number.isFinite(number) ? String(number) : undefined
  }
  return literal(String(value))
}

/** SQL that is true where the column's value is one of the literals; undefined when one of them does not fit the column. */
export const isOneOf = (ref: ColumnRef | PilotRef, values: readonly Scalar[]): string | undefined => {
  const literals = values.map((value) => literalFor(ref.contract, value))
  if (literals.some((text) => text === undefined)) return undefined
  return `(${stateIn(ref)} = 0 AND ${valueIn(ref)} IN (${literals.join(', ')}))`
}
