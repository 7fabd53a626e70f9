import { type DuckDBConnection, DuckDBInstance, version as duckdbVersion } from '@duckdb/node-api'
import { WorkbenchError } from '../errors.js'
import { openAppender } from './appender.js'
import type { Columns, Engine, Wanted } from './engine.js'
import { engineMessage } from './engine-message.js'
import { defaultMemory } from './memory.js'
import { gather, selectList, type VectorChunk } from './vectors.js'

/** Settings of the embedded engine. */
export interface DuckDBOptions {
  /** Threads; default: all. */
  readonly threads?: number
  /** Memory limit, e.g. "3GB"; default: {@link defaultMemory}. What does not fit goes to `spill`. */
  readonly memory?: string
  /** Folder for spilling; default: the system's. */
  readonly spill?: string
  /** File that holds the tables, for more rows than memory has room for; default: in memory. The caller removes it. */
  readonly file?: string
  /** Stops the statement that runs when it is aborted. */
  readonly signal?: AbortSignal
}

const plain = (value: unknown): string | number | boolean | null => {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return value
  return String(value)
}

const failure = (sql: string, cause: unknown): WorkbenchError => {
  const found = engineMessage(cause)
  const where = `statement: ${sql.slice(0, 120).replaceAll(/\s+/g, ' ')}`
  if (!/^Out of Memory/i.test(found)) {
    return new WorkbenchError('engine-failed', { expected: 'a statement that the engine runs', found, where })
  }
  return new WorkbenchError('out-of-memory', {
    expected: 'memory for the engine, and room on disk for what does not fit',
    found,
    where,
    advice:
      'give the engine more with --memory, run it on fewer threads with --jobs, or make room on the disk of the output',
  })
}

async function* vectorChunks(connection: DuckDBConnection, sql: string, wanted: Wanted): AsyncGenerator<VectorChunk> {
  const count = Object.keys(wanted).length
  const result = await connection.stream(`SELECT ${selectList(wanted)} FROM (${sql})`)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (chunk === null || chunk.rowCount === 0) return
    const vectors = Array.from({ length: count }, (_, index) => chunk.getColumnVector(index))
    yield { rows: chunk.rowCount, vectors, holder: chunk }
  }
}

/** One job after the other, in the order in which they were asked for: a second statement would cut off the rows of the first. */
const oneByOne = (): (<T>(job: () => Promise<T>) => Promise<T>) => {
  let last: Promise<unknown> = Promise.resolve()
  return (job) => {
    const next = last.then(job)
    last = next.catch(() => undefined)
    return next
  }
}

/** Opens an embedded DuckDB engine, in memory unless a file is named. Nothing is fetched: installing and loading extensions by itself is off. */
export const openDuckDB = async (options: DuckDBOptions = {}): Promise<Engine> => {
  const instance = await DuckDBInstance.create(options.file ?? ':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'false',
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
    memory_limit: options.memory ?? defaultMemory(),
    ...(options.spill === undefined ? {} : { temp_directory: options.spill }),
  })
  const connection: DuckDBConnection = await instance.connect()
  // The file is thrown away: writing it a last time would only cost time.
  if (options.file !== undefined) await connection.run('PRAGMA disable_checkpoint_on_shutdown')
  const inTurn = oneByOne()
  const stop = (): void => connection.interrupt()
  options.signal?.addEventListener('abort', stop, { once: true })

  const columns = <W extends Wanted>(sql: string, wanted: W): Promise<Columns<W>> =>
    inTurn(async () => {
      try {
        const chunks: VectorChunk[] = []
        for await (const chunk of vectorChunks(connection, sql, wanted)) chunks.push(chunk)
        return gather(chunks, wanted)
      } catch (cause) {
        throw cause instanceof WorkbenchError ? cause : failure(sql, cause)
      }
    })

  async function* stream<W extends Wanted>(sql: string, wanted: W, rows = 32_768): AsyncGenerator<Columns<W>> {
    const own = await instance.connect()
    const stopOwn = (): void => own.interrupt()
    options.signal?.addEventListener('abort', stopOwn, { once: true })
    try {
      let held: VectorChunk[] = []
      let count = 0
      for await (const chunk of vectorChunks(own, sql, wanted)) {
        held.push(chunk)
        count += chunk.rows
        if (count < rows) continue
        yield gather(held, wanted)
        held = []
        count = 0
      }
      if (count > 0) yield gather(held, wanted)
    } catch (cause) {
      throw cause instanceof WorkbenchError ? cause : failure(sql, cause)
    } finally {
      options.signal?.removeEventListener('abort', stopOwn)
      own.closeSync()
    }
  }

  return {
    kind: 'duckdb',
    version: duckdbVersion(),
    run: (sql) =>
      inTurn(async () => {
        try {
          await connection.run(sql)
        } catch (cause) {
          throw failure(sql, cause)
        }
      }),
    columns,
    stream,
    append: (table) => openAppender(instance, table),
    rows: (sql) =>
      inTurn(async () => {
        try {
          const reader = await connection.runAndReadAll(sql)
          return reader
            .getRowObjects()
            .map((row) => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, plain(value)])))
        } catch (cause) {
          throw failure(sql, cause)
        }
      }),
    close: () => {
      options.signal?.removeEventListener('abort', stop)
      connection.closeSync()
      instance.closeSync()
    },
  }
}
