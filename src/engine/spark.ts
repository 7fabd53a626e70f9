import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SparkSettings } from '../../data-schemas/engine.js'
import { WorkbenchError } from '../errors.js'
import { openDuckDB } from './duckdb.js'
import { type Engine, literal } from './engine.js'
import { startSparkDriver } from './spark-driver.js'
import { statementFailed } from './spark-errors.js'

/** A result of the cluster, as a query of the embedded reader. */
interface Fetched {
  readonly query: string
  readonly discard: () => void
}

const cannotAppend = (): WorkbenchError =>
  new WorkbenchError('engine-cannot', {
    expected: 'rows that lie in files',
    found: 'rows that are made here',
    where: 'spark engine',
    advice: 'Use the embedded engine for this, or the exported SQL.',
  })

/**
 * An engine whose rows live in Spark. Statements are those of the embedded engine, translated in the driver; a result comes back as one
 * Parquet file and is read here, in its order, into the same typed columns: equal queries give equal bytes on both engines.
 *
 * Throws `engine-not-started` when no session comes, `engine-lost` when it goes, `engine-cannot-read` (exit 2) for a table or file that
 * is not there, `engine-busy` where the cluster has no room within `resourceSeconds`, and `engine-failed` for any other fault of a statement. None holds a value of a row.
 */
export const openSpark = async (
  settings: SparkSettings,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<Engine> => {
  const database = `maatwerkscan_${randomBytes(6).toString('hex')}`
  const driver = await startSparkDriver(settings, { database, ...(signal === undefined ? {} : { signal }) })
  const reader = await openDuckDB()
  await reader.run('SET preserve_insertion_order = true')
  const spool = mkdtempSync(join(tmpdir(), 'maatwerkscan-spark-'))
  let results = 0
  const fetched = async (sql: string): Promise<Fetched> => {
    results += 1
    const out = join(spool, `${results}.parquet`)
    const answer = await driver.ask({ kind: 'read', sql, out })
    if (answer.error !== undefined) throw statementFailed(sql, answer)
    return { query: `SELECT * FROM read_parquet(${literal(out)})`, discard: () => rmSync(out, { force: true }) }
  }
  const read = async <T>(sql: string, by: (query: string) => Promise<T>): Promise<T> => {
    const { query, discard } = await fetched(sql)
    try {
      return await by(query)
    } finally {
      discard()
    }
  }
  return {
    kind: 'spark',
    version: driver.version,
    run: async (sql) => {
      const answer = await driver.ask({ kind: 'run', sql })
      if (answer.error !== undefined) throw statementFailed(sql, answer)
    },
    columns: (sql, wanted) => read(sql, (query) => reader.columns(query, wanted)),
    rows: (sql) => read(sql, (query) => reader.rows(query)),
    stream: async function* (sql, wanted, rows) {
      const { query, discard } = await fetched(sql)
      try {
        yield* reader.stream(query, wanted, rows)
      } finally {
        discard()
      }
    },
    append: () => Promise.reject(cannotAppend()),
    close: () => {
      driver.close()
      reader.close()
      rmSync(spool, { recursive: true, force: true })
    },
  }
}
