import type { Interval } from '../../data-schemas/results/common.js'
import { chiSquareTail } from '../numeric/chi-square.js'
import { cholesky, choleskySolve } from '../numeric/cholesky.js'
import { hotellingTail } from '../numeric/hotelling.js'
import { densePeople, type People } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type Information, informationOfPeople, informationValue, type LevelRows } from './information.js'
import { comparePlaces, rankInterval } from './rank-statistic.js'

/** Rows of one candidate with the period or region of each. */
export interface GroupedRows {
  /** Dense from 0, rising with the value that should mean a higher risk. */
  readonly rank: Int32Array
  readonly level: Int32Array
  readonly levels: number
  readonly outcome: Uint8Array
  readonly person: Int32Array
  /** Group of each row, 0 to `groups` − 1; −1 leaves the row out. */
  readonly group: Int32Array
  readonly groups: number
}

/** Strength of a candidate in one group; numbers are null where too few people stand behind them. */
export interface GroupStrength {
  readonly group: number
  readonly suppressed: boolean
  readonly information: Information | null
  readonly auc: Interval | null
  /** Shift of the levels against all other rows (population stability index: symmetric divergence), and what chance gives. */
  readonly shift: Information | null
}

/** How much the strength differs between groups. */
export interface Heterogeneity {
  /** Groups that are compared. */
  readonly groups: number
  /** Test that the AUC is the same in all: Q = (θ − μ)ᵀ V⁻¹ (θ − μ), Hotelling's T² with `df` dimensions. */
  readonly q: number
  readonly df: number
  readonly p: number
  /** Standard deviation of the true AUC between groups, with its 95% interval; `upper` is null where the data set no bound. */
  readonly spread: { readonly estimate: number; readonly lower: number; readonly upper: number | null }
  /** Mean AUC over the groups, weighted by precision. */
  readonly mean: number
  /** 1: as strong in every group. g² ÷ (g² + spread²), g = mean AUC − 0.5; the share of strength that does not depend on the group. */
  readonly stability: { readonly estimate: number; readonly lower: number; readonly upper: number }
}

/** Strength by group, and whether it holds. */
export interface StrengthOver {
  readonly groups: readonly GroupStrength[]
  readonly heterogeneity: Heterogeneity | Undefined
}

/** Rows of each group, in order. */
const rowsByGroup = ({ group, groups }: GroupedRows): readonly Int32Array[] => {
  const counts = new Int32Array(groups)
  for (const own of group) if (own >= 0) counts[own]! += 1
  const rows = Array.from(counts, (count) => new Int32Array(count))
  counts.fill(0)
  for (let row = 0; row < group.length; row += 1) {
    const own = group[row] as number
    if (own >= 0) (rows[own] as Int32Array)[counts[own]!++] = row
  }
  return rows
}

/** What strength is measured on, for some of the rows. */
const pick = (rows: GroupedRows, kept: Int32Array): LevelRows => ({
  levels: rows.levels,
  level: kept.map((row) => rows.level[row] as number),
  outcome: Uint8Array.from(kept, (row) => rows.outcome[row] as number),
  person: kept.map((row) => rows.person[row] as number),
})

/** People with a row of each outcome among some rows: without it, with it, and either. */
const peopleIn = (rows: GroupedRows, people: People, kept: Int32Array): readonly [number, number, number] => {
  const seen = new Uint8Array(people.people)
  const counts: [number, number, number] = [0, 0, 0]
  for (const row of kept) {
    const who = people.of[row] as number
    const outcome = rows.outcome[row] === 1 ? 1 : 0
    const before = seen[who] as number
    if (before === 0) counts[2] += 1
    if ((before & (1 << outcome)) !== 0) continue
    seen[who] = before | (1 << outcome)
    counts[outcome] += 1
  }
  return counts
}

/** AUC of the group's rows, and what each of its people adds to it: their sum is 0. */
interface Placement {
  readonly auc: number
  readonly influence: Float64Array
}

const placement = (rows: GroupedRows, people: People, kept: Int32Array): Placement => {
  const ranks = rows.rank.reduce((most, rank) => Math.max(most, rank + 1), 0)
  const places = { ranks, positives: new Float64Array(ranks), negatives: new Float64Array(ranks) }
  for (const row of kept) {
    const to = rows.outcome[row] === 1 ? places.positives : places.negatives
    to[rows.rank[row] as number]! += 1
  }
  const { below, above, meanBelow, meanAbove, concordant, pairs } = comparePlaces(places, 1)
  const influence = new Float64Array(people.people)
  for (const row of kept) {
    const rank = rows.rank[row] as number
    const worth = rows.outcome[row] === 1 ? below[rank]! - meanBelow[0]! : above[rank]! - meanAbove[0]!
    influence[people.of[row] as number]! += worth / pairs
  }
  return { auc: concordant / pairs, influence }
}

/** Covariance of the groups' AUCs: people who are in several groups tie them together. Factor people ÷ (people − 1) of each group. */
const covarianceOf = (placements: readonly Placement[], people: readonly number[]): Float64Array => {
  const size = placements.length
  const covariance = new Float64Array(size * size)
  const factor = people.map((n) => Math.sqrt(n / (n - 1)))
  for (let a = 0; a < size; a += 1)
    for (let b = 0; b <= a; b += 1) {
      const [x, y] = [(placements[a] as Placement).influence, (placements[b] as Placement).influence]
      let sum = 0
      for (let p = 0; p < x.length; p += 1) sum += (x[p] as number) * (y[p] as number)
      covariance[a * size + b] = covariance[b * size + a] = sum * (factor[a] as number) * (factor[b] as number)
    }
  return covariance
}

interface Profile {
  readonly q: number
  readonly mean: number
}

/** Q and the generalised-least-squares mean when the true values differ with variance `tau2`; null when V is singular. */
const profile = (theta: readonly number[], covariance: Float64Array, tau2: number): Profile | null => {
  const size = theta.length
  const matrix = covariance.slice()
  for (let i = 0; i < size; i += 1) matrix[i * size + i]! += tau2
  const factor = cholesky(matrix, size)
  if (factor === null) return null
  const ones = choleskySolve(factor, new Float64Array(size).fill(1))
  const total = ones.reduce((sum, weight) => sum + weight, 0)
  const mean = ones.reduce((sum, weight, i) => sum + weight * (theta[i] as number), 0) / total
  const away = Float64Array.from(theta, (value) => value - mean)
  const solved = choleskySolve(factor, away)
  return { q: away.reduce((sum, value, i) => sum + value * (solved[i] as number), 0), mean }
}

/** The τ at which Q falls to where `tail(Q) = target`; 0 when it starts under it. Q falls as τ grows. AUCs lie within 1 of each other. */
const crossing = (q: (tau: number) => number, reached: (q: number) => boolean): number | null => {
  if (reached(q(0))) return 0
  let [low, high] = [0, 1]
  if (!reached(q(high))) return null
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2
    if (reached(q(middle))) high = middle
    else low = middle
  }
  return (low + high) / 2
}

/**
 * Heterogeneity of correlated estimates: Cochran's Q with the full covariance, the Paule–Mandel estimate of the spread between
 * groups (Q(τ²) = df) and its Q-profile interval (Viechtbauer 2007), which is exact for normal estimates of known covariance.
 * @param theta estimates, each within 1 of the others
 * @param covariance their covariance, row-major
 * @param people independent people that the covariance was itself estimated from: Q then has the tail of Hotelling's T², which a chi-square
 * is too short for (120 people in four groups: 5.8 in 100 rejected at 5%). Default: the covariance is known
 */
export const heterogeneityOf = (
  theta: readonly number[],
  covariance: Float64Array,
  people = Number.POSITIVE_INFINITY,
): Heterogeneity | Undefined => {
  const df = theta.length - 1
  if (df < 1) return undefinedBecause('fewer than two groups with enough people')
  const start = profile(theta, covariance, 0)
  if (start === null) return undefinedBecause('too few people for so many groups: their errors are not told apart')
  const tail = (own: number): number =>
    people === Number.POSITIVE_INFINITY ? chiSquareTail(own, df) : hotellingTail(own, { df, people })
  const q = (tau: number): number => profile(theta, covariance, tau ** 2)?.q ?? 0
  const estimate = crossing(q, (own) => own <= df) ?? 1
  const lower = crossing(q, (own) => tail(own) >= 0.025) ?? 1
  const upper = crossing(q, (own) => tail(own) >= 0.975)
  const mean = profile(theta, covariance, estimate ** 2)?.mean ?? start.mean
  const stable = (spread: number | null): number => {
    if (spread === null) return 0
    return mean === 0.5 && spread === 0 ? 1 : (mean - 0.5) ** 2 / ((mean - 0.5) ** 2 + spread ** 2)
  }
  return {
    groups: theta.length,
    q: start.q,
    df,
    p: tail(start.q),
    spread: { estimate, lower, upper },
    mean,
    stability: { estimate: stable(estimate), lower: stable(upper), upper: stable(lower) },
  }
}

/** People per group that the test of heterogeneity needs for its errors to be known well enough. */
const PEOPLE_PER_GROUP = 10

/**
 * Strength of a candidate by period or region: information value and AUC in each group, the shift of its levels against the other
 * groups, a test that the AUC is the same everywhere, and a stability score with its interval. People who occur in several
 * groups are one person throughout.
 *
 * Groups with fewer than `minimum` people with or without the outcome are suppressed. No counts are given, so that none can be
 * found by subtraction. The test takes the covariance as known from the people of the smallest group. The score's interval carries the uncertainty of the spread and takes the mean strength as it is found.
 */
export const strengthOver = (rows: GroupedRows, minimum: number): StrengthOver => {
  const people = densePeople(rows.person)
  const least = Math.max(1, minimum)
  const byGroup = rowsByGroup(rows)
  const counted = byGroup.map((kept) => peopleIn(rows, people, kept))
  const all = Array.from({ length: rows.groups }, (_, group) => group)
  const shown = all.filter((group) => {
    const [without, withOutcome] = counted[group] as readonly [number, number, number]
    return without >= least && withOutcome >= least
  })
  const placements = shown.map((group) => placement(rows, people, byGroup[group] as Int32Array))
  const sizes = shown.map((group) => (counted[group] as readonly [number, number, number])[2])
  const covariance = covarianceOf(placements, sizes)
  const known = { ...rows, person: people.of }
  const alone = people.people === rows.person.length
  const { information, shift } = alone ? ofCounts(known) : ofRows(known, byGroup)
  const groups = all.map((group): GroupStrength => {
    const at = shown.indexOf(group)
    if (at < 0) return { group, suppressed: true, information: null, auc: null, shift: null }
    const standardError = Math.sqrt(covariance[at * shown.length + at] as number)
    return {
      group,
      suppressed: false,
      information: information(group),
      auc: rankInterval({ estimate: (placements[at] as Placement).auc, standardError }),
      shift: shift(group),
    }
  })
  const fewest = Math.min(...sizes)
  const enough = fewest >= PEOPLE_PER_GROUP * shown.length
  return {
    groups,
    heterogeneity:
      shown.length < 2 || enough
        ? heterogeneityOf(
            placements.map(({ auc }) => auc),
            covariance,
            fewest,
          )
        : undefinedBecause('too few people for so many groups: their errors are not told apart'),
  }
}

/** Information value within a group, and the shift of its levels against all other rows that are in a group. */
interface OfGroup {
  readonly information: (group: number) => Information
  readonly shift: (group: number) => Information
}

/** From counts of group × level alone, where each row is a person of its own. */
const ofCounts = (rows: GroupedRows): OfGroup => {
  const [events, others] = [0, 1].map(() => new Float64Array(rows.groups * rows.levels)) as [Float64Array, Float64Array]
  for (let row = 0; row < rows.group.length; row += 1) {
    const group = rows.group[row] as number
    if (group < 0) continue
    ;(rows.outcome[row] === 1 ? events : others)[group * rows.levels + (rows.level[row] as number)]! += 1
  }
  const part = (counts: Float64Array, group: number): Float64Array =>
    counts.slice(group * rows.levels, (group + 1) * rows.levels)
  const all = new Float64Array(rows.levels)
  for (let cell = 0; cell < events.length; cell += 1)
    all[cell % rows.levels]! += (events[cell] as number) + (others[cell] as number)
  return {
    information: (group) => informationOfPeople(part(events, group), part(others, group)),
    shift: (group) => {
      const own = part(events, group).map((n, l) => n + (others[group * rows.levels + l] as number))
      return informationOfPeople(
        own,
        all.map((n, l) => n - (own[l] as number)),
      )
    },
  }
}

const ofRows = (rows: GroupedRows, byGroup: readonly Int32Array[]): OfGroup => {
  const inside = Int32Array.from(rows.group, (_, row) => row).filter((row) => (rows.group[row] as number) >= 0)
  const { level, levels, person } = pick(rows, inside)
  const groupOf = inside.map((row) => rows.group[row] as number)
  return {
    information: (group) => informationValue(pick(rows, byGroup[group] as Int32Array)),
    shift: (group) =>
      informationValue({ level, levels, person, outcome: Uint8Array.from(groupOf, (own) => (own === group ? 1 : 0)) }),
  }
}
