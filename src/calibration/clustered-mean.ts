import type { People } from '../numeric/people.js'
import { compensatedSum } from '../numeric/sum.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** A ratio of two sums with its person-clustered standard error; the error is undefined with fewer than two people. */
export interface ClusteredRatio {
  readonly estimate: number
  readonly standardError: number | Undefined
}

/**
 * Σ numerator ÷ Σ denominator with the linearised standard error over people (Cochran 1977, §6.4; factor people ÷ (people − 1)).
 * Without `denominator` it is the mean over rows. Undefined when the denominator sums to 0.
 */
export const clusteredRatio = (
  numerator: Float64Array,
  people: People,
  denominator?: Float64Array,
): ClusteredRatio | Undefined => {
  const top = compensatedSum(numerator)
  const bottom = denominator === undefined ? numerator.length : compensatedSum(denominator)
  if (!(bottom > 0)) return undefinedBecause('nothing to divide by')
  const estimate = top / bottom
  const residual = new Float64Array(people.people)
  for (let row = 0; row < numerator.length; row += 1) {
    residual[people.of[row] as number]! += (numerator[row] as number) - estimate * (denominator?.[row] ?? 1)
  }
  const squares = compensatedSum(residual.map((value) => value * value))
  return {
    estimate,
    standardError:
      people.people < 2
        ? undefinedBecause('one person gives no measure of spread')
        : Math.sqrt((people.people / (people.people - 1)) * squares) / bottom,
  }
}
