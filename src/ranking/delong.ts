import { criticalValue, waldInterval } from '../numeric/interval.js'
import { twoSided } from '../numeric/normal.js'
import type { People } from '../numeric/people.js'
import { compensatedSum } from '../numeric/sum.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { Ranking } from './order.js'
import { checkLabels } from './top-k.js'

/** An AUC, or a difference of two, with the person-clustered normal interval and the two-sided test of `null`. */
export interface AucEstimate {
  readonly estimate: number
  /** Undefined with too few people to measure spread by. */
  readonly standardError: number | Undefined
  /** Null without a standard error. An AUC's bounds may lie outside 0 to 1 when people are few. */
  readonly lower: number | null
  readonly upper: number | null
}

/** Two AUCs on the same rows, and their difference. */
export interface AucComparison {
  readonly first: AucEstimate
  readonly second: AucEstimate
  /** First − second. */
  readonly difference: AucEstimate
  /** Difference ÷ standard error; undefined when both scores put every pair in the same order. */
  readonly z: number | Undefined
  readonly p: number | Undefined
}

/** Rows whose people are known, and the confidence of the intervals. */
export interface AucRows {
  readonly label: Uint8Array
  readonly people: People
  /** Default 0.95. */
  readonly confidence?: number
}

/** Share of the other class that each row beats, a tie counting half: the placement values of DeLong. */
interface Placements {
  readonly auc: number
  readonly value: Float64Array
  readonly events: number
  readonly others: number
}

const ONE_CLASS = undefinedBecause('only one class is present')

const placementsOf = (ranking: Ranking, label: Uint8Array): Placements | Undefined => {
  checkLabels(label, ranking.n)
  const events = label.reduce((sum, y) => sum + y, 0)
  const others = ranking.n - events
  if (events === 0 || others === 0) return ONE_CLASS
  const value = new Float64Array(ranking.n)
  let eventsAbove = 0
  let othersAbove = 0
  let twice = 0
  for (let group = 0; group + 1 < ranking.groupStart.length; group += 1) {
    const rows = ranking.order.subarray(ranking.groupStart[group], ranking.groupStart[group + 1])
    let tied = 0
    for (const row of rows) tied += label[row] as number
    const tiedOthers = rows.length - tied
    const below = (others - othersAbove - tiedOthers + tiedOthers / 2) / others
    const above = (eventsAbove + tied / 2) / events
    for (const row of rows) value[row] = label[row] === 1 ? below : above
    twice += tiedOthers * (2 * eventsAbove + tied)
    eventsAbove += tied
    othersAbove += tiedOthers
  }
  return { auc: twice / 2 / (events * others), value, events, others }
}

const square = (values: Float64Array): number => compensatedSum(values.map((value) => value * value))

/**
 * Obuchowski's variance (1997, eq. 4 to 6) of a linear combination of AUCs whose placement values and estimate are combined
 * likewise. Each of the three terms has its own factor I ÷ (I − 1): people with the outcome, people without, and people.
 */
const clusteredVariance = (
  combined: Omit<Placements, 'auc'> & { readonly estimate: number },
  { label, people }: AucRows,
): number | Undefined => {
  const event = new Float64Array(people.people)
  const other = new Float64Array(people.people)
  const hasEvent = new Uint8Array(people.people)
  const hasOther = new Uint8Array(people.people)
  for (let row = 0; row < label.length; row += 1) {
    const who = people.of[row] as number
    const [sums, has] = label[row] === 1 ? [event, hasEvent] : [other, hasOther]
    sums[who]! += (combined.value[row] as number) - combined.estimate
    has[who] = 1
  }
  const withEvent = hasEvent.reduce((sum, one) => sum + one, 0)
  const withOther = hasOther.reduce((sum, one) => sum + one, 0)
  if (withEvent < 2 || withOther < 2) {
    return undefinedBecause('fewer than two people with the outcome, or without it')
  }
  const factor = (count: number): number => count / (count - 1)
  const both = compensatedSum(event.map((value, who) => value * (other[who] as number)))
  const variance =
    (factor(withEvent) * square(event)) / combined.events ** 2 +
    (factor(withOther) * square(other)) / combined.others ** 2 +
    (2 * factor(people.people) * both) / (combined.events * combined.others)
  return Math.max(0, variance)
}

const estimateOf = (estimate: number, variance: number | Undefined, confidence: number): AucEstimate => {
  if (typeof variance !== 'number') return { estimate, standardError: variance, lower: null, upper: null }
  const standardError = Math.sqrt(variance)
  return { estimate, standardError, ...waldInterval(estimate, standardError, confidence) }
}

/**
 * AUC with DeLong's standard error (DeLong, DeLong and Clarke-Pearson 1988), clustered by person as Obuchowski (1997) did;
 * with one row a person it is DeLong's own. Undefined when one class is absent.
 * @throws WorkbenchError `invalid-label`, `invalid-confidence`
 */
export const clusteredAuc = (ranking: Ranking, rows: AucRows): AucEstimate | Undefined => {
  const confidence = rows.confidence ?? 0.95
  criticalValue(confidence)
  const placements = placementsOf(ranking, rows.label)
  if ('kind' in placements) return placements
  const variance = clusteredVariance({ ...placements, estimate: placements.auc }, rows)
  return estimateOf(placements.auc, variance, confidence)
}

/**
 * DeLong's test of two correlated AUCs on the same rows, clustered by person (Obuchowski 1997). Secondary to the difference in
 * recall at k: an AUC counts every pair of rows, a list only its top.
 * Undefined when one class is absent.
 * @throws WorkbenchError `invalid-label`, `invalid-confidence`
 */
export const compareAuc = (first: Ranking, second: Ranking, rows: AucRows): AucComparison | Undefined => {
  const one = clusteredAuc(first, rows)
  const two = clusteredAuc(second, rows)
  const a = placementsOf(first, rows.label)
  const b = placementsOf(second, rows.label)
  if ('kind' in one || 'kind' in two || 'kind' in a || 'kind' in b) return ONE_CLASS
  const estimate = a.auc - b.auc
  const value = a.value.map((placement, row) => placement - (b.value[row] as number))
  const variance = clusteredVariance({ value, estimate, events: a.events, others: a.others }, rows)
  const difference = estimateOf(estimate, variance, rows.confidence ?? 0.95)
  return { first: one, second: two, difference, ...testOf(difference) }
}

const testOf = ({
  estimate,
  standardError,
}: AucEstimate): { readonly z: number | Undefined; readonly p: number | Undefined } => {
  if (typeof standardError !== 'number') return { z: standardError, p: standardError }
  // An AUC is a number of order one: below this the spread is rounding of the placement values, which is evidence of nothing.
  if (standardError < 1e-12) {
    const reason = undefinedBecause('the two scores leave no spread in their difference')
    return { z: reason, p: reason }
  }
  const z = estimate / standardError
  return { z, p: twoSided(z) }
}
