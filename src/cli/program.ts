import { STOPPED, SUPERVISED, supervise } from './supervise.js'

/** Commands that compute for seconds on end, in which Ctrl-C cannot be heard: another process listens for them. */
const LONG: ReadonlySet<string | undefined> = new Set(['start', 'retrain'])

const SHOW_CURSOR = '\u001b[?25h'

const say = (text: string): void => {
  process.stderr.write(text)
}

const watch = async (): Promise<void> => {
  const [stop, now] = [new AbortController(), new AbortController()]
  const asked = (): void => {
    if (stop.signal.aborted) now.abort()
    else say('\nstopping after the current step, or in a few seconds (again to stop at once)\n')
    stop.abort()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, asked)
  const { code, killed } = await supervise([...process.execArgv, ...process.argv.slice(1)], {
    stop: stop.signal,
    now: now.signal,
  })
  if (killed) {
    if (process.stderr.isTTY) say(SHOW_CURSOR)
    say('stopped; what was finished is kept, nothing is half-written\n')
  } else if (code !== STOPPED && code > 128) say('ended by the system: perhaps it ran out of memory\n')
  process.exitCode = code
}

if (LONG.has(process.argv[2]) && process.env[SUPERVISED] === undefined) void watch()
else void import('./main.js')
