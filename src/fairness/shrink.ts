import { cholesky, choleskyInverse } from '../numeric/cholesky.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** Estimates of areas with known sampling variances, and what they are expected to follow. */
export interface Areas {
  readonly estimate: Float64Array
  /** Sampling variance of each; above 0. */
  readonly variance: Float64Array
  /** Areas × columns, row-major, of full column rank: an intercept only for the overall rate. */
  readonly design: Float64Array
  readonly columns: number
}

/** Shrunk estimates, in the order given. */
export interface Shrunk {
  /** Variance between areas beyond what the design explains; 0 when the areas differ no more than sampling does. */
  readonly between: number
  /** What the design expects. */
  readonly expected: Float64Array
  readonly estimate: Float64Array
  /** Root of the estimated mean squared error: sampling, coefficients, and that `between` is itself estimated. */
  readonly error: Float64Array
}

interface Regression {
  readonly expected: Float64Array
  /** x'(X'WX)⁻¹x of each area. */
  readonly leverage: Float64Array
  readonly residual: number
}

const regression = ({ estimate, variance, design, columns: p }: Areas, between: number): Regression | null => {
  const m = estimate.length
  const x = (i: number, j: number): number => design[i * p + j] as number
  const gram = new Float64Array(p * p)
  const right = new Float64Array(p)
  const weight = variance.map((v) => 1 / (v + between))
  for (let i = 0; i < m; i += 1) {
    for (let j = 0; j < p; j += 1) {
      right[j]! += (weight[i] as number) * x(i, j) * (estimate[i] as number)
      for (let k = 0; k <= j; k += 1) gram[j * p + k]! += (weight[i] as number) * x(i, j) * x(i, k)
    }
  }
  const factor = cholesky(gram, p)
  if (factor === null) return null
  const inverse = choleskyInverse(factor)
  const at = (i: number, values: (k: number, j: number) => number): number => {
    let sum = 0
    for (let j = 0; j < p; j += 1)
      for (let k = 0; k < p; k += 1) sum += x(i, j) * (inverse[j * p + k] as number) * values(k, i)
    return sum
  }
  const expected = estimate.map((_, i) => at(i, (k) => right[k] as number))
  const leverage = estimate.map((_, i) => at(i, (k, row) => x(row, k)))
  const residual = estimate.reduce((sum, y, i) => sum + (weight[i] as number) * (y - (expected[i] as number)) ** 2, 0)
  return { expected, leverage, residual }
}

/** The variance between areas at which the weighted residual sum of squares equals its expectation, m − p; 0 when it is below that without any. */
const betweenVariance = (areas: Areas): number | null => {
  const freedom = areas.estimate.length - areas.columns
  const excess = (between: number): number => (regression(areas, between)?.residual ?? Number.NaN) - freedom
  const none = excess(0)
  if (Number.isNaN(none)) return null
  if (none <= 0) return 0
  let low = 0
  let high = areas.variance.reduce((most, v) => Math.max(most, v), 0)
  while (excess(high) > 0) {
    low = high
    high *= 2
  }
  for (let step = 0; step < 200 && high - low > 1e-15 * high; step += 1) {
    const middle = (low + high) / 2
    if (excess(middle) > 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * Empirical Bayes estimates of areas (Fay and Herriot 1979): estimate = expected + γ(direct − expected), γ = between ÷
 * (between + sampling variance). `between` solves the moment equation of Fay and Herriot; the error follows Prasad and Rao
 * (1990) with the variance of that moment estimator and without the bias correction of Datta, Rao and Smith (2005), which
 * would only lower it. Undefined with fewer than two areas more than columns, without full rank, or with a variance that is
 * not above 0.
 */
export const shrink = (areas: Areas): Shrunk | Undefined => {
  const { estimate, variance, columns } = areas
  if (estimate.length < columns + 2) return undefinedBecause('too few cells to learn how much cells differ')
  if (variance.some((v) => !(v > 0))) return undefinedBecause('a cell has no spread')
  const between = betweenVariance(areas)
  const fit = between === null ? null : regression(areas, between)
  if (between === null || fit === null) return undefinedBecause('the cells do not tell the two attributes apart')
  const precision = variance.reduce((sum, v) => sum + 1 / (v + between), 0)
  const uncertain = (2 * estimate.length) / precision ** 2
  return {
    between,
    expected: fit.expected,
    estimate: estimate.map((y, i) => {
      const share = between / (between + (variance[i] as number))
      return (fit.expected[i] as number) + share * (y - (fit.expected[i] as number))
    }),
    error: variance.map((v, i) => {
      const share = between / (between + v)
      const own = share * v
      const coefficients = (1 - share) ** 2 * (fit.leverage[i] as number)
      return Math.sqrt(own + coefficients + (2 * v * v * uncertain) / (v + between) ** 3)
    }),
  }
}
