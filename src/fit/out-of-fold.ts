import type { Design } from '../numeric/design.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import { fitLogistic } from '../numeric/logistic.js'

/** One fold of the people: what is fitted, and what is left out and predicted. */
export interface Fold {
  readonly fold: number
  readonly rest: Design
  readonly held: Design
}

/** Predictions for people whom the fit did not see; one entry per pattern and fold. */
export interface OutOfFold {
  readonly linearPredictor: Float64Array
  readonly trials: Float64Array
  readonly events: Float64Array
  readonly fold: Uint8Array
}

/**
 * Log-odds of every training pattern from a fit without its fold. Folds are by person, so nobody predicts themselves.
 * Throws what `fitLogistic` throws.
 */
export const outOfFold = (folds: readonly Fold[]): OutOfFold => {
  const parts = folds.map(({ fold, rest, held }) => ({
    fold,
    held,
    eta: linearPredictor(held.blocks, fitLogistic(rest).estimates, held.trials.length),
  }))
  const total = parts.reduce((sum, { held }) => sum + held.trials.length, 0)
  const out: OutOfFold = {
    linearPredictor: new Float64Array(total),
    trials: new Float64Array(total),
    events: new Float64Array(total),
    fold: new Uint8Array(total),
  }
  let at = 0
  for (const { fold, held, eta } of parts) {
    out.linearPredictor.set(eta, at)
    out.trials.set(held.trials, at)
    out.events.set(held.events, at)
    out.fold.fill(fold, at, at + held.trials.length)
    at += held.trials.length
  }
  return out
}
