import { suppressTable } from '../disclosure/suppress-table.js'
import { WorkbenchError } from '../errors.js'
import { clusteredBootstrap } from '../numeric/clustered-bootstrap.js'
import { gatherBytes, gatherCodes, gatherNumbers } from '../numeric/gather.js'
import { criticalValue } from '../numeric/interval.js'
import { twoSided } from '../numeric/normal.js'
import { countPeople, densePeople, type People } from '../numeric/people.js'
import { rowsWhere } from '../numeric/row-numbers.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { auc } from './auc.js'
import { listingChance } from './listing.js'
import { type Ranking, rankingOf } from './order.js'
import type { Periods } from './periods.js'
import { rankingStatistic } from './ranking-statistic.js'
import { topK } from './top-k.js'

/** What is followed over the periods: the AUC, or recall or precision at a share of each period's rows. Precision at 1 is the base rate. */
export type TrendMeasure =
  | { readonly kind: 'auc' }
  | { readonly kind: 'recall'; readonly k: number }
  | { readonly kind: 'precision'; readonly k: number }

/** Options of {@link trendsOverPeriods}. */
export interface TrendsOptions {
  readonly measures: readonly TrendMeasure[]
  readonly replicates: number
  readonly seed: number
  /** Disclosure threshold in people. */
  readonly minimum: number
  /** Default 0.95. */
  readonly confidence?: number
}

/** Options of {@link trendOverPeriods}. */
export interface TrendOptions extends Omit<TrendsOptions, 'measures'> {
  readonly measure: TrendMeasure
}

/** One period. All null when suppressed; such a period takes no part in the trend. */
export interface PeriodValue {
  readonly name: string
  readonly estimate: number | null
  readonly lower: number | null
  readonly upper: number | null
  /** The period less the mean of the other periods shown (weighted by precision), with its test; undefined where there is no other. */
  readonly deviation: { readonly estimate: number; readonly p: number } | Undefined
}

/** A measure over periods. */
export interface Trend {
  readonly periods: readonly PeriodValue[]
  /** Change per period of the line through the periods, weighted by precision; undefined with fewer than three periods shown. */
  readonly slope:
    | { readonly estimate: number; readonly lower: number; readonly upper: number; readonly p: number }
    | Undefined
  /** Standard deviation over the periods, and the one that chance alone leads to expect. Undefined as the slope. */
  readonly dispersion: { readonly observed: number; readonly byChance: number } | Undefined
}

interface Slice {
  readonly at: number
  readonly ranking: Ranking
  readonly label: Uint8Array
  readonly people: People
  readonly eventPeople: number
}

/** A measure in one period, and the people with the outcome behind it: all of them, or those on the list. */
interface Measured {
  readonly at: number
  /** People in the denominator of a rate; null for the AUC, which is none. */
  readonly units: number | null
  readonly estimate: number | Undefined
  readonly behind: number
}

type Shown = Measured & { readonly estimate: number }

const shareOf = (measure: TrendMeasure): number => (measure.kind === 'auc' ? 1 : measure.k)

const sliceOf = (
  at: number,
  by: { readonly score: Float64Array; readonly label: Uint8Array; readonly of: Int32Array; readonly people: People },
): Slice => {
  const rows = rowsWhere(by.of.length, (row) => by.of[row] === at)
  const label = gatherBytes(by.label, rows)
  const people = { people: by.people.people, of: gatherCodes(by.people.of, rows) }
  const ranking = rankingOf(gatherNumbers(by.score, rows))
  return { at, ranking, label, people, eventPeople: countPeople(people, (row) => label[row] === 1) }
}

const measured = ({ at, ranking, label, people, eventPeople }: Slice, measure: TrendMeasure): Measured => {
  if (measure.kind === 'auc') return { at, units: null, behind: eventPeople, estimate: auc(ranking, label) }
  const capacity = { kind: 'share', share: measure.k } as const
  const { caught, ...rates } = topK(ranking, label, capacity)
  const chance = listingChance(ranking, capacity)
  const onList = (row: number): boolean => (chance[row] as number) > 0
  const listed = countPeople(people, (row) => label[row] === 1 && onList(row))
  const units = measure.kind === 'recall' ? eventPeople : countPeople(people, onList)
  const rate = rates[measure.kind]
  return { at, units, behind: Math.min(listed, caught.expected), estimate: 'expected' in rate ? rate.expected : rate }
}

/**
 * Measures over periods, each period ranked on its own: interval of each period, slope with its interval and test, and the dispersion
 * beside what chance would give. People occur in several periods, so everything rests on one person-clustered bootstrap that draws
 * a person's rows in all periods together. Intervals and tests are normal, with the bootstrap's covariance.
 * @returns one trend for each measure
 * @throws WorkbenchError `mismatched-length`, `invalid-label`, `invalid-capacity`, `invalid-confidence`
 */
export const trendsOverPeriods = (
  periods: Periods,
  rows: { readonly score: Float64Array; readonly label: Uint8Array; readonly person: Int32Array },
  options: TrendsOptions,
): readonly Trend[] => {
  if (new Set([periods.of, rows.score, rows.label, rows.person].map(({ length }) => length)).size > 1) {
    throw new WorkbenchError('mismatched-length', {
      expected: 'as many periods, labels and people as scores',
      found: 'others',
      where: 'trend',
    })
  }
  const z = criticalValue(options.confidence ?? 0.95)
  const by = { ...rows, of: periods.of, people: densePeople(rows.person) }
  const slices = periods.names.map((_, at) => sliceOf(at, by))
  const hidden = suppressTable(
    slices.map(({ eventPeople }) => eventPeople),
    options.minimum,
  )
  const shown = options.measures.map((measure) =>
    slices
      .filter(({ at }) => hidden[at] !== true)
      .map((slice) => measured(slice, measure))
      .filter((one): one is Shown => one.behind >= options.minimum && typeof one.estimate === 'number'),
  )
  const draws = drawn(slices, by.people, options)
  return options.measures.map((measure, index) => {
    const own = shown[index] as readonly Shown[]
    const covariance = own.length === 0 || draws === null ? null : draws.covarianceOf(own, measure)
    return { periods: valuesOf(periods.names, own, { covariance, z }), ...lineOf(own, covariance, z) }
  })
}

/** One measure over periods; see {@link trendsOverPeriods}. */
export const trendOverPeriods = (
  periods: Periods,
  rows: { readonly score: Float64Array; readonly label: Uint8Array; readonly person: Int32Array },
  { measure, ...options }: TrendOptions,
): Trend => trendsOverPeriods(periods, rows, { ...options, measures: [measure] })[0] as Trend

type Covariance = readonly Float64Array[]

const valuesOf = (
  names: readonly string[],
  shown: readonly Shown[],
  { covariance, z }: { readonly covariance: Covariance | null; readonly z: number },
): readonly PeriodValue[] =>
  names.map((name, at) => {
    const index = shown.findIndex((one) => one.at === at)
    if (index < 0) {
      return { name, estimate: null, lower: null, upper: null, deviation: undefinedBecause('the period is not shown') }
    }
    const { estimate } = shown[index] as Shown
    const half = covariance === null ? null : z * Math.sqrt(covariance[index]?.[index] as number)
    return {
      name,
      estimate,
      lower: half === null ? null : Math.max(0, estimate - half),
      upper: half === null ? null : Math.min(1, estimate + half),
      deviation: deviationOf(shown, covariance, index),
    }
  })

/**
 * One period against the others: a fixed combination of the periods' values, so its variance follows from their covariance. Of a rate the
 * variance is at least that of its people under one common rate: the spread within a period of few people, all of them alike, says less.
 */
const deviationOf = (
  shown: readonly Shown[],
  covariance: Covariance | null,
  index: number,
): PeriodValue['deviation'] => {
  if (shown.length < 2 || covariance === null) return undefinedBecause('no other period to compare with')
  const floor = commonVariance(shown)
  const own = covariance.map((row, i) => Math.max(floor[i] as number, row[i] as number))
  const precision = own.map((variance, i) => (i === index ? 0 : 1 / variance))
  const all = precision.reduce((sum, one) => sum + one, 0)
  if (!Number.isFinite(all)) return undefinedBecause('a period has no spread')
  const part = precision.map((one, i) => (i === index ? 1 : -one / all))
  const short = covariance.map((row, i) => (own[i] as number) - (row[i] as number))
  const variance = quadratic(covariance, part) + short.reduce((sum, one, i) => sum + one * (part[i] as number) ** 2, 0)
  if (!(variance > 0)) return undefinedBecause('the periods move together exactly')
  const estimate = shown.reduce((sum, one, i) => sum + one.estimate * (part[i] as number), 0)
  return { estimate, p: twoSided(estimate / Math.sqrt(variance)) }
}

/** Variance of each period's rate if all periods had one rate and people were independent; 0 for the AUC. */
const commonVariance = (shown: readonly Shown[]): readonly number[] => {
  const people = shown.reduce((sum, { units }) => sum + (units ?? 0), 0)
  const rate = people === 0 ? 0 : shown.reduce((sum, { units, estimate }) => sum + (units ?? 0) * estimate, 0) / people
  return shown.map(({ units }) => (units === null || units === 0 ? 0 : (rate * (1 - rate)) / units))
}

const quadratic = (covariance: Covariance, part: readonly number[]): number =>
  covariance.reduce(
    (sum, row, i) => sum + row.reduce((inner, one, j) => inner + one * (part[i] as number) * (part[j] as number), 0),
    0,
  )

interface Draws {
  /** Covariance of a measure over the periods shown; null when more than one replicate in twenty lacks a number. */
  readonly covarianceOf: (shown: readonly Shown[], measure: TrendMeasure) => Covariance | null
}

/** One bootstrap for all periods and measures; null without people. */
const drawn = (slices: readonly Slice[], people: People, options: TrendsOptions): Draws | null => {
  const { replicates, seed, measures } = options
  if (people.people === 0) return null
  const shares = [...new Set(measures.map(shareOf))]
  const parts = slices.map((slice) => rankingStatistic(slice, { shares }))
  const each = parts[0]?.columns.width ?? 0
  const width = each * parts.length
  const numbers = clusteredBootstrap(
    { people: people.people, replicates, seed, stream: 'trend' },
    width,
    (weights, out, together) => {
      parts.forEach((part, index) => {
        part.statistic(weights, out.subarray(index * each, (index + 1) * each), together)
      })
    },
  )
  const columnOf = (at: number, measure: TrendMeasure): number => {
    const { columns } = parts[at] as (typeof parts)[number]
    const first = columns.pooled[shares.indexOf(shareOf(measure))] as number
    return at * each + (measure.kind === 'auc' ? columns.auc : measure.kind === 'recall' ? first : first + 1)
  }
  return {
    covarianceOf: (shown, measure) => {
      const places = shown.map(({ at }) => columnOf(at, measure))
      const draws = Array.from({ length: replicates }, (_, r) =>
        Float64Array.from(places, (place) => numbers[r * width + place] as number),
      )
      const kept = draws.filter((draw) => !draw.some(Number.isNaN))
      return kept.length < 2 || kept.length < 0.95 * replicates ? null : covarianceOver(kept)
    },
  }
}

const covarianceOver = (draws: readonly Float64Array[]): Covariance => {
  const places = [...(draws[0] as Float64Array).keys()]
  const mean = places.map((i) => draws.reduce((sum, draw) => sum + (draw[i] as number), 0) / draws.length)
  return places.map((i) =>
    Float64Array.from(mean, (__, j) => {
      const product = (draw: Float64Array): number =>
        ((draw[i] as number) - (mean[i] as number)) * ((draw[j] as number) - (mean[j] as number))
      return draws.reduce((sum, draw) => sum + product(draw), 0) / (draws.length - 1)
    }),
  )
}

const lineOf = (
  shown: readonly Shown[],
  covariance: Covariance | null,
  z: number,
): Pick<Trend, 'slope' | 'dispersion'> => {
  if (shown.length < 3 || covariance === null) {
    const reason = undefinedBecause(
      shown.length < 3 ? 'fewer than three periods can be shown' : 'too many replicates lack a number',
    )
    return { slope: reason, dispersion: reason }
  }
  const n = shown.length
  const value = shown.map(({ estimate }) => estimate)
  const mean = value.reduce((sum, one) => sum + one, 0) / n
  const trace = covariance.reduce((sum, row, i) => sum + (row[i] as number), 0)
  const total = covariance.reduce((sum, row) => sum + row.reduce((part, one) => part + one, 0), 0)
  const dispersion = {
    observed: Math.sqrt(value.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (n - 1)),
    byChance: Math.sqrt(Math.max(0, trace - total / n) / (n - 1)),
  }
  const weights = covariance.map((row, i) => 1 / (row[i] as number))
  if (!weights.every(Number.isFinite)) return { slope: undefinedBecause('a period has no spread'), dispersion }
  const all = weights.reduce((sum, one) => sum + one, 0)
  const centre = shown.reduce((sum, { at }, i) => sum + (weights[i] as number) * at, 0) / all
  const spread = shown.reduce((sum, { at }, i) => sum + (weights[i] as number) * (at - centre) ** 2, 0)
  // The slope is a fixed combination of the periods' values, so its variance follows from their covariance.
  const part = shown.map(({ at }, i) => ((weights[i] as number) * (at - centre)) / spread)
  const estimate = value.reduce((sum, one, i) => sum + one * (part[i] as number), 0)
  const variance = quadratic(covariance, part)
  if (!(variance > 0)) return { slope: undefinedBecause('the periods move together exactly'), dispersion }
  const error = Math.sqrt(variance)
  return {
    slope: { estimate, lower: estimate - z * error, upper: estimate + z * error, p: twoSided(estimate / error) },
    dispersion,
  }
}
