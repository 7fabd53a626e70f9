import { closeSync, existsSync, mkdirSync, openSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { type Engine, literal } from '../engine/engine.js'
import { WorkbenchError } from '../errors.js'
import { type OutputQuery, querySql } from './output-sql.js'
import { writeXlsx } from './write-xlsx.js'

/** Formats that can be written, by the extension of the file. */
export type OutputFormat = 'csv' | 'parquet' | 'xlsx'

/** Format by extension. Throws `unknown-format` for any other. */
export const formatOf = (out: string): OutputFormat => {
  const extension = extname(out).toLowerCase()
  if (extension === '.csv' || extension === '.parquet' || extension === '.xlsx')
    return extension.slice(1) as OutputFormat
  throw new WorkbenchError('unknown-format', {
    expected: 'an output that ends in .csv, .parquet or .xlsx',
    found: extension === '' ? 'no extension' : extension,
    where: basename(out),
    advice: 'name the output scores.csv, scores.parquet or scores.xlsx',
  })
}

const codeOf = (cause: unknown): string => {
  if (cause instanceof WorkbenchError) return /space|ENOSPC/i.test(cause.found) ? 'ENOSPC' : 'a write error'
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'a write error'
}

/** True for an error of the engine about writing: a full disk, a limit, a missing permission. */
export const isWriteError = (cause: unknown): boolean =>
  cause instanceof WorkbenchError &&
  cause.code === 'engine-failed' &&
  /No space|Could not write|Cannot open file|Failed to (?:write|create)|max_temp_directory_size|File too large|permission/i.test(
    cause.found,
  )

/** A full disk, a missing folder or a missing permission, as an error that says so. */
export const cannotWrite = (out: string, cause: unknown): WorkbenchError =>
  new WorkbenchError('cannot-write', {
    expected: 'a place that can be written',
    found: codeOf(cause),
    where: out,
    advice:
      'check that the folder exists, that you may write there and that the disk has room; nothing was left behind',
    cause,
  })

/** A temporary file beside the output; becomes the output by one rename, or leaves no trace. */
export interface Draft {
  readonly path: string
  /** Folder for the tables and for what does not fit in memory; nobody else can read it. */
  readonly work: string
  readonly commit: () => void
  readonly discard: () => void
}

const samePlace = (a: string, b: string): boolean =>
  existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b)

/** Opens the draft, and so finds out at once whether the place can be written. Throws `cannot-write` or `same-file`. */
export const openDraft = (out: string, data: string): Draft => {
  if (samePlace(out, data)) {
    throw new WorkbenchError('same-file', {
      expected: 'an output other than the input',
      found: 'the same file',
      where: out,
      advice: 'name another output',
    })
  }
  const path = join(dirname(out), `.${basename(out)}.${process.pid}.part`)
  const work = `${path}.work`
  try {
    closeSync(openSync(path, 'w'))
    mkdirSync(work, { mode: 0o700 })
  } catch (cause) {
    throw cannotWrite(out, cause)
  }
  const discard = (): void => {
    rmSync(path, { force: true })
    rmSync(work, { recursive: true, force: true })
  }
  return {
    path,
    work,
    discard,
    commit: () => {
      try {
        renameSync(path, out)
      } catch (cause) {
        throw cannotWrite(out, cause)
      } finally {
        discard()
      }
    },
  }
}

/** Writes an output to its draft, in its format. Throws `cannot-write`, and `too-many-rows` for a sheet that has no room. */
export const writeOutput = async (
  engine: Engine,
  query: OutputQuery,
  target: { readonly path: string; readonly format: OutputFormat; readonly out: string },
): Promise<void> => {
  const { path, format, out } = target
  try {
    if (format === 'xlsx') await writeXlsx(engine, query, path)
    else {
      const how = format === 'csv' ? 'FORMAT csv, HEADER true' : 'FORMAT parquet, COMPRESSION zstd'
      await engine.run(`COPY (${querySql(query)}) TO ${literal(path)} (${how})`)
    }
  } catch (cause) {
    const system = cause instanceof Error && 'syscall' in cause
    throw system || isWriteError(cause) ? cannotWrite(out, cause) : cause
  }
}
