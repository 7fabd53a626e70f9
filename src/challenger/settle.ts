import type { Design } from '../numeric/design.js'
import { logistic } from '../numeric/link.js'
import { compensatedSum } from '../numeric/sum.js'

/** Steps of Newton, at most: a shift of a few units settles in five. */
const STEPS = 50

/**
 * The shift of all log-odds with which the probabilities add up to the rows with the outcome: the maximum-likelihood value of the output bias,
 * the rest of the network as it is. Steps of single batches leave that sum a few percent off. Newton's method, each step at most 1.
 */
export const settlingShift = (eta: Float64Array, { trials, events }: Pick<Design, 'trials' | 'events'>): number => {
  const wanted = compensatedSum(events)
  let shift = 0
  for (let step = 0; step < STEPS; step += 1) {
    const p = eta.map((x) => logistic(x + shift))
    const surplus = compensatedSum(p.map((value, i) => value * (trials[i] as number))) - wanted
    const slope = compensatedSum(p.map((value, i) => value * (1 - value) * (trials[i] as number)))
    if (!(slope > 0)) return shift
    const move = Math.max(-1, Math.min(1, surplus / slope))
    shift -= move
    if (Math.abs(move) < 1e-10) return shift
  }
  return shift
}
