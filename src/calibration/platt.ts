import type { Calibration } from '../../data-schemas/calibration.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { fitOrWhy } from './fit-or-why.js'
import { type Patterns, patternsOf, slopeDesign } from './patterns.js'

/**
 * Platt calibration: logistic regression of the outcome on the linear predictor (Platt 1999, without his prior correction).
 * Undefined when no such fit exists, or when its slope is not positive: that would turn the ranking round.
 */
export const plattCalibration = (input: Patterns): Calibration | Undefined => {
  const fit = fitOrWhy(slopeDesign(patternsOf(input)))
  if ('kind' in fit) return fit
  const [intercept, slope] = fit.estimates as unknown as [number, number]
  return slope > 0 ? { kind: 'platt', intercept, slope } : undefinedBecause('the fitted slope is not positive')
}
