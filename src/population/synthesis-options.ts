import { WorkbenchError } from '../errors.js'
import { SCENARIOS, type Scenario } from './scenario.js'
import type { Format } from './tables.js'

/** What population to make, and where. */
export interface SynthesisOptions {
  /** Folder to make; must not exist, or be empty. */
  readonly out: string
  /** People with at least one snapshot in the window. */
  readonly clients: number
  /** Weeks of the window. */
  readonly weeks: number
  /** Integer in [0, 2³²). */
  readonly seed: number
  readonly scenario: Scenario
  readonly format: Format
  /** Lay the pilot of The Hague over the population; scenario `base` only. Default false. */
  readonly pilot?: boolean
  /** Threads that draw people; default: the cores of the machine, at most eight. The files are the same for any number. */
  readonly workers?: number
  /** Told how far a stage is, as a share in [0, 1]. Stages: `people`, `tables`. */
  readonly onProgress?: (stage: string, share: number) => void
  readonly signal?: AbortSignal
}

/** Weeks that the faults of whole weeks need. */
const dirtyWeeks = 26

/** Weeks that the pilot needs. */
const pilotWeeks = 91

/** Clients that the national model behind the pilot's scores needs. */
const pilotClients = 20_000

const wrong = (option: string, expected: string, found: unknown): WorkbenchError =>
  new WorkbenchError('wrong-option', {
    expected: `${option}: ${expected}`,
    found: String(found),
    where: 'options of the synthetic population',
    advice: 'correct the option; nothing was written',
  })

const whole = (value: number, low: number, high: number): boolean =>
  Number.isInteger(value) && value >= low && value <= high

/** Throws `wrong-option` for options that make no population. */
export const checkOptions = (options: SynthesisOptions): void => {
  const { clients, weeks, seed, scenario, format, pilot, workers, out } = options
  if (typeof out !== 'string' || out === '') throw wrong('out', 'a folder', 'nothing')
  if (!whole(clients, 1, 20_000_000)) throw wrong('clients', 'a whole number from 1 to 20,000,000', clients)
  if (!whole(weeks, 1, 1040)) throw wrong('weeks', 'a whole number from 1 to 1040', weeks)
  if (!whole(seed, 0, 0xffff_ffff)) throw wrong('seed', 'a whole number from 0 to 4294967295', seed)
  if (!SCENARIOS.includes(scenario)) throw wrong('scenario', SCENARIOS.join(', '), scenario)
  if (format !== 'parquet' && format !== 'csv') throw wrong('format', 'parquet or csv', format)
  if (workers !== undefined && !whole(workers, 1, 64)) throw wrong('workers', 'a whole number from 1 to 64', workers)
  if (scenario === 'dirty' && weeks < dirtyWeeks)
    throw wrong('weeks', `at least ${dirtyWeeks} for scenario dirty`, weeks)
  if (pilot === true && (scenario !== 'base' || weeks < pilotWeeks || clients < pilotClients)) {
    throw wrong(
      'pilot',
      `scenario base, at least ${pilotWeeks} weeks and ${pilotClients} clients`,
      `${scenario}, ${weeks} weeks, ${clients} clients`,
    )
  }
}
