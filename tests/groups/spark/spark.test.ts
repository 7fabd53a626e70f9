import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { SparkSettings } from '../../../data-schemas/engine.js'
import { openSpark } from '../../../src/engine/spark.js'
import { compareScores } from '../../../src/exports/parity.js'
import { SQL_TOLERANCE } from '../../../src/exports/sql-table.js'
import { synthesize } from '../../../src/population/synthesize.js'
import { exportModels } from '../../exports/export-models.js'
import { everything, json } from '../../support/command-line.js'
import { panelStudy } from '../../support/small-panel.js'
import {
  type Cluster,
  configuration,
  environment,
  PYTHON,
  processesWith,
  program,
  startCluster,
  until,
} from './cluster.js'
import { requestOf, sparkScores } from './scores.js'

const folder = mkdtempSync(join(tmpdir(), 'spark-group-'))
const at = (...path: readonly string[]): string => join(folder, ...path)
const conf = at('conf')

interface Running {
  readonly child: ChildProcess
  readonly said: () => string
  readonly ended: Promise<number | null>
}

/** The command line as its users run it; `--quick` leaves out the examination. */
const retrain = (study: string, out: string, options: { env?: NodeJS.ProcessEnv; quick?: boolean } = {}): Running => {
  const { env = process.env, quick = true } = options
  const line = [
    'retrain',
    '--study',
    study,
    '--data',
    at('data'),
    '--out',
    out,
    '--draft',
    ...(quick ? ['--quick'] : []),
  ]
  const child = spawn(process.execPath, ['dist/cli/main.js', ...line, '--progress', 'plain'], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (said += part.toString()))
  return { child, said: () => said, ended: new Promise((resolve) => child.once('close', resolve)) }
}

/** Everything that a run leaves, except what tells of the machine it ran on. */
const bytesOf = (run: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    everything(run)
      .filter((path) => /\.(?:json|html)$/.test(path) && path !== 'run.json' && !path.startsWith('dossier/'))
      .map((path) => [path, readFileSync(join(run, path), 'utf8')]),
  )

const told = (run: string): unknown => {
  const { status, inputs, study, data, code, seed, files, model, gates } = json(run, 'run.json')
  return { status, inputs, study, data, code, seed, files, model, gates }
}

const expectSameRun = (run: string, embedded: string): void => {
  const [expected, found] = [bytesOf(embedded), bytesOf(run)]
  expect(Object.keys(found)).toEqual(Object.keys(expected))
  for (const [path, text] of Object.entries(found)) expect(text === expected[path], path).toBe(true)
  expect(Object.keys(found)).toContain('model/model.json')
  expect(told(run)).toEqual(told(embedded))
}

describe.skipIf(PYTHON === null)('Spark (skipped where .venv/spark, made by .ci/spark, or Java is absent)', () => {
  let cluster: Cluster
  const settings = (): SparkSettings => ({
    kind: 'spark',
    master: cluster.master,
    submit: program('spark-submit'),
    conf: {},
    warehouse: at('warehouse'),
    startSeconds: 180,
    resourceSeconds: 600,
  })
  const leftovers = (): readonly string[] => readdirSync(at('warehouse'))

  beforeAll(async () => {
    mkdirSync(at('warehouse'))
    configuration(conf, 'a secret of this cluster')
    for (const [name, value] of Object.entries(environment(conf))) vi.stubEnv(name, value)
    const population = synthesize({
      out: at('data'),
      clients: 2000,
      weeks: 60,
      seed: 3,
      scenario: 'base',
      format: 'parquet',
      workers: 1,
    })
    ;[cluster] = await Promise.all([startCluster(folder), population])
    writeFileSync(at('duckdb.json'), JSON.stringify(panelStudy()))
    writeFileSync(at('spark.json'), JSON.stringify(panelStudy({ engine: settings() })))
    expect(await retrain(at('duckdb.json'), at('duckdb')).ended).toBe(3)
    expect(await retrain(at('duckdb.json'), at('duckdb-whole'), { quick: false }).ended).toBe(3)
  })
  afterAll(() => {
    cluster.stop()
    vi.unstubAllEnvs()
    rmSync(folder, { recursive: true, force: true })
  })

  it('a retrain on a master and two workers leaves the results, the examinations, the digests and the model of the embedded engine', async () => {
    const run = retrain(at('spark.json'), at('spark'), { quick: false })
    expect(await run.ended, run.said()).toBe(3)
    expectSameRun(at('spark'), at('duckdb-whole'))
    expect(Object.keys(bytesOf(at('spark')))).toContain('08-fairness-examination.json')
    expect(json(at('spark'), 'run.json')['environment']).toMatchObject({ engine: { kind: 'spark' } })
    for (const worker of cluster.workers) expect(worker.executorLog()).toContain('Finished task')
    expect(leftovers()).toEqual([])
  })

  it('the exported statement, run over Parquet, gives the scores, refusals and ranks of the kernel', async () => {
    const keyed = exportModels().filter(([, model]) => model.key.person !== null)
    const requests = keyed.map(([, model], index) => requestOf(model, index === 0 ? 20_000 : 2000))
    const scores = await sparkScores(requests, { folder, master: cluster.master, configuration: conf })
    for (const [index, request] of requests.entries()) {
      const found = scores[index] as (typeof scores)[number]
      const check = compareScores(request.reference, found, { tolerance: SQL_TOLERANCE, keyed: true })
      expect(check.problems, keyed[index]?.[0]).toEqual([])
      expect(check.tied).toBeGreaterThan(100)
      expect(check.crossing.every(({ people }) => people === 0)).toBe(true)
    }
  })

  it('a cluster without room for an executor is told after the wait that was allowed, and the session stays', async () => {
    const conf = { 'spark.executor.memory': '64g' }
    const engine = await openSpark({ ...settings(), conf, resourceSeconds: 3 })
    try {
      const asked = engine.rows('SELECT count(*) AS n FROM range(1000)')
      await expect(asked).rejects.toThrow(
        expect.objectContaining({ code: 'engine-busy', found: expect.stringContaining('for 3 seconds') }),
      )
      expect(await engine.rows('DESCRIBE SELECT 1 AS n')).toEqual([{ name: 'n', type: 'INTEGER' }])
    } finally {
      engine.close()
    }
  })

  it('a missing file and a missing table are named; a lost driver is told at once', async () => {
    const engine = await openSpark(settings())
    try {
      await expect(engine.rows("SELECT count(*) AS n FROM read_parquet('/no/such/file.parquet')")).rejects.toThrow(
        expect.objectContaining({
          code: 'engine-cannot-read',
          exit: 2,
          found: expect.stringContaining('/no/such/file'),
        }),
      )
      await expect(engine.rows('SELECT count(*) AS n FROM no_such_table')).rejects.toThrow(
        expect.objectContaining({
          code: 'engine-cannot-read',
          exit: 2,
          found: expect.stringContaining('no_such_table'),
        }),
      )
      await expect(engine.rows("SELECT CAST('Quistenburgh' AS INTEGER) AS n")).rejects.toThrow(
        expect.objectContaining({ code: 'engine-failed', message: expect.not.stringContaining('found Quistenburgh') }),
      )
      expect(await engine.rows('SELECT 1 AS n')).toEqual([{ n: 1 }])
      const slow = engine.rows(
        'SELECT count(*) AS n FROM range(100000) a, range(100000) b WHERE a.range % 7 = b.range % 11',
      )
      for (const pid of processesWith(`spark.sql.warehouse.dir=${at('warehouse')}`)) process.kill(pid, 'SIGKILL')
      await expect(slow).rejects.toThrow(expect.objectContaining({ code: 'engine-lost', exit: 1 }))
      await expect(engine.rows('SELECT 1 AS n')).rejects.toThrow(expect.objectContaining({ code: 'engine-lost' }))
    } finally {
      engine.close()
    }
  })

  it('a wrong secret ends within seconds, with its reason and exit 1', async () => {
    const wrong = environment(configuration(at('wrong'), 'another secret'))
    const run = retrain(at('spark.json'), at('refused'), { env: wrong })
    expect(await run.ended).toBe(1)
    expect(run.said()).toContain('engine-not-started')
    expect(run.said()).toContain('credentials that the cluster refuses')
    expect(run.said()).not.toContain('another secret')
  })

  it('Ctrl-C stops what runs and leaves no database behind', async () => {
    const before = leftovers()
    const run = retrain(at('spark.json'), at('stopped'))
    await until(() => run.said().includes('contract') && leftovers().length > before.length, 'a session with tables')
    run.child.kill('SIGINT')
    expect(await run.ended, run.said()).toBe(130)
    await until(() => processesWith(`spark.sql.warehouse.dir=${at('warehouse')}`).length === 0, 'the end of the driver')
    expect(leftovers()).toEqual(before)
  })

  it('a worker that is killed in the middle of a job loses nothing', async () => {
    const [, second] = cluster.workers
    const before = second.executorLog().length
    const run = retrain(at('spark.json'), at('killed'))
    await until(() => run.said().includes('panel'), 'the panel')
    const log = (): string => second.executorLog().slice(before)
    const working = (): number => log().split('Running task').length - log().split('Finished task').length
    await until(() => working() > 0, 'a task on the second worker')
    second.kill()
    expect(await run.ended, run.said()).toBe(3)
    expect(working()).toBeGreaterThan(0)
    expectSameRun(at('killed'), at('duckdb'))
  })
})
