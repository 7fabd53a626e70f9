import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalJson, digestOf, sha256 } from '../digest.js'
import { WorkbenchError } from '../errors.js'

/** A folder that receives the results of one run, each written whole or not at all. */
export interface RunFolder {
  readonly path: string
  /** Writes a JSON result under a name; returns the SHA-256 of its bytes. */
  write(name: string, value: unknown): string
  /** The value of an earlier step with the same inputs, or the value computed now and kept for a resumed run. */
  remember<T>(step: string, inputs: unknown, compute: () => Promise<T>): Promise<T>
  /** Steps whose value came from an earlier, interrupted run. */
  readonly resumed: readonly string[]
}

const pretty = (value: unknown): string => `${JSON.stringify(JSON.parse(canonicalJson(value)), null, 2)}\n`

const writeWhole = (path: string, text: string): void => {
  const temporary = `${path}.${process.pid}.part`
  try {
    writeFileSync(temporary, text)
    renameSync(temporary, path)
  } catch (cause) {
    throw new WorkbenchError('cannot-write', {
      expected: 'a folder that can be written',
      found: cause instanceof Error && 'code' in cause ? String(cause.code) : 'a write error',
      where: path,
      advice: 'check that the disk has room and that you may write there',
      cause,
    })
  }
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
  try {
    mkdirSync(join(path, '.steps'), { recursive: true })
  } catch (cause) {
    throw new WorkbenchError('cannot-write', {
      expected: 'a folder that can be created',
      found: 'an error',
      where: path,
      advice: 'choose a folder that you may write to',
      cause,
    })
  }
  const resumed: string[] = []
  return {
    path,
    resumed,
    write: (name, value) => {
      const text = pretty(value)
      writeWhole(join(path, name), text)
      return sha256(text)
    },
    remember: async (step, stepInputs, compute) => {
      const file = join(path, '.steps', `${step}-${digestOf({ inputs, stepInputs }).slice(0, 16)}.json`)
      if (existsSync(file)) {
        resumed.push(step)
        return JSON.parse(readFileSync(file, 'utf8')) as Awaited<ReturnType<typeof compute>>
      }
      const value = await compute()
      writeWhole(file, canonicalJson(value))
      return value
    },
  }
}
