import { type DuckDBConnection, DuckDBInstance, type DuckDBVector, version as duckdbVersion } from '@duckdb/node-api'
import { WorkbenchError } from '../errors.js'
import type { ColumnKind, ColumnOf, Columns, Engine, Wanted } from './engine.js'

/** Settings of the embedded engine. */
export interface DuckDBOptions {
  /** Threads; default: all. */
  readonly threads?: number
  /** Memory limit, e.g. "3GB"; DuckDB's default otherwise. */
  readonly memory?: string
  /** Folder for spilling; default: the system's. */
  readonly spill?: string
}

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

const plain = (value: unknown): string | number | boolean | null => {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value
  return String(value)
}

const failure = (sql: string, cause: unknown): WorkbenchError => {
  const message = cause instanceof Error ? cause.message : String(cause)
  return new WorkbenchError('engine-failed', {
    expected: 'a statement that the engine runs',
    found: message.split('\n')[0] ?? message,
    where: `statement: ${sql.slice(0, 120).replaceAll(/\s+/g, ' ')}`,
    cause,
  })
}

/** Opens an embedded DuckDB engine in memory. Nothing is fetched: installing and loading extensions by itself is off. */
export const openDuckDB = async (options: DuckDBOptions = {}): Promise<Engine> => {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
    ...(options.memory === undefined ? {} : { memory_limit: options.memory }),
    ...(options.spill === undefined ? {} : { temp_directory: options.spill }),
  })
  const connection: DuckDBConnection = await instance.connect()

  const columns = async <W extends Wanted>(sql: string, wanted: W): Promise<Columns<W>> => {
    const names = Object.keys(wanted)
    const list = names
      .map((name) => `CAST("${name.replaceAll('"', '""')}" AS ${cast[wanted[name] as ColumnKind]})`)
      .join(', ')
    try {
      const result = await connection.stream(`SELECT ${list} FROM (${sql})`)
      const chunks: { rows: number; vectors: DuckDBVector[] }[] = []
      let rows = 0
      for (;;) {
        const chunk = await result.fetchChunk()
        if (chunk === null || chunk.rowCount === 0) break
        chunks.push({ rows: chunk.rowCount, vectors: names.map((_, index) => chunk.getColumnVector(index)) })
        rows += chunk.rowCount
      }
      const out = names.map((name) => allocate[wanted[name] as ColumnKind](rows))
      let offset = 0
      for (const chunk of chunks) {
        for (const [index, vector] of chunk.vectors.entries()) {
          fastCopy(out[index] as ColumnOf[ColumnKind], vector, {
            offset,
            rows: chunk.rows,
            name: names[index] as string,
          })
        }
        offset += chunk.rows
      }
      return Object.fromEntries([['rows', rows], ...names.map((name, index) => [name, out[index]])]) as Columns<W>
    } catch (cause) {
      throw cause instanceof WorkbenchError ? cause : failure(sql, cause)
    }
  }

  return {
    kind: 'duckdb',
    version: duckdbVersion(),
    run: async (sql) => {
      try {
        await connection.run(sql)
      } catch (cause) {
        throw failure(sql, cause)
      }
    },
    columns,
    rows: async (sql) => {
      try {
        const reader = await connection.runAndReadAll(sql)
        return reader
          .getRowObjects()
          .map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])))
      } catch (cause) {
        throw failure(sql, cause)
      }
    },
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
