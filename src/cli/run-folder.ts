import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson, sha256 } from '../digest.js'
import { WorkbenchError } from '../errors.js'

/** A folder that receives the results of one run, each written whole or not at all. */
export interface RunFolder {
  readonly path: string
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

/** Writes one JSON result into a folder, whole or not at all; returns the SHA-256 of its bytes. */
export const writeResult = (folder: string, name: string, value: unknown): string => {
  makeFolder(folder)
  const text = pretty(value)
  writeWhole(join(folder, name), text)
  return sha256(text)
}

/**
 * Opens or creates a run folder.
 * @param path folder; created when absent. A folder with a finished run of other inputs is refused: runs are kept, not overwritten.
 * @param inputs digest of study, data, code and seed: what makes a run the same run
 */
export const openRunFolder = (path: string, inputs: string): RunFolder => {
  const manifest = join(path, 'run.json')
  if (existsSync(path) && existsSync(manifest)) {
    const earlier = JSON.parse(readFileSync(manifest, 'utf8')) as { inputs?: string }
    if (earlier.inputs !== inputs) {
      throw new WorkbenchError('run-exists', {
        expected: 'an empty folder, or an interrupted or finished run of the same study, data, code and seed',
        found: 'a run of other inputs',
        where: path,
        advice: 'name another folder with --out; earlier runs are kept as evidence',
      })
    }
  }
  makeFolder(path)
  return {
    path,
    write: (name, value) => writeResult(path, name, value),
    tidy: () => rmSync(join(path, '.spill'), { recursive: true, force: true }),
  }
}
