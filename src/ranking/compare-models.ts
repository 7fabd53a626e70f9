import { WorkbenchError } from '../errors.js'
import { clusteredBootstrap, type Percentiles, percentileInterval } from '../numeric/clustered-bootstrap.js'
import { countPeople, densePeople, type People } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type AucComparison, compareAuc } from './delong.js'
import { listingChance } from './listing.js'
import { type Ranking, rankingOf, rankingWithin } from './order.js'
import { rankingStatistic } from './ranking-statistic.js'
import { topK } from './top-k.js'

/** The rows that both models scored. */
export interface ComparedRows {
  /** 1 where the outcome happened. */
  readonly label: Uint8Array
  /** Code of the person. */
  readonly person: Int32Array
  /** Code of the list; with it recall within lists is compared as well. */
  readonly list?: Int32Array
}

/** Options of {@link compareModels}. */
export interface CompareOptions {
  /** Shares k, each in (0, 1]. */
  readonly shares: readonly number[]
  readonly replicates: number
  readonly seed: number
  /** Disclosure threshold in people. */
  readonly minimum: number
  /** Default 0.95. */
  readonly confidence?: number
}

/** A difference of two models on the same people: first − second. */
export interface PairedDifference {
  readonly estimate: number | Undefined
  /** Clustered by person: percentiles of the paired bootstrap for recall, DeLong's method for the AUC. */
  readonly lower: number | null
  readonly upper: number | null
  /** `higher` or `lower` when the interval leaves out 0; `cannot-tell` otherwise, which does not mean equal. */
  readonly verdict: 'higher' | 'lower' | 'cannot-tell'
}

/** Recall of two models on lists of the same size. */
export interface RecallComparison {
  readonly k: number
  readonly first: number | Undefined
  readonly second: number | Undefined
  readonly difference: PairedDifference
}

/** Two models on the same people. Holds no row. */
export interface ModelComparison {
  readonly rows: number
  readonly people: number
  readonly replicates: number
  readonly seed: number
  readonly confidence: number
  /** Pooled; ties by their exact expectation. */
  readonly recall: readonly RecallComparison[]
  /** Within lists; empty without lists. */
  readonly recallWithinLists: readonly RecallComparison[]
  /** Difference of the AUCs, secondary. By DeLong: percentiles of its bootstrap reject a true null a little too often. */
  readonly auc: PairedDifference
  /** DeLong's test, clustered by person. */
  readonly delong: AucComparison | Undefined
}

interface Side {
  readonly ranking: Ranking
  readonly lists: ReturnType<typeof rankingWithin> | undefined
}

interface Work {
  readonly first: Side
  readonly second: Side
  readonly label: Uint8Array
  readonly people: People
  readonly options: CompareOptions
  readonly confidence: number
  /** Why numbers are withheld; undefined when they are not. */
  readonly withheld: Undefined | undefined
}

const sideOf = (score: Float64Array, list: Int32Array | undefined): Side => {
  const ranking = rankingOf(score)
  return { ranking, lists: list === undefined ? undefined : rankingWithin(ranking, list) }
}

const refuseLengths = (lengths: readonly number[]): void => {
  if (new Set(lengths).size === 1) return
  throw new WorkbenchError('mismatched-length', {
    expected: 'as many scores of both models, labels, people and lists',
    found: lengths.join(', '),
    where: 'comparison of two models',
  })
}

/**
 * Two models on the same people: difference in recall at each k, pooled and within lists, each with the paired percentile
 * interval of a bootstrap that draws people with all their rows, sizes each list anew and counts ties at the cut by their exact
 * expectation; and difference in AUC by DeLong's method. Withheld, with the reason, when fewer than `minimum` people have the outcome or are caught by a list.
 * @param scores of the first and the second model; the difference is first − second
 * @throws WorkbenchError `mismatched-length`, `invalid-label`, `invalid-number`, `invalid-list`, `invalid-capacity`
 */
export const compareModels = (
  scores: { readonly first: Float64Array; readonly second: Float64Array },
  rows: ComparedRows,
  options: CompareOptions,
): ModelComparison => {
  const { label, person, list } = rows
  refuseLengths([scores.first, scores.second, label, person, list ?? label].map(({ length }) => length))
  const people = densePeople(person)
  const eventPeople = countPeople(people, (row) => label[row] === 1)
  const work: Work = {
    first: sideOf(scores.first, list),
    second: sideOf(scores.second, list),
    label,
    people,
    options,
    confidence: options.confidence ?? 0.95,
    withheld:
      eventPeople < options.minimum
        ? undefinedBecause(`fewer than ${options.minimum} people with the outcome`)
        : undefined,
  }
  const delong = work.withheld ?? compareAuc(work.first.ranking, work.second.ranking, work)
  const { pooled, within } = resampled(work)
  return {
    rows: label.length,
    people: people.people,
    replicates: options.replicates,
    seed: options.seed,
    confidence: work.confidence,
    recall: recallsOf(work, pooled, false),
    recallWithinLists: list === undefined ? [] : recallsOf(work, within, true),
    auc: 'kind' in delong ? paired(delong, NONE) : paired(delong.difference.estimate, delong.difference),
    delong,
  }
}

interface Intervals {
  readonly pooled: readonly Percentiles[]
  readonly within: readonly Percentiles[]
}

const NONE: Percentiles = { lower: null, upper: null, undefinedReplicates: 0 }

/** Both models in the same replicates: one draw of people, two rankings. */
const resampled = (work: Work): Intervals => {
  const { label, people, options, confidence } = work
  const statisticOf = ({ ranking, lists }: Side) =>
    rankingStatistic({ ranking, label, people, ...(lists === undefined ? {} : { lists }) }, options)
  const [one, two] = [statisticOf(work.first), statisticOf(work.second)]
  const { columns } = one
  if (options.replicates === 0 || people.people === 0) {
    return { pooled: columns.pooled.map(() => NONE), within: columns.within.map(() => NONE) }
  }
  const other = new Float64Array(columns.width)
  const draws = { people: people.people, replicates: options.replicates, seed: options.seed }
  const numbers = clusteredBootstrap(draws, columns.width, (weights, out, together) => {
    one.statistic(weights, out, together)
    two.statistic(weights, other, together)
    for (let i = 0; i < out.length; i += 1) out[i]! -= other[i] as number
  })
  const at = (index: number): Percentiles => percentileInterval(numbers, { index, width: columns.width }, confidence)
  return { pooled: columns.pooled.map(at), within: columns.within.map(at) }
}

const paired = (
  estimate: number | Undefined,
  { lower, upper }: Pick<Percentiles, 'lower' | 'upper'>,
): PairedDifference => {
  if (typeof estimate !== 'number') return { estimate, lower: null, upper: null, verdict: 'cannot-tell' }
  const verdict = lower !== null && lower > 0 ? 'higher' : upper !== null && upper < 0 ? 'lower' : 'cannot-tell'
  return { estimate, lower, upper, verdict }
}

/** Expected recall of one side, or why it is not shown. */
const recallOf = (work: Work, side: Side, by: { readonly share: number; readonly within: boolean }) => {
  const { label, people, options } = work
  const lists = by.within ? side.lists : undefined
  const capacity = { kind: 'share', share: by.share } as const
  const { recall, caught } = topK(side.ranking, label, capacity, lists === undefined ? {} : { lists })
  if (work.withheld !== undefined) return work.withheld
  if (!('expected' in recall)) return recall
  const chance = listingChance(side.ranking, capacity, lists)
  const caughtPeople = countPeople(people, (row) => label[row] === 1 && (chance[row] as number) > 0)
  return Math.min(caughtPeople, caught.expected) < options.minimum
    ? undefinedBecause(`fewer than ${options.minimum} people behind the number`)
    : recall.expected
}

const recallsOf = (work: Work, intervals: readonly Percentiles[], within: boolean): readonly RecallComparison[] =>
  work.options.shares.map((share, index) => {
    const first = recallOf(work, work.first, { share, within })
    const second = recallOf(work, work.second, { share, within })
    const difference = typeof first !== 'number' ? first : typeof second !== 'number' ? second : first - second
    return { k: share, first, second, difference: paired(difference, intervals[index] as Percentiles) }
  })
