import { WorkbenchError } from '../errors.js'
import { clusteredBootstrap, type Percentiles, percentileInterval } from '../numeric/clustered-bootstrap.js'
import { densePeople } from '../numeric/people.js'
import { isDefined, type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { Capacity } from './capacity.js'
import type { TieKey } from './cut.js'
import { listingChance, productionListing } from './listing.js'
import { type ListedRanking, type Ranking, rankingOf, rankingWithin } from './order.js'
import { rankingStatistic } from './ranking-statistic.js'
import { type TopK, topK } from './top-k.js'

/** The same rows scored twice: by the model and by what replaces it (a rounded card, a recalibrated model). Higher is riskier. */
export interface TwoScores {
  readonly before: Float64Array
  readonly after: Float64Array
  /** 0 or 1. */
  readonly label: Uint8Array
  /** Code of each row's person; rows of one person are resampled together. */
  readonly person: Int32Array
  /** Code of each row's list; without it the pooled ranking is one list. */
  readonly list?: Int32Array
}

/** Options of {@link rankingLoss}. */
export interface RankingLossOptions {
  /** Share of each list, in (0, 1]. */
  readonly k: number
  readonly seed: number
  /** Bootstrap replicates. Default 1,000. */
  readonly replicates?: number
  readonly confidence?: number
  /** Production's tie-break: gives the change of the list as production would make it. */
  readonly tieKey?: TieKey
}

/** Options of {@link rankingLosses}. */
export interface RankingLossesOptions extends Omit<RankingLossOptions, 'k'> {
  /** Shares of each list, each in (0, 1]. */
  readonly shares: readonly number[]
}

/** Ties of one score. */
export interface Ties {
  /** Distinct scores. */
  readonly distinct: number
  /** Rows that share their score with another row. */
  readonly tiedRows: number
  /** Rows that share the score at a cut, over all lists. */
  readonly tiedAtCut: number
}

/** What replacing a score does to the list. */
export interface RankingLoss {
  readonly k: number
  /** Rows listed. */
  readonly size: number
  /**
   * Share of the listed places that change hands, 0 to 1: half the summed change of each row's chance to be listed, per place
   * (ties drawn at random by the same draw before and after). Undefined for an empty list.
   */
  readonly changed: number | Undefined
  /** The same by production's tie-break; null when none was given. */
  readonly changedInProduction: number | null
  readonly ties: {
    readonly before: Ties
    readonly after: Ties
    /** Pairs of rows that are tied after and were not before. */
    readonly pairsCreated: number
    /** Pairs of rows that were tied before and are not after. */
    readonly pairsBroken: number
  }
  /** Expected recall before and after, and after − before with a percentile interval of the person-clustered bootstrap of the difference. */
  readonly recall: {
    readonly before: number | Undefined
    readonly after: number | Undefined
    readonly difference: number | Undefined
    readonly interval: Percentiles
  }
}

const pairs = (count: number): number => (count * (count - 1)) / 2

/** Pairs of rows in the same group; groups are runs of equal numbers after sorting. */
const pairsOfEqual = (keys: Float64Array): number => {
  keys.sort()
  let sum = 0
  let run = 1
  for (let i = 1; i <= keys.length; i += 1) {
    if (i < keys.length && keys[i] === keys[i - 1]) run += 1
    else {
      sum += pairs(run)
      run = 1
    }
  }
  return sum
}

const tiesOf = (ranking: Ranking, top: TopK): Ties => {
  let tiedRows = 0
  for (let group = 0; group + 1 < ranking.groupStart.length; group += 1) {
    const rows = (ranking.groupStart[group + 1] as number) - (ranking.groupStart[group] as number)
    if (rows > 1) tiedRows += rows
  }
  // A cut has ties only where they leave a choice.
  return {
    distinct: ranking.groupScore.length,
    tiedRows,
    tiedAtCut: top.tiedAtCut === top.drawnAtCut ? 0 : top.tiedAtCut,
  }
}

const tiePairs = (before: Ranking, after: Ranking): { readonly created: number; readonly broken: number } => {
  const keys = new Float64Array(before.n)
  for (let row = 0; row < before.n; row += 1) {
    keys[row] = (before.groupOf[row] as number) * before.n + (after.groupOf[row] as number)
  }
  const both = pairsOfEqual(keys)
  return { created: pairsTied(after) - both, broken: pairsTied(before) - both }
}

const pairsTied = ({ groupStart }: Ranking): number => {
  let sum = 0
  for (let group = 0; group + 1 < groupStart.length; group += 1) {
    sum += pairs((groupStart[group + 1] as number) - (groupStart[group] as number))
  }
  return sum
}

/** Half the sum of |change|. */
const moved = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += Math.abs((a[i] as number) - (b[i] as number))
  return sum / 2
}

interface Ranked {
  readonly ranking: Ranking
  readonly lists: ListedRanking | undefined
}

interface Side extends Ranked {
  readonly top: TopK
}

const rankedBy = (score: Float64Array, input: TwoScores): Ranked => {
  const ranking = rankingOf(score)
  return { ranking, lists: input.list === undefined ? undefined : rankingWithin(ranking, input.list) }
}

const cutAt = ({ ranking, lists }: Ranked, { label }: TwoScores, capacity: Capacity): Side => ({
  ranking,
  lists,
  top: topK(ranking, label, capacity, lists === undefined ? {} : { lists }),
})

const recallOf = ({ top }: Side): number | Undefined => ('kind' in top.recall ? top.recall : top.recall.expected)

/** Intervals of the difference in recall, one for each share, from the same resamples. */
const differenceIntervals = (
  input: TwoScores,
  sides: readonly [Ranked, Ranked],
  options: RankingLossesOptions,
): readonly Percentiles[] => {
  const people = densePeople(input.person)
  const { shares } = options
  const [before, after] = sides.map(({ ranking, lists }) =>
    rankingStatistic({ ranking, label: input.label, people, ...(lists === undefined ? {} : { lists }) }, { shares }),
  ) as [ReturnType<typeof rankingStatistic>, ReturnType<typeof rankingStatistic>]
  const { width, pooled, within } = before.columns
  const columns = input.list === undefined ? pooled : within
  const work = new Float64Array(width)
  const draw = { people: people.people, replicates: options.replicates ?? 1000, seed: options.seed }
  const numbers = clusteredBootstrap({ ...draw, stream: 'points-loss' }, shares.length, (weights, out, together) => {
    after.statistic(weights, work, together)
    columns.forEach((column, index) => {
      out[index] = work[column] as number
    })
    before.statistic(weights, work, together)
    columns.forEach((column, index) => {
      out[index] = (out[index] as number) - (work[column] as number)
    })
  })
  return shares.map((_, index) => percentileInterval(numbers, { index, width: shares.length }, options.confidence))
}

const checkLengths = ({ before, after, label, person }: TwoScores): void => {
  const lengths = [before, after, label, person].map(({ length }) => length)
  if (lengths.every((length) => length === before.length)) return
  throw new WorkbenchError('mismatched-length', {
    expected: 'as many scores before and after, labels and people',
    found: lengths.join(', '),
    where: 'ranking loss',
  })
}

const lossAt = (
  input: TwoScores,
  of: { readonly k: number; readonly ranked: readonly [Ranked, Ranked]; readonly pairs: ReturnType<typeof tiePairs> },
  { interval, tieKey }: { readonly interval: Percentiles; readonly tieKey: TieKey | undefined },
): RankingLoss => {
  const capacity: Capacity = { kind: 'share', share: of.k }
  const [before, after] = of.ranked.map((one) => cutAt(one, input, capacity)) as [Side, Side]
  const sides = [before, after] as const
  const { size } = before.top
  const chances = sides.map(({ ranking, lists }) => listingChance(ranking, capacity, lists)) as [
    Float64Array,
    Float64Array,
  ]
  const listed = sides.map(({ ranking, lists }) =>
    tieKey === undefined
      ? null
      : productionListing(ranking, capacity, { tieKey, ...(lists === undefined ? {} : { lists }) }),
  )
  const [first, second] = listed
  const [from, to] = [recallOf(before), recallOf(after)]
  const difference = isDefined(from) && isDefined(to) ? to - from : isDefined(from) ? to : from
  return {
    k: of.k,
    size,
    changed: size === 0 ? undefinedBecause('the list is empty') : moved(...chances) / size,
    changedInProduction: !first || !second || size === 0 ? null : moved(first, second) / size,
    ties: {
      before: tiesOf(before.ranking, before.top),
      after: tiesOf(after.ranking, after.top),
      pairsCreated: of.pairs.created,
      pairsBroken: of.pairs.broken,
    },
    recall: { before: from, after: to, difference, interval },
  }
}

/**
 * The price of rounding in the terms of the list, at several shares of it: who changes, ties that appear, and recall, with intervals from the
 * same resamples. All are 0 when the new score keeps order and ties. Throws `mismatched-length`, `invalid-label`, `invalid-capacity`,
 * `invalid-number`, `invalid-bootstrap`.
 */
export const rankingLosses = (input: TwoScores, options: RankingLossesOptions): readonly RankingLoss[] => {
  checkLengths(input)
  const ranked = [rankedBy(input.before, input), rankedBy(input.after, input)] as const
  const { shares, tieKey } = options
  const pairs = tiePairs(ranked[0].ranking, ranked[1].ranking)
  const intervals = differenceIntervals(input, ranked, options)
  return shares.map((k, index) =>
    lossAt(input, { k, ranked, pairs }, { interval: intervals[index] as Percentiles, tieKey }),
  )
}

/** {@link rankingLosses} at one share. */
export const rankingLoss = (input: TwoScores, { k, ...options }: RankingLossOptions): RankingLoss =>
  rankingLosses(input, { ...options, shares: [k] })[0] as RankingLoss
