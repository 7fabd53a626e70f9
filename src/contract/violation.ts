import type { OpenedTable, OpenedTables, TableKey } from './opened.js'

/** A rule that some rows of a table may break. */
export interface Violation {
  readonly rule: string
  readonly table: TableKey
  readonly column?: string
  /** Query that gives `__row` of every row that breaks it. */
  readonly query: string
  readonly expected: string
  readonly found: string
  readonly advice: string
  /** `bounded`: refused above the share that the study allows, otherwise the rows are refused; `warn`: the rows go on unless the study bounds the rule. */
  readonly level: 'bounded' | 'warn'
}

/** The opened tables that rules look at. */
export type Tables = OpenedTables

/** True when a table is there and has all these columns. */
export const hasColumns = (
  table: OpenedTable | undefined,
  ...names: readonly (string | undefined)[]
): table is OpenedTable =>
  table !== undefined && names.every((name) => name !== undefined && Object.hasOwn(table.columns, name))
