import { WorkbenchError } from '../errors.js'
import { type Block, type Design, valueAt } from '../numeric/design.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import { logistic, logit } from '../numeric/link.js'
import { fitLogistic, type Logistic } from '../numeric/logistic.js'
import { sandwich } from '../numeric/matrix.js'

/**
 * How rows were sampled on the outcome. `rates`: share of events in the sample and in the population.
 * `kept`: share of the population's events and of its non-events that the sample holds.
 */
export type OutcomeSampling =
  | { readonly kind: 'rates'; readonly sample: number; readonly population: number }
  | { readonly kind: 'kept'; readonly events: number; readonly nonEvents: number }

const refuse = (expected: string): WorkbenchError =>
  new WorkbenchError('invalid-sampling', {
    expected,
    found: 'numbers outside that range',
    where: 'sampling correction',
  })

/**
 * Log-odds that sampling on the outcome adds to every row: ln((1 − τ)/τ · ȳ/(1 − ȳ)), or ln(kept events / kept non-events)
 * (prior correction; King and Zeng 2001, eq. 7). Throws `invalid-sampling`.
 */
export const samplingOffset = (sampling: OutcomeSampling): number => {
  if (sampling.kind === 'rates') {
    const { sample, population } = sampling
    if (!(sample > 0 && sample < 1 && population > 0 && population < 1)) throw refuse('rates between 0 and 1')
    return logit(sample) - logit(population)
  }
  const { events, nonEvents } = sampling
  if (!(events > 0 && events <= 1 && nonEvents > 0 && nonEvents <= 1)) throw refuse('shares above 0 and at most 1')
  return Math.log(events / nonEvents)
}

/** Estimates for the population from those of the sample: the intercept loses the offset, all else stays, and so do standard errors. */
export const correctIntercept = (estimates: Float64Array, sampling: OutcomeSampling): Float64Array => {
  const offset = samplingOffset(sampling)
  return estimates.map((value, j) => (j === 0 ? value - offset : value))
}

/** Weights of events and of non-events; above 0. */
export interface OutcomeWeights {
  readonly events: number
  readonly nonEvents: number
}

/** Weights that bring the sample back to the population: 1 / kept, or population rate over sample rate. Throws `invalid-sampling`. */
export const samplingWeights = (sampling: OutcomeSampling): OutcomeWeights => {
  samplingOffset(sampling)
  if (sampling.kind === 'kept') return { events: 1 / sampling.events, nonEvents: 1 / sampling.nonEvents }
  const { sample, population } = sampling
  return { events: population / sample, nonEvents: (1 - population) / (1 - sample) }
}

const addRow = (meat: Float64Array, x: Float64Array, weight: number): void => {
  const size = x.length
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) meat[i * size + j]! += weight * (x[i] as number) * (x[j] as number)
  }
}

const fillRow = (x: Float64Array, blocks: readonly Block[], row: number): void => {
  let at = 1
  for (const block of blocks) {
    for (let c = 0; c < block.columns.length; c += 1) x[at + c] = valueAt(block, row, c)
    at += block.columns.length
  }
}

/** A weighted fit with the covariance that weighting asks for. */
export interface WeightedFit {
  readonly fit: Logistic
  /** Sandwich covariance (White 1982), p × p, row-major: the inverse information of weighted rows would be wrong. Rows are taken as independent. */
  readonly covariance: Float64Array
}

/**
 * Maximum weighted likelihood with one weight for events and one for non-events (Manski and Lerman 1977), for rows sampled on the
 * outcome. Less precise than {@link correctIntercept} when the model is right, and closer to the population's best line when it is not.
 * Throws what `fitLogistic` throws.
 */
export const fitWeighted = (design: Design, weights: OutcomeWeights): WeightedFit => {
  if (!(weights.events > 0 && weights.nonEvents > 0)) throw refuse('weights above 0')
  const events = design.events.map((count) => count * weights.events)
  const trials = design.trials.map(
    (count, i) => (events[i] as number) + (count - (design.events[i] as number)) * weights.nonEvents,
  )
  const fit = fitLogistic({ ...design, trials, events })
  const size = fit.names.length
  const eta = linearPredictor(design.blocks, fit.estimates, trials.length)
  const meat = new Float64Array(size * size)
  const x = new Float64Array(size).fill(1)
  for (let i = 0; i < trials.length; i += 1) {
    fillRow(x, design.blocks, i)
    const [up, down] = [logistic(eta[i] as number), logistic(-(eta[i] as number))]
    const yes = design.events[i] as number
    const no = (design.trials[i] as number) - yes
    addRow(meat, x, yes * (weights.events * down) ** 2 + no * (weights.nonEvents * up) ** 2)
  }
  return { fit, covariance: sandwich(fit.covariance, meat, size) }
}
