import { clusteredBootstrap, type Percentiles, percentileInterval } from '../numeric/clustered-bootstrap.js'
import type { People } from '../numeric/people.js'
import { listSize } from './capacity.js'
import {
  caughtAt,
  type Entries,
  entriesOf,
  type ListedEntries,
  listedEntriesOf,
  resampled,
  walkLists,
} from './entries.js'
import type { ListedRanking, Ranking } from './order.js'
import { checkLabels } from './top-k.js'

/** What is resampled: people, with all their rows. */
export interface RankedPeople {
  readonly ranking: Ranking
  readonly label: Uint8Array
  readonly people: People
  /** Lists from `rankingWithin`; memberships follow the person. */
  readonly lists?: ListedRanking
}

/** Options of {@link bootstrapRanking}. */
export interface RankingBootstrapOptions {
  /** Shares k, each in (0, 1]. */
  readonly shares: readonly number[]
  readonly replicates: number
  readonly seed: number
  /** First replicate, for sharing among workers. Default 0. */
  readonly from?: number
}

/** Columns of the numbers of {@link bootstrapReplicates}: AUC first, then recall, precision and lift of each share. */
export const replicateWidth = (shares: number, lists: boolean): number => 1 + 3 * shares * (lists ? 2 : 1)

/**
 * The bootstrap's raw numbers, replicates × {@link replicateWidth}, row-major; NaN where a number does not exist in a replicate.
 * In each replicate people are drawn with replacement, the list sizes are computed anew from the resampled rows, and ties at
 * the cut count by their exact expectation. Deterministic: replicate r depends on (seed, r) only.
 * @throws WorkbenchError `invalid-label`, `invalid-bootstrap`
 */
export const bootstrapReplicates = (input: RankedPeople, options: RankingBootstrapOptions): Float64Array => {
  const { ranking, label, people, lists } = input
  checkLabels(label, ranking.n)
  const { shares, replicates, seed, from = 0 } = options
  const entries = entriesOf(ranking, label, people)
  const listed = lists === undefined ? undefined : listedEntriesOf(ranking, lists, { label, people })
  const ascending = shares.map((_, index) => index).sort((a, b) => (shares[a] as number) - (shares[b] as number))
  const work: Work = {
    entries,
    listed,
    shares,
    ascending,
    sizes: new Float64Array(shares.length),
    caught: new Float64Array(shares.length),
  }
  return clusteredBootstrap(
    { people: people.people, replicates, seed, from },
    replicateWidth(shares.length, lists !== undefined),
    (weights, out) => replicate(work, weights, out),
  )
}

interface Work {
  readonly entries: Entries
  readonly listed: ListedEntries | undefined
  readonly shares: readonly number[]
  readonly ascending: readonly number[]
  readonly sizes: Float64Array
  readonly caught: Float64Array
}

const replicate = (work: Work, weights: Uint8Array, out: Float64Array): void => {
  const { entries, listed, shares, ascending, sizes, caught } = work
  const total = resampled(entries, weights)
  ascending.forEach((share, place) => {
    sizes[place] = listSize({ kind: 'share', share: shares[share] as number }, total.rows)
  })
  caughtAt(entries, weights, { sizes, caught })
  const pairs = total.events * (total.rows - total.events)
  out[0] = pairs === 0 ? Number.NaN : total.twice / 2 / pairs
  ascending.forEach((share, place) => {
    write(out, 1 + 3 * share, { size: sizes[place] as number, caught: caught[place] as number, ...total })
  })
  if (listed === undefined) return
  shares.forEach((share, index) => {
    const within = walkLists(listed, weights, { kind: 'share', share })
    write(out, 1 + 3 * (shares.length + index), { ...within, ...total })
  })
}

const write = (
  out: Float64Array,
  at: number,
  list: { readonly size: number; readonly caught: number; readonly rows: number; readonly events: number },
): void => {
  const { size, caught, rows, events } = list
  const empty = size === 0
  out[at] = empty || events === 0 ? Number.NaN : caught / events
  out[at + 1] = empty ? Number.NaN : caught / size
  out[at + 2] = empty || events === 0 ? Number.NaN : (caught * rows) / (size * events)
}

/** Intervals of recall, precision and lift at one share. */
export interface ListIntervals {
  readonly recall: Percentiles
  readonly precision: Percentiles
  readonly lift: Percentiles
}

/** Percentile intervals (quantiles by definition R-7) of the ranking's measures. */
export interface RankingIntervals {
  readonly replicates: number
  readonly auc: Percentiles
  /** One for each share, pooled. */
  readonly pooled: readonly ListIntervals[]
  /** One for each share, within lists; null without lists. */
  readonly withinLists: readonly ListIntervals[] | null
}

/** Turns the raw numbers of {@link bootstrapReplicates} into intervals. */
export const intervalsOf = (
  numbers: Float64Array,
  shape: { readonly shares: number; readonly lists: boolean; readonly confidence?: number },
): RankingIntervals => {
  const width = replicateWidth(shape.shares, shape.lists)
  const at = (index: number): Percentiles => percentileInterval(numbers, { index, width }, shape.confidence)
  const block = (start: number): readonly ListIntervals[] =>
    Array.from({ length: shape.shares }, (_, share) => ({
      recall: at(start + 3 * share),
      precision: at(start + 3 * share + 1),
      lift: at(start + 3 * share + 2),
    }))
  return {
    replicates: numbers.length / width,
    auc: at(0),
    pooled: block(1),
    withinLists: shape.lists ? block(1 + 3 * shape.shares) : null,
  }
}

/**
 * Person-clustered percentile intervals of AUC and of recall, precision and lift at each share, pooled and within lists.
 * @throws WorkbenchError `invalid-label`, `invalid-bootstrap`
 */
export const bootstrapRanking = (
  input: RankedPeople,
  options: RankingBootstrapOptions & { readonly confidence?: number },
): RankingIntervals =>
  intervalsOf(bootstrapReplicates(input, options), {
    shares: options.shares.length,
    lists: input.lists !== undefined,
    ...(options.confidence === undefined ? {} : { confidence: options.confidence }),
  })
