import { fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { WorkbenchError } from '../errors.js'
import type { CellRun, Request } from './worker.js'

/** A kernel that executes the cells of notebooks of one folder, one after the other, without Jupyter and without Python. */
export interface Kernel {
  /** Executes a source. `ok` is false for a cell with an error; its text is on `stderr`. A cell that ends the process is not ok either. */
  execute(source: string): Promise<CellRun>
  /** Forgets the cells before: the next one is the first of a notebook. */
  reset(): void
  close(): void
}

/** Compiled code of the worker, also when this file itself runs as TypeScript. */
const workerFile = (): string => {
  const here = import.meta.url.endsWith('.ts') ? '../../dist/src/notebooks/worker.js' : './worker.js'
  const file = fileURLToPath(new URL(here, import.meta.url))
  if (existsSync(file)) return file
  throw new WorkbenchError('not-built', {
    expected: 'the built library',
    found: 'no compiled kernel',
    where: file,
    advice: 'run `npm run build` first',
  })
}

const ended = (tail: string): CellRun => ({
  ok: false,
  outputs: [{ output_type: 'stream', name: 'stderr', text: tail === '' ? 'the kernel ended in this cell\n' : tail }],
})

/**
 * Opens a kernel in a process of its own.
 * @param folder of the notebooks: their cells import relative to it
 * @param environment variables that the cells may read, besides those of this process
 * @param options.signal stops the kernel at once; the cell in hand throws the reason of the signal
 */
export const openKernel = (
  folder: string,
  environment: Readonly<Record<string, string>>,
  options: { readonly signal?: AbortSignal } = {},
): Kernel => {
  const { signal } = options
  signal?.throwIfAborted()
  const child = fork(workerFile(), [], {
    cwd: folder,
    env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...environment },
    execArgv: ['--no-warnings'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
  let tail = ''
  let gone = false
  let settle: (run: CellRun) => void = () => undefined
  let refuse: (reason: unknown) => void = () => undefined
  child.stdout?.resume()
  child.stderr?.on('data', (piece: Buffer) => {
    tail = `${tail}${piece.toString('utf8')}`.slice(-4000)
  })
  child.on('message', (run: CellRun) => settle(run))
  child.on('error', (error) => refuse(error))
  child.on('close', () => {
    gone = true
    settle(ended(tail))
  })
  const stop = (): void => {
    child.kill('SIGKILL')
    refuse(signal?.reason)
  }
  signal?.addEventListener('abort', stop, { once: true })
  const send = (request: Request): void => {
    child.send(request)
  }
  return {
    execute: (source) =>
      new Promise<CellRun>((resolve, reject) => {
        settle = resolve
        refuse = reject
        if (signal?.aborted === true) reject(signal.reason)
        else if (gone) resolve(ended(tail))
        else send({ kind: 'execute', source })
      }),
    reset: () => {
      if (!gone) send({ kind: 'reset' })
    },
    close: () => {
      signal?.removeEventListener('abort', stop)
      child.kill('SIGKILL')
    },
  }
}
