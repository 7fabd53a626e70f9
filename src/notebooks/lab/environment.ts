import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '../../digest.js'
import { WorkbenchError } from '../../errors.js'
import { shippedNotebooks } from '../shipped.js'

/** Oldest Python that the pinned packages run on. */
const PYTHON = [3, 11] as const
const MARK = 'maatwerkscan-lab.json'
const INSTALL =
  'install Python 3.11 or newer (Debian, Ubuntu: apt-get install python3 python3-venv), or name one with --python'

/** The list of pinned packages that JupyterLab is made of; it ships beside the notebooks. */
export const labRequirements = (): string => {
  const file = join(shippedNotebooks(), 'lab-requirements.txt')
  if (existsSync(file)) return file
  throw new WorkbenchError('no-lab-requirements', {
    expected: 'notebooks/lab-requirements.txt beside the notebooks',
    found: 'no such file',
    advice: 'install the package again',
  })
}

const digestOfList = (): string => sha256(readFileSync(labRequirements()))

const cacheFolder = (environment: NodeJS.ProcessEnv): string => {
  if (process.platform === 'win32') return environment['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local')
  if (environment['XDG_CACHE_HOME']) return environment['XDG_CACHE_HOME']
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache')
}

/** Where JupyterLab is kept unless told otherwise: the user's cache, a folder for each list of packages. */
export const labFolder = (environment: NodeJS.ProcessEnv = process.env): string =>
  join(cacheFolder(environment), 'maatwerkscan', `lab-${digestOfList().slice(0, 12)}`)

/** The Python of an environment. */
export const labPython = (folder: string): string =>
  process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')

/** True for a folder that holds a finished environment of this list of packages. */
export const labIsReady = (folder: string): boolean => {
  try {
    const mark = JSON.parse(readFileSync(join(folder, MARK), 'utf8')) as { readonly packages?: unknown }
    return mark.packages === digestOfList() && existsSync(labPython(folder))
  } catch {
    return false
  }
}

interface Said {
  readonly code: number | null
  readonly text: string
}

const said = (program: string, arguments_: readonly string[], signal?: AbortSignal): Promise<Said> =>
  new Promise((resolve) => {
    const child = spawn(program, arguments_, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal === undefined ? {} : { signal }),
    })
    let text = ''
    const hear = (piece: Buffer): void => {
      text = `${text}${piece.toString('utf8')}`.slice(-4000)
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.on('error', (error) => resolve({ code: null, text: error.message }))
    child.on('close', (code) => resolve({ code, text: text.trim() }))
  })

const ASK = 'import sys; print("%d.%d" % sys.version_info[:2])'

/** A Python that is new enough: the one named, or the first of the usual names. Throws `no-python` and says what was found. */
const findPython = async (named: string | undefined): Promise<string> => {
  const tries = named === undefined ? ['python3', 'python', ...(process.platform === 'win32' ? ['py'] : [])] : [named]
  const found: string[] = []
  for (const program of tries) {
    const { code, text } = await said(program, ['-c', ASK])
    if (code !== 0) continue
    const [major = 0, minor = 0] = text.split('.').map(Number)
    if (major > PYTHON[0] || (major === PYTHON[0] && minor >= PYTHON[1])) return program
    found.push(`${program} ${text}`)
  }
  throw new WorkbenchError('no-python', {
    expected: `Python ${PYTHON.join('.')} or newer, for JupyterLab`,
    found: found.length === 0 ? `no ${tries.join(', no ')}` : found.join(', '),
    advice: `${INSTALL}. Without Python, \`notebooks\` fills the same notebooks`,
  })
}

const indented = (text: string): string =>
  text
    .split('\n')
    .slice(-12)
    .map((line) => `    ${line.slice(0, 240)}`)
    .join('\n')

/** Empties a folder that this file made before; refuses any other that has something in it. */
const cleared = (folder: string): void => {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    if (!existsSync(join(folder, MARK)))
      throw new WorkbenchError('folder-in-use', {
        expected: 'an empty folder, or one that `lab` made',
        found: 'something else',
        where: folder,
        advice: 'name another folder with --environment',
      })
    rmSync(folder, { recursive: true, force: true })
  }
  mkdirSync(folder, { recursive: true })
}

/** What an environment is made with. */
export interface LabOptions {
  /** Python to make it with; unless named, the first of the usual names that is new enough. */
  readonly python?: string
  readonly onStage?: (stage: string) => void
  readonly signal?: AbortSignal
}

/**
 * Makes the environment of JupyterLab from the pinned list, unless it is there: only the first time asks the package index, later starts
 * do not. An interrupted one is made again. Throws `no-python`, `no-venv`, `no-packages`, `folder-in-use`; each says what to do.
 */
export const prepareLab = async (folder: string, { python, onStage, signal }: LabOptions = {}): Promise<void> => {
  if (labIsReady(folder)) return
  const program = await findPython(python)
  cleared(folder)
  writeFileSync(join(folder, MARK), '{"packages":null}\n')
  onStage?.('making a virtual environment')
  const made = await said(program, ['-m', 'venv', folder], signal)
  signal?.throwIfAborted()
  if (made.code !== 0)
    throw new WorkbenchError('no-venv', {
      expected: `\`${program} -m venv\` to work`,
      found: `it does not\n\n${indented(made.text)}\n`,
      advice: INSTALL,
    })
  // A tool of JupyterLab's is a script of the older kind: it must not take the kind of a package that this folder may lie in.
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"commonjs"}\n')
  onStage?.('installing JupyterLab, once')
  const pip = [
    '-m',
    'pip',
    'install',
    '--quiet',
    '--disable-pip-version-check',
    '--no-input',
    '--no-deps',
    '--no-compile',
  ]
  const installed = await said(labPython(folder), [...pip, '--only-binary', ':all:', '-r', labRequirements()], signal)
  signal?.throwIfAborted()
  if (installed.code !== 0)
    throw new WorkbenchError('no-packages', {
      expected: 'the package index of Python to give the pinned packages',
      found: `it did not\n\n${indented(installed.text)}\n`,
      where: folder,
      advice: 'look at the network and at pip’s settings, and start again; afterwards no network is needed',
    })
  writeFileSync(join(folder, MARK), `${JSON.stringify({ packages: digestOfList() })}\n`)
}
