import type { Block } from './design.js'
import { multiply } from './matrix.js'
import { type Counted, scoreOfCounts } from './score-of-counts.js'
import { type Undefined, undefinedBecause } from './undefined.js'

/** A fit on the same patterns that a new one starts from. */
export interface Known {
  /** Intercept first. */
  readonly estimates: Float64Array
  /** Inverse information, p × p, row-major. */
  readonly covariance: Float64Array
  /** Sum of the trials it was fitted on. */
  readonly trials: number
}

/** Longest last step, in log-odds of any pattern: separated counts keep moving by about one while the score fades. */
const STILL = 0.05

/** Most that a step moves the log-odds of a pattern. */
const reachOf = (blocks: readonly Block[], step: Float64Array): number => {
  let reach = Math.abs(step[0] as number)
  let at = 1
  for (const block of blocks) {
    const width = block.columns.length
    const own = step.subarray(at, at + width)
    const table = block.kind === 'coded' ? block.table : block.values
    let most = 0
    for (let row = 0; row + width <= table.length && width > 0; row += width) {
      let sum = 0
      for (let c = 0; c < width; c += 1) sum += (own[c] as number) * (table[row + c] as number)
      most = Math.max(most, Math.abs(sum))
    }
    reach += most
    at += width
  }
  return reach
}

/** Steps before a refit is given up: separated counts never settle. */
const MOST_STEPS = 60

const inner = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0)

/** Broyden, Fletcher, Goldfarb and Shanno's update of an inverse Hessian, in place; nothing where the curvature is not positive. */
const update = (inverse: Float64Array, step: Float64Array, fall: Float64Array): void => {
  const curvature = inner(step, fall)
  if (!(curvature > 0)) return
  const size = step.length
  const along = multiply(inverse, fall)
  const factor = (1 + inner(fall, along) / curvature) / curvature
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      const cross = (along[i] as number) * (step[j] as number) + (step[i] as number) * (along[j] as number)
      inverse[i * size + j]! += factor * (step[i] as number) * (step[j] as number) - cross / curvature
    }
  }
}

/**
 * Maximum likelihood on patterns whose counts changed little: quasi-Newton steps from a known fit, with its information as the first
 * curvature, so that each step costs one pass for the first derivative (Nocedal and Wright 2006, ch. 6). Settled when the estimates are
 * within `tolerance` standard errors of the maximum. A direction on which no row is left keeps its estimate.
 * Undefined when it does not settle, as where the counts are separated.
 */
export const refit = (
  blocks: readonly Block[],
  counts: Counted,
  options: { readonly known: Known; readonly tolerance: number },
): Float64Array | Undefined => {
  const { known, tolerance } = options
  const total = counts.trials.reduce((sum, n) => sum + n, 0)
  const happened = counts.events.reduce((sum, n) => sum + n, 0)
  if (!(happened > 0 && happened < total)) return undefinedBecause('one class only')
  const metric = known.covariance.map((value) => (value * known.trials) / total)
  const inverse = metric.slice()
  let estimates = known.estimates
  const scoreAt = scoreOfCounts(blocks, counts)
  let score = scoreAt(estimates)
  let size = inner(score, multiply(metric, score))
  let still = true
  for (let steps = 0; steps < MOST_STEPS; steps += 1) {
    if (Number.isNaN(size)) break
    if (size <= tolerance * tolerance && still) return estimates
    let step = multiply(inverse, score)
    let next = estimates.map((value, j) => value + (step[j] as number))
    let after = scoreAt(next)
    let left = inner(after, multiply(metric, after))
    for (let halves = 0; halves < 20 && !(left < size); halves += 1) {
      step = step.map((value) => value / 2)
      const shorter = step
      next = estimates.map((value, j) => value + (shorter[j] as number))
      after = scoreAt(next)
      left = inner(after, multiply(metric, after))
    }
    if (!(left < size)) return undefinedBecause('it did not settle')
    update(
      inverse,
      step,
      score.map((value, j) => value - (after[j] as number)),
    )
    still = left > tolerance * tolerance || reachOf(blocks, step) <= STILL
    estimates = next
    score = after
    size = left
  }
  return undefinedBecause('it did not settle')
}
