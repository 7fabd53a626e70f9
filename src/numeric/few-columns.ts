import { cholesky, choleskyInverse, choleskySolve } from './cholesky.js'
import { logit } from './link.js'
import { type Undefined, undefinedBecause } from './undefined.js'

/** Rows or patterns with a few columns of numbers; an intercept comes first by itself. */
export interface FewColumns {
  readonly columns: readonly Float64Array[]
  readonly trials: Float64Array
  readonly events: Float64Array
  readonly offset?: Float64Array
  /** Starting values, intercept first. */
  readonly start?: Float64Array
  /** Largest distance from the maximum, in standard errors. Default 1e-9. */
  readonly tolerance?: number
}

/** A logistic fit of a few columns, intercept first. */
export interface FewFit {
  readonly estimates: Float64Array
  /** Inverse information, p × p, row-major. */
  readonly covariance: Float64Array
  readonly loglik: number
}

const TOLERANCE = 1e-9
const MOST_STEPS = 40

interface Pass {
  readonly loglik: number
  readonly score: Float64Array
  readonly information: Float64Array
}

/** Log-odds of each row: intercept, columns and offset. */
export const fewPredictor = ({ columns, offset }: FewColumns, estimates: Float64Array, rows: number): Float64Array => {
  const eta = new Float64Array(rows).fill(estimates[0] as number)
  columns.forEach((column, j) => {
    const slope = estimates[j + 1] as number
    for (let i = 0; i < rows; i += 1) eta[i] = (eta[i] as number) + slope * (column[i] as number)
  })
  if (offset !== undefined) for (let i = 0; i < rows; i += 1) eta[i] = (eta[i] as number) + (offset[i] as number)
  return eta
}

const pass = (data: FewColumns, estimates: Float64Array): Pass => {
  const { columns, trials, events } = data
  const size = columns.length + 1
  const eta = fewPredictor(data, estimates, trials.length)
  const score = new Float64Array(size)
  const information = new Float64Array(size * size)
  const value = new Float64Array(size).fill(1)
  let loglik = 0
  for (let i = 0; i < trials.length; i += 1) {
    const x = eta[i] as number
    const n = trials[i] as number
    const e = Math.exp(-Math.abs(x))
    const inverse = 1 / (1 + e)
    const residual = (events[i] as number) - n * (x >= 0 ? inverse : e * inverse)
    const weight = n * e * inverse * inverse
    loglik += (x >= 0 ? ((events[i] as number) - n) * x : (events[i] as number) * x) - n * Math.log1p(e)
    for (let j = 1; j < size; j += 1) value[j] = (columns[j - 1] as Float64Array)[i] as number
    for (let j = 0; j < size; j += 1) {
      const v = value[j] as number
      score[j]! += residual * v
      for (let k = 0; k <= j; k += 1) information[j * size + k]! += weight * v * (value[k] as number)
    }
  }
  return { loglik, score, information }
}

const settledFit = (factor: NonNullable<ReturnType<typeof cholesky>>, estimates: Float64Array, at: Pass): FewFit => ({
  estimates,
  covariance: choleskyInverse(factor),
  loglik: at.loglik,
})

/**
 * Maximum-likelihood logistic regression on a few columns by Newton steps with halving. For recalibration, where columns are few and fits are many;
 * `fitLogistic` has the diagnostics. Undefined when one class is absent, a column is constant or follows from others, or the outcomes are separated.
 */
export const fitFewColumns = (data: FewColumns): FewFit | Undefined => {
  const { trials, events, columns, offset } = data
  const total = trials.reduce((sum, n) => sum + n, 0)
  const happened = events.reduce((sum, n) => sum + n, 0)
  if (happened === 0) return undefinedBecause('no row has the outcome')
  if (happened === total) return undefinedBecause('every row has the outcome')
  let estimates = Float64Array.from(data.start ?? new Float64Array(columns.length + 1))
  if (offset === undefined && data.start === undefined) estimates[0] = logit(happened / total)
  const tolerance = data.tolerance ?? TOLERANCE
  let at = pass(data, estimates)
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    const factor = cholesky(at.information, columns.length + 1)
    if (factor === null || isDependent(factor, at.information))
      return undefinedBecause('the columns are equal or follow from each other')
    const step = choleskySolve(factor, at.score)
    const decrement = step.reduce((sum, value, j) => sum + value * (at.score[j] as number), 0)
    if (decrement <= tolerance * tolerance || noiseOf(at, decrement)) return settledFit(factor, estimates, at)
    const from = { estimates, loglik: at.loglik }
    let share = 1
    do {
      const length = share
      estimates = from.estimates.map((value, j) => value + length * (step[j] as number))
      at = pass(data, estimates)
      share /= 2
    } while (!(at.loglik >= from.loglik - 1e-11 * (Math.abs(from.loglik) + 1)) && share > 1e-6)
  }
  return undefinedBecause('the fit did not settle: the outcomes may be separated')
}

/** True when a column keeps nothing of itself beside those before it. */
const isDependent = ({ lower, size }: NonNullable<ReturnType<typeof cholesky>>, information: Float64Array): boolean =>
  Array.from({ length: size }, (_, j) => j * size + j).some(
    (at) => (lower[at] as number) ** 2 <= 1e-12 * (information[at] as number),
  )

/** True when the gain that is left is lost in the rounding of the log-likelihood and in that of the score. */
const noiseOf = ({ loglik }: Pass, decrement: number): boolean => decrement <= 1e-26 * loglik * loglik
