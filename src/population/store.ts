import { DOUBLE, DuckDBDataChunk, DuckDBInstance, INTEGER } from '@duckdb/node-api'
import { WorkbenchError } from '../errors.js'
import type { Batch, Layout } from './columns.js'

/** Settings of a {@link Store}. */
export interface StoreOptions {
  /** Folder for spilling to disk. */
  readonly spill: string
  /** Memory limit, e.g. "1500MB". */
  readonly memory: string
  readonly signal?: AbortSignal | undefined
}

/** A value of a small result. */
export type Cell = string | number | boolean | null

/**
 * The embedded database that a population is put together in. Unlike the engine of the corridor it takes typed columns in bulk,
 * and it runs on one thread with insertion order kept, so that the files it writes are the same byte for byte.
 */
export interface Store {
  run(sql: string): Promise<void>
  rows(sql: string): Promise<readonly Readonly<Record<string, Cell>>[]>
  /** Creates a table with this layout. */
  create(table: string, layout: Layout): Promise<void>
  /** Adds a batch to a table. */
  append(table: string, batch: Batch): Promise<void>
  close(): void
}

/** Rows that the database takes at once. */
const vectorSize = 2048

const plain = (value: unknown): Cell =>
  value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? value
    : typeof value === 'bigint'
      ? Number(value)
      : String(value)

const failure = (sql: string, cause: unknown): WorkbenchError => {
  const message = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] as string
  const full = /space|write|disk/i.test(message)
  return new WorkbenchError('population-not-written', {
    expected: 'a statement that the database runs',
    found: message,
    where: `statement: ${sql.slice(0, 120).replaceAll(/\s+/g, ' ')}`,
    advice: full ? 'look whether the disk is full and the output folder can be written to' : 'this is a bug: report it',
    cause,
  })
}

/** Opens a store in memory. Nothing is fetched from outside. */
export const openStore = async (options: StoreOptions): Promise<Store> => {
  const instance = await DuckDBInstance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'true',
    threads: '1',
    memory_limit: options.memory,
    temp_directory: options.spill,
  })
  const connection = await instance.connect()
  const interrupt = (): void => connection.interrupt()
  options.signal?.addEventListener('abort', interrupt)

  const guarded = async <T>(sql: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (cause) {
      throw failure(sql, cause)
    }
  }

  return {
    run: (sql) =>
      guarded(sql, async () => {
        await connection.run(sql)
      }),
    rows: (sql) =>
      guarded(sql, async () => {
        const reader = await connection.runAndReadAll(sql)
        return reader
          .getRowObjects()
          .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])))
      }),
    create: (table, layout) => {
      const columns = Object.entries(layout).map(([name, kind]) => `${name} ${kind === 'f64' ? 'DOUBLE' : 'INTEGER'}`)
      const sql = `CREATE TABLE ${table} (${columns.join(', ')})`
      return guarded(sql, async () => {
        await connection.run(sql)
      })
    },
    append: (table, batch) =>
      guarded(`append to ${table}`, async () => {
        const appender = await connection.createAppender(table)
        const columns = Object.values(batch.columns)
        const types = columns.map((column) => (column instanceof Float64Array ? DOUBLE : INTEGER))
        for (let from = 0; from < batch.rows; from += vectorSize) {
          const rows = Math.min(vectorSize, batch.rows - from)
          const chunk = DuckDBDataChunk.create(types, rows)
          columns.forEach((column, i) => {
            chunk.setColumnValues(i, column.subarray(from, from + rows) as unknown as readonly number[])
          })
          appender.appendDataChunk(chunk)
        }
        appender.closeSync()
      }),
    close: () => {
      options.signal?.removeEventListener('abort', interrupt)
      connection.closeSync()
      instance.closeSync()
    },
  }
}
