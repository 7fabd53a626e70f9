import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { engineSettings, type SparkSettings } from '../../data-schemas/engine.js'
import type { Engine } from '../../src/engine/engine.js'
import { openEngine } from '../../src/engine/open-engine.js'

const SUBMIT = join(import.meta.dirname, 'fake-submit.mjs')

const settings = (changes: Partial<SparkSettings> = {}): SparkSettings => ({
  kind: 'spark',
  master: 'local[2]',
  submit: SUBMIT,
  conf: { 'spark.sql.shuffle.partitions': '2' },
  startSeconds: 30,
  resourceSeconds: 600,
  ...changes,
})

const failure = (code: string, found: string, exit = 1): unknown =>
  expect.objectContaining({ code, exit, found: expect.stringContaining(found) })

describe('an engine in another process, by a program that speaks the protocol of the driver', () => {
  const opened: Engine[] = []
  const open = async (changes: Partial<SparkSettings> = {}, signal?: AbortSignal): Promise<Engine> => {
    const engine = await openEngine(settings(changes), signal === undefined ? {} : { signal })
    opened.push(engine)
    return engine
  }
  afterEach(() => {
    for (const engine of opened.splice(0)) engine.close()
  })

  it('gives columns, rows and streams in their order, and takes statements in the order in which they come', async () => {
    const engine = await open()
    expect(engine).toMatchObject({ kind: 'spark', version: 'fake maatwerkscan' })
    void engine.run('CREATE TABLE t AS SELECT range AS n FROM range(100000)')
    const query = 'SELECT n, CASE WHEN n % 2 = 0 THEN NULL ELSE n / 2.0 END AS x FROM t ORDER BY n DESC'
    const { rows, n, x } = await engine.columns(query, { n: 'i32', x: 'f64' })
    expect([rows, n[0], n[99_999], x[0], x[1]]).toEqual([100_000, 99_999, 0, 49_999.5, Number.NaN])
    expect(await engine.rows('SELECT min(n) AS low, max(n) AS high FROM t')).toEqual([{ low: 0, high: 99_999 }])
    let next = 0
    for await (const part of engine.stream('SELECT n FROM t ORDER BY n', { n: 'i32' }, 10_000)) {
      for (const value of part.n) expect(value).toBe(next++)
    }
    expect(next).toBe(100_000)
  })

  it('submits in client mode with the settings of the study and nothing secret', async () => {
    const engine = await open({ warehouse: '/shared/warehouse' })
    const [row] = await engine.rows('arguments')
    expect(row?.['line']).toMatch(
      /^--master local\[2\] --deploy-mode client --conf spark.sql.shuffle.partitions=2 --conf spark.sql.warehouse.dir=\/shared\/warehouse \S+spark-driver.py \d+ maatwerkscan_[0-9a-f]{12}$/,
    )
  })

  it('tells which table is missing (exit 2), and of any other fault its class only', async () => {
    const engine = await open()
    await expect(engine.rows('SELECT * FROM no_such')).rejects.toThrow(failure('engine-cannot-read', '`no_such`', 2))
    await expect(engine.run('fault')).rejects.toThrow(failure('engine-failed', 'ArithmeticException'))
    await expect(engine.append('t')).rejects.toThrow(failure('engine-cannot', 'rows that are made here'))
    expect(await engine.rows('SELECT 1 AS n')).toEqual([{ n: 1 }])
  })

  it('tells of a cluster without room after the wait that the study allows, and goes on with the next statement', async () => {
    const engine = await open({ resourceSeconds: 7 })
    await expect(engine.run('busy')).rejects.toThrow(failure('engine-busy', 'for 7 seconds'))
    expect(await engine.rows('SELECT 1 AS n')).toEqual([{ n: 1 }])
  })

  it('tells everyone who waits when the driver is lost, and everyone who asks later', async () => {
    const engine = await open()
    const lost = failure('engine-lost', 'a driver that')
    const asked = ['die', 'SELECT 1 AS n'].map((sql) => expect(engine.rows(sql)).rejects.toThrow(lost))
    await Promise.all(asked)
    await expect(engine.rows('SELECT 1 AS n')).rejects.toThrow(lost)
  })

  it('ends the driver when the run is stopped', async () => {
    const abort = new AbortController()
    const engine = await open({}, abort.signal)
    const asked = engine.rows('hang')
    abort.abort()
    await expect(asked).rejects.toThrow(failure('engine-lost', 'a run that was stopped'))
  })

  it.each([
    ['a program that is not there', { submit: '/no/such/spark-submit' }, 'no such program'],
    ['a Python without the packages', { master: 'no-python' }, 'a Python without one of'],
    ['a wrong secret', { master: 'no-secret' }, 'credentials that the cluster refuses'],
    ['a master that gives no session', { master: 'no-answer', startSeconds: 1 }, 'no session within 1 seconds'],
    ['a stranger on the port', { master: 'stranger' }, 'a driver that ended'],
  ])('does not start with %s', async (_, changes, found) => {
    await expect(open(changes)).rejects.toThrow(failure('engine-not-started', found))
  })
})

describe('the engine of a study', () => {
  it('has defaults, and takes no secret', () => {
    expect(engineSettings.parse({ kind: 'spark', master: 'yarn' })).toEqual({
      kind: 'spark',
      master: 'yarn',
      conf: {},
      startSeconds: 180,
      resourceSeconds: 600,
    })
    for (const name of ['spark.authenticate.secret', 'spark.ssl.keyPassword', 'spark.hadoop.fs.token', 'hive.x'])
      expect(engineSettings.safeParse({ kind: 'spark', master: 'yarn', conf: { [name]: 'x' } }).success, name).toBe(
        false,
      )
  })
})
