import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson, sha256 } from '../digest.js'
import { WorkbenchError } from '../errors.js'

/** What an unfinished run left, by file: the digest of each file that is whole, and that of what it was made from. */
export interface Left {
  readonly files: Readonly<Record<string, string>>
  readonly basis: Readonly<Record<string, string>>
}

/** A folder that receives the results of one run, each written whole or not at all. */
export interface RunFolder {
  readonly path: string
  /** True when a run of the same inputs is there: it must not be touched before the data are known to be the same. */
  readonly used: boolean
  /**
   * Makes the folder ready for a run on these data. What an unfinished run on the same data wrote whole is kept, for that run to go on
   * from; everything else of it is removed. Throws `run-exists` when a run on other data was finished there.
   * @param names files that a run writes
   */
  begin(data: string, names: readonly string[]): Left
  /** Text of a file that is there. */
  read(name: string): string
  /** Removes a file. */
  remove(name: string): void
  /** Writes a JSON result under a name; returns the SHA-256 of its bytes. */
  write(name: string, value: unknown): string
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
  readonly files?: unknown
  readonly basis?: unknown
}

const NOTHING: Left = { files: {}, basis: {} }

/** Entries of a value that may be anything, as far as they are texts. */
const textsOf = (value: unknown): Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
      )
    : {}

/** Files of the earlier run that are as it wrote them. */
const leftBy = (path: string, earlier: EarlierRun, names: readonly string[]): Left => {
  const [files, basis] = [textsOf(earlier.files), textsOf(earlier.basis)]
  const whole = names.filter((name) => {
    const file = join(path, name)
    return files[name] !== undefined && existsSync(file) && sha256(readFileSync(file)) === files[name]
  })
  const only = (of: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(Object.entries(of).filter(([name]) => whole.includes(name)))
  return { files: only(files), basis: only(basis) }
}

/** Removes what another process, killed since, had half-written. */
const removeParts = (path: string): void => {
  for (const name of readdirSync(path)) {
    const writer = /\.(\d+)\.part$/.exec(name)?.[1]
    if (writer !== undefined && Number(writer) !== process.pid) {
      rmSync(join(path, name), { force: true, recursive: true })
    }
  }
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
    used: earlier !== null,
    begin: (data, names) => {
      if (finished && earlier?.data !== data) throw runExists(path, 'a run on other data')
      if (finished) return NOTHING
      removeParts(path)
      const left = earlier?.data === data ? leftBy(path, earlier, names) : NOTHING
      for (const name of names) if (left.files[name] === undefined) rmSync(join(path, name), { force: true })
      return left
    },
    read: (name) => readFileSync(join(path, name), 'utf8'),
    remove: (name) => rmSync(join(path, name), { force: true }),
    write: (name, value) => writeResult(path, name, value),
  }
}
