import type { Calibration } from '../../data-schemas/calibration.js'
import { log1pExp, logistic } from './link.js'

type Knots = (Calibration & { readonly kind: 'isotonic' })['knots']

const lastAtOrBelow = (xs: Float64Array, x: number): number => {
  let low = 0
  let high = xs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((xs[middle] as number) <= x) low = middle + 1
    else high = middle
  }
  return low - 1
}

const betweenKnots = (knots: Knots): ((x: number) => number) => {
  const xs = Float64Array.from(knots, (knot) => knot[0])
  const ys = Float64Array.from(knots, (knot) => knot[1])
  const last = xs.length - 1
  return (x) => {
    const at = lastAtOrBelow(xs, x)
    if (at < 0) return ys[0] as number
    const y0 = ys[at] as number
    if (at === last) return y0
    const y1 = ys[at + 1] as number
    const x0 = xs[at] as number
    const y = y0 + (y1 - y0) * ((x - x0) / ((xs[at + 1] as number) - x0))
    return Math.min(y, y1)
  }
}

/**
 * The map of a calibration, from linear predictor to probability in [0, 1]: the one definition, for training and for scoring.
 * Non-decreasing when slopes are not negative and knots are in order, which the artifact's check demands.
 */
export const calibrator = (calibration: Calibration): ((linearPredictor: number) => number) => {
  switch (calibration.kind) {
    case 'none':
      return logistic
    case 'intercept':
      return (x) => logistic(calibration.intercept + x)
    case 'platt':
      return (x) => logistic(calibration.intercept + calibration.slope * x)
    case 'beta':
      return (x) => logistic(calibration.intercept - calibration.low * log1pExp(-x) + calibration.high * log1pExp(x))
    case 'isotonic':
      return betweenKnots(calibration.knots)
  }
}
