import { DOUBLE, DuckDBDataChunk, type DuckDBInstance, type DuckDBType, USMALLINT, UTINYINT } from '@duckdb/node-api'
import { WorkbenchError } from '../errors.js'
import type { Appended, Appender } from './engine.js'
import { engineMessage } from './engine-message.js'

/** Rows that one chunk of the engine holds. */
const CHUNK = 2048

const failed = (table: string, cause: unknown): WorkbenchError =>
  new WorkbenchError('engine-failed', {
    expected: 'rows that the engine appends',
    found: engineMessage(cause),
    where: `append to ${table}`,
  })

const typeOf = (column: Appended): DuckDBType =>
  column instanceof Float64Array ? DOUBLE : column instanceof Uint8Array ? UTINYINT : USMALLINT

const holdsNaN = (part: Appended): boolean => {
  if (!(part instanceof Float64Array)) return false
  for (let i = 0; i < part.length; i += 1) if (Number.isNaN(part[i])) return true
  return false
}

const chunkOf = (columns: readonly Appended[], from: number, to: number): DuckDBDataChunk => {
  const chunk = DuckDBDataChunk.create(columns.map(typeOf), to - from)
  for (const [index, column] of columns.entries()) {
    const part = column.subarray(from, to)
    const vector = chunk.getColumnVector(index)
    const items = (vector as unknown as { items?: unknown }).items
    if (ArrayBuffer.isView(items) && items.constructor === part.constructor && !holdsNaN(part)) {
      ;(items as Float64Array).set(part)
      vector.flush()
    } else
      chunk.setColumnValues(
        index,
        Array.from(part, (value) => (Number.isNaN(value) ? null : value)),
      )
  }
  return chunk
}

/** Opens a table for appending over a connection of its own; see {@link Appender}. */
export const openAppender = async (instance: DuckDBInstance, table: string): Promise<Appender> => {
  try {
    const connection = await instance.connect()
    const appender = await connection.createAppender(table)
    return {
      append: (columns) => {
        const rows = columns[0]?.length ?? 0
        try {
          for (let from = 0; from < rows; from += CHUNK) {
            appender.appendDataChunk(chunkOf(columns, from, Math.min(rows, from + CHUNK)))
          }
        } catch (cause) {
          throw failed(table, cause)
        }
      },
      close: () => {
        try {
          appender.closeSync()
        } catch (cause) {
          throw failed(table, cause)
        } finally {
          connection.closeSync()
        }
      },
    }
  } catch (cause) {
    throw cause instanceof WorkbenchError ? cause : failed(table, cause)
  }
}
