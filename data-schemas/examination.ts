import { z } from 'zod'
import { calibrationExamination } from './examination/calibration.js'
import { challengerExamination } from './examination/challenger.js'
import { fairnessExamination } from './examination/fairness.js'
import { fitExamination } from './examination/fit.js'
import { rankingExamination } from './examination/ranking.js'
import { screeningExamination } from './examination/screening.js'
import { selectionExamination } from './examination/selection.js'

/** What is asked of a model after it is made, by room. Everything has a default; nothing here changes the model. */
export const examination = z.strictObject({
  screening: screeningExamination.prefault({}),
  selection: selectionExamination.prefault({}),
  fit: fitExamination.prefault({}),
  calibration: calibrationExamination.prefault({}),
  ranking: rankingExamination.prefault({}),
  fairness: fairnessExamination.prefault({}),
  /** A network on all admissible candidates: the price of explainability. Trained only when it is asked for here or by `retrain --challenger`. */
  challenger: challengerExamination.optional(),
})
