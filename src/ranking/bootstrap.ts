import { clusteredBootstrap, type Percentiles, percentileInterval } from '../numeric/clustered-bootstrap.js'
import { type Columns, type RankedPeople, rankingStatistic } from './ranking-statistic.js'

/** Options of {@link bootstrapRanking}. */
export interface RankingBootstrapOptions {
  /** Shares k, each in (0, 1]. */
  readonly shares: readonly number[]
  /** Rows that simple rules list, to be compared with the model's list of the same size. */
  readonly rules?: readonly Uint8Array[]
  readonly replicates: number
  readonly seed: number
  /** First replicate, for sharing among workers. Default 0. */
  readonly from?: number
}

/** Raw numbers of a bootstrap, replicates × columns, row-major; NaN where a number does not exist in a replicate. */
export interface Replicates {
  readonly columns: Columns
  readonly numbers: Float64Array
}

/**
 * Draws people with replacement and computes every measure of the ranking in each replicate.
 * Deterministic: replicate r depends on (seed, r) only, and not on the order of the rows.
 * @throws WorkbenchError `invalid-label`, `invalid-bootstrap`
 */
export const bootstrapReplicates = (input: RankedPeople, options: RankingBootstrapOptions): Replicates => {
  const { replicates, seed, from = 0 } = options
  const { columns, statistic } = rankingStatistic(input, options)
  const people = input.people.people
  return { columns, numbers: clusteredBootstrap({ people, replicates, seed, from }, columns.width, statistic) }
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
  /** One for each share, within lists; empty without lists. */
  readonly within: readonly ListIntervals[]
  /** One for each share: recall minus that of a random list as long. */
  readonly random: readonly Percentiles[]
  /** One for each rule: the model's recall at the rule's size minus that of the rule, on the same people. */
  readonly rules: readonly Percentiles[]
}

/** Turns the raw numbers of {@link bootstrapReplicates} into intervals. */
export const intervalsOf = ({ columns, numbers }: Replicates, confidence = 0.95): RankingIntervals => {
  const { width } = columns
  const at = (index: number): Percentiles => percentileInterval(numbers, { index, width }, confidence)
  const list = (first: number): ListIntervals => ({ recall: at(first), precision: at(first + 1), lift: at(first + 2) })
  return {
    replicates: numbers.length / width,
    auc: at(columns.auc),
    pooled: columns.pooled.map(list),
    within: columns.within.map(list),
    random: columns.random.map(at),
    rules: columns.rules.map(at),
  }
}

/**
 * Person-clustered percentile intervals of AUC, of recall, precision and lift at each share, pooled and within lists, and of
 * the differences with random lists and rules.
 * @throws WorkbenchError `invalid-label`, `invalid-bootstrap`
 */
export const bootstrapRanking = (
  input: RankedPeople,
  options: RankingBootstrapOptions & { readonly confidence?: number },
): RankingIntervals => intervalsOf(bootstrapReplicates(input, options), options.confidence)
