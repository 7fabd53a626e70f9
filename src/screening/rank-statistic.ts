import type { Interval } from '../../data-schemas/results/common.js'
import { normalQuantile } from '../numeric/normal.js'
import { isDefined, type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** Rows with a rank, a yes or no to predict, and the person they belong to. */
export interface RankedRows {
  /** Dense from 0; a higher rank should mean yes more often. Equal ranks are ties. */
  readonly rank: Int32Array
  readonly positive: Uint8Array
  readonly person: Int32Array
  /** Rows are compared within a stratum only; −1 leaves a row out. Absent: one stratum. */
  readonly stratum?: Int32Array
}

/** Area under the curve with its person-clustered standard error. */
export interface RankStatistic {
  readonly estimate: number | Undefined
  readonly standardError: number
  /** Pairs of a positive and a negative row that were compared. */
  readonly pairs: number
}

/** Rows with a yes and rows with a no, for each stratum × rank (stratum first). */
export interface Places {
  readonly ranks: number
  readonly positives: Float64Array
  readonly negatives: Float64Array
}

const NONE: RankStatistic = {
  estimate: undefinedBecause('no two rows to compare: one of the two groups is empty'),
  standardError: Number.NaN,
  pairs: 0,
}

const most = (values: Int32Array): number => values.reduce((highest, value) => Math.max(highest, value), -1) + 1

const stratumOf = (rows: RankedRows, row: number): number =>
  rows.stratum === undefined ? 0 : (rows.stratum[row] as number)

const count = (rows: RankedRows, strata: number): Places => {
  const ranks = most(rows.rank)
  const places = { ranks, positives: new Float64Array(ranks * strata), negatives: new Float64Array(ranks * strata) }
  for (let row = 0; row < rows.rank.length; row += 1) {
    const stratum = stratumOf(rows, row)
    if (stratum < 0) continue
    const to = rows.positive[row] === 1 ? places.positives : places.negatives
    to[stratum * ranks + (rows.rank[row] as number)]! += 1
  }
  return places
}

/** What every place is worth in comparisons. */
export interface Comparisons {
  /** For each stratum and rank: negatives below plus half of those tied, and positives above plus half of those tied. */
  readonly below: Float64Array
  readonly above: Float64Array
  /** Mean of `below` over positives and of `above` over negatives, per stratum. */
  readonly meanBelow: Float64Array
  readonly meanAbove: Float64Array
  readonly concordant: number
  readonly pairs: number
}

/** Compares every yes with every no of its stratum, from counts. */
export const comparePlaces = ({ ranks, positives, negatives }: Places, strata: number): Comparisons => {
  const below = new Float64Array(positives.length)
  const above = new Float64Array(positives.length)
  const meanBelow = new Float64Array(strata)
  const meanAbove = new Float64Array(strata)
  let concordant = 0
  let pairs = 0
  for (let s = 0; s < strata; s += 1) {
    let [negativeSum, positiveSum, own] = [0, 0, 0]
    for (let at = s * ranks; at < (s + 1) * ranks; at += 1) {
      below[at] = negativeSum + (negatives[at] as number) / 2
      negativeSum += negatives[at] as number
      own += (positives[at] as number) * (below[at] as number)
    }
    for (let at = (s + 1) * ranks - 1; at >= s * ranks; at -= 1) {
      above[at] = positiveSum + (positives[at] as number) / 2
      positiveSum += positives[at] as number
    }
    meanBelow[s] = positiveSum > 0 ? own / positiveSum : 0
    meanAbove[s] = negativeSum > 0 ? own / negativeSum : 0
    concordant += own
    pairs += positiveSum * negativeSum
  }
  return { below, above, meanBelow, meanAbove, concordant, pairs }
}

/**
 * Probability that a random positive row ranks above a random negative one of the same stratum, ties counted half; strata count
 * by their number of pairs. The standard error sums each row's placement over its person (structural components,
 * DeLong et al. 1988; by cluster, Obuchowski 1997), with the factor people ÷ (people − 1).
 */
export const rankStatistic = (rows: RankedRows): RankStatistic => {
  const strata = rows.stratum === undefined ? 1 : most(rows.stratum)
  const places = count(rows, strata)
  const { below, above, meanBelow, meanAbove, concordant, pairs } = comparePlaces(places, strata)
  if (pairs === 0) return NONE
  const sums = new Float64Array(most(rows.person))
  const seen = new Uint8Array(sums.length)
  for (let row = 0; row < rows.rank.length; row += 1) {
    const stratum = stratumOf(rows, row)
    if (stratum < 0) continue
    const at = stratum * places.ranks + (rows.rank[row] as number)
    const person = rows.person[row] as number
    seen[person] = 1
    sums[person]! += rows.positive[row] === 1 ? below[at]! - meanBelow[stratum]! : above[at]! - meanAbove[stratum]!
  }
  const people = seen.reduce((total, one) => total + one, 0)
  const squares = sums.reduce((total, value) => total + value * value, 0)
  return {
    estimate: concordant / pairs,
    standardError: people > 1 ? Math.sqrt((people / (people - 1)) * squares) / pairs : Number.NaN,
    pairs,
  }
}

/** Interval on the logit scale, which stays within 0 and 1; no bounds at 0, at 1, or without a standard error. */
export const rankInterval = (
  { estimate, standardError }: Pick<RankStatistic, 'estimate' | 'standardError'>,
  confidence = 0.95,
): Interval => {
  if (!isDefined(estimate) || !(standardError > 0) || estimate <= 0 || estimate >= 1)
    return { estimate, lower: null, upper: null }
  const half = (normalQuantile((1 + confidence) / 2) * standardError) / (estimate * (1 - estimate))
  const middle = Math.log(estimate / (1 - estimate))
  const back = (x: number): number => 1 / (1 + Math.exp(-x))
  return { estimate, lower: back(middle - half), upper: back(middle + half) }
}
