import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { observedUntilDay } from './chunk.js'
import type { Batch } from './columns.js'
import { plantFaults } from './dirty.js'
import { faultRates } from './faults.js'
import { createRawTables, type Filled, fillStore } from './fill.js'
import { writeFolder } from './folder.js'
import { outsideTheHague, overlayPilot } from './pilot.js'
import { pilotParameters } from './pilot-parameters.js'
import { firstMonday } from './scenario.js'
import { openStore, type Store } from './store.js'
import { stopWhenAsked } from './stretches.js'
import { checkOptions, type SynthesisOptions } from './synthesis-options.js'
import { tableQueries, weeklyListSql, writeTable } from './tables.js'
import { allParameters, endings, expectations, generator } from './truth.js'
import { noAdjustments } from './world.js'

/** What was written. */
export interface SynthesisSummary {
  /** Folder that was made. */
  readonly out: string
  readonly scenario: SynthesisOptions['scenario']
  readonly seed: number
  readonly clients: number
  readonly weeks: number
  /** Monday of week 0, ISO. */
  readonly firstWeek: string
  /** Last day on which bijstand was observed, ISO. */
  readonly observedUntil: string
  /** People drawn to find the clients, and clients kept. */
  readonly drawn: number
  readonly kept: number
  readonly rows: Readonly<Record<string, number>>
}

/** Below this many clients a thread is not worth its start. */
const clientsPerThread = 20_000

const meaning =
  'No person in this folder exists. Parameters are assumptions, tuned to published figures. expected = sum of the probabilities of bijstand given all that was drawn but the application.'

const day = 86_400_000

const isoDay = (week0: string, days: number): string =>
  new Date(Date.parse(week0) + days * day).toISOString().slice(0, 10)

const writeJson = (file: string, value: unknown): void => writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)

const writeTables = async (
  store: Store,
  queries: Readonly<Record<string, string>>,
  place: { readonly folder: string; readonly options: SynthesisOptions },
): Promise<Readonly<Record<string, number>>> => {
  const { folder, options } = place
  const rows: Record<string, number> = {}
  const names = Object.keys(queries)
  for (const [index, name] of names.entries()) {
    stopWhenAsked(options.signal)
    const format = name.startsWith('truth') ? 'parquet' : options.format
    const written = await writeTable(store, queries[name] as string, join(folder, `${name}.${format}`), format)
    if (!name.startsWith('truth')) rows[name] = written
    options.onProgress?.('tables', (index + 1) / names.length)
  }
  return rows
}

interface Made {
  readonly queries: Readonly<Record<string, string>>
  readonly filled: Filled
  /** What `truth.json` holds beside the parameters. */
  readonly truth: Readonly<Record<string, unknown>>
}

const make = async (store: Store, options: SynthesisOptions): Promise<Made> => {
  const { scenario, seed, weeks, signal } = options
  const week0 = firstMonday(scenario)
  const tally = expectations(weeks)
  const ends = endings()
  const count = (people: Batch): void => {
    tally.add(people)
    ends.add(people)
  }
  const pilot = options.pilot === true
  await createRawTables(store)
  const workers = options.workers ?? Math.min(availableParallelism(), 8, Math.ceil(options.clients / clientsPerThread))
  const filled = await fillStore(
    store,
    { scenario, weeks, seed, workers, adjustments: noAdjustments, signal },
    {
      clients: options.clients,
      each: (people) => count(pilot ? outsideTheHague(people) : people),
      progress: (share) => options.onProgress?.('people', share),
    },
  )
  const queries = tableQueries(week0)
  if (pilot) {
    const overlaid = await overlayPilot({ store, seed, week0, weeks, signal, each: count }, queries)
    const truth = { expected: tally.result(), endings: ends.result(), pilot: overlaid.pilot, pilotParameters }
    return { queries: overlaid.queries, filled, truth }
  }
  const truth = { expected: tally.result(), endings: ends.result() }
  if (scenario !== 'dirty') return { queries: { ...queries, list: weeklyListSql(week0, weeks - 1) }, filled, truth }
  const dirtied = await plantFaults({ store, seed, week0, weeks }, queries)
  return { queries: { ...dirtied.queries }, filled, truth: { ...truth, faultRates, faults: dirtied.faults } }
}

const build = async (store: Store, folder: string, options: SynthesisOptions): Promise<SynthesisSummary> => {
  const { scenario, seed, weeks, clients, out } = options
  const week0 = firstMonday(scenario)
  const { queries, filled, truth } = await make(store, options)
  const rows = await writeTables(store, queries, { folder, options })
  const frame = {
    scenario,
    seed,
    clients,
    weeks,
    firstWeek: week0,
    observedUntil: isoDay(week0, observedUntilDay(weeks)),
  }
  const label = { synthetic: true, generator: `${generator.name} ${generator.version}` }
  writeJson(join(folder, 'manifest.json'), {
    ...label,
    ...frame,
    pilot: options.pilot === true,
    format: options.format,
    rows,
  })
  writeJson(join(folder, 'truth.json'), {
    label: 'synthetic',
    ...label,
    ...frame,
    ...filled,
    meaning,
    ...truth,
    parameters: allParameters,
  })
  return { out, ...frame, ...filled, rows }
}

/**
 * Makes a synthetic WW population with known truth, and writes it as a folder: `clients`, `snapshots`, `bijstand`, `audit` (Parquet
 * or CSV), `truth.parquet`, `truth.json` and `manifest.json`; without faults or pilot also `list`, the flat table of the last week
 * that a frozen model can score. No person in it exists.
 *
 * People are drawn by number until there are enough clients; the same seed gives the same files on any number of threads, and a
 * larger population of the same window holds the smaller one. The folder appears as a whole or not at all.
 *
 * Choices where the model was left open: values are known on the first day of the running WW month (side income up to three, supplement
 * up to five days later, never after the first Monday that shows them); traits are registered within a week of the first day; dates
 * of real-valued times are the day they fall in, and bijstand starts on the next day; bijstand is observed 742 days past the window.
 *
 * Errors: `wrong-option`, `output-not-empty`, `output-not-writable`, `cancelled`, `population-not-written`.
 */
export const synthesize = async (options: SynthesisOptions): Promise<SynthesisSummary> => {
  checkOptions(options)
  stopWhenAsked(options.signal)
  return writeFolder(options.out, async (folder) => {
    const spill = join(folder, '.spill')
    mkdirSync(spill)
    const store = await openStore({ spill, memory: '1500MB', signal: options.signal })
    try {
      return await build(store, folder, options)
    } catch (cause) {
      stopWhenAsked(options.signal)
      throw cause
    } finally {
      store.close()
      rmSync(spill, { recursive: true, force: true })
    }
  })
}
