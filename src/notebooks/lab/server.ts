import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sha256 } from '../../digest.js'
import { WorkbenchError } from '../../errors.js'
import { labPython } from './environment.js'

/** What JupyterLab is started with. */
export interface LabServerOptions {
  /** Folder of its environment. */
  readonly environment: string
  /** Folder that it shows: the notebooks. */
  readonly notebooks: string
  /** Exactly this port, or refuse; unless given, 8888 or the next free one. */
  readonly port?: number
  /** Opens a browser. */
  readonly open: boolean
  /** What cells may read from the environment, besides what this process has. */
  readonly variables: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** A JupyterLab that runs. */
export interface LabServer {
  /** Address with its token: who has it, can run code as this user. */
  readonly url: string
  /** Settles when it has ended, by itself or by the signal. */
  readonly ended: Promise<void>
}

/** Registers the kernel of this package, under a folder of its own: several copies of the package share one environment. */
const registerKernel = (environment: string): string => {
  const tslab = createRequire(import.meta.url).resolve('tslab/package.json')
  const data = join(environment, 'kernels-of', sha256(tslab).slice(0, 12))
  const folder = join(data, 'kernels', 'tslab')
  const argv = [
    process.execPath,
    '--no-warnings',
    resolve(tslab, '../bin/tslab'),
    'kernel',
    '--config-path',
    '{connection_file}',
  ]
  mkdirSync(folder, { recursive: true })
  writeFileSync(
    join(folder, 'kernel.json'),
    `${JSON.stringify({ argv, display_name: 'TypeScript', language: 'typescript' }, null, 2)}\n`,
  )
  return data
}

/** Nothing of JupyterLab that asks other hosts: no news, no search for updates, no shop for extensions. */
const QUIET = { disabledExtensions: { '@jupyterlab/apputils-extension:announcements': true } }

const settled = (environment: string): void => {
  const folder = join(environment, 'etc', 'jupyter', 'labconfig')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'page_config.json'), `${JSON.stringify(QUIET)}\n`)
}

const argumentsOf = ({ notebooks, port, open }: LabServerOptions): readonly string[] => [
  '-m',
  'jupyterlab',
  '--ServerApp.ip=127.0.0.1',
  '--ServerApp.allow_remote_access=False',
  `--ServerApp.port=${port ?? 8888}`,
  `--ServerApp.port_retries=${port === undefined ? 50 : 0}`,
  `--ServerApp.root_dir=${resolve(notebooks)}`,
  `--ServerApp.open_browser=${open ? 'True' : 'False'}`,
  '--ServerApp.answer_yes=True',
  '--ServerApp.log_level=WARN',
  '--KernelSpecManager.ensure_native_kernel=False',
  '--MultiKernelManager.default_kernel_name=tslab',
  '--LabApp.extension_manager=readonly',
  '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
  '--LabApp.news_url=None',
  // Only root is refused by default; a container often has no other user. The address stays this machine's own.
  ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
]

interface Written {
  readonly url: string
  readonly token: string
}

/** What the server wrote of itself when it was ready; undefined until then. */
const writtenIn = (folder: string): Written | undefined => {
  const name = readdirSync(folder).find((one) => /^jpserver-\d+\.json$/.test(one))
  if (name === undefined) return undefined
  try {
    return JSON.parse(readFileSync(join(folder, name), 'utf8')) as Written
  } catch {
    return undefined
  }
}

const START_SECONDS = 240

const urlOf = async (runtime: string, over: () => boolean): Promise<string | undefined> => {
  for (let tries = 0; tries < START_SECONDS * 10 && !over(); tries++) {
    const written = writtenIn(runtime)
    if (written !== undefined) return `${written.url}lab?token=${written.token}`
    await wait(100)
  }
  return undefined
}

const stopped = (child: ChildProcess): void => {
  child.kill('SIGTERM')
  setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
}

/**
 * Starts JupyterLab on this machine's own address, with a fresh token, its own settings and the kernel of this package. Asks no other
 * host. Throws `lab-did-not-start` with what it said.
 */
export const startLab = async (options: LabServerOptions): Promise<LabServer> => {
  const { environment, variables, signal } = options
  signal.throwIfAborted()
  const kernels = registerKernel(environment)
  settled(environment)
  const own = (name: string): string => join(environment, 'of-lab', name)
  const runtime = join(environment, 'of-lab', `runtime-${process.pid}`)
  mkdirSync(runtime, { recursive: true, mode: 0o700 })
  const child = spawn(labPython(environment), argumentsOf(options), {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      JUPYTER_TOKEN: '',
      JUPYTER_PATH: kernels,
      JUPYTER_CONFIG_DIR: own('config'),
      JUPYTER_DATA_DIR: own('data'),
      JUPYTER_RUNTIME_DIR: runtime,
      JUPYTER_PREFER_ENV_PATH: '1',
      ...variables,
    },
  })
  let tail = ''
  child.stderr?.on('data', (piece: Buffer) => {
    tail = `${tail}${piece.toString('utf8')}`.slice(-4000)
  })
  let over = false
  const stop = (): void => stopped(child)
  signal.addEventListener('abort', stop, { once: true })
  const ended = new Promise<void>((done) => {
    const finish = (): void => {
      over = true
      signal.removeEventListener('abort', stop)
      rmSync(runtime, { recursive: true, force: true })
      done()
    }
    child.on('error', finish)
    child.on('close', finish)
  })
  const url = await urlOf(runtime, () => over)
  if (url !== undefined) return { url, ended }
  stop()
  signal.throwIfAborted()
  throw new WorkbenchError('lab-did-not-start', {
    expected: 'JupyterLab to start',
    found: `it did not\n\n${tail
      .trim()
      .split('\n')
      .slice(-12)
      .map((line) => `    ${line}`)
      .join('\n')}\n`,
    where: environment,
    advice: options.port === undefined ? 'remove the folder and start again' : 'choose another --port, or leave it out',
  })
}
