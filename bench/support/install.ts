import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Interpreters of the peers, or why there is none. */
export interface Peers {
  readonly python: { readonly command: string } | { readonly because: string }
  readonly r: { readonly command: string } | { readonly because: string }
}

const here = fileURLToPath(new URL('../', import.meta.url))

/** Where peers are kept: BENCH_PEERS, or bench/.peers (ignored by git). */
export const peersFolder = (): string => process.env['BENCH_PEERS'] ?? `${here}.peers`

const MINUTES = 60_000

interface Said {
  readonly good: boolean
  readonly text: string
}

const call = (command: string, parameters: readonly string[], minutes = 15): Said => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const ran = spawnSync(command, parameters, { encoding: 'utf8', timeout: minutes * MINUTES, env })
  const text = `${ran.error?.message ?? ''}${ran.stderr ?? ''}`.trim().split('\n').at(-1) ?? ''
  return { good: ran.status === 0, text }
}

/** Packages one by one, when all at once do not go: a peer that cannot be had must not take the others with it. */
const installEach = (pip: string, requirements: string): readonly string[] =>
  readFileSync(requirements, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .filter((line) => !call(pip, ['install', '--quiet', '--disable-pip-version-check', line]).good)

const python = (): Peers['python'] => {
  const requirements = `${here}peers/requirements.txt`
  const mark = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12)
  const folder = `${peersFolder()}/python-${mark}`
  const command = `${folder}/bin/python`
  if (existsSync(`${folder}/ready`)) return { command }
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(peersFolder(), { recursive: true })
  console.log('installing the Python peers (once) …')
  const made = call('python3', ['-m', 'venv', folder])
  if (!made.good) return { because: `python3 -m venv: ${made.text}` }
  const pip = `${folder}/bin/pip`
  const all = call(pip, ['install', '--quiet', '--disable-pip-version-check', '-r', requirements])
  const missing = all.good ? [] : installEach(pip, requirements)
  if (missing.length > 0) console.log(`not installed: ${missing.join(', ')}`)
  writeFileSync(`${folder}/ready`, missing.join('\n'))
  return { command }
}

/** R packages of Debian that the peers use; the package says in which library it lies. */
const R_PACKAGES = { jsonlite: 'r-cran-jsonlite', pROC: 'r-cran-proc', rms: 'r-cran-rms' } as const

const hasPackage = (name: string): boolean =>
  call('Rscript', ['-e', `quit(status = !requireNamespace("${name}", quietly = TRUE))`], 1).good

const r = (): Peers['r'] => {
  const had = (): boolean => call('Rscript', ['--version'], 1).good && hasPackage('jsonlite')
  const missing = had() ? Object.entries(R_PACKAGES).filter(([name]) => !hasPackage(name)) : Object.entries(R_PACKAGES)
  if (missing.length === 0) return { command: 'Rscript' }
  if (process.getuid?.() === 0 && call('apt-get', ['--version'], 1).good) {
    console.log('installing R with apt (once) …')
    call('apt-get', ['update', '-q'], 5)
    const packages = missing.map(([, name]) => name)
    const got = call('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'r-base-core', ...packages])
    if (!got.good && !had()) return { because: `apt-get: ${got.text}` }
  }
  return had() ? { command: 'Rscript' } : { because: 'no R with jsonlite, and no apt as root to install it with' }
}

/** Installs what the peers need where it is not there yet. Never throws: what cannot be had has its reason. */
export const installPeers = (): Peers => ({ python: python(), r: r() })
