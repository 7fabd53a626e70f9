import { type Cholesky, cholesky, choleskyInverse, choleskySolve } from './cholesky.js'
import { dot, sumOf } from './gram.js'
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
}

const TOLERANCE = 1e-9
const MOST_STEPS = 30

interface Pass {
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

/** Fills residuals and weights of the rows. */
const respond = (
  { trials, events }: FewColumns,
  eta: Float64Array,
  out: { readonly residual: Float64Array; readonly weight: Float64Array },
): void => {
  for (let i = 0; i < eta.length; i += 1) {
    const x = eta[i] as number
    const n = trials[i] as number
    const e = Math.exp(-Math.abs(x))
    const inverse = 1 / (1 + e)
    out.residual[i] = (events[i] as number) - n * (x >= 0 ? inverse : e * inverse)
    out.weight[i] = n * e * inverse * inverse
  }
}

const pass = (data: FewColumns, estimates: Float64Array): Pass => {
  const { columns } = data
  const rows = data.trials.length
  const size = columns.length + 1
  const residual = new Float64Array(rows)
  const weight = new Float64Array(rows)
  respond(data, fewPredictor(data, estimates, rows), { residual, weight })
  const score = new Float64Array(size)
  const information = new Float64Array(size * size)
  score[0] = sumOf(residual, rows)
  information[0] = sumOf(weight, rows)
  const weighted = new Float64Array(rows)
  columns.forEach((column, index) => {
    const j = index + 1
    for (let i = 0; i < rows; i += 1) weighted[i] = (weight[i] as number) * (column[i] as number)
    score[j] = dot(residual, column, rows)
    information[j * size] = sumOf(weighted, rows)
    for (let k = 1; k <= j; k += 1) information[j * size + k] = dot(weighted, columns[k - 1] as Float64Array, rows)
  })
  return { score, information }
}

interface Step {
  readonly estimates: Float64Array
  readonly factor: Cholesky
  readonly step: Float64Array
  /** Twice what a quadratic log-likelihood would still gain: the squared distance from the maximum in standard errors. */
  readonly decrement: number
}

const stepFrom = (data: FewColumns, estimates: Float64Array): Step | null => {
  const { score, information } = pass(data, estimates)
  const factor = cholesky(information, estimates.length)
  if (factor === null || isDependent(factor, information)) return null
  const step = choleskySolve(factor, score)
  return { estimates, factor, step, decrement: step.reduce((sum, value, j) => sum + value * (score[j] as number), 0) }
}

/** The full step, or the first of its halves that comes closer to the maximum. */
const nextOf = (data: FewColumns, from: Step): Step | null => {
  for (let share = 1; share > 1e-6; share /= 2) {
    const next = stepFrom(
      data,
      from.estimates.map((value, j) => value + share * (from.step[j] as number)),
    )
    if (next !== null && next.decrement < Math.max(from.decrement, 1e-14)) return next
  }
  return null
}

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
  const estimates = Float64Array.from(data.start ?? new Float64Array(columns.length + 1))
  if (offset === undefined && data.start === undefined) estimates[0] = logit(happened / total)
  const tolerance = data.tolerance ?? TOLERANCE
  let at = stepFrom(data, estimates)
  if (at === null) return undefinedBecause('the columns are equal or follow from each other')
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    if (at.decrement <= tolerance * tolerance) {
      return { estimates: at.estimates, covariance: choleskyInverse(at.factor) }
    }
    at = nextOf(data, at)
    // Fitted probabilities that all go to 0 and 1 leave no information: the outcomes are separated.
    if (at === null || (at.factor.lower[0] as number) ** 2 < (1e-4 * happened * (total - happened)) / total) break
  }
  return undefinedBecause('the fit did not settle: the outcomes may be separated')
}

/** True when a column keeps nothing of itself beside those before it. */
const isDependent = ({ lower, size }: Cholesky, information: Float64Array): boolean =>
  Array.from({ length: size }, (_, j) => j * size + j).some(
    (at) => (lower[at] as number) ** 2 <= 1e-12 * (information[at] as number),
  )
