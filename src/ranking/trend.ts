import { suppressTable } from '../disclosure/suppress-table.js'
import { WorkbenchError } from '../errors.js'
import { clusteredBootstrap } from '../numeric/clustered-bootstrap.js'
import { criticalValue } from '../numeric/interval.js'
import { twoSided } from '../numeric/normal.js'
import { countPeople, densePeople, type People } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { auc } from './auc.js'
import { listingChance } from './listing.js'
import { type Ranking, rankingOf } from './order.js'
import type { Periods } from './periods.js'
import { rankingStatistic } from './ranking-statistic.js'
import { topK } from './top-k.js'

/** What is followed over the periods: the AUC, or recall at a share of each period's rows. */
export type TrendMeasure = { readonly kind: 'auc' } | { readonly kind: 'recall'; readonly k: number }

/** Options of {@link trendOverPeriods}. */
export interface TrendOptions {
  readonly measure: TrendMeasure
  readonly replicates: number
  readonly seed: number
  /** Disclosure threshold in people. */
  readonly minimum: number
  /** Default 0.95. */
  readonly confidence?: number
}

/** One period. All null when suppressed; such a period takes no part in the trend. */
export interface PeriodValue {
  readonly name: string
  readonly estimate: number | null
  readonly lower: number | null
  readonly upper: number | null
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
  /** People with the outcome behind the measure: all of them, or those on the list. */
  readonly behind: number
  readonly estimate: number | Undefined
}

const shareOf = (measure: TrendMeasure): number => (measure.kind === 'auc' ? 1 : measure.k)

const sliceOf = (
  at: number,
  by: { readonly score: Float64Array; readonly label: Uint8Array; readonly of: Int32Array; readonly people: People },
  measure: TrendMeasure,
): Slice => {
  const rows = Int32Array.from(by.of.keys()).filter((row) => by.of[row] === at)
  const label = Uint8Array.from(rows, (row) => by.label[row] as number)
  const people = { people: by.people.people, of: rows.map((row) => by.people.of[row] as number) }
  const ranking = rankingOf(Float64Array.from(rows, (row) => by.score[row] as number))
  const eventPeople = countPeople(people, (row) => label[row] === 1)
  const common = { at, ranking, label, people, eventPeople }
  if (measure.kind === 'auc') return { ...common, behind: eventPeople, estimate: auc(ranking, label) }
  const capacity = { kind: 'share', share: measure.k } as const
  const { recall, caught } = topK(ranking, label, capacity)
  const chance = listingChance(ranking, capacity)
  const listed = countPeople(people, (row) => label[row] === 1 && (chance[row] as number) > 0)
  return {
    ...common,
    behind: Math.min(listed, caught.expected),
    estimate: 'expected' in recall ? recall.expected : recall,
  }
}

/**
 * A measure over periods, each ranked on its own: interval of each period, slope with its interval and test, and the dispersion
 * beside what chance would give. People occur in several periods, so everything rests on one person-clustered bootstrap that draws
 * a person's rows in all periods together. Intervals and test are normal, with the bootstrap's covariance.
 * @throws WorkbenchError `mismatched-length`, `invalid-label`, `invalid-capacity`, `invalid-confidence`
 */
export const trendOverPeriods = (
  periods: Periods,
  rows: { readonly score: Float64Array; readonly label: Uint8Array; readonly person: Int32Array },
  options: TrendOptions,
): Trend => {
  if (new Set([periods.of, rows.score, rows.label, rows.person].map(({ length }) => length)).size > 1) {
    throw new WorkbenchError('mismatched-length', {
      expected: 'as many periods, labels and people as scores',
      found: 'others',
      where: 'trend',
    })
  }
  const by = { ...rows, of: periods.of, people: densePeople(rows.person) }
  const all = periods.names.map((_, at) => sliceOf(at, by, options.measure))
  const hidden = suppressTable(
    all.map(({ eventPeople }) => eventPeople),
    options.minimum,
  )
  const shown = all.filter(
    ({ at, behind, estimate }) => hidden[at] !== true && behind >= options.minimum && typeof estimate === 'number',
  )
  const covariance = shown.length === 0 ? null : covarianceOf(shown, by.people, options)
  const z = criticalValue(options.confidence ?? 0.95)
  return {
    periods: periods.names.map((name, at) => {
      const index = shown.findIndex((slice) => slice.at === at)
      if (index < 0) return { name, estimate: null, lower: null, upper: null }
      const estimate = (shown[index] as Slice).estimate as number
      const half = covariance === null ? null : z * Math.sqrt(covariance[index]?.[index] as number)
      return {
        name,
        estimate,
        lower: half === null ? null : Math.max(0, estimate - half),
        upper: half === null ? null : Math.min(1, estimate + half),
      }
    }),
    ...lineOf(shown, covariance, z),
  }
}

/** Covariance of the periods' measures over the replicates; null when more than one replicate in twenty lacks a number. */
const covarianceOf = (
  shown: readonly Slice[],
  people: People,
  { replicates, seed, measure }: TrendOptions,
): readonly Float64Array[] | null => {
  const width = shown.length
  const parts = shown.map((slice) => rankingStatistic(slice, { shares: [shareOf(measure)] }))
  const column = (part: (typeof parts)[number]): number =>
    measure.kind === 'auc' ? part.columns.auc : (part.columns.pooled[0] as number)
  const buffers = parts.map(({ columns }) => new Float64Array(columns.width))
  const numbers = clusteredBootstrap(
    { people: people.people, replicates, seed, stream: 'trend' },
    width,
    (weights, out) => {
      parts.forEach((part, index) => {
        const buffer = buffers[index] as Float64Array
        part.statistic(weights, buffer)
        out[index] = buffer[column(part)] as number
      })
    },
  )
  const draws = Array.from({ length: replicates }, (_, r) => numbers.subarray(r * width, (r + 1) * width))
  const kept = draws.filter((draw) => !draw.some(Number.isNaN))
  if (kept.length < 2 || kept.length < 0.95 * replicates) return null
  const mean = shown.map((_, i) => kept.reduce((sum, draw) => sum + (draw[i] as number), 0) / kept.length)
  return shown.map((_, i) =>
    Float64Array.from(mean, (__, j) => {
      const product = (draw: Float64Array): number =>
        ((draw[i] as number) - (mean[i] as number)) * ((draw[j] as number) - (mean[j] as number))
      return kept.reduce((sum, draw) => sum + product(draw), 0) / (kept.length - 1)
    }),
  )
}

const lineOf = (
  shown: readonly Slice[],
  covariance: readonly Float64Array[] | null,
  z: number,
): Pick<Trend, 'slope' | 'dispersion'> => {
  if (shown.length < 3 || covariance === null) {
    const reason = undefinedBecause(
      shown.length < 3 ? 'fewer than three periods can be shown' : 'too many replicates lack a number',
    )
    return { slope: reason, dispersion: reason }
  }
  const n = shown.length
  const value = shown.map(({ estimate }) => estimate as number)
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
  const variance = covariance.reduce(
    (sum, row, i) => sum + row.reduce((inner, one, j) => inner + one * (part[i] as number) * (part[j] as number), 0),
    0,
  )
  if (!(variance > 0)) return { slope: undefinedBecause('the periods move together exactly'), dispersion }
  const error = Math.sqrt(variance)
  return {
    slope: { estimate, lower: estimate - z * error, upper: estimate + z * error, p: twoSided(estimate / error) },
    dispersion,
  }
}
