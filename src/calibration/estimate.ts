import { waldInterval } from '../numeric/interval.js'
import type { Undefined } from '../numeric/undefined.js'

/** A number with its interval; bounds are null where no interval exists. */
export interface Estimate {
  readonly estimate: number | Undefined
  readonly lower: number | null
  readonly upper: number | null
}

/** A number that does not exist. */
export const without = (reason: Undefined): Estimate => ({ estimate: reason, lower: null, upper: null })

/** Estimate ± z × standard error; no bounds when the standard error does not exist. */
export const wald = (estimate: number, standardError: number | Undefined, confidence: number): Estimate =>
  typeof standardError === 'number'
    ? { estimate, ...waldInterval(estimate, standardError, confidence) }
    : { estimate, lower: null, upper: null }

/** Interval on the logarithmic scale for a positive ratio; a ratio of 0 has no bounds. */
export const logWald = (estimate: number, standardError: number | Undefined, confidence: number): Estimate => {
  if (typeof standardError !== 'number' || !(estimate > 0)) return { estimate, lower: null, upper: null }
  const { lower, upper } = waldInterval(Math.log(estimate), standardError / estimate, confidence)
  return { estimate, lower: Math.exp(lower), upper: Math.exp(upper) }
}
