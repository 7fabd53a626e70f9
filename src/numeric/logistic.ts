import type { Design } from './design.js'

/** Options of a maximum-likelihood logistic fit. */
export interface LogisticOptions {
  /** Added to the linear predictor of each pattern; length = patterns. */
  readonly offset?: Float64Array
  /** Weight of the penalty ½·ridge·Σβ² (intercept not penalised). Default 0. */
  readonly ridge?: number
  /** Starting values, intercept first. */
  readonly start?: Float64Array
  readonly maxIterations?: number
  /** Fit without an intercept. Default false. */
  readonly noIntercept?: boolean
}

/** A converged fit. Columns: intercept first (unless left out), then the blocks' columns in order. */
export interface Logistic {
  readonly names: readonly string[]
  readonly estimates: Float64Array
  /** Inverse of the observed information, p × p, row-major. */
  readonly covariance: Float64Array
  readonly loglik: number
  readonly nullLoglik: number
  readonly iterations: number
  /** Largest absolute element of the score at the end, per trial. */
  readonly gradient: number
}

/** To be replaced by its owner: maximum likelihood by Newton steps with step-halving. */
export const fitLogistic = (_design: Design, _options: LogisticOptions = {}): Logistic => {
  throw new Error('not written yet')
}
