import { type Cholesky, cholesky, choleskySolve } from './cholesky.js'
import type { Evaluation, Likelihood } from './information.js'

/** How Newton's method ended. */
export type Maximum =
  | {
      readonly kind: 'converged'
      readonly parameters: Float64Array
      readonly at: Evaluation
      /** Factor of the (penalised) information at the maximum. */
      readonly factor: Cholesky
      readonly iterations: number
      /** Largest absolute element of the (penalised) score, per trial. */
      readonly gradient: number
    }
  | { readonly kind: 'stopped'; readonly direction: Float64Array; readonly iterations: number }
  | { readonly kind: 'stalled'; readonly because: string; readonly iterations: number; readonly gradient: number }

/** Options of {@link maximise}. */
export interface NewtonOptions {
  readonly start: Float64Array
  /** Number of trials: the score is judged per trial. */
  readonly trials: number
  /** Diagonal of the quadratic penalty ½·Σ penalty·γ². */
  readonly penalty?: Float64Array
  readonly maxIterations: number
  /** Asked at each step; a direction ends the search because no maximum exists along it. */
  readonly unbounded?: (parameters: Float64Array, step: Float64Array, iteration: number) => Float64Array | null
}

/** Relative change of the log-likelihood, score per trial, and length of the step (in standard deviations of a column). */
const TOLERANCE = { loglik: 1e-12, score: 1e-10, step: 1e-7 } as const

/** Adds the penalty to an evaluation: value, score and information. */
const penalised = (at: Evaluation, parameters: Float64Array, penalty: Float64Array | undefined): Evaluation => {
  if (penalty === undefined) return at
  let loglik = at.loglik
  const size = parameters.length
  for (let j = 0; j < size; j += 1) {
    const weight = penalty[j] as number
    const value = parameters[j] as number
    loglik -= 0.5 * weight * value * value
    at.score[j] = (at.score[j] as number) - weight * value
    at.information[j * size + j] = (at.information[j * size + j] as number) + weight
  }
  return { ...at, loglik }
}

const largestOf = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)

interface Halved {
  readonly parameters: Float64Array
  readonly at: Evaluation
}

/** The full step, or the first of its halves that does not lower the likelihood by more than rounding. */
const halve = (evaluate: (p: Float64Array) => Evaluation, from: Halved, step: Float64Array): Halved | null => {
  const floor = from.at.loglik - 1e-11 * (Math.abs(from.at.loglik) + 1)
  for (let share = 1; share > 1e-6; share /= 2) {
    const parameters = from.parameters.map((value, j) => value + share * (step[j] as number))
    const at = evaluate(parameters)
    if (at.loglik >= floor && Number.isFinite(at.loglik)) return { parameters, at }
  }
  return null
}

/** Maximum of a logistic likelihood by Newton steps with step-halving (the two tolerances and the step length must all hold). */
export const maximise = (likelihood: Likelihood, options: NewtonOptions): Maximum => {
  const { penalty, trials, maxIterations, unbounded } = options
  const evaluate = (parameters: Float64Array): Evaluation =>
    penalised(likelihood.evaluate(parameters), parameters, penalty)
  let now: Halved = { parameters: options.start, at: evaluate(options.start) }
  let settled = false
  for (let iterations = 0; ; iterations += 1) {
    const gradient = largestOf(now.at.score) / trials
    const stalled = (because: string): Maximum => ({ kind: 'stalled', because, iterations, gradient })
    const factor = cholesky(now.at.information, likelihood.size)
    if (factor === null) return stalled('the information matrix is singular in floating point')
    if (settled && gradient <= TOLERANCE.score) {
      return { kind: 'converged', ...now, factor, iterations, gradient }
    }
    if (iterations >= maxIterations) return stalled(`still moving after ${iterations} Newton steps`)
    const step = choleskySolve(factor, now.at.score)
    const direction = unbounded?.(now.parameters, step, iterations) ?? null
    if (direction !== null) return { kind: 'stopped', direction, iterations }
    const next = halve(evaluate, now, step)
    if (next === null) return stalled('no share of the Newton step raises the likelihood')
    const change = Math.abs(next.at.loglik - now.at.loglik) / (Math.abs(next.at.loglik) + 0.1)
    settled = change <= TOLERANCE.loglik && largestOf(step) <= TOLERANCE.step * (1 + largestOf(next.parameters))
    now = next
  }
}
