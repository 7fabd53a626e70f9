/** A column that the engine hands over: typed arrays for numbers and codes, a plain array for texts. */
export type ColumnKind = 'f64' | 'i32' | 'u16' | 'u8' | 'text'

/** What a column of each kind is in JavaScript. Missing numbers are NaN in `f64`; other kinds must not hold nulls. */
export interface ColumnOf {
  readonly f64: Float64Array
  readonly i32: Int32Array
  readonly u16: Uint16Array
  readonly u8: Uint8Array
  readonly text: readonly (string | null)[]
}

/** Names and kinds of the columns asked for. */
export type Wanted = Readonly<Record<string, ColumnKind>>
export type Columns<W extends Wanted> = { readonly rows: number } & { readonly [K in keyof W]: ColumnOf[W[K]] }

/** A column to append: DOUBLE (NaN becomes null), UTINYINT or USMALLINT by its class. */
export type Appended = Float64Array | Uint8Array | Uint16Array

/** Adds rows to a table whose columns are of the types of {@link Appended}. Rows are there after `close`. */
export interface Appender {
  append(columns: readonly Appended[]): void
  close(): void
}

/**
 * Where rows live. The workbench writes SQL that stays within what DuckDB and Spark share, and sees columns and counts only.
 * Identifiers are always quoted with {@link ident}, values with {@link literal}.
 */
export interface Engine {
  readonly kind: 'duckdb' | 'spark'
  readonly version: string
  /** Runs a statement that returns nothing. */
  run(sql: string): Promise<void>
  /** Streams the result of a query into typed columns. */
  columns<W extends Wanted>(sql: string, wanted: W): Promise<Columns<W>>
  /** Streams the result of a query in parts of about `rows` rows, in order where the query has one; memory does not grow with the result. */
  stream<W extends Wanted>(sql: string, wanted: W, rows?: number): AsyncIterable<Columns<W>>
  /** Opens a table for appending, see {@link Appender}; usable while a stream is being read. */
  append(table: string): Promise<Appender>
  /** Rows of a small result (counts, profiles) as plain objects; numbers are JavaScript numbers, dates ISO texts. */
  rows(sql: string): Promise<readonly Readonly<Record<string, string | number | boolean | null>>[]>
  close(): void
}

/** Quotes an identifier. */
export const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Quotes a value. */
export const literal = (value: string | number | boolean): string =>
  typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value)
