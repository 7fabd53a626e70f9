import type { CalibrationResult } from '../../data-schemas/results/calibration.js'
import { WorkbenchError } from '../errors.js'
import { calibrator } from '../numeric/calibrator.js'
import { countPeople, densePeople } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { chooseCalibration, type Method, type Validation } from './choose.js'
import { reliabilityCurve } from './curve.js'
import { type Estimate, without } from './estimate.js'
import type { Predicted } from './probabilities.js'
import { type Scores, scoresOf } from './scores.js'
import { calibrationSlope } from './slope.js'

/** The test side as arrays, one entry per row, and the out-of-fold predictions of the training side. */
export interface CalibrationInput {
  /** Log-odds that the model gives each test row. */
  readonly linearPredictor: Float64Array
  readonly label: Uint8Array
  /** Code of the person. */
  readonly person: Int32Array
  readonly validation: Validation
}

/** Options of {@link calibrationRoom}. */
export interface CalibrationOptions {
  readonly stamp: Pick<CalibrationResult, 'study' | 'data' | 'synthetic'>
  readonly methods: readonly Method[]
  /** Disclosure threshold in people. */
  readonly minimum: number
  readonly confidence?: number
}

type Measures = CalibrationResult['uncalibrated']

/**
 * Room `calibration`: chooses the map from log-odds to probability on the training side's validation folds, then measures
 * intercept, slope, Brier, log loss and observed-to-expected on the test side, before and after it. The ranking is made on the
 * log-odds, so no method changes it; isotonic makes ties in the probability, counted in `comparison`.
 * @throws WorkbenchError `mismatched-length`, `invalid-number`, `invalid-label`, `too-few-folds`
 */
export const calibrationRoom = (input: CalibrationInput, options: CalibrationOptions): CalibrationResult => {
  const { linearPredictor, label } = input
  refuseInput(input)
  const confidence = options.confidence ?? 0.95
  const chosen = chooseCalibration(input.validation, options.methods)
  const people = densePeople(input.person)
  const predictedBy = (map: (x: number) => number): Predicted => ({
    probability: linearPredictor.map((x) => map(x)),
    label,
    people,
  })
  const after = predictedBy(calibrator(chosen.calibration))
  const before = predictedBy(calibrator({ kind: 'none' }))
  const enough = countPeople(people, (row) => label[row] === 1) >= options.minimum
  const scores = scoresOf(after, confidence)
  const measured = enough ? measures(after, scores, confidence) : withheld(options.minimum)
  const same = !enough || chosen.method === 'none'
  return {
    kind: 'calibration',
    ...options.stamp,
    intervals: INTERVALS,
    confidence,
    method: chosen.method,
    because: chosen.because,
    calibration: chosen.calibration,
    comparison: chosen.comparison.map((score) => ({ ...score })),
    keepsRanking: chosen.method !== 'isotonic',
    test: {
      n: label.length,
      people: people.people,
      events: enough ? label.reduce((sum, value) => sum + value, 0) : null,
      meanPredicted: scores.meanPredicted,
      meanObserved: enough ? scores.meanObserved : null,
      ...measured,
    },
    uncalibrated: same ? measured : measures(before, scoresOf(before, confidence), confidence),
    curve: enough
      ? reliabilityCurve(after, { confidence, minimum: options.minimum }).map(({ eventPeople: _, ...point }) => point)
      : [],
  }
}

const INTERVALS =
  'intercept and slope: Wald from the person-clustered sandwich; Brier, log loss and observed-to-expected: person-clustered linearisation; curve: Wilson with the effective number of rows'

const refuseInput = ({ linearPredictor, label, person }: CalibrationInput): void => {
  if (label.length !== linearPredictor.length || person.length !== linearPredictor.length) {
    throw new WorkbenchError('mismatched-length', {
      expected: `${linearPredictor.length} labels and people, as many as linear predictors`,
      found: `${label.length} and ${person.length}`,
      where: 'calibration',
    })
  }
  const bad = linearPredictor.reduce((count, x) => count + (Number.isNaN(x) ? 1 : 0), 0)
  if (bad === 0) return
  throw new WorkbenchError('invalid-number', {
    expected: 'a number for every linear predictor',
    found: `${bad} of ${linearPredictor.length} are NaN`,
  })
}

const plain = ({ estimate, lower, upper }: Estimate): Measures['slope'] => ({ estimate, lower, upper })

const measures = (predicted: Predicted, scores: Scores, confidence: number): Measures => {
  const { intercept, slope, interceptAtSlope } = calibrationSlope(predicted, confidence)
  return {
    intercept: plain(intercept),
    slope: plain(slope),
    interceptAtSlope: plain(interceptAtSlope),
    brier: plain(scores.brier),
    logLoss: plain(scores.logLoss),
    observedToExpected: plain(scores.observedToExpected),
  }
}

const withheld = (minimum: number): Measures => {
  const reason: Undefined = undefinedBecause(`fewer than ${minimum} people with the outcome`)
  const none = plain(without(reason))
  return { intercept: none, slope: none, interceptAtSlope: none, brier: none, logLoss: none, observedToExpected: none }
}
