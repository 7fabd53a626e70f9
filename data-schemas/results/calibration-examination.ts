import { z } from 'zod'
import { bilingual } from '../bilingual.js'
import { interval, maybe, stamp, undefinedValue } from './common.js'
import { guard } from './guard.js'

const method = z.enum(['none', 'intercept', 'platt', 'beta', 'isotonic'])

/** Observed ÷ expected in part of the rows, and the slope there. Counts are null where too few people have the outcome. */
const part = z.strictObject({
  rows: z.int().nullable(),
  eventPeople: z.int().nullable(),
  observedToExpected: interval,
  /** `insufficient-evidence` does not mean right; `small`: not 1, within the margin. */
  verdict: z.enum(['right', 'too-low', 'too-high', 'small', 'insufficient-evidence']),
})

const named = z.strictObject({
  name: z.string(),
  ...part.shape,
  /** Slope of the outcome on the log-odds within the part, person-clustered. */
  slope: interval,
})

/** Examination of the room `calibration`: what recalibrated probabilities are worth on the test side, whole and in parts. */
export const calibrationExaminationResult = z.strictObject({
  kind: z.literal('calibration-examination'),
  ...stamp,
  confidence: z.number(),
  /** Isotonic regression without bins (Dimitriadis, Gneiting and Jordan 2021), band of right predictions, person-clustered. */
  reliability: z.union([
    undefinedValue,
    z.strictObject({
      decomposition: z.strictObject({
        brier: z.number(),
        miscalibration: z.number(),
        discrimination: z.number(),
        uncertainty: z.number(),
      }),
      curve: z.array(
        z.strictObject({
          from: z.number(),
          to: z.number(),
          rows: z.int(),
          events: z.int(),
          recalibrated: z.number(),
        }),
      ),
      band: z.array(z.strictObject({ probability: z.number(), lower: z.number(), upper: z.number() })),
      /** How much outcomes of one person go together, 0 to 1. */
      dependence: z.number(),
      /** Of the miscalibration under right predictions. */
      p: maybe,
      replicates: z.int(),
    }),
  ]),
  /** Restricted cubic spline on the log-odds; band by the person-clustered sandwich. */
  smooth: z.union([
    undefinedValue,
    z.strictObject({
      knots: z.array(z.number()),
      points: z.array(
        z.strictObject({
          predicted: z.number(),
          observed: z.number(),
          lower: z.number().nullable(),
          upper: z.number().nullable(),
        }),
      ),
      /** Mean, median, 90th percentile and largest of |smooth − predicted| over the rows. */
      ici: z.number(),
      e50: z.number(),
      e90: z.number(),
      largest: z.number(),
      /** The index that right predictions would show: mean, and the value one sample in twenty exceeds. */
      chance: z.union([undefinedValue, z.strictObject({ mean: z.number(), upper: z.number() })]),
    }),
  ]),
  /** Slope and intercept on new people: the fit repeated on resampled people; bins and selection held. Before recalibration. */
  optimism: z.union([
    undefinedValue,
    z.strictObject({
      metrics: z.array(
        z.strictObject({
          metric: z.enum(['slope', 'intercept', 'interceptAtSlope']),
          apparent: maybe,
          optimism: maybe,
          standardError: maybe,
          corrected: maybe,
          replicates: z.int(),
        }),
      ),
      failed: z.array(z.strictObject({ because: z.string(), times: z.int() })),
    }),
  ]),
  /** Recalibrations on people whom neither model nor recalibration had seen. */
  methods: z.union([
    undefinedValue,
    z.strictObject({
      folds: z.int(),
      methods: z.array(z.strictObject({ method, logLoss: maybe, brier: maybe, gain: maybe, standardError: maybe })),
      recommended: method,
      because: z.string(),
    }),
  ]),
  /** Method that went into the model. */
  chosen: method,
  /** What the chosen recalibration does to the order of the rows of the test side. */
  ranks: z.strictObject({
    declared: z.boolean(),
    distinctScores: z.int(),
    distinctProbabilities: z.int(),
    pairsTied: z.number(),
    rowsTied: z.int(),
    turned: z.int(),
    atCut: z.array(z.strictObject({ k: z.number(), rowsTied: z.int() })),
  }),
  /** In the list of share k, and in the share `band` of the rows just below it. */
  atCut: z.array(z.strictObject({ k: z.number(), band: z.number(), listed: part, below: part })),
  attributes: z.array(z.strictObject({ name: z.string(), label: bilingual.nullable(), groups: z.array(named) })),
  periods: z.union([undefinedValue, z.array(named)]),
  /** Readings of protected attributes. */
  readings: z.array(z.strictObject({ attribute: z.string(), reader: z.string(), purpose: z.string(), rows: z.int() })),
  guards: z.array(guard),
})
export type CalibrationExaminationResult = z.infer<typeof calibrationExaminationResult>
