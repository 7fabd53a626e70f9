import type { Calibration } from '../../data-schemas/calibration.js'
import { fitFewColumns } from '../numeric/few-columns.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { betaCalibration } from './beta.js'
import { interceptCalibration } from './intercept.js'
import { isotonicCalibration } from './isotonic.js'
import type { Patterns } from './patterns.js'
import { plattCalibration } from './platt.js'

/** Name of a recalibration method. */
export type Method = Calibration['kind']

/** From simple to rich. */
export const METHODS: readonly Method[] = ['none', 'intercept', 'platt', 'beta', 'isotonic']

const FIT: Readonly<Record<Method, (input: Patterns) => Calibration | Undefined>> = {
  none: () => ({ kind: 'none' }),
  intercept: interceptCalibration,
  platt: plattCalibration,
  beta: betaCalibration,
  isotonic: isotonicCalibration,
}

/** The map of a method, fitted on patterns; undefined where it cannot be fitted. */
export const mapOf = (method: Method, patterns: Patterns): Calibration | Undefined => FIT[method](patterns)

/** The same maps, to nine digits, for where many are fitted: in no particular order of the patterns, and without the diagnostics of a full fit. */
export const quickMapOf = (method: Method, patterns: Patterns): Calibration | Undefined => {
  const { linearPredictor, trials, events } = patterns
  if (method === 'intercept') {
    const fit = fitFewColumns({ columns: [], trials, events, offset: linearPredictor, start: Float64Array.of(0) })
    return 'kind' in fit ? fit : { kind: 'intercept', intercept: fit.estimates[0] as number }
  }
  if (method !== 'platt') return mapOf(method, patterns)
  const fit = fitFewColumns({ columns: [linearPredictor], trials, events, start: Float64Array.of(0, 1) })
  if ('kind' in fit) return fit
  const [intercept, slope] = fit.estimates as unknown as [number, number]
  return slope > 0 ? { kind: 'platt', intercept, slope } : undefinedBecause('the fitted slope is not positive')
}
