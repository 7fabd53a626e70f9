import type { ColumnContract } from '../../data-schemas/columns.js'

/** Names of the tables that a study may have. A flat study has `flat` only, and `audit` when it declares audit attributes; `audit` and `pilot` are optional. */
export const TABLES = ['flat', 'snapshots', 'clients', 'bijstand', 'audit', 'pilot'] as const
export type TableKey = (typeof TABLES)[number]

/**
 * One table as it lies in the engine, after decoding and after refused rows left.
 *
 * Columns of the engine table: `__row` BIGINT (0-based place in the file), and for each contract column its value under its own name
 * (string and category VARCHAR, integer BIGINT, number and ordinal DOUBLE, boolean BOOLEAN, date DATE; null unless it is a real value)
 * beside its state under {@link stateColumn} (UTINYINT: 0 value, 1 missing, 2 not applicable, 3 + j special code j of the contract).
 */
export interface OpenedTable {
  /** Name in the engine, e.g. `t_clients`. */
  readonly name: string
  /** Base name of the file it came from; never a folder. */
  readonly file: string
  /** Rows that go on. */
  readonly rows: number
  readonly columns: Readonly<Record<string, ColumnContract>>
}

/** The tables of a study, by name. */
export type OpenedTables = Readonly<
  Record<Exclude<TableKey, 'pilot'>, OpenedTable | undefined> & { pilot?: OpenedTable | undefined }
>

/** Data that passed the contract. `digest` is the SHA-256 of its canonical content, see {@link contentDigest}. */
export interface OpenedData {
  readonly kind: 'flat' | 'panel'
  readonly tables: OpenedTables
  readonly digest: string
}

/** Name of the column that says which of the states a value is in. */
export const stateColumn = (name: string): string => `${name}__state`
