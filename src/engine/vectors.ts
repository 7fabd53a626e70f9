import type { DuckDBVector } from '@duckdb/node-api'
import { WorkbenchError } from '../errors.js'
import { type ColumnKind, type ColumnOf, type Columns, ident, type Wanted } from './engine.js'

const allocate: { readonly [K in ColumnKind]: (rows: number) => ColumnOf[K] } = {
  f64: (rows) => new Float64Array(rows),
  i32: (rows) => new Int32Array(rows),
  u16: (rows) => new Uint16Array(rows),
  u8: (rows) => new Uint8Array(rows),
  text: (rows) => new Array<string | null>(rows).fill(null),
}

const cast: Readonly<Record<ColumnKind, string>> = {
  f64: 'DOUBLE',
  i32: 'INTEGER',
  u16: 'USMALLINT',
  u8: 'UTINYINT',
  text: 'VARCHAR',
}

const copyVector = (
  target: ColumnOf[ColumnKind],
  vector: DuckDBVector,
  place: { offset: number; rows: number; name: string },
): void => {
  const { offset, rows, name } = place
  for (let i = 0; i < rows; i += 1) {
    const value = vector.getItem(i)
    if (value === null) {
      if (target instanceof Float64Array) target[offset + i] = Number.NaN
      else if (!Array.isArray(target)) {
        throw new WorkbenchError('null-in-column', {
          expected: `no null in "${name}"`,
          found: 'a null',
          where: 'engine result',
          advice: 'this is a bug: the query must replace nulls',
        })
      }
    } else if (Array.isArray(target)) target[offset + i] = String(value)
    else (target as Float64Array)[offset + i] = Number(value)
  }
}

const fastCopy = (
  target: ColumnOf[ColumnKind],
  vector: DuckDBVector,
  place: { offset: number; rows: number; name: string },
): void => {
  const items = (vector as unknown as { items?: unknown }).items
  const validity = (vector as unknown as { validity?: { itemValid(i: number): boolean; data?: unknown } }).validity
  const allValid = validity === undefined || (validity as { data: unknown }).data === null
  if (allValid && ArrayBuffer.isView(items) && ArrayBuffer.isView(target) && items.constructor === target.constructor) {
    ;(target as Float64Array).set((items as Float64Array).subarray(0, place.rows), place.offset)
  } else copyVector(target, vector, place)
}

/** Rows of the engine as they come: vectors in the order of the names asked for. */
export interface VectorChunk {
  readonly rows: number
  readonly vectors: readonly DuckDBVector[]
  /** What the vectors point into: texts of more than twelve bytes lie there, and are gone when it is. */
  readonly holder: unknown
}

/** The select list that gives each column the kind asked for. */
export const selectList = (wanted: Wanted): string =>
  Object.entries(wanted)
    .map(([name, kind]) => `CAST(${ident(name)} AS ${cast[kind]})`)
    .join(', ')

/** Copies chunks, in order, into typed columns. Throws `null-in-column` where a kind cannot hold a null. */
export const gather = <W extends Wanted>(chunks: readonly VectorChunk[], wanted: W): Columns<W> => {
  const names = Object.keys(wanted)
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rows, 0)
  const out = names.map((name) => allocate[wanted[name] as ColumnKind](rows))
  let offset = 0
  for (const chunk of chunks) {
    for (const [index, vector] of chunk.vectors.entries()) {
      const name = names[index] as string
      fastCopy(out[index] as ColumnOf[ColumnKind], vector, { offset, rows: chunk.rows, name })
    }
    offset += chunk.rows
  }
  return Object.fromEntries([['rows', rows], ...names.map((name, index) => [name, out[index]])]) as Columns<W>
}
