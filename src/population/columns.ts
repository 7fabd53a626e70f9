/** How a column of a batch is held in memory. */
export type CellKind = 'f64' | 'i32'

/** Names and kinds of the columns of a table. */
export type Layout = Readonly<Record<string, CellKind>>

/** Some rows of a table, by column. Structured-clonable, so that a worker can hand it over. */
export interface Batch {
  readonly rows: number
  readonly columns: Readonly<Record<string, Float64Array | Int32Array>>
}

/** Collects rows into a {@link Batch}. */
export interface BatchWriter<L extends Layout> {
  add(row: Readonly<Record<keyof L, number>>): void
  finish(): Batch
}

const grown = (column: Float64Array | Int32Array, capacity: number): Float64Array | Int32Array => {
  const out = column instanceof Float64Array ? new Float64Array(capacity) : new Int32Array(capacity)
  out.set(column)
  return out
}

/** A writer for a table with this layout. */
export const batchWriter = <L extends Layout>(layout: L, expected = 1024): BatchWriter<L> => {
  const names = Object.keys(layout)
  let capacity = expected
  let rows = 0
  const columns = names.map((name) =>
    layout[name] === 'f64' ? new Float64Array(capacity) : new Int32Array(capacity),
  ) as (Float64Array | Int32Array)[]
  return {
    add: (row) => {
      if (rows === capacity) {
        capacity *= 2
        columns.forEach((column, i) => {
          columns[i] = grown(column, capacity)
        })
      }
      for (let i = 0; i < names.length; i += 1) {
        ;(columns[i] as Float64Array)[rows] = row[names[i] as keyof L]
      }
      rows += 1
    },
    finish: () => ({
      rows,
      columns: Object.fromEntries(names.map((name, i) => [name, (columns[i] as Float64Array).slice(0, rows)])),
    }),
  }
}

/** The first rows of a batch. */
export const firstRows = (batch: Batch, rows: number): Batch =>
  rows >= batch.rows
    ? batch
    : {
        rows,
        columns: Object.fromEntries(
          Object.entries(batch.columns).map(([name, column]) => [name, column.subarray(0, rows)]),
        ),
      }
