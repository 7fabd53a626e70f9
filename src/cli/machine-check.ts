import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism, totalmem } from 'node:os'
import { promisify } from 'node:util'
import { openDuckDB } from '../engine/duckdb.js'
import { labFolder, labIsReady } from '../notebooks/lab/environment.js'

/** One thing that the workbench uses, and whether this machine has it. */
export interface MachineCheck {
  readonly name:
    | 'node'
    | 'duckdb'
    | 'memory'
    | 'folder'
    | 'tfjs-node'
    | 'tfjs-wasm'
    | 'python'
    | 'jupyterlab'
    | 'browser'
    | 'java'
    | 'openssl'
  /** `needed`: nothing works without it. `optional`: only what its text names. */
  readonly need: 'needed' | 'optional'
  readonly found: boolean
  /** Version or size; empty when not found. */
  readonly detail: string
}

const run = promisify(execFile)

/** First line that a program says of its version; null when it is not there. */
const versionOf = async (program: string, ...arguments_: readonly string[]): Promise<string | null> => {
  try {
    const { stdout, stderr } = await run(program, arguments_, { timeout: 20_000 })
    return (stdout === '' ? stderr : stdout).split('\n')[0]?.trim() ?? ''
  } catch {
    return null
  }
}

const firstOf = async (tries: readonly (readonly [program: string, flag: string])[]): Promise<string | null> => {
  for (const [program, flag] of tries) {
    const version = await versionOf(program, flag)
    if (version !== null) return version
  }
  return null
}

const packageVersion = (name: string): string | null => {
  try {
    const own = createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string }
    return own.version
  } catch {
    return null
  }
}

const duckdb = async (): Promise<string | null> => {
  try {
    const engine = await openDuckDB()
    try {
      await engine.rows('SELECT 1 AS one')
      return engine.version
    } finally {
      engine.close()
    }
  } catch {
    return null
  }
}

const writable = (folder: string): string | null => {
  try {
    accessSync(folder, constants.W_OK)
    return folder
  } catch {
    return null
  }
}

/** Where `lab` has installed JupyterLab; null where it has not, yet. */
const lab = (): string | null => {
  const folder = labFolder()
  return labIsReady(folder) ? folder : null
}

/** Oldest Node that the workbench runs on. */
const NODE = [20, 19] as const

const nodeVersion = (version: string): boolean => {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major > NODE[0] || (major === NODE[0] && minor >= NODE[1])
}

const check = (name: MachineCheck['name'], need: MachineCheck['need'], detail: string | null): MachineCheck => ({
  name,
  need,
  found: detail !== null,
  detail: detail ?? '',
})

/** Looks at the machine: nothing is installed, changed or sent anywhere. */
export const checkMachine = async (): Promise<readonly MachineCheck[]> => {
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GB, ${availableParallelism()} cores`
  return [
    { ...check('node', 'needed', process.version), found: nodeVersion(process.version) },
    check('duckdb', 'needed', await duckdb()),
    { ...check('memory', 'needed', memory), found: totalmem() >= 3 * 2 ** 30 },
    check('folder', 'needed', writable(process.cwd())),
    check('tfjs-wasm', 'optional', packageVersion('@tensorflow/tfjs-backend-wasm')),
    check('tfjs-node', 'optional', packageVersion('@tensorflow/tfjs-node')),
    check(
      'python',
      'optional',
      await firstOf([
        ['python3', '--version'],
        ['python', '--version'],
      ]),
    ),
    check('jupyterlab', 'optional', lab()),
    check(
      'browser',
      'optional',
      await firstOf([
        ['chromium', '--version'],
        ['google-chrome', '--version'],
        ['firefox', '--version'],
      ]),
    ),
    check('java', 'optional', await versionOf('java', '-version')),
    check('openssl', 'optional', await versionOf('openssl', 'version')),
  ]
}
