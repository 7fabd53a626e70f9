import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Absent, Contender, PeerOptions, Ran } from './types.js'

/** A program that runs peer scripts. */
export interface Interpreter {
  readonly command: string
  readonly folder: string
}

interface Answer {
  readonly error?: string
  /** A package that the peer needs is not installed. */
  readonly missing?: boolean
  readonly versions?: string
  readonly seconds?: number
  readonly cpu?: number
  readonly value?: unknown
}

/** Last words of a script whose imports are not there. */
const NOT_INSTALLED = /^ModuleNotFoundError: |there is no package called /m

/** Peers speak one line of JSON a message; their other output goes to our standard error. */
const talk = (child: ChildProcessWithoutNullStreams): ((message: unknown) => Promise<Answer>) => {
  const waiting: ((answer: Answer) => void)[] = []
  let noise = ''
  child.stderr.on('data', (chunk: Buffer) => {
    noise = (noise + chunk.toString()).slice(-4000)
  })
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('@@')) waiting.shift()?.(JSON.parse(line.slice(2)) as Answer)
  })
  const ended = (): Answer => ({
    error: `the process ended: ${noise.trim().slice(-600)}`,
    missing: NOT_INSTALLED.test(noise),
  })
  const silent = (): void => {
    for (const answer of waiting.splice(0)) answer(ended())
  }
  // once its last words are read; workers that it leaves behind may hold its streams open
  child.on('close', silent)
  child.on('exit', () => setTimeout(silent, 500))
  child.on('error', (error) => {
    noise += error.message
    for (const answer of waiting.splice(0))
      answer({ error: error.message, missing: 'code' in error && error.code === 'ENOENT' })
  })
  return (message) =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve(ended())
      else {
        waiting.push(resolve)
        child.stdin.write(`${JSON.stringify(message)}\n`)
      }
    })
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

const end = (child: ChildProcessWithoutNullStreams): void => {
  child.stdin.end()
  if (child.pid === undefined || child.exitCode !== null) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    child.kill()
  }
}

/**
 * Starts a peer in a process of its own and lets it load its data. A peer that is not installed is absent; one that breaks while it
 * loads is told as broken, with its own words.
 */
export const startPeer = async (
  name: string,
  options: PeerOptions,
  interpreter: Interpreter,
): Promise<Contender | Absent> => {
  // a group of its own, so that the workers a peer starts end with it
  const child = spawn(interpreter.command, [`${interpreter.folder}/${options.script}`], {
    cwd: interpreter.folder,
    detached: true,
    env: { ...process.env, OMP_WAIT_POLICY: 'PASSIVE', PYTHONWARNINGS: 'ignore' },
  })
  child.stdin.on('error', () => undefined)
  const ask = talk(child)
  const opened = await ask({ open: options.task, arguments: options.arguments })
  if (opened.error !== undefined) {
    end(child)
    return { name, because: oneLine(opened.error), ...(opened.missing === true ? {} : { broke: true as const }) }
  }
  return {
    name,
    versions: opened.versions ?? '',
    how: options.how,
    ours: false,
    ...(options.extrapolated === undefined ? {} : { extrapolated: options.extrapolated }),
    run: async (): Promise<Ran> => {
      const ran = await ask({ run: true })
      if (ran.error !== undefined) throw new Error(`${name}: ${oneLine(ran.error)}`)
      return { seconds: ran.seconds as number, cpu: ran.cpu as number, value: ran.value }
    },
    close: () => end(child),
  }
}
