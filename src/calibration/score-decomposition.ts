import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import {
  eventsByLevel,
  fitIsotonic,
  type IsotonicFit,
  isotonicRoom,
  type Levels,
  levelsOf,
  squaredDistance,
  squaredDistanceOfFit,
} from './corp-levels.js'
import { checkPredicted, type Predicted } from './probabilities.js'

/** The Brier score in three parts, all in its own unit and none below 0: brier = miscalibration − discrimination + uncertainty. */
export interface ScoreDecomposition {
  readonly brier: number
  /** What the isotonic recalibration would win; 0 is right. */
  readonly miscalibration: number
  /** What the recalibrated predictions win on the overall rate; more is better. */
  readonly discrimination: number
  /** Brier score of the overall rate: a property of the rows, not of the model. */
  readonly uncertainty: number
}

/** Decomposes from the events of each level and their isotonic fit; both hold at least one row. */
export const decompose = (levels: Levels, events: Float64Array, fit: IsotonicFit): ScoreDecomposition => {
  const rows = levels.order.length
  const all = events.reduce((sum, count) => sum + count, 0)
  const brier = squaredDistance(levels, events) / rows
  const recalibrated = squaredDistanceOfFit(fit) / rows
  const uncertainty = (all * (1 - all / rows)) / rows
  return {
    brier,
    // Predictions that are already isotonic rates give 0 up to rounding of sums.
    miscalibration: Math.max(0, brier - recalibrated),
    discrimination: Math.max(0, uncertainty - recalibrated),
    uncertainty,
  }
}

/**
 * CORP decomposition of the Brier score into miscalibration, discrimination and uncertainty (Dimitriadis, Gneiting and Jordan 2021,
 * PNAS 118), by isotonic recalibration: no bins to choose. Undefined without rows.
 * @throws WorkbenchError `mismatched-length`, `invalid-probability`, `invalid-label`
 */
export const scoreDecomposition = (predicted: Predicted): ScoreDecomposition | Undefined => {
  checkPredicted(predicted)
  if (predicted.label.length === 0) return undefinedBecause('no rows')
  const levels = levelsOf(predicted)
  const events = eventsByLevel(levels, predicted.label)
  const fit = isotonicRoom(events.length)
  fitIsotonic(levels, events, fit)
  return decompose(levels, events, fit)
}
