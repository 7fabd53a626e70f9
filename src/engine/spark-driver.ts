import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { SparkSettings } from '../../data-schemas/engine.js'
import type { WorkbenchError } from '../errors.js'
import { type DriverAnswer, engineLost, engineNotStarted, refusesCredentials } from './spark-errors.js'

/** A Spark session in another process. */
export interface SparkDriver {
  readonly version: string
  /** Asks for one statement; statements run in the order in which they were asked for. Rejects with `engine-lost`. */
  ask(request: { readonly kind: 'run' | 'read'; readonly sql: string; readonly out?: string }): Promise<DriverAnswer>
  /** Lets the driver drop its database and end; it is given {@link PATIENCE} for that. */
  close(): void
}

/** Milliseconds that a driver gets to end by itself. */
const PATIENCE = 30_000
/** Characters of the driver's log that are looked at. */
const LOG = 65_536

const submitProgram = ({ submit }: SparkSettings): string =>
  submit ??
  (process.env['SPARK_HOME'] === undefined ? 'spark-submit' : join(process.env['SPARK_HOME'], 'bin/spark-submit'))

const listen = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

/** spark-submit in client mode, in a process group of its own: Ctrl-C reaches the workbench, which ends the driver in good order. */
const submit = (settings: SparkSettings, place: { port: number; token: string; database: string }): ChildProcess => {
  const warehouse = settings.warehouse === undefined ? {} : { 'spark.sql.warehouse.dir': settings.warehouse }
  return spawn(
    submitProgram(settings),
    [
      '--master',
      settings.master,
      '--deploy-mode',
      'client',
      ...Object.entries({ ...settings.conf, ...warehouse }).flatMap(([name, value]) => ['--conf', `${name}=${value}`]),
      fileURLToPath(new URL('spark-driver.py', import.meta.url)),
      String(place.port),
      place.database,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        MAATWERKSCAN_SPARK_TOKEN: place.token,
        MAATWERKSCAN_SPARK_RESOURCE_SECONDS: String(settings.resourceSeconds),
      },
      detached: true,
    },
  )
}

interface Waiting {
  readonly resolve: (answer: DriverAnswer) => void
  readonly reject: (error: WorkbenchError) => void
}

/** Answers by number; everyone who waits is told when the session is lost. */
const answering = (): {
  readonly wait: (id: number) => Promise<DriverAnswer>
  readonly settle: (answer: DriverAnswer) => void
  readonly fail: (error: WorkbenchError) => void
} => {
  const waiting = new Map<number, Waiting>()
  let failed: WorkbenchError | undefined
  return {
    wait: (id) =>
      new Promise((resolve, reject) => {
        if (failed === undefined) waiting.set(id, { resolve, reject })
        else reject(failed)
      }),
    settle: (answer) => {
      waiting.get(answer.id)?.resolve(answer)
      waiting.delete(answer.id)
    },
    fail: (error) => {
      failed ??= error
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    },
  }
}

const signalGroup = ({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void => {
  if (pid === undefined || exitCode !== null || signalCode !== null) return
  try {
    process.kill(-pid, signal)
  } catch {
    // It ended in the meantime.
  }
}

/** Calls `ready` with the one connection that says the token first, and `line` with what it says after that. */
const onDriver = (
  server: Server,
  token: string,
  on: { readonly ready: (socket: Socket) => void; readonly line: (text: string) => void; readonly end: () => void },
): void => {
  let taken = false
  server.on('connection', (socket) => {
    let known = false
    socket.on('error', () => undefined)
    socket.on('close', () => {
      if (known) on.end()
    })
    const lines = createInterface({ input: socket })
    // Later versions of Node hand an error of the socket on to whoever reads its lines.
    lines.on('error', () => undefined)
    lines.on('line', (text) => {
      if (known) on.line(text)
      else if (text === token && !taken) {
        taken = true
        known = true
        on.ready(socket)
      } else socket.destroy()
    })
  })
}

/**
 * Starts a Spark session with the platform's own spark-submit and talks to it over a loopback socket, on which it must first say a
 * secret that only its environment holds. Throws `engine-not-started` with the reason when no session comes, and `engine-lost` from
 * then on; an aborted `signal` ends the driver, which stops what runs and drops its database.
 */
export const startSparkDriver = async (
  settings: SparkSettings,
  { database, signal }: { readonly database: string; readonly signal?: AbortSignal },
): Promise<SparkDriver> => {
  const token = randomBytes(24).toString('hex')
  const server = createServer()
  const answers = answering()
  const child = submit(settings, { port: await listen(server), token, database })
  let log = ''
  let socket: Socket | undefined
  let version: string | undefined
  const leave = (): void => {
    signal?.removeEventListener('abort', abort)
    socket?.end()
    server.close()
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), PATIENCE)
    child.once('exit', () => clearTimeout(timer))
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) clearTimeout(timer)
  }
  const end = (found: string): void => {
    const start = { program: submitProgram(settings), log, fallback: found }
    answers.fail(version === undefined ? engineNotStarted(settings, start) : engineLost(found))
    leave()
    if (version === undefined) signalGroup(child, 'SIGTERM')
  }
  const abort = (): void => end('a run that was stopped')
  const keep = (part: Buffer): void => {
    log = `${log}${part.toString('utf8')}`.slice(-LOG)
    if (version === undefined && refusesCredentials(log)) end('credentials that the cluster refuses')
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  child.once('error', () => end('no such program, or one that may not be started'))
  child.once('close', (code) => end(`a driver that ended (${code ?? 'killed'})`))
  onDriver(server, token, {
    ready: (one) => {
      socket = one
    },
    line: (text) => answers.settle(JSON.parse(text) as DriverAnswer),
    end: () => {
      if (version !== undefined) end('a driver that closed the connection')
    },
  })
  signal?.addEventListener('abort', abort, { once: true })
  const timer = setTimeout(
    () => end(`no session within ${settings.startSeconds} seconds`),
    settings.startSeconds * 1000,
  )
  const first = await answers.wait(0).finally(() => clearTimeout(timer))
  version = first.version ?? 'unknown'
  let asked = 0
  return {
    version,
    ask: (request) => {
      asked += 1
      const answer = answers.wait(asked)
      if (socket?.writable === true) socket.write(`${JSON.stringify({ id: asked, ...request })}\n`)
      return answer
    },
    close: leave,
  }
}
