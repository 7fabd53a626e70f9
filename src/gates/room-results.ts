import type { CalibrationResult } from '../../data-schemas/results/calibration.js'
import type { FairnessResult } from '../../data-schemas/results/fairness.js'
import type { FitResult } from '../../data-schemas/results/fit.js'
import type { Guard } from '../../data-schemas/results/guard.js'
import type { RankingResult } from '../../data-schemas/results/ranking.js'
import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import type { SelectionResult } from '../../data-schemas/results/selection.js'

/** The parts of the rooms' results that gates look at. */
export interface RoomResults {
  readonly screening: Pick<ScreeningResult, 'admissible'>
  readonly selection: Pick<SelectionResult, 'selected'>
  readonly fit: Pick<FitResult, 'converged' | 'gradient' | 'residualDegreesOfFreedom' | 'eventsPerParameter' | 'terms'>
  readonly calibration: {
    readonly test: Pick<CalibrationResult['test'], 'intercept' | 'slope' | 'brier' | 'observedToExpected'>
  }
  readonly ranking: {
    readonly test: Pick<RankingResult['test'], 'auc' | 'atK'>
    readonly baselines: RankingResult['baselines']
  }
  readonly fairness: Pick<FairnessResult, 'attributes'>
  /** Of the examination; null when the run left it out. */
  readonly guards: readonly Guard[] | null
}
