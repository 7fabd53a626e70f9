import { z } from 'zod'
import { bilingual } from '../bilingual.js'
import { challengerVariant } from '../examination/challenger.js'
import { interval, maybe, stamp } from './common.js'

/** A difference on the same people, challenger − model, with its person-clustered interval. */
const difference = z.strictObject({
  estimate: maybe,
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  /** `cannot-tell` where the interval holds 0; it does not mean equal. */
  verdict: z.enum(['higher', 'lower', 'cannot-tell']),
})

const recall = z.strictObject({ k: z.number(), challenger: maybe, model: maybe, difference })

const aucPair = z.strictObject({
  challenger: interval,
  model: interval,
  difference: interval,
  /** Two-sided, of no difference. */
  p: maybe,
})

const trained = z.strictObject({
  variant: challengerVariant,
  /** Units of the hidden layers. */
  hidden: z.array(z.int()),
  /** Free numbers in it. */
  parameters: z.int(),
  /** What training began at: the logistic regression on all candidates, or the rate of the outcome. */
  start: z.enum(['logistic', 'rate']),
  /** Passes over the training patterns: made, and the one that was best; 0 when no pass made the start better. */
  epochs: z.strictObject({ run: z.int(), best: z.int() }),
  /** Mean −ln of the probability given to what happened, per row, at the best pass with its output bias settled on the training part. */
  trainingLoss: z.number(),
  validationLoss: z.number(),
  /** Before the first pass and after each, the bias not yet settled: what decides when training stops. */
  validationLosses: z.array(z.number()),
})
export type ChallengerTraining = z.infer<typeof trained>

const measured = {
  /** Recall on lists of the same size: pooled, and within lists where the study has them. */
  recall: z.array(recall),
  recallWithinLists: z.array(recall),
  /** Areas under the ROC curve by DeLong, clustered by person. */
  auc: z.union([aucPair, z.strictObject({ kind: z.literal('undefined'), because: z.string() })]),
  /** Of the challenger, on the test side, without any recalibration. */
  calibration: z.strictObject({
    intercept: interval,
    slope: interval,
    brier: interval,
    logLoss: interval,
    observedToExpected: interval,
  }),
} as const

const challenged = z.strictObject({
  kind: z.literal('challenger'),
  ...stamp,
  status: z.literal('trained'),
  backend: z.strictObject({ name: z.enum(['tensorflow', 'wasm']), version: z.string() }),
  seed: z.int(),
  options: z.strictObject({
    epochs: z.int(),
    patience: z.int(),
    batch: z.int(),
    learningRate: z.number(),
    penalty: z.number(),
  }),
  /** Candidates that the challenger may use, and those of the model. */
  candidates: z.array(z.string()),
  model: z.array(z.string()),
  /** Rows and distinct patterns; the validation part holds other people. */
  training: z.strictObject({ rows: z.number(), patterns: z.int() }),
  validation: z.strictObject({ rows: z.number(), patterns: z.int() }),
  variants: z.array(trained),
  /** The variant with the lowest validation loss: decided before the test side is looked at. */
  challenger: challengerVariant,
  /** Whether that variant was then trained again on training and validation part together, for as many passes as were best. */
  refitted: z.boolean(),
  test: z.strictObject({
    rows: z.int(),
    people: z.int(),
    replicates: z.int(),
    confidence: z.number(),
    ...measured,
  }),
  verdict: bilingual,
})

const notTrained = z.strictObject({
  kind: z.literal('challenger'),
  ...stamp,
  status: z.literal('not-trained'),
  because: bilingual,
})

/** Result of the challenger: the price of explainability. Holds no row of any person. */
export const challengerResult = z.discriminatedUnion('status', [challenged, notTrained])
export type ChallengerResult = z.infer<typeof challengerResult>
export type Challenged = z.infer<typeof challenged>
