import type { Calibration } from '../../data-schemas/calibration.js'
import { fitFewColumns } from '../numeric/few-columns.js'
import { log1pExp } from '../numeric/link.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { Patterns } from './patterns.js'

type Beta = Calibration & { readonly kind: 'beta' }

const fitOn = (input: Patterns, columns: readonly Float64Array[]): readonly number[] | Undefined => {
  const fit = fitFewColumns({
    columns,
    trials: input.trials,
    events: input.events,
    start: Float64Array.from([0, ...columns.map(() => 1)]),
  })
  return 'kind' in fit ? fit : Array.from(fit.estimates)
}

const beta = (intercept: number, low: number, high: number): Beta | Undefined =>
  low > 0 || high > 0 ? { kind: 'beta', intercept, low, high } : undefinedBecause('the fitted slopes are not positive')

/**
 * Beta calibration (Kull, Silva Filho and Flach 2017): logistic regression of the outcome on ln p and −ln(1 − p), where p is the model's
 * probability. Both slopes 1 is no change; as in the authors' code a negative one is set to 0 and the other fitted anew, so that ranks stay.
 * Undefined when no such fit exists or neither slope is positive.
 */
export const betaCalibration = (input: Patterns): Calibration | Undefined => {
  const below = input.linearPredictor.map((x) => -log1pExp(-x))
  const above = input.linearPredictor.map(log1pExp)
  const both = fitOn(input, [below, above])
  if ('kind' in both) return both
  const [intercept, low, high] = both as readonly [number, number, number]
  if (low >= 0 && high >= 0) return beta(intercept, low, high)
  const left = fitOn(input, [low < 0 ? above : below])
  if ('kind' in left) return left
  const [start, slope] = left as readonly [number, number]
  return low < 0 ? beta(start, 0, slope) : beta(start, slope, 0)
}
