import type { Interval } from '../../data-schemas/results/common.js'
import { undefinedBecause } from '../numeric/undefined.js'
import { comparePlaces, rankInterval } from './rank-statistic.js'

/** A category (municipality, district) with the people of the study and a published table's counts of the population. */
export interface PublishedCategory {
  /** People of the study in the category. */
  readonly people: number
  /** Population of the category in the group and outside it, as published; null where the table has no number. */
  readonly group: number | null
  readonly rest: number | null
}

/** What a published table says of a category as a stand-in for a group. */
export interface AggregateProxy {
  /** Fewer people of the study than the disclosure threshold are covered by the table: nothing is told. */
  readonly suppressed: boolean
  /** AUC with which the category tells the group from the rest, among the people of the study; null when suppressed. */
  readonly auc: Interval | null
  /** AUC in the population of the published table. */
  readonly population: number | null
  /** AUC with every rounded count moved half a unit to draw the groups together and apart: a range, not a proven bound; null when suppressed. */
  readonly rounding: { readonly lower: number; readonly upper: number } | null
  /** Share of the people of the study who live in a category that the table covers. */
  readonly covered: number
}

interface Covered {
  readonly people: number
  readonly share: number
}

const byShare = (categories: readonly Covered[]): readonly Covered[] =>
  [...categories].sort((a, b) => a.share - b.share || a.people - b.people)

/** AUC and its error by linearisation in each person's place: the table is fixed, the people of the study are a sample. */
const aucOf = (
  categories: readonly Covered[],
): { readonly estimate: number; readonly standardError: number } | null => {
  const sorted = byShare(categories)
  const shares = [...new Set(sorted.map(({ share }) => share))]
  const places = {
    ranks: shares.length,
    positives: new Float64Array(shares.length),
    negatives: new Float64Array(shares.length),
  }
  const people = new Float64Array(shares.length)
  let rank = 0
  for (const { people: n, share } of sorted) {
    while (shares[rank] !== share) rank += 1
    places.positives[rank]! += n * share
    places.negatives[rank]! += n * (1 - share)
    people[rank]! += n
  }
  const { below, above, meanBelow, meanAbove, concordant, pairs } = comparePlaces(places, 1)
  if (!(pairs > 0)) return null
  let squares = 0
  for (const [at, share] of shares.entries()) {
    const own = share * (below[at]! - meanBelow[0]!) + (1 - share) * (above[at]! - meanAbove[0]!)
    squares += (people[at] as number) * own ** 2
  }
  const total = people.reduce((sum, n) => sum + n, 0)
  const variance = total > 1 ? (total / (total - 1)) * squares : Number.NaN
  return { estimate: concordant / pairs, standardError: Math.sqrt(variance) / pairs }
}

/** Shares moved by the rounding so that the high ones rise and the low ones fall about `middle` (+1), or the other way (−1). */
const moved = (
  categories: readonly PublishedCategory[],
  by: { readonly rounding: number; readonly middle: number; readonly side: 1 | -1 },
): readonly Covered[] =>
  categories.map(({ people, group, rest }) => {
    const [a, b] = [group ?? 0, rest ?? 0]
    const half = by.rounding / 2
    const up = (a / (a + b) >= by.middle ? 1 : -1) * by.side
    const [high, low] = [Math.max(0, a + up * half), Math.max(0, b - up * half)]
    return { people, share: high + low === 0 ? a / (a + b) : high / (high + low) }
  })

/**
 * Whether a category stands in for a protected group, from published tables only: no person's attribute is read or linked.
 *
 * Each person of the study counts as the share of the group in his or her category, so the result is the AUC that ordering by that
 * share has if, within a category, the study's people are like its population (the assumption that must be argued: people on
 * benefit differ from the population; the direction of the error is not known). The interval is that of the study's people; the table
 * is taken as fixed. `rounding` moves each count by half its unit, away from the mean share and towards it.
 * @param minimum disclosure threshold in people of the study
 * @param unit counts of the table are rounded to multiples of this; default 1 (not rounded)
 */
export const aggregateProxy = (
  categories: readonly PublishedCategory[],
  options: { readonly minimum: number; readonly unit?: number },
): AggregateProxy => {
  const covered = categories.filter(({ group, rest }) => group !== null && rest !== null && group + rest > 0)
  const count = (of: readonly PublishedCategory[]): number => of.reduce((sum, { people }) => sum + people, 0)
  const total = count(categories)
  const share = total === 0 ? 0 : count(covered) / total
  const suppressed = count(covered) < options.minimum
  if (suppressed) return { suppressed, auc: null, population: null, rounding: null, covered: share }
  const shares = covered.map(({ people, group, rest }) => ({
    people,
    share: (group as number) / ((group as number) + (rest as number)),
  }))
  const found = aucOf(shares)
  const published = aucOf(
    covered.map(({ group, rest }, i) => ({
      people: (group as number) + (rest as number),
      share: shares[i]?.share as number,
    })),
  )
  if (found === null) {
    const estimate = undefinedBecause('the table has nobody in the group, or nobody outside it')
    return { suppressed, auc: { estimate, lower: null, upper: null }, population: null, rounding: null, covered: share }
  }
  const middle = shares.reduce((sum, own) => sum + own.people * own.share, 0) / count(covered)
  const unit = options.unit ?? 1
  const rounding = unit > 1 ? unit : 0
  const corners = ([1, -1] as const).map(
    (side) => aucOf(moved(covered, { rounding, middle, side }))?.estimate ?? found.estimate,
  )
  return {
    suppressed,
    auc: rankInterval(found),
    population: published?.estimate ?? null,
    rounding: { lower: Math.min(found.estimate, ...corners), upper: Math.max(found.estimate, ...corners) },
    covered: share,
  }
}
