import { normalCdf } from '../numeric/normal.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** Number of `events` among `n` independent people. */
export interface Proportion {
  readonly events: number
  readonly n: number
}

/** Z of two proportions with the pooled standard error, and P(Z ≥ z), P(Z ≤ z). For independent people only: it knows no clusters. */
export interface TwoProportions {
  readonly z: number
  readonly upper: number
  readonly lower: number
}

/** Pooled two-proportion Z test, a against b, as public audits report it; undefined when a sample is empty or nobody or everybody has the event. */
export const twoProportions = (a: Proportion, b: Proportion): TwoProportions | Undefined => {
  if (!(a.n > 0 && b.n > 0)) return undefinedBecause('a sample is empty')
  const pooled = (a.events + b.events) / (a.n + b.n)
  if (pooled <= 0 || pooled >= 1) return undefinedBecause('nobody or everybody has the event')
  const z = (a.events / a.n - b.events / b.n) / Math.sqrt(pooled * (1 - pooled) * (1 / a.n + 1 / b.n))
  return { z, upper: normalCdf(-z), lower: normalCdf(z) }
}
