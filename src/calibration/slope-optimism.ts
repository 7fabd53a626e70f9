import { fitFewColumns } from '../numeric/few-columns.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import type { Metrics, Pipeline } from '../numeric/optimism.js'
import { type Known, refit } from '../numeric/refit.js'
import type { RowPatterns } from '../selection/row-patterns.js'

/** The training side folded into patterns, and what is known of the model on it. */
export interface Training {
  readonly folded: RowPatterns
  readonly outcome: Uint8Array
  /** Number of the person of each row, dense from 0. */
  readonly person: Int32Array
  readonly known: Known
  /** Largest distance of a refit from its maximum, in standard errors. The noise of a resample is about one. */
  readonly tolerance: number
}

/** Rows and events of each pattern when row `i` counts `weight(i)` times. */
export const patternCounts = (
  { folded, outcome }: Pick<Training, 'folded' | 'outcome'>,
  weight: (row: number) => number,
): { readonly trials: Float64Array; readonly events: Float64Array } => {
  const trials = new Float64Array(folded.patterns)
  const events = new Float64Array(folded.patterns)
  for (let row = 0; row < outcome.length; row += 1) {
    const times = weight(row)
    if (times === 0) continue
    const pattern = folded.patternOf[row] as number
    trials[pattern]! += times
    if (outcome[row] === 1) events[pattern]! += times
  }
  return { trials, events }
}

/** At its own maximum a model has slope 1 and intercept 0: that is what maximum likelihood solves. */
const APPARENT: Metrics = { slope: 1, intercept: 0, interceptAtSlope: 0 }

/**
 * The fit of the chosen candidates as a pipeline for `optimism` (Harrell, Lee and Mark 1996): refitted on weighted people, then slope and intercept of its
 * log-odds on all people. Bins and the choice of the candidates stay as they are: the optimism of those is not in it.
 */
export const slopePipeline = (training: Training): Pipeline => {
  const { folded, person, known, tolerance } = training
  const all = patternCounts(training, () => 1)
  return async (weights) => {
    const counts = patternCounts(training, (row) => weights[person[row] as number] as number)
    const estimates = refit(folded.blocks, counts, { known, tolerance })
    if ('kind' in estimates) return estimates
    const eta = linearPredictor(folded.blocks, estimates, folded.patterns)
    const both = fitFewColumns({ ...all, columns: [eta], start: Float64Array.of(0, 1), tolerance })
    if ('kind' in both) return both
    const large = fitFewColumns({ ...all, columns: [], offset: eta, start: Float64Array.of(0), tolerance })
    if ('kind' in large) return large
    const [interceptAtSlope, slope] = both.estimates as unknown as [number, number]
    return { apparent: APPARENT, test: { slope, intercept: large.estimates[0] as number, interceptAtSlope } }
  }
}
