import { WorkbenchError } from '../errors.js'
import { checkDesign } from './check-design.js'
import { choleskyInverse } from './cholesky.js'
import { columnNames, type Design } from './design.js'
import { sumOf } from './gram.js'
import { constantLoglik, type Likelihood, likelihood } from './information.js'
import { logit } from './link.js'
import { INTERCEPT, notConverged, refuseCollinear, refuseOneClass, separated } from './logistic-refusals.js'
import { multiply, sandwich } from './matrix.js'
import { type Maximum, maximise } from './newton.js'
import { type Scaled, type Scaling, scaleBlocks, unscaleMatrix } from './scaled.js'
import { separatingDirection } from './separation.js'

export { INTERCEPT }

/** Options of a maximum-likelihood logistic fit. */
export interface LogisticOptions {
  /** Added to the linear predictor of each pattern; length = patterns. */
  readonly offset?: Float64Array
  /** Weight of the penalty ½·ridge·Σβ² (intercept not penalised). Default 0. */
  readonly ridge?: number
  /** Starting values, intercept first. */
  readonly start?: Float64Array
  /** Newton steps before the fit is refused as `not-converged`. Default 50. */
  readonly maxIterations?: number
  /** Fit without an intercept. Default false. */
  readonly noIntercept?: boolean
}

/** A converged fit. Columns: intercept first (unless left out), then the blocks' columns in order. */
export interface Logistic {
  readonly names: readonly string[]
  readonly estimates: Float64Array
  /** Inverse of the observed information (plus the penalty, when there is one), p × p, row-major. */
  readonly covariance: Float64Array
  /** Σ events·η − trials·ln(1 + e^η) at the estimates, without binomial coefficients and without the penalty. */
  readonly loglik: number
  /** The same with only an intercept (and the offset). */
  readonly nullLoglik: number
  readonly iterations: number
  /** Largest absolute element of the score at the end, per trial, for columns scaled to standard deviation 1. */
  readonly gradient: number
  /** Information of the columns centred and scaled to standard deviation 1, p × p, row-major: its condition says how well the data tell the columns apart. */
  readonly scaledInformation: Float64Array
  /** Mean (0 without intercept) and standard deviation of each column but the intercept, over the trials. */
  readonly scaling: Scaling
}

const total = (values: Float64Array): number => sumOf(values, values.length)

/** Starting values in scaled columns; the overall log-odds and zeros when none are given. */
const startOf = (design: Design, scaled: Scaled, options: LogisticOptions): Float64Array => {
  const intercept = options.noIntercept !== true
  const shift = intercept ? 1 : 0
  const start = new Float64Array(scaled.means.length + shift)
  const given = options.start
  if (given === undefined) {
    if (intercept && options.offset === undefined) start[0] = logit(total(design.events) / total(design.trials))
    return start
  }
  if (given.length !== start.length) {
    throw new WorkbenchError('mismatched-length', {
      expected: `${start.length} starting values`,
      found: `${given.length}`,
    })
  }
  if (intercept) start[0] = given[0] as number
  for (let j = 0; j < scaled.means.length; j += 1) {
    start[j + shift] = (given[j + shift] as number) * (scaled.scales[j] as number)
    if (intercept) start[0] = (start[0] as number) + (given[j + shift] as number) * (scaled.means[j] as number)
  }
  return start
}

const penaltyOf = (scaled: Scaled, ridge: number, intercept: boolean): Float64Array | undefined => {
  if (ridge === 0) return undefined
  const weights = Array.from(scaled.scales, (scale) => (scale === 0 ? 1 : ridge / (scale * scale)))
  return Float64Array.from(intercept ? [0, ...weights] : weights)
}

/** Log-likelihood with only an intercept (when there is one) and the offset. */
const nullLoglik = (design: Design, options: LogisticOptions): number => {
  const intercept = options.noIntercept !== true
  const { offset } = options
  if (offset === undefined)
    return constantLoglik(design, intercept ? logit(total(design.events) / total(design.trials)) : 0)
  const empty = likelihood([], { ...design, offset }, intercept)
  const start = new Float64Array(intercept ? 1 : 0)
  if (!intercept) return empty.evaluate(start).loglik
  const end = maximise(empty, { start, trials: total(design.trials), maxIterations: 100 })
  if (end.kind !== 'converged')
    throw notConverged(
      end.kind === 'stalled' ? end : { kind: 'stalled', because: 'null model', iterations: 0, gradient: 0 },
    )
  return end.at.loglik
}

const climb = (
  design: Design,
  scaled: Scaled,
  model: { likelihood: Likelihood; options: LogisticOptions },
): Maximum => {
  const { options } = model
  const intercept = options.noIntercept !== true
  const penalty = penaltyOf(scaled, options.ridge ?? 0, intercept)
  const check = (parameters: Float64Array, step: Float64Array, slack: number): Float64Array | null =>
    separatingDirection(scaled.blocks, design, { parameters, step, intercept, slack })
  let last: readonly [Float64Array, Float64Array] | null = null
  const end = maximise(model.likelihood, {
    start: startOf(design, scaled, options),
    trials: total(design.trials),
    maxIterations: options.maxIterations ?? 50,
    ...(penalty === undefined ? {} : { penalty }),
    unbounded: (parameters, step, iteration) => {
      last = [parameters, step]
      return penalty === undefined && iteration >= 7 ? check(parameters, step, 1e-9) : null
    },
  })
  if (end.kind !== 'stalled' || last === null || penalty !== undefined) return end
  const [parameters, step] = last as readonly [Float64Array, Float64Array]
  const direction = check(parameters, step, 1e-6)
  return direction === null ? end : { kind: 'stopped', direction, iterations: end.iterations }
}

/**
 * Maximum-likelihood logistic regression on patterns with counts: Newton steps with step-halving on centred and scaled columns,
 * until the log-likelihood, the score and the parameters all settle (McCullagh and Nelder 1989, ch. 4).
 * Throws WorkbenchError `no-events`, `no-nonevents`, `collinear`, `separation`, `not-converged`, and `invalid-design` for a design that is not one.
 */
export const fitLogistic = (design: Design, options: LogisticOptions = {}): Logistic => {
  const intercept = options.noIntercept !== true
  checkDesign(design, options.offset)
  if (intercept) refuseOneClass(design)
  const names = [...(intercept ? [INTERCEPT] : []), ...columnNames(design.blocks)]
  const scaled = scaleBlocks(design.blocks, design.trials, intercept)
  const own = likelihood(scaled.blocks, { ...design, offset: options.offset }, intercept)
  if ((options.ridge ?? 0) === 0) refuseCollinear(own.gram(), names, intercept)
  const end = climb(design, scaled, { likelihood: own, options })
  if (end.kind === 'stopped') throw separated(design, end.direction, intercept)
  if (end.kind === 'stalled') throw notConverged(end)
  const back = unscaleMatrix(scaled, intercept)
  return {
    names,
    estimates: multiply(back, end.parameters),
    covariance: sandwich(back, choleskyInverse(end.factor), names.length),
    loglik: penalisedBack(end, scaled, options),
    nullLoglik: nullLoglik(design, options),
    iterations: end.iterations,
    gradient: end.gradient,
    scaledInformation: end.at.information,
    scaling: { means: scaled.means, scales: scaled.scales },
  }
}

/** The log-likelihood without the penalty. */
const penalisedBack = (end: Maximum & { kind: 'converged' }, scaled: Scaled, options: LogisticOptions): number => {
  const penalty = penaltyOf(scaled, options.ridge ?? 0, options.noIntercept !== true)
  if (penalty === undefined) return end.at.loglik
  return end.parameters.reduce((sum, value, j) => sum + 0.5 * (penalty[j] as number) * value * value, end.at.loglik)
}
