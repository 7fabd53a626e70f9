import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { openDuckDB } from '../src/engine/duckdb.js'
import { machine } from './support/machine.js'

// tsx bench/scoring-50m.ts --model DIR --population DIR [--rows N] [--scratch DIR] [--source]
// Makes a Parquet file of N person-weeks out of a synthetic population, scores it with the command line in a process of its own, and
// records time, largest memory and largest disk use; then checks every rank. --source runs the command from source instead of dist/.
const { values: given } = parseArgs({
  options: {
    model: { type: 'string' },
    population: { type: 'string' },
    rows: { type: 'string', default: '50000000' },
    scratch: { type: 'string', default: 'runs/scoring-50m' },
    source: { type: 'boolean', default: false },
  },
})
const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = resolve(given.scratch)
const data = join(scratch, 'data.parquet')
const out = join(scratch, 'scores.parquet')

const make = async (population: string, rows: number): Promise<void> => {
  const engine = await openDuckDB({ memory: '2GB', spill: join(scratch, 'spill') })
  const file = (name: string): string => `'${join(population, `${name}.parquet`).replaceAll("'", "''")}'`
  await engine.run(
    `CREATE TABLE earlier AS SELECT client_id, min(start_date) AS began FROM ${file('bijstand')} GROUP BY client_id`,
  )
  await engine.run(
    `CREATE TABLE weeks AS SELECT s.client_id, s.snapshot_date, s.ww_months_left, s.ww_amount, s.side_income, s.tw_supplement, c.age_first_ww_day, c.ww_right_months, c.household_single, c.municipality, coalesce(e.began < s.snapshot_date, FALSE) AS prior_bijstand FROM ${file('snapshots')} s JOIN ${file('clients')} c USING (client_id) LEFT JOIN earlier e USING (client_id)`,
  )
  const [counted] = await engine.rows('SELECT count(*) AS n FROM weeks')
  const copies = Math.ceil(rows / Number(counted?.['n']))
  await engine.run(
    `COPY (SELECT 'R' || CAST(copy AS VARCHAR) || '-' || client_id AS client_id, weeks.* EXCLUDE (client_id) FROM weeks, range(${copies}) r(copy) LIMIT ${rows}) TO '${data}' (FORMAT parquet)`,
  )
  engine.close()
}

/** Largest memory of a process so far, in MB, as the kernel of Linux counts it; 0 when it has ended. */
const peakOf = (pid: number): number => {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  } catch {
    return 0
  }
}

const bytesIn = (folder: string): number => {
  let sum = 0
  for (const name of existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []) {
    try {
      sum += statSync(join(folder, name)).size
    } catch {
      // Gone between listing and asking.
    }
  }
  return sum
}

interface Scored {
  readonly seconds: number
  readonly memoryMB: number
  readonly diskMB: number
  readonly summary: unknown
}

const score = (model: string): Promise<Scored> =>
  new Promise((done, fail) => {
    const entry = given.source ? ['--import', 'tsx', join(root, 'src/cli/main.ts')] : [join(root, 'dist/cli/main.js')]
    const begin = performance.now()
    const child = spawn(process.execPath, [...entry, 'score', '--model', model, '--data', data, '--out', out], {
      stdio: ['ignore', 'pipe', 'inherit'],
      cwd: root,
    })
    let said = ''
    let memoryMB = 0
    let disk = 0
    const before = bytesIn(scratch)
    const watch = setInterval(() => {
      memoryMB = Math.max(memoryMB, peakOf(child.pid ?? 0))
      disk = Math.max(disk, bytesIn(scratch) - before)
    }, 250)
    child.stdout.on('data', (text) => {
      said += String(text)
    })
    child.on('close', (code) => {
      clearInterval(watch)
      const seconds = (performance.now() - begin) / 1000
      if (code === 0) done({ seconds, memoryMB, diskMB: disk / 2 ** 20, summary: JSON.parse(said) })
      else fail(new Error(`score ended with ${code}`))
    })
  })

/** Every list must hold the ranks 1 … n once each, along falling scores. */
const check = async (): Promise<Readonly<Record<string, unknown>>> => {
  const engine = await openDuckDB({ memory: '2GB', spill: join(scratch, 'spill') })
  const lists = `SELECT count(*) AS n, count(DISTINCT "rank") AS ranks, min("rank") AS low, max("rank") AS high, min(list_size) AS size, max(list_size) AS largest FROM '${out}' GROUP BY municipality, snapshot_date`
  const [found] = await engine.rows(
    `SELECT count(*) AS lists, CAST(sum(n) AS BIGINT) AS rows, count(*) FILTER (WHERE n <> ranks OR low <> 1 OR high <> n OR size <> n OR largest <> n) AS wrong FROM (${lists})`,
  )
  engine.close()
  return found ?? {}
}

const main = async (): Promise<void> => {
  const { model, population } = given
  if (model === undefined || population === undefined) throw new Error('give --model and --population')
  mkdirSync(scratch, { recursive: true })
  const here = machine()
  if (!existsSync(data)) await make(resolve(population), Number(given.rows))
  const scored = await score(resolve(model))
  const checked = await check()
  const rate = Math.round(Number(given.rows) / scored.seconds)
  const result = {
    name: 'scoring-50m',
    machine: here,
    rows: Number(given.rows),
    inputMB: Math.round(statSync(data).size / 2 ** 20),
    outputMB: Math.round(statSync(out).size / 2 ** 20),
    seconds: Math.round(scored.seconds),
    rowsASecond: rate,
    memoryMB: Math.round(scored.memoryMB),
    diskMB: Math.round(scored.diskMB),
    checked,
    summary: scored.summary,
  }
  console.log(JSON.stringify(result, null, 2))
  if (Number(given.rows) === 50_000_000 && checked['wrong'] === 0)
    writeFileSync(new URL('results/scoring-50m.json', import.meta.url), `${JSON.stringify(result, null, 2)}\n`)
  rmSync(scratch, { recursive: true, force: true })
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
