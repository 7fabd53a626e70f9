import { z } from 'zod'
import { calibration } from '../calibration.js'
import { interval, maybe, stamp } from './common.js'

const method = z.enum(['none', 'intercept', 'platt', 'beta', 'isotonic'])

const measures = z.strictObject({
  /** Calibration in the large: intercept of the outcome on the log-odds with the slope held at 1. 0 is right. */
  intercept: interval,
  /** Slope of the outcome on the log-odds. 1 is right; below 1 the predictions are too extreme. */
  slope: interval,
  /** Intercept of the fit that has the slope. */
  interceptAtSlope: interval,
  brier: interval,
  logLoss: interval,
  /** Rows with the outcome ÷ sum of the probabilities. */
  observedToExpected: interval,
})

/** Result of the room `calibration`. Counts and rates of fewer people with the outcome than the minimum are null. */
export const calibrationResult = z.strictObject({
  kind: z.literal('calibration'),
  ...stamp,
  /** How the intervals are made. */
  intervals: z.string(),
  confidence: z.number(),
  method,
  because: z.string(),
  /** The map from log-odds to probability that goes into the model. */
  calibration,
  /** Each method on the folds it was not fitted on, training side only. */
  comparison: z.array(
    z.strictObject({
      method,
      logLoss: maybe,
      /** Log loss of `none` minus that of the method, and its standard error over the folds. */
      gain: maybe,
      gainStandardError: maybe,
      distinctScores: z.int(),
      distinctProbabilities: maybe,
    }),
  ),
  /** True when people with different scores keep different probabilities. */
  keepsRanking: z.boolean(),
  /** After calibration. */
  test: z.strictObject({
    n: z.int(),
    people: z.int(),
    events: z.int().nullable(),
    meanPredicted: z.number().nullable(),
    meanObserved: z.number().nullable(),
    ...measures.shape,
  }),
  /** The same measures before calibration. */
  uncalibrated: measures,
  /** Reliability, ascending; groups of equal numbers of rows, ties together, joined until each may be shown. */
  curve: z.array(
    z.strictObject({
      from: z.number(),
      to: z.number(),
      rows: z.int(),
      people: z.int(),
      events: z.int(),
      meanPredicted: z.number(),
      observed: z.number(),
      lower: z.number().nullable(),
      upper: z.number().nullable(),
    }),
  ),
})
export type CalibrationResult = z.infer<typeof calibrationResult>
