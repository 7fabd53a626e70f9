import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson, sha256 } from '../digest.js'
import { WorkbenchError } from '../errors.js'

/** A folder that receives the results of one run, each written whole or not at all. */
export interface RunFolder {
  readonly path: string
  /** True when a finished run is there: it must not be touched before the data are known to be the same. */
  readonly finished: boolean
  /**
   * Makes the folder ready for a run on these data: what an unfinished run left is removed.
   * Throws `run-exists` when a run on other data was finished there.
   * @param names files that a run writes
   */
  begin(data: string, names: readonly string[]): void
  /** Writes a JSON result under a name; returns the SHA-256 of its bytes. */
  write(name: string, value: unknown): string
  /** Removes scratch that the engine left. */
  tidy(): void
}

const pretty = (value: unknown): string => `${JSON.stringify(JSON.parse(canonicalJson(value)), null, 2)}\n`

const cannotWrite = (path: string, cause: unknown): WorkbenchError =>
  new WorkbenchError('cannot-write', {
    expected: 'a place that can be written',
    found: cause instanceof Error && 'code' in cause ? String(cause.code) : 'a write error',
    where: path,
    advice: 'check that the disk has room and that you may write there',
    cause,
  })

const writeWhole = (path: string, text: string): void => {
  const temporary = `${path}.${process.pid}.part`
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, path)
  } catch (cause) {
    rmSync(temporary, { force: true })
    throw cannotWrite(path, cause)
  }
}

const makeFolder = (path: string): void => {
  try {
    mkdirSync(path, { recursive: true })
  } catch (cause) {
    throw cannotWrite(path, cause)
  }
}

/** Writes one text into a folder, whole or not at all. */
export const writeText = (folder: string, name: string, text: string): void => {
  makeFolder(folder)
  writeWhole(join(folder, name), text)
}

/** Writes one JSON result into a folder, whole or not at all; returns the SHA-256 of its bytes. */
export const writeResult = (folder: string, name: string, value: unknown): string => {
  makeFolder(folder)
  const text = pretty(value)
  writeWhole(join(folder, name), text)
  return sha256(text)
}

interface EarlierRun {
  readonly status?: unknown
  readonly inputs?: unknown
  readonly data?: unknown
}

const runExists = (path: string, found: string): WorkbenchError =>
  new WorkbenchError('run-exists', {
    expected: 'an empty folder, or a run of the same study, data, code and seed',
    found,
    where: path,
    advice: 'name another folder with --out; earlier runs are kept as evidence',
  })

const earlierRun = (path: string): EarlierRun | null => {
  const manifest = join(path, 'run.json')
  if (!existsSync(manifest)) return null
  try {
    const value: unknown = JSON.parse(readFileSync(manifest, 'utf8'))
    if (typeof value === 'object' && value !== null) return value
  } catch {
    // told below: whatever it is, it is not a run of these inputs
  }
  throw runExists(path, 'a run.json that cannot be read')
}

/**
 * Opens or creates a run folder.
 * @param path folder; created when absent. A folder with a run of other inputs is refused: runs are kept, not overwritten.
 * @param inputs digest of study, code and seed; the digest of the data is known later, see `begin`
 */
export const openRunFolder = (path: string, inputs: string): RunFolder => {
  const earlier = earlierRun(path)
  if (earlier !== null && earlier.inputs !== inputs) throw runExists(path, 'a run of another study, code or seed')
  const finished = earlier?.status === 'finished'
  makeFolder(path)
  return {
    path,
    finished,
    begin: (data, names) => {
      if (finished && earlier?.data !== data) throw runExists(path, 'a run on other data')
      if (!finished) for (const name of names) rmSync(join(path, name), { force: true })
    },
    write: (name, value) => writeResult(path, name, value),
    tidy: () => rmSync(join(path, '.spill'), { recursive: true, force: true }),
  }
}
