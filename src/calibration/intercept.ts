import type { Calibration } from '../../data-schemas/calibration.js'
import type { Undefined } from '../numeric/undefined.js'
import { fitOrWhy } from './fit-or-why.js'
import { interceptDesign, type Patterns, patternsOf } from './patterns.js'

/**
 * Intercept calibration: one shift of all log-odds, so that the mean prediction equals the observed rate on the rows it was
 * fitted on. Undefined when one class is absent.
 */
export const interceptCalibration = (input: Patterns): Calibration | Undefined => {
  const patterns = patternsOf(input)
  const fit = fitOrWhy(interceptDesign(patterns), { offset: patterns.linearPredictor })
  return 'kind' in fit ? fit : { kind: 'intercept', intercept: fit.estimates[0] as number }
}
