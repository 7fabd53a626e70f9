import { cholesky } from '../numeric/cholesky.js'
import { logistic } from '../numeric/link.js'
import { normalQuantile } from '../numeric/normal.js'
import { quantile } from '../numeric/quantile.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { random } from '../random.js'
import { splineColumns } from './spline.js'

/** Distance between prediction and smooth curve that chance alone gives. */
export interface ChanceDistance {
  readonly mean: number
  /** One sample in twenty lies above. */
  readonly upper: number
}

/** Rows stand in cells of equal numbers: enough for a mean distance to a thousandth of itself. */
const CELLS = 200

/** Mean of each cell of sorted values. */
const cellsOf = (sorted: Float64Array): Float64Array => {
  const cells = Math.min(CELLS, sorted.length)
  return Float64Array.from({ length: cells }, (_, cell) => {
    const from = Math.floor((cell * sorted.length) / cells)
    const to = Math.floor(((cell + 1) * sorted.length) / cells)
    let sum = 0
    for (let i = from; i < to; i += 1) sum += sorted[i] as number
    return sum / (to - from)
  })
}

/**
 * The integrated calibration index of predictions that are right: coefficients drawn around the diagonal with the covariance of the fit.
 * @param sorted log-odds of the rows, ascending
 */
export const chanceDistance = (
  sorted: Float64Array,
  by: {
    readonly covariance: Float64Array
    readonly knots: readonly number[]
    readonly draws: number
    readonly seed: number
  },
): ChanceDistance | Undefined => {
  const x = cellsOf(sorted)
  const columns = splineColumns(x, by.knots)
  const size = columns.length + 1
  const factor = cholesky(by.covariance, size)
  if (factor === null) return undefinedBecause('fewer people than parameters')
  if (by.draws < 2) return undefinedBecause('nothing was drawn')
  const p = x.map(logistic)
  const normal = random(by.seed, 'chance distance')
  const z = new Float64Array(size)
  const found = new Float64Array(by.draws).map(() => {
    for (let j = 0; j < size; j += 1) z[j] = normalQuantile(normal.uniform())
    const moved = z.map((_, j) => {
      let sum = 0
      for (let k = 0; k <= j; k += 1) sum += (factor.lower[j * size + k] as number) * (z[k] as number)
      return sum
    })
    let distance = 0
    for (let i = 0; i < x.length; i += 1) {
      let eta = (x[i] as number) + (moved[0] as number)
      for (let j = 1; j < size; j += 1) eta += (moved[j] as number) * ((columns[j - 1] as Float64Array)[i] as number)
      distance += Math.abs(logistic(eta) - (p[i] as number))
    }
    return distance / x.length
  })
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length
  return { mean, upper: quantile(found.sort(), 0.95) as number }
}
