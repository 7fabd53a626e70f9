import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Grown, growthTables, needTable } from './support/growth-table.js'
import { machine } from './support/machine.js'
import { growthResults, writeResultsPage } from './support/results-page.js'
import { type Part, type Watched, watched } from './support/watched.js'

// tsx bench/growth.ts [MILLIONS…] [--memory SIZE] [--jobs N] [--scratch DIR] [--keep] [--spark PATH_TO_SPARK_SUBMIT] [--tables]
// Makes a population of each size and retrains the flagship study on it, each in a process of its own; other sizes keep their last result.
// --keep leaves the populations for another time; --spark also runs the first size through Spark; --tables only writes the pages again.
const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    memory: { type: 'string' },
    jobs: { type: 'string' },
    scratch: { type: 'string', default: 'runs/growth' },
    keep: { type: 'boolean', default: false },
    spark: { type: 'string' },
    tables: { type: 'boolean', default: false },
  },
})

const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = resolve(given.scratch)
const main = join(root, 'dist/cli/main.js')
const studyFile = join(root, 'data-schemas/studies/maatwerkscan.study.json')
const page = join(root, 'docs/GROWTH.md')

/** Clients of a million person-weeks, over a window of 156 weeks. */
const CLIENTS = 44_000
const WEEKS = 156

type Json = Readonly<Record<string, unknown>>

const json = (path: string): Json => JSON.parse(readFileSync(path, 'utf8')) as Json

const megabytes = (paths: readonly string[]): number => paths.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6

const costOf = ({ seconds, cpuSeconds, peakMB }: Watched): Omit<Part, 'name'> => ({ seconds, cpuSeconds, peakMB })

const ended = (what: string, run: Watched, allowed: readonly number[]): Watched => {
  if (allowed.includes(run.exit)) return run
  throw new Error(`${what} ended with ${run.exit}: ${run.said.trim()}`)
}

/** A population in a folder, with what it cost; one that is there is used again. */
const populate = async (clients: number): Promise<{ readonly folder: string; readonly synth: Grown['synth'] }> => {
  const folder = join(scratch, `population-${clients}`)
  const cost = `${folder}.json`
  if (existsSync(cost)) return { folder, synth: json(cost) as unknown as Grown['synth'] }
  rmSync(folder, { recursive: true, force: true })
  const line = [main, 'synth', '--out', folder, '--clients', String(clients), '--weeks', String(WEEKS), '--seed', '1']
  const synth = costOf(ended('synth', await watched([...line, '--progress', 'none']), [0]))
  writeFileSync(cost, JSON.stringify(synth))
  return { folder, synth }
}

/** Stage that a line of `--progress plain` begins. */
const stageOf = (line: string): string | undefined => /^\s*[\d.]+ s {2}(.+)$/.exec(line)?.[1]

const studyOf = (spark: string | undefined): string => {
  if (spark === undefined) return studyFile
  const file = join(scratch, 'spark.study.json')
  writeFileSync(
    file,
    JSON.stringify({ ...json(studyFile), engine: { kind: 'spark', master: 'local[*]', submit: spark } }),
  )
  return file
}

const sideOf = (panel: Json, side: string): number =>
  ((panel['split'] as Readonly<Record<string, Json>>)[side]?.['rows'] as number | undefined) ?? Number.NaN

const grow = async (size: number, spark?: string): Promise<Grown> => {
  const clients = Math.round(size * CLIENTS)
  const { folder, synth } = await populate(clients)
  const here = machine()
  // A folder of its own: the log of openings of the test side lies beside the run.
  const place = join(scratch, 'run')
  const out = join(place, 'run')
  rmSync(place, { recursive: true, force: true })
  const line = [main, 'retrain', '--study', studyOf(spark), '--data', folder, '--out', out, '--draft']
  const more = [
    ...(given.memory === undefined ? [] : ['--memory', given.memory]),
    ...(given.jobs === undefined ? [] : ['--jobs', given.jobs]),
  ]
  // A small population may be refused by a gate: its cost is that of a whole run all the same.
  const run = ended('retrain', await watched([...line, ...more, '--progress', 'plain'], stageOf), [0, 3])
  const [panel, fit, selection] = ['02-panel', '05-fit', '04-selection'].map((name) => json(join(out, `${name}.json`)))
  const memory = json(join(out, 'run.json'))['memory'] as { engineLimit: string; spilledPeak: number }
  const tables = readdirSync(folder).filter((name) => name.endsWith('.parquet') && !/^(truth|list)/.test(name))
  rmSync(place, { recursive: true, force: true })
  return {
    engine: spark === undefined ? 'duckdb' : 'spark',
    size,
    machine: here,
    clients,
    personWeeks: (json(join(folder, 'manifest.json'))['rows'] as { snapshots: number }).snapshots,
    inputMB: megabytes(tables.map((name) => join(folder, name))),
    train: sideOf(panel as Json, 'train'),
    test: sideOf(panel as Json, 'test'),
    sample: sideOf(panel as Json, 'sample'),
    patterns: fit?.['patterns'] as number,
    samplePatterns: selection?.['patterns'] as number,
    synth,
    total: costOf(run),
    engineLimit: memory.engineLimit,
    spilledMB: memory.spilledPeak / 1e6,
    stages: run.parts.filter(({ name }) => name !== 'start' && name !== 'done'),
  }
}

const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 1000) / 1000 : value

/** Keeps a size in place of its last result. */
const keep = (one: Grown): void => {
  const others = growthResults().filter(({ engine, size }) => engine !== one.engine || size !== one.size)
  const all = [...others, one].sort((a, b) => a.engine.localeCompare(b.engine) || a.size - b.size)
  writeFileSync(new URL('results/growth.json', import.meta.url), `${JSON.stringify(all, rounded, 2)}\n`)
}

/** Puts lines between the two comments of a page that name the part. */
const between = (text: string, part: string, lines: readonly string[]): string => {
  const marks = [`<!-- ${part}: written by npm run bench:growth -->`, `<!-- end of ${part} -->`] as const
  const [from, to] = [text.indexOf(marks[0]), text.indexOf(marks[1])]
  if (from < 0 || to < from) throw new Error(`docs/GROWTH.md has no place for ${part}`)
  return `${text.slice(0, from)}${marks[0]}\n\n${lines.join('\n').trim()}\n\n${text.slice(to)}`
}

const writePages = (): void => {
  const all = growthResults()
  const tables = between(readFileSync(page, 'utf8'), 'measured', growthTables(all))
  writeFileSync(page, between(tables, 'needs', needTable(all)))
  writeResultsPage()
}

const told = ({ size, engine, total, machine: { load } }: Grown): string =>
  `${size} million, ${engine}: ${total.seconds.toFixed(0)} s, ${total.cpuSeconds.toFixed(0)} CPU seconds, ${(total.peakMB / 1000).toFixed(1)} GB; load before ${load.toFixed(1)}`

const run = async (): Promise<void> => {
  const sizes = positionals.length === 0 ? [0.1, 1, 10] : positionals.map(Number)
  if (sizes.some((size) => !(size > 0))) throw new Error('sizes are millions of person-weeks, such as 0.1 1 10 50')
  mkdirSync(scratch, { recursive: true })
  for (const [index, size] of (given.tables ? [] : sizes).entries()) {
    for (const spark of index === 0 && given.spark !== undefined ? [undefined, given.spark] : [undefined]) {
      const one = await grow(size, spark)
      keep(one)
      console.log(told(one))
    }
    if (!given.keep) {
      const folder = join(scratch, `population-${Math.round(size * CLIENTS)}`)
      rmSync(folder, { recursive: true, force: true })
      rmSync(`${folder}.json`, { force: true })
    }
  }
  writePages()
}

run().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
