import type { Encoder } from '../../data-schemas/encoder.js'
import type { Contribution } from '../explanation/list-drivers.js'
import type { Block } from '../numeric/design.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import { quantile } from '../numeric/quantile.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { periodDates } from '../panel/period-dates.js'
import { eventDays } from '../panel/test-lists.js'
import type { EncodedLevels } from '../ranking/missed-people.js'
import type { TestRows } from './open-test.js'
import type { Run } from './run.js'

/** The dates of the test side, and the date of each of its rows. */
export interface TestDates {
  /** Number of the date of each row, an index of `dates`. */
  readonly period: Int32Array
  /** ISO, ascending. */
  readonly dates: readonly string[]
}

/** The dates of the test side; undefined when the study names none. */
export const testDates = async ({ study, opened, panel }: Run, test: TestRows): Promise<TestDates | Undefined> => {
  const all = await periodDates(study, opened, panel)
  if ('kind' in all) return all
  const used = [...new Set(test.period)].sort((a, b) => a - b)
  const place = new Map(used.map((code, index) => [code, index]))
  return {
    period: test.period.map((code) => place.get(code) as number),
    dates: used.map((code) => all[code] as string),
  }
}

const DAY = 86_400_000

/**
 * Number of the date after which each row's person has the outcome, −1 where they do not: date p when it comes true after date p, and no
 * later than the next one. After the last date the count goes on in steps of the median distance.
 */
export const eventPeriods = async (
  { study, opened, panel }: Run,
  test: TestRows,
  { dates }: TestDates,
): Promise<Int32Array | Undefined> => {
  const found = await eventDays(study, opened, panel)
  if (found === undefined) return undefinedBecause('the outcome of this study has no day')
  const days = dates.map((date) => Date.parse(`${date}T00:00:00Z`) / DAY)
  const gaps = days
    .slice(1)
    .map((day, index) => day - (days[index] as number))
    .sort((a, b) => a - b)
  const step = gaps[gaps.length >> 1] ?? 1
  const last = days.length - 1
  const periodOf = (day: number): number => {
    const beyond = day - (days[last] as number)
    return beyond > 0 ? last + Math.ceil(beyond / step) - 1 : days.filter((date) => date < day).length - 1
  }
  return test.person.map((who) => {
    const day = found.get(who)
    return day === undefined ? -1 : periodOf(day)
  })
}

/** What each indicator adds to the log-odds of each row. */
export const contributionsOf = (
  blocks: readonly Block[],
  estimates: Float64Array,
  rows: number,
): readonly Contribution[] => {
  let at = 1
  return blocks.map((block) => {
    const own = estimates.subarray(at, at + block.columns.length)
    at += block.columns.length
    return { name: block.name, values: linearPredictor([block], Float64Array.of(0, ...own), rows) }
  })
}

/** Quarters of a number that enters the model as it is; empty when all its values are the same. */
const quarters = (name: string, values: Float64Array): readonly EncodedLevels[] => {
  const sorted = values.filter(Number.isFinite).sort()
  const cuts = [0.25, 0.5, 0.75].flatMap((p) => {
    const cut = quantile(sorted, p)
    return typeof cut === 'number' && cut > (sorted[0] as number) ? [cut] : []
  })
  const edges = [...new Set(cuts)]
  if (edges.length === 0) return []
  const levels = [...edges, null].map((edge, index) => {
    const from = index === 0 ? '' : `≥ ${edges[index - 1]}`
    return [from, ...(edge === null ? [] : [`< ${edge}`])].filter((part) => part !== '').join(', ')
  })
  return [{ name, levels, code: Uint8Array.from(values, (value) => edges.filter((edge) => value >= edge).length) }]
}

/** The indicators of the model as levels with names: its bins, or quarters of what enters as it is. */
export const levelsOf = (encoders: readonly Encoder[], blocks: readonly Block[]): readonly EncodedLevels[] =>
  blocks.flatMap((block) => {
    if (block.kind === 'values') return quarters(block.name, block.values)
    const encoder = encoders.find(({ name }) => name === block.name)
    return encoder === undefined
      ? []
      : [{ name: block.name, levels: encoder.levels.map(({ label }) => label), code: block.codes }]
  })
