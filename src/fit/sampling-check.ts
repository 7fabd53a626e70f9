import type { Design } from '../numeric/design.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import { logistic } from '../numeric/link.js'
import { fitLogistic } from '../numeric/logistic.js'
import type { Random } from '../random.js'
import { correctIntercept } from './sampling-correction.js'

/** What {@link samplingCheck} finds. */
export interface SamplingCheck {
  /** Share of non-events that each thinning keeps; all events stay. */
  readonly kept: number
  readonly thinnings: number
  readonly baseRate: number
  /** Mean probability over all rows, averaged over the thinnings: with the intercept corrected, and without. */
  readonly corrected: number
  readonly uncorrected: number
  /** Standard error of `corrected` from the spread over the thinnings. */
  readonly standardError: number
}

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

/** Each non-event stays with chance `kept`; of weighted rows each unit of weight, and what is left of one. */
const thinned = (design: Design, kept: number, random: Random): Design => ({
  ...design,
  trials: design.trials.map((count, i) => {
    const events = design.events[i] as number
    let stay = events
    for (let row = events; row < count; row += 1) if (random.uniform() < kept) stay += Math.min(1, count - row)
    return stay
  }),
})

const withRows = ({ blocks, trials, events }: Design): Design => {
  const rows = Int32Array.from(trials.keys()).filter((i) => (trials[i] as number) > 0)
  return {
    trials: Float64Array.from(rows, (i) => trials[i] as number),
    events: Float64Array.from(rows, (i) => events[i] as number),
    blocks: blocks.map((block) =>
      block.kind === 'coded'
        ? { ...block, codes: Uint16Array.from(rows, (i) => block.codes[i] as number) }
        : { ...block, values: Float64Array.from(rows, (i) => block.values[i] as number) },
    ),
  }
}

const meanProbability = (design: Design, estimates: Float64Array): number => {
  const eta = linearPredictor(design.blocks, estimates, design.trials.length)
  return design.trials.reduce((sum, count, i) => sum + count * logistic(eta[i] as number), 0) / total(design.trials)
}

/**
 * Draws samples that hold all events and as many non-events as events (on average), fits each, takes the offset of the sampling from
 * the intercept (King and Zeng 2001), and looks whether the base rate of all rows comes back. At the maximum of the full likelihood
 * the mean probability equals the base rate, so the distance is what the correction misses. Throws what `fitLogistic` throws.
 */
export const samplingCheck = (
  design: Design,
  options: { readonly random: Random; readonly thinnings: number },
): SamplingCheck => {
  const rows = total(design.trials)
  const events = total(design.events)
  const kept = Math.min(1, events / (rows - events))
  const means = Array.from({ length: options.thinnings }, (_, i) => {
    const { estimates } = fitLogistic(withRows(thinned(design, kept, options.random.fork('thinning', i))))
    const corrected = correctIntercept(estimates, { kind: 'kept', events: 1, nonEvents: kept })
    return [meanProbability(design, corrected), meanProbability(design, estimates)] as const
  })
  const mean = (of: 0 | 1): number => means.reduce((sum, pair) => sum + pair[of], 0) / means.length
  const corrected = mean(0)
  const squares = means.reduce((sum, [value]) => sum + (value - corrected) ** 2, 0)
  return {
    kept,
    thinnings: means.length,
    baseRate: events / rows,
    corrected,
    uncorrected: mean(1),
    standardError: Math.sqrt(squares / (means.length - 1) / means.length),
  }
}
