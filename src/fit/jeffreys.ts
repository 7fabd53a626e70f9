import { cholesky, choleskyInverse } from '../numeric/cholesky.js'
import { type Design, dense } from '../numeric/design.js'
import { logistic } from '../numeric/link.js'
import type { Height } from './climb.js'
import type { ScaledModel } from './scaled-model.js'

/** x'·M·x for a symmetric matrix. */
const quadratic = (matrix: Float64Array, x: Float64Array): number => {
  const size = x.length
  let sum = 0
  for (let i = 0; i < size; i += 1) {
    let row = 0.5 * (matrix[i * size + i] as number) * (x[i] as number)
    for (let j = 0; j < i; j += 1) row += (matrix[i * size + j] as number) * (x[j] as number)
    sum += row * (x[i] as number)
  }
  return 2 * sum
}

/** Adds weight·x·x' to a matrix. */
const addSquare = (matrix: Float64Array, x: Float64Array, weight: number): void => {
  const size = x.length
  for (let i = 0; i < size; i += 1) {
    const value = weight * (x[i] as number)
    for (let j = 0; j < size; j += 1) matrix[i * size + j] = (matrix[i * size + j] as number) + value * (x[j] as number)
  }
}

const nowhere = (size: number): Height => ({
  value: -Infinity,
  score: new Float64Array(size),
  curvature: new Float64Array(size * size),
})

/**
 * Log-likelihood plus half the log-determinant of the information (Jeffreys' prior; Firth 1993), and its score
 * U* = X'(events − trials·p + h·(½ − p)), h the leverage of all rows of a pattern. That is the score of data with h trials and ½·h
 * events more; the information of those data is the curvature of the step.
 * Value in the units of the scaled columns: it differs by a constant from that of the columns as given.
 */
export const jeffreysObjective = (
  design: Design,
  model: ScaledModel,
  offset?: Float64Array,
): ((parameters: Float64Array) => Height) => {
  const rows = design.trials.length
  const columns = dense(model.scaled.blocks, rows)
  const size = model.names.length
  const x = new Float64Array(size).fill(1)
  return (parameters) => {
    const at = model.likelihood.evaluate(parameters)
    const factor = cholesky(at.information, size)
    if (factor === null) return nowhere(size)
    const inverse = choleskyInverse(factor)
    const score = at.score.slice()
    const curvature = at.information.slice()
    for (let i = 0; i < rows; i += 1) {
      let eta = (parameters[0] as number) + (offset === undefined ? 0 : (offset[i] as number))
      for (let j = 1; j < size; j += 1) {
        x[j] = columns[(j - 1) * rows + i] as number
        eta += (parameters[j] as number) * (x[j] as number)
      }
      const p = logistic(eta)
      const variance = p * logistic(-eta)
      const leverage = (design.trials[i] as number) * variance * quadratic(inverse, x)
      const pull = leverage * (0.5 - p)
      for (let j = 0; j < size; j += 1) score[j] = (score[j] as number) + pull * (x[j] as number)
      addSquare(curvature, x, leverage * variance)
    }
    let half = 0
    for (let j = 0; j < size; j += 1) half += Math.log(factor.lower[j * size + j] as number)
    return { value: at.loglik + half, score, curvature }
  }
}
