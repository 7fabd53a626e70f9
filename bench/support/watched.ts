import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What a program and all processes under it took between two lines that it wrote. */
export interface Part {
  readonly name: string
  readonly seconds: number
  readonly cpuSeconds: number
  /** Largest resident memory seen, in MB of 1,000,000 bytes; looked at twenty times a second. */
  readonly peakMB: number
}

/** A program that ran to its end. */
export interface Watched {
  readonly exit: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly peakMB: number
  readonly parts: readonly Part[]
  /** Last lines that it wrote to stderr. */
  readonly said: string
}

const INTERVAL = 50

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const familyOf = (pid: number): readonly number[] => [
  pid,
  ...read(`/proc/${pid}/task/${pid}/children`)
    .split(' ')
    .filter((text) => text.trim() !== '')
    .flatMap((child) => familyOf(Number(child))),
]

const residentMB = (pid: number): number =>
  (Number(/VmRSS:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024) / 1e6

/** User and system time of a process and of those of its children that have ended, in seconds. */
const cpuOf = (pid: number): number => {
  const fields = read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ') ?? []
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100
}

/**
 * Runs node with these arguments and watches it and its children through /proc: Linux only.
 * @param partOf name of the part that a line on stderr begins; undefined for any other line
 */
export const watched = (
  line: readonly string[],
  partOf: (line: string) => string | undefined = () => undefined,
): Promise<Watched> =>
  new Promise((resolve, reject) => {
    const begin = performance.now()
    const child = spawn(process.execPath, [...line], { stdio: ['ignore', 'ignore', 'pipe'] })
    const parts: Part[] = []
    let [name, since, cpu, cpuSince, peak, peakOfAll]: [string, number, number, number, number, number] = [
      'start',
      begin,
      0,
      0,
      0,
      0,
    ]
    const look = (): void => {
      const family = child.pid === undefined ? [] : familyOf(child.pid)
      const sum = (of: (pid: number) => number): number => family.reduce((total, pid) => total + of(pid), 0)
      cpu = Math.max(cpu, sum(cpuOf))
      peak = Math.max(peak, sum(residentMB))
      peakOfAll = Math.max(peakOfAll, peak)
    }
    const enter = (next: string): void => {
      look()
      const now = performance.now()
      parts.push({ name, seconds: (now - since) / 1000, cpuSeconds: cpu - cpuSince, peakMB: peak })
      ;[name, since, cpuSince, peak] = [next, now, cpu, 0]
    }
    const timer = setInterval(look, INTERVAL)
    let [said, rest] = ['', '']
    child.stderr.on('data', (text) => {
      const lines = `${rest}${text}`.split('\n')
      rest = lines.pop() ?? ''
      for (const one of lines) {
        const next = partOf(one)
        if (next !== undefined && next !== name) enter(next)
        said = `${said}${one}\n`.slice(-2000)
      }
    })
    child.once('error', reject)
    child.once('close', (code) => {
      clearInterval(timer)
      enter('end')
      const seconds = (performance.now() - begin) / 1000
      resolve({ exit: code ?? -1, seconds, cpuSeconds: cpu, peakMB: peakOfAll, parts, said: said + rest })
    })
  })
