import type { Calibration } from '../../data-schemas/calibration.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type Patterns, patternsOf } from './patterns.js'

/** Neighbouring patterns with one fitted rate. */
export interface IsotonicBlock {
  /** Lowest and highest linear predictor. */
  readonly from: number
  readonly to: number
  readonly trials: number
  readonly events: number
  /** Distinct linear predictors that share the rate. */
  readonly patterns: number
}

/**
 * Weighted isotonic regression by pooling adjacent violators (Ayer et al. 1955): the non-decreasing rates with the largest likelihood
 * (and the least weighted squares). Rows with equal linear predictors are pooled first. Blocks ascend strictly in rate.
 */
export const poolAdjacentViolators = (input: Patterns): readonly IsotonicBlock[] => {
  const { linearPredictor, trials, events } = patternsOf(input)
  const stack: { from: number; to: number; trials: number; events: number; patterns: number }[] = []
  for (let i = 0; i < linearPredictor.length; i += 1) {
    const x = linearPredictor[i] as number
    let block = { from: x, to: x, trials: trials[i] as number, events: events[i] as number, patterns: 1 }
    for (let below = stack.at(-1); below !== undefined; below = stack.at(-1)) {
      if (below.events * block.trials < block.events * below.trials) break
      stack.pop()
      block = {
        from: below.from,
        to: block.to,
        trials: below.trials + block.trials,
        events: below.events + block.events,
        patterns: below.patterns + block.patterns,
      }
    }
    stack.push(block)
  }
  return stack
}

/**
 * Isotonic calibration: constant within each pooled block, straight lines between blocks. Undefined without rows.
 * Every block makes ties of the distinct scores in it; {@link poolAdjacentViolators} says how many.
 */
export const isotonicCalibration = (input: Patterns): Calibration | Undefined => {
  const blocks = poolAdjacentViolators(input)
  if (blocks.length === 0) return undefinedBecause('no rows to fit on')
  const knots = blocks.flatMap(({ from, to, events, trials }): [number, number][] => {
    const rate = events / trials
    return from === to
      ? [[from, rate]]
      : [
          [from, rate],
          [to, rate],
        ]
  })
  return { kind: 'isotonic', knots }
}
