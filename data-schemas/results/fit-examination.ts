import { z } from 'zod'
import { maybe, stamp, undefinedValue } from './common.js'
import { guard } from './guard.js'

const bounds = { lower: maybe, upper: maybe } as const

/** Examination of the room `fit`: other ways to the same numbers, and what simpler forms of the model would cost. */
export const fitExaminationResult = z.strictObject({
  kind: z.literal('fit-examination'),
  ...stamp,
  /** Rows that are independent: one a person where people have several. Tests, profile and Firth stand on these. */
  independent: z.strictObject({ rows: z.int(), events: z.int() }),
  likelihoodRatio: z.union([
    undefinedValue,
    z.array(z.strictObject({ candidate: z.string(), df: z.int(), statistic: z.number(), p: z.number().min(0).max(1) })),
  ]),
  /**
   * Per column: maximum likelihood with its profile interval, and Firth's estimate with its distance in standard errors. Where these rows
   * separate, maximum likelihood is undefined and Firth's estimate stands alone.
   */
  terms: z.union([
    undefinedValue,
    z.array(z.strictObject({ name: z.string(), estimate: maybe, ...bounds, firth: z.number(), distance: maybe })),
  ]),
  /** On the training side: what a ridge would change. */
  ridge: z.strictObject({
    lambda: z.number(),
    effectiveParameters: z.number(),
    terms: z.array(z.strictObject({ name: z.string(), estimate: z.number(), shrunk: z.number() })),
  }),
  /** Non-events thinned at random, the intercept corrected: does the base rate come back? */
  sampling: z.union([
    undefinedValue,
    z.strictObject({
      /** Share of non-events that each thinning keeps; all events stay. */
      kept: z.number(),
      thinnings: z.int(),
      baseRate: z.number(),
      /** Mean probability over all rows, averaged over the thinnings: intercept corrected, and not. */
      corrected: z.number(),
      uncorrected: z.number(),
      /** Of `corrected`, from the spread over the thinnings. */
      standardError: z.number(),
    }),
  ]),
  /** A card of whole points, chosen for likelihood; undefined for a model without levels. */
  points: z.union([
    undefinedValue,
    z.strictObject({
      kind: z.literal('card'),
      factor: z.number(),
      intercept: z.number(),
      levels: z.array(z.strictObject({ candidate: z.string(), code: z.int(), points: z.int() })),
      linear: z.array(z.strictObject({ candidate: z.string(), estimate: z.number() })),
      loglik: z.strictObject({ model: z.number(), points: z.number(), bound: maybe }),
      certificate: z.strictObject({ atMostLost: maybe, share: maybe, noSingleMoveHelps: z.boolean() }),
      /** On the test side: the list by points beside the list by the model. */
      ranking: z.array(
        z.strictObject({
          k: z.number(),
          size: z.int(),
          changed: maybe,
          ties: z.strictObject({
            distinct: z.strictObject({ before: z.int(), after: z.int() }),
            atCut: z.strictObject({ before: z.int(), after: z.int() }),
            pairsCreated: z.number(),
          }),
          recall: z.strictObject({ before: maybe, after: maybe, difference: maybe, ...bounds }),
        }),
      ),
    }),
  ]),
  guards: z.array(guard),
})
export type FitExaminationResult = z.infer<typeof fitExaminationResult>
