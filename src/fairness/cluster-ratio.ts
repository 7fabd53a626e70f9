import { normalQuantile, twoSided } from '../numeric/normal.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { GroupMoments } from './cluster-moments.js'

/** A ratio of sums with its person-clustered standard error (linearisation, factor people ÷ (people − 1)). */
export interface ClusterRatio {
  readonly estimate: number
  readonly standardError: number
  readonly people: number
}

/** Difference of two groups' ratios. People who occur in both groups are allowed for. */
export interface ClusterDifference {
  readonly difference: number
  readonly standardError: number
  /** Correlation of the two estimates through people who occur in both groups. */
  readonly correlation: number
  /** Score statistic: the difference over its clustered standard error when both groups have the pooled ratio; undefined when that is 0. */
  readonly z: number | Undefined
  readonly p: number | Undefined
}

/** Two bounds; null where none exists. */
export interface Bounds {
  readonly lower: number | null
  readonly upper: number | null
}

/** Σ over people of (N − ratio·D)², not below 0: rounding may not make a variance negative. */
const squares = (m: GroupMoments, ratio: number): number => {
  const sum = m.nn - 2 * ratio * m.nd + ratio * ratio * m.dd
  return sum > 1e-13 * m.nn ? sum : 0
}

const smallSample = (people: number): number => (people > 1 ? people / (people - 1) : Number.NaN)

/**
 * Ratio of sums with clustered standard error, as survey statistics estimate it (Cochran 1977 §6.4, persons as first stage;
 * the sandwich estimator of a weighted mean). Undefined without a denominator or with one person.
 */
export const clusterRatio = (m: GroupMoments): ClusterRatio | Undefined => {
  if (!(m.denominator > 0)) return undefinedBecause('no rows to take a share of')
  if (m.people < 2) return undefinedBecause('one person gives no measure of spread')
  const estimate = m.numerator / m.denominator
  const standardError = Math.sqrt(smallSample(m.people) * squares(m, estimate)) / m.denominator
  return { estimate, standardError, people: m.people }
}

const crossProduct = (group: GroupMoments, ratio: number, referenceRatio: number): number =>
  group.crossNN - referenceRatio * group.crossND - ratio * group.crossDN + ratio * referenceRatio * group.crossDD

interface Spread {
  readonly group: number
  readonly reference: number
  readonly cross: number
}

const spreadAt = (group: GroupMoments, reference: GroupMoments, ratios: readonly [number, number]): Spread => {
  const people = group.people + reference.people - group.shared
  const factor = smallSample(people)
  return {
    group: (factor * squares(group, ratios[0])) / group.denominator ** 2,
    reference: (factor * squares(reference, ratios[1])) / reference.denominator ** 2,
    cross: (factor * crossProduct(group, ratios[0], ratios[1])) / (group.denominator * reference.denominator),
  }
}

const total = (spread: Spread): number => Math.max(0, spread.group + spread.reference - 2 * spread.cross)

/** Group minus reference. The moments of the group must hold its cross sums with this reference. */
export const clusterDifference = (group: GroupMoments, reference: GroupMoments): ClusterDifference => {
  const a = group.numerator / group.denominator
  const b = reference.numerator / reference.denominator
  const pooled = (group.numerator + reference.numerator) / (group.denominator + reference.denominator)
  const own = spreadAt(group, reference, [a, b])
  const underNull = Math.sqrt(total(spreadAt(group, reference, [pooled, pooled])))
  const root = Math.sqrt(own.group * own.reference)
  const z = underNull > 0 ? (a - b) / underNull : undefinedBecause('both groups have no spread at all')
  return {
    difference: a - b,
    standardError: Math.sqrt(total(own)),
    correlation: root > 0 ? Math.max(-1, Math.min(1, own.cross / root)) : 0,
    z,
    p: typeof z === 'number' ? twoSided(z) : z,
  }
}

/**
 * Wilson interval of a share with the effective sample size that the clustered standard error implies (Korn and Graubard 1998);
 * without spread (a share of 0 or 1) every person counts as one.
 */
export const shareInterval = ({ estimate: p, standardError, people }: ClusterRatio, confidence: number): Bounds => {
  const z = normalQuantile((1 + confidence) / 2)
  const n = standardError > 0 && p > 0 && p < 1 ? (p * (1 - p)) / standardError ** 2 : people
  const middle = p + (z * z) / (2 * n)
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  const scale = 1 + (z * z) / n
  return { lower: Math.max(0, (middle - half) / scale), upper: Math.min(1, (middle + half) / scale) }
}

/** Interval of a positive ratio on the logarithmic scale; null bounds for a ratio of 0. */
export const ratioInterval = ({ estimate, standardError }: ClusterRatio, confidence: number): Bounds => {
  if (!(estimate > 0)) return { lower: null, upper: null }
  const half = (normalQuantile((1 + confidence) / 2) * standardError) / estimate
  return { lower: estimate * Math.exp(-half), upper: estimate * Math.exp(half) }
}

/** A share with its interval, as {@link differenceInterval} needs it. */
export interface ShareBounds {
  readonly estimate: number
  readonly lower: number
  readonly upper: number
}

/**
 * Interval of a difference of two shares from their own intervals, correlation allowed for
 * (Newcombe 1998 method 10; Zou and Donner 2008). Never degenerate: a share of 0 keeps its uncertainty.
 */
export const differenceInterval = (
  a: ShareBounds,
  b: ShareBounds,
  correlation: number,
): { lower: number; upper: number } => {
  const width = (x: number, y: number): number => Math.sqrt(Math.max(0, x * x + y * y - 2 * correlation * x * y))
  const difference = a.estimate - b.estimate
  return {
    lower: Math.max(-1, difference - width(a.estimate - a.lower, b.upper - b.estimate)),
    upper: Math.min(1, difference + width(a.upper - a.estimate, b.estimate - b.lower)),
  }
}
