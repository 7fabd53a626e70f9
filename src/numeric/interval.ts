import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'
import { WorkbenchError } from '../errors.js'
import { normalQuantile } from './normal.js'
import { type Undefined, undefinedBecause } from './undefined.js'

/** Bounds of an interval; lower ≤ upper. */
export interface Bounds {
  readonly lower: number
  readonly upper: number
}

/** The z with P(|Z| ≤ z) = confidence. Throws `invalid-confidence` outside (0, 1). */
export const criticalValue = (confidence: number): number => {
  if (!(confidence > 0 && confidence < 1)) {
    throw new WorkbenchError('invalid-confidence', {
      expected: 'a confidence between 0 and 1, such as 0.95',
      found: `${confidence}`,
    })
  }
  // From the lower tail: 1 − (1 − c)/2 would lose digits for c near 1.
  return -normalQuantile((1 - confidence) / 2)
}

/** Wald interval: estimate ± z·standard error. */
export const waldInterval = (estimate: number, standardError: number, confidence: number): Bounds => {
  const half = criticalValue(confidence) * standardError
  return { lower: estimate - half, upper: estimate + half }
}

const refuseCounts = (successes: number, trials: number): void => {
  if (successes >= 0 && successes <= trials && Number.isFinite(trials)) return
  throw new WorkbenchError('invalid-counts', { expected: '0 ≤ successes ≤ trials', found: 'counts outside that range' })
}

/**
 * Wilson score interval of a proportion (Wilson 1927), within [0, 1]; undefined without trials.
 * @param trials may be fractional (an effective number of trials)
 */
export const wilsonInterval = (successes: number, trials: number, confidence: number): Bounds | Undefined => {
  refuseCounts(successes, trials)
  const z = criticalValue(confidence)
  if (trials === 0) return undefinedBecause('no trials')
  const rate = successes / trials
  const z2 = z * z
  const centre = rate + z2 / (2 * trials)
  const half = z * Math.sqrt((rate * (1 - rate)) / trials + z2 / (4 * trials * trials))
  const scale = 1 + z2 / trials
  return {
    lower: successes === 0 ? 0 : Math.max(0, (centre - half) / scale),
    upper: successes === trials ? 1 : Math.min(1, (centre + half) / scale),
  }
}

/** Exact (Clopper and Pearson 1934) interval of a proportion, within [0, 1]; undefined without trials. */
export const clopperPearson = (successes: number, trials: number, confidence: number): Bounds | Undefined => {
  refuseCounts(successes, trials)
  criticalValue(confidence)
  if (trials === 0) return undefinedBecause('no trials')
  const tail = (1 - confidence) / 2
  return {
    lower: successes === 0 ? 0 : betaQuantile(tail, successes, trials - successes + 1),
    upper: successes === trials ? 1 : 1 - betaQuantile(tail, trials - successes, successes + 1),
  }
}
