import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { observedUntilDay } from './chunk.js'
import { createRawTables, fillStore } from './fill.js'
import { writeFolder } from './folder.js'
import { firstMonday } from './scenario.js'
import { openStore, type Store } from './store.js'
import { stopWhenAsked } from './stretches.js'
import { checkOptions, type SynthesisOptions } from './synthesis-options.js'
import { countRows, tableQueries, writeTable } from './tables.js'
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
    await writeTable(store, queries[name] as string, join(folder, `${name}.${format}`), format)
    if (!name.startsWith('truth')) rows[name] = await countRows(store, `(${queries[name]})`)
    options.onProgress?.('tables', (index + 1) / names.length)
  }
  return rows
}

const build = async (store: Store, folder: string, options: SynthesisOptions): Promise<SynthesisSummary> => {
  const { scenario, seed, weeks, signal } = options
  const week0 = firstMonday(scenario)
  const tally = expectations(weeks)
  const ends = endings()
  await createRawTables(store)
  const workers = options.workers ?? Math.min(availableParallelism(), 8)
  const filled = await fillStore(
    store,
    { scenario, weeks, seed, workers, adjustments: noAdjustments, signal },
    {
      clients: options.clients,
      each: (people) => {
        tally.add(people)
        ends.add(people)
      },
      progress: (share) => options.onProgress?.('people', share),
    },
  )
  const rows = await writeTables(store, { ...tableQueries(week0) }, { folder, options })
  const summary = {
    out: options.out,
    scenario,
    seed,
    clients: options.clients,
    weeks,
    firstWeek: week0,
    observedUntil: isoDay(week0, observedUntilDay(weeks)),
    ...filled,
    rows,
  }
  return summary
}

/**
 * Makes a synthetic WW population with known truth.
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
    } finally {
      store.close()
      rmSync(spill, { recursive: true, force: true })
    }
  })
}
