import { descendingOrder } from '../numeric/descending-order.js'
import type { Design } from '../numeric/design.js'

/** Distinct linear predictors, ascending, with their rows and events. */
export interface Patterns {
  readonly linearPredictor: Float64Array
  readonly trials: Float64Array
  readonly events: Float64Array
}

/** Folds rows (or patterns with counts) with the same linear predictor into one pattern. */
export const patternsOf = (input: Patterns): Patterns => {
  const { linearPredictor } = input
  if (linearPredictor.every((value, i) => i === 0 || value > (linearPredictor[i - 1] as number))) return input
  const order = descendingOrder(linearPredictor).reverse()
  const x = new Float64Array(order.length)
  const trials = new Float64Array(order.length)
  const events = new Float64Array(order.length)
  let last = -1
  for (const row of order) {
    const value = input.linearPredictor[row] as number
    if (last < 0 || value !== x[last]) {
      last += 1
      x[last] = value
    }
    trials[last]! += input.trials[row] as number
    events[last]! += input.events[row] as number
  }
  const end = last + 1
  return { linearPredictor: x.slice(0, end), trials: trials.slice(0, end), events: events.slice(0, end) }
}

/** A design whose only column is the linear predictor. */
export const slopeDesign = ({ linearPredictor, trials, events }: Patterns): Design => ({
  blocks: [{ kind: 'values', name: 'slope', columns: ['slope'], values: linearPredictor }],
  trials,
  events,
})

/** A design with an intercept only; the linear predictor is its offset. */
export const interceptDesign = ({ trials, events }: Patterns): Design => ({ blocks: [], trials, events })
