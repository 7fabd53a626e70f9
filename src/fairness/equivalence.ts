import { normalCdf } from '../numeric/normal.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/**
 * Two one-sided tests (Schuirmann 1987) that a difference lies within ±margin: the larger of the two one-sided p-values.
 * Undefined without a standard error above 0.
 */
export const equivalenceP = (difference: number, standardError: number, margin: number): number | Undefined => {
  if (!(standardError > 0)) return undefinedBecause('no spread to test with')
  return Math.max(normalCdf((difference - margin) / standardError), normalCdf(-(difference + margin) / standardError))
}
