import type { CalibrationResult } from '../../data-schemas/results/calibration.js'
import { calibrationRoom } from '../calibration/calibration-room.js'
import { validationFolds } from '../fit/folds.js'
import { outOfFold } from '../fit/out-of-fold.js'
import { calibrator } from '../numeric/calibrator.js'
import type { Fitted } from './fit-selected.js'
import type { TestRows } from './open-test.js'
import type { Run } from './run.js'

/** Recalibration chosen on validation folds of the training side, measured on the test side. */
export const calibrate = async (
  { study, stamp, coded }: Run,
  { chosen }: Fitted,
  test: TestRows,
): Promise<CalibrationResult> =>
  calibrationRoom(
    {
      linearPredictor: test.score,
      label: test.outcome,
      person: test.person,
      validation: outOfFold(await validationFolds(coded, chosen, study.calibration.folds)),
    },
    { stamp, methods: study.calibration.methods, minimum: study.disclosure.minimum },
  )

/** Calibrated probability of each test row. */
export const probabilities = (test: TestRows, { calibration }: CalibrationResult): Float64Array => {
  const map = calibrator(calibration)
  return test.score.map((eta) => map(eta))
}
