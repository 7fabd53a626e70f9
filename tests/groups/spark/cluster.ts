import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Of the system, not of a package. */
const JAVA = 'java'

const python = (): string | null => {
  const named = process.env['MAATWERKSCAN_SPARK_PYTHON']
  const path = named ?? fileURLToPath(new URL('../../../.venv/spark/bin/python', import.meta.url))
  if (!existsSync(path)) return null
  try {
    execFileSync(path, ['-c', 'import pyspark, pyarrow, sqlglot'], { stdio: 'ignore' })
    execFileSync(JAVA, ['-version'], { stdio: 'ignore' })
    return path
  } catch {
    return null
  }
}

/** The Python that `.ci/spark` fills; null where it, or Java, is not had. */
export const PYTHON = python()

/** A program of Spark. */
export const program = (name: 'spark-submit' | 'spark-class'): string => join(dirname(PYTHON as string), name)

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })

/** Waits until something holds. Throws when it does not within the seconds given. */
export const until = async (holds: () => boolean, what: string, seconds = 120): Promise<void> => {
  const end = Date.now() + seconds * 1000
  while (!holds()) {
    if (Date.now() > end) throw new Error(`not within ${seconds} seconds: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Settings that make many small statements quick; a platform has its own. */
const QUICK = {
  'spark.driver.bindAddress': '127.0.0.1',
  'spark.driver.host': '127.0.0.1',
  'spark.driver.memory': '700m',
  'spark.executor.memory': '512m',
  'spark.ui.enabled': 'false',
  'spark.sql.shuffle.partitions': '2',
  'spark.sql.adaptive.enabled': 'false',
  'spark.sql.codegen.wholeStage': 'false',
  'spark.sql.codegen.factoryMode': 'NO_CODEGEN',
  'spark.driver.extraJavaOptions': '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC',
  'spark.executor.extraJavaOptions': '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC',
}

/** Writes a configuration folder as a platform team would: the secret is there, and nowhere in a study. */
export const configuration = (folder: string, secret: string): string => {
  mkdirSync(folder, { recursive: true })
  const settings = { ...QUICK, 'spark.authenticate': 'true', 'spark.authenticate.secret': secret }
  const lines = Object.entries(settings).map(([name, value]) => `${name} ${value}`)
  writeFileSync(join(folder, 'spark-defaults.conf'), `${lines.join('\n')}\n`, { mode: 0o600 })
  return folder
}

/** Environment of a program that works with that configuration. */
export const environment = (folder: string): NodeJS.ProcessEnv => ({
  ...process.env,
  SPARK_CONF_DIR: folder,
  SPARK_LOCAL_IP: '127.0.0.1',
  SPARK_DAEMON_MEMORY: '256m',
  SPARK_DAEMON_JAVA_OPTS: '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC',
  PYSPARK_PYTHON: PYTHON as string,
})

/** A worker and, in the same process group, its executors. */
export interface Worker {
  /** What its executors have logged so far. */
  readonly executorLog: () => string
  readonly kill: () => void
}

/** A master and two workers on loopback that trust each other by a shared secret. */
export interface Cluster {
  readonly master: string
  readonly workers: readonly [Worker, Worker]
  readonly stop: () => void
}

const daemon = (name: string, folder: string, arguments_: readonly string[]): ChildProcess => {
  const log = openSync(join(folder, `${name}.log`), 'w')
  const child = spawn(program('spark-class'), arguments_, {
    stdio: ['ignore', log, log],
    env: environment(join(folder, 'conf')),
    cwd: folder,
    detached: true,
  })
  closeSync(log)
  return child
}

const killGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch {
    // It is gone already.
  }
}

const logsUnder = (folder: string): string =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('stderr'))
        .map((path) => readFileSync(join(folder, path), 'utf8'))
        .join('')
    : ''

/** Starts it in a folder that holds its configuration in `conf`. */
export const startCluster = async (folder: string): Promise<Cluster> => {
  const master = `spark://127.0.0.1:${await freePort()}`
  const port = master.split(':').at(-1) as string
  const place = ['--host', '127.0.0.1', '--webui-port', '0']
  const head = daemon('master', folder, ['org.apache.spark.deploy.master.Master', ...place, '--port', port])
  const logOf = (name: string): string => readFileSync(join(folder, `${name}.log`), 'utf8')
  await until(() => logOf('master').includes('New state: ALIVE'), 'a master')
  const hands = ['worker-1', 'worker-2'].map((name) => {
    const size = ['--cores', '1', '--memory', '600m', '--work-dir', join(folder, name)]
    return { name, child: daemon(name, folder, ['org.apache.spark.deploy.worker.Worker', ...place, ...size, master]) }
  })
  await until(() => hands.every(({ name }) => logOf(name).includes('Successfully registered')), 'two workers')
  const [first, second] = hands.map(({ name, child }) => ({
    executorLog: () => logsUnder(join(folder, name)),
    kill: () => killGroup(child),
  })) as unknown as readonly [Worker, Worker]
  return {
    master,
    workers: [first, second],
    stop: () => {
      for (const { child } of hands) killGroup(child)
      killGroup(head)
    },
  }
}

/** Processes whose command line holds a text. */
export const processesWith = (text: string): readonly number[] =>
  execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => Number.parseInt(line, 10))
