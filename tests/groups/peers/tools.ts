import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const SCRIPTS = 'tests/groups/peers/scripts'
const R = 'Rscript'

/** A tool of the group, and how it is started. */
export interface Tool {
  readonly name: string
  readonly command: string
  /** Why it is not there; null where it is. */
  readonly absent: string | null
}

const answers = (command: string, code: readonly string[]): boolean =>
  spawnSync(command, code, { timeout: 120_000 }).status === 0

const python = (folder: string, ...modules: readonly string[]): Tool => {
  const command = join('.venv', folder, 'bin', 'python')
  const code = `import importlib.util as u; assert all(u.find_spec(m) for m in ${JSON.stringify(modules)})`
  const found = existsSync(command) && answers(command, ['-c', code])
  const name = modules.join(', ')
  return { name, command, absent: found ? null : `Python with ${name} is not in .venv/${folder}` }
}

/** Packages of R that are not installed; all of them where there is no R. */
const missingInR = (packages: readonly string[]): readonly string[] => {
  const asked = packages.map((name) => `"${name}"`).join(', ')
  const code = `for (p in c(${asked})) if (!requireNamespace(p, quietly = TRUE)) cat(p, "")`
  const { status, stdout } = spawnSync(R, ['-e', code], { encoding: 'utf8', timeout: 120_000 })
  return status === 0 ? stdout.split(' ').filter(Boolean) : packages
}

/** R with some packages. */
export const r = (...packages: readonly string[]): Tool => {
  const missing = missingInR(packages)
  return {
    name: packages.join(', '),
    command: R,
    absent: missing.length === 0 ? null : `R has no ${missing.join(', ')}`,
  }
}

export const science: Tool = python('peers', 'numpy', 'scipy', 'pandas', 'statsmodels', 'sklearn')
export const optbinning: Tool = python('peers', 'optbinning')
export const fairlearn: Tool = python('peers', 'fairlearn')
export const firthmodels: Tool = python('peers', 'firthmodels')
export const aequitas: Tool = python('aequitas', 'aequitas')

/** Name of a test with the reason why it is skipped, if it is. */
export const named = (name: string, { absent }: Tool): string =>
  absent === null ? name : `${name} (skipped: ${absent})`

/** What a script of the group prints as JSON, given JSON. */
export const ask = <Answer>(tool: Tool, script: string, input: unknown): Answer => {
  const flags = tool.command === R ? [] : ['-W', 'ignore']
  const { status, stdout, stderr } = spawnSync(tool.command, [...flags, join(SCRIPTS, script)], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  })
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr.slice(-2000)}`)
  return JSON.parse(stdout) as Answer
}
