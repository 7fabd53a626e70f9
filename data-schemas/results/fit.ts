import { z } from 'zod'
import { maybe, stamp } from './common.js'

const term = z.strictObject({
  /** Column of the model; the first is "(Intercept)". */
  name: z.string(),
  /** Candidate that the column belongs to; null for the intercept. */
  candidate: z.string().nullable(),
  estimate: z.number(),
  /** From the covariance named in `covariance`. */
  standardError: z.number(),
  z: z.number(),
  /** Two-sided Wald test. */
  p: z.number(),
  lower: z.number(),
  upper: z.number(),
  /** From the model's information, as if rows were independent. */
  modelStandardError: z.number(),
})

/** Result of the room `fit`: the maximum-likelihood logistic model of the selected candidates. */
export const fitResult = z.strictObject({
  kind: z.literal('fit'),
  ...stamp,
  n: z.int(),
  events: z.int(),
  patterns: z.int(),
  loglik: z.number(),
  nullLoglik: z.number(),
  converged: z.literal(true),
  iterations: z.int(),
  /** Largest absolute element of the score per trial, for columns scaled to standard deviation 1. */
  gradient: z.number(),
  /** Ratio of the largest to the smallest eigenvalue of the information, columns in correlation form. */
  conditionNumber: z.number(),
  covariance: z.enum(['model', 'clustered']),
  /** Clustered covariance: people, and the factor G / (G − 1) that it holds. */
  clusters: z.strictObject({ people: z.int(), correction: z.number() }).nullable(),
  confidence: z.number(),
  /** Rows minus parameters. */
  residualDegreesOfFreedom: z.int(),
  /** The smaller of events and non-events, per parameter without the intercept. */
  eventsPerParameter: maybe,
  bic: z.number(),
  terms: z.array(term),
  /** One test for each candidate, of all its columns at once: likelihood ratio, or Wald with clustered covariance where people have several rows. */
  candidateTests: z
    .strictObject({
      method: z.enum(['likelihood-ratio', 'clustered-wald']),
      tests: z.array(
        z.strictObject({ candidate: z.string(), df: z.int(), statistic: z.number(), p: z.number().min(0).max(1) }),
      ),
    })
    .optional(),
  /** The same fit by a second, independent solver. */
  secondSolver: z
    .strictObject({
      method: z.string(),
      converged: z.boolean(),
      /** Largest |difference| of an estimate, in its model standard error. */
      largestDifference: z.number(),
      /** Log-likelihood of the second solver minus that of the first. */
      loglikDifference: z.number(),
    })
    .optional(),
  /** Only where rows weigh (`study.exposure`): the sum of the weights, and the number of rows without weights that would be as certain. */
  weighting: z.strictObject({ sum: z.number(), effectiveRows: z.number() }).optional(),
})
export type FitResult = z.infer<typeof fitResult>

/** Points card: the model as whole points per level of each candidate. */
export const scorecard = z.strictObject({
  kind: z.literal('scorecard'),
  ...stamp,
  /** Points at which the odds of the outcome are `1 : odds`. */
  base: z.number(),
  /** Odds against the outcome (non-events to events) at `base` points. */
  odds: z.number(),
  /** Points that halve the odds of the outcome. */
  doubling: z.number(),
  /** Points = offset − factor × log-odds. */
  factor: z.number(),
  offset: z.number(),
  intercept: z.strictObject({ points: z.number(), rounded: z.int() }),
  levels: z.array(
    z.strictObject({
      candidate: z.string(),
      label: z.string(),
      /** Null for a candidate without levels (linear). */
      code: z.int().nullable(),
      points: z.number(),
      rounded: z.int().nullable(),
    }),
  ),
  rounding: z.strictObject({
    /** Log-likelihood of the unrounded model minus that of the rounded points. */
    loglikLoss: z.number(),
    /** Largest difference between a total of rounded and of unrounded points, over the patterns. */
    largestError: z.number(),
  }),
})
export type Scorecard = z.infer<typeof scorecard>
