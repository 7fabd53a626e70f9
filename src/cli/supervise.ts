import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'

/** Exit code of a run that was stopped by its user. */
export const STOPPED = 130

/** Set for a program that another one watches over. */
export const SUPERVISED = 'MAATWERKSCAN_SUPERVISED'

/** What passes between the two. */
export const MESSAGES = { stop: 'stop', heard: 'heard' } as const

/** How long a program that was asked to stop may take. */
export interface Patience {
  /** Milliseconds until it must say that it heard; one that is deep in a computation cannot. Default 1,000. */
  readonly hear?: number
  /** Milliseconds from then until it must have ended. Default 4,000. */
  readonly end?: number
}

/** How a watched program ended. `killed` when it did not end by itself after it was asked to. */
export interface Watched {
  readonly code: number
  readonly killed: boolean
}

const within = (milliseconds: number, work: () => void): (() => void) => {
  const timer = setTimeout(work, milliseconds)
  return () => clearTimeout(timer)
}

const endOf = (
  child: ChildProcess,
): Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }> =>
  new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })

/**
 * Runs a program that computes for seconds on end, and cannot hear Ctrl-C while it does: asks it to stop, and ends it when it does not
 * hear. Files are written whole or not at all, so that nothing half-made is left.
 * @param line arguments of node: the program and what it is given
 * @param signals `stop` asks, `now` ends it at once
 */
export const supervise = async (
  line: readonly string[],
  signals: { readonly stop: AbortSignal; readonly now: AbortSignal },
  { hear = 1000, end = 4000 }: Patience = {},
): Promise<Watched> => {
  const child = spawn(process.execPath, [...line], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, [SUPERVISED]: '1' },
  })
  let killed = false
  let quiet: () => void = () => undefined
  const kill = (): void => {
    killed = true
    child.kill('SIGKILL')
  }
  const ask = (): void => {
    quiet = within(hear, kill)
    // One that has just ended hears nothing any more.
    child.send(MESSAGES.stop, () => undefined)
  }
  child.on('message', (message) => {
    if (message !== MESSAGES.heard) return
    quiet()
    quiet = within(end, kill)
  })
  signals.stop.addEventListener('abort', ask, { once: true })
  signals.now.addEventListener('abort', kill, { once: true })
  try {
    const { code, signal } = await endOf(child)
    return { code: killed ? STOPPED : (code ?? 128 + (signal === null ? 0 : constants.signals[signal])), killed }
  } finally {
    quiet()
    signals.stop.removeEventListener('abort', ask)
    signals.now.removeEventListener('abort', kill)
  }
}
