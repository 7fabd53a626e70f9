import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { runCli } from '../../src/cli/run.js'

/** How a command line ended and what it said. */
export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A stream that keeps what is written to it, and tells each piece to `heard`. */
const keeping = (heard: (piece: string) => void): { readonly stream: Writable; readonly text: () => string } => {
  const pieces: string[] = []
  const stream = new Writable({
    write: (chunk: Buffer | string, _, done) => {
      const piece = String(chunk)
      pieces.push(piece)
      heard(piece)
      done()
    },
  })
  return { stream, text: () => pieces.join('') }
}

/** `stopAt`: stage at which Ctrl-C is pressed. `at`: what the clock says, in milliseconds. `env`: variables. */
interface LineOptions {
  readonly stopAt?: string
  readonly at?: number
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a command line in this process, on streams of its own. `stopAt` presses Ctrl-C when progress names that stage. */
export const cli = async (arguments_: readonly string[], options: LineOptions = {}): Promise<Ran> => {
  const abort = new AbortController()
  const { stopAt, at, env } = options
  const out = keeping(() => undefined)
  const err = keeping((piece) => {
    if (stopAt !== undefined && piece.includes(stopAt)) abort.abort()
  })
  let clock = 0
  const code = await runCli([...arguments_, ...(stopAt === undefined ? [] : ['--progress', 'plain'])], {
    stdout: out.stream,
    stderr: err.stream,
    signal: abort.signal,
    now: () => {
      clock += 1
      return at ?? clock
    },
    ...(env === undefined ? {} : { env }),
    machine: { node: 'test', platform: 'test', cores: 1 },
  })
  return { code, out: out.text(), err: err.text() }
}

/** A folder of its own for one test. */
export const scratch = (): string => mkdtempSync(join(tmpdir(), 'cli-'))

/** Every file and folder under a place, by path relative to it; empty when there is nothing. */
export const everything = (place: string): readonly string[] =>
  existsSync(place) && lstatSync(place).isDirectory()
    ? readdirSync(place, { recursive: true, encoding: 'utf8' })
        .map((path) => path.replaceAll('\\', '/'))
        .sort()
    : []

/** All text that lies under a place, read byte by byte. */
export const allText = (place: string): string =>
  everything(place)
    .map((path) => join(place, path))
    .filter((path) => lstatSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n')

/** A JSON file of a run. */
export const json = (...path: readonly string[]): Record<string, unknown> =>
  JSON.parse(readFileSync(join(...path), 'utf8')) as Record<string, unknown>
