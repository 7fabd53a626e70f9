import { z } from 'zod'
import { interval, maybe, stamp } from './common.js'

/** A rate that depends on the draw among those tied at the cut, with its person-clustered bootstrap interval. */
export const boundedRate = z.strictObject({
  expected: maybe,
  worst: z.number().nullable(),
  best: z.number().nullable(),
  /** Standard deviation of the draw among ties alone (hypergeometric). */
  tieDeviation: z.number().nullable(),
  /** Realised by production's tie-break; null when none was given. */
  production: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
})
export type BoundedRate = z.infer<typeof boundedRate>

const listNumbers = {
  /** Rows listed. */
  size: z.int(),
  recall: boundedRate,
  precision: boundedRate,
  lift: boundedRate,
  /** Rows that share the score at the cut, and how many of them are listed. */
  tiedAtCut: z.int().nullable(),
  drawnAtCut: z.int().nullable(),
} as const

export const atK = z.strictObject({
  k: z.number(),
  /** True when fewer people than the minimum are listed, or listed with the outcome; then all numbers but `size` are null. */
  suppressed: z.boolean(),
  /** Lowest score listed. */
  threshold: z.number().nullable(),
  /** Calibrated probability of the last row listed; null where no probability was given. */
  probabilityAtCut: z.number().nullable(),
  ...listNumbers,
  /** Each list takes floor(k × its rows); recall is listed events over all events. Null when the study has no lists. */
  withinLists: z
    .strictObject({
      suppressed: z.boolean(),
      lists: z.int(),
      /** Lists too short to hold anyone: floor(k × n) is 0. */
      emptyLists: z.int(),
      ...listNumbers,
    })
    .nullable(),
})
export type AtK = z.infer<typeof atK>

const share = { rows: z.int(), events: z.number().nullable(), rate: z.number().nullable() } as const

export const rankingResult = z.strictObject({
  kind: z.literal('ranking'),
  ...stamp,
  /** How the size of a list is computed, and how production breaks ties. */
  rules: z.strictObject({ size: z.string(), ties: z.string() }),
  bootstrap: z.strictObject({
    replicates: z.int(),
    seed: z.int(),
    unit: z.literal('person'),
    interval: z.literal('percentile, quantiles by definition R-7'),
    confidence: z.number(),
    /** Replicates without an AUC (one class only); left out of the interval. */
    undefinedReplicates: z.int(),
  }),
  test: z.strictObject({
    n: z.int(),
    people: z.int(),
    events: z.int().nullable(),
    eventPeople: z.int().nullable(),
    auc: interval,
    atK: z.array(atK),
    /** Ten parts from high to low score; a number is null where it would show fewer people with the outcome than the minimum. */
    deciles: z.array(
      z.strictObject({
        decile: z.int(),
        ...share,
        cumulativeRecall: z.number().nullable(),
        meanPredicted: z.number().nullable(),
      }),
    ),
    /** The same in runs of deciles long enough to be shown. */
    bands: z.array(z.strictObject({ from: z.int(), to: z.int(), ...share, cumulativeRecall: z.number().nullable() })),
    /** Expected recall by share of rows, at whole percentages that may be shown. */
    curve: z.array(z.strictObject({ share: z.number(), recall: z.number() })),
    /** Each period ranked on its own. */
    periods: z.array(
      z.strictObject({
        period: z.string(),
        suppressed: z.boolean(),
        n: z.int().nullable(),
        events: z.int().nullable(),
        auc: maybe.nullable(),
        atK: z.array(z.strictObject({ k: z.number(), recall: maybe.nullable() })),
      }),
    ),
  }),
  baselines: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.enum(['random', 'rule']),
      suppressed: z.boolean(),
      share: z.number().nullable(),
      size: z.int().nullable(),
      recall: maybe.nullable(),
      precision: maybe.nullable(),
      /** The model at the same list size. */
      modelRecall: maybe.nullable(),
      /** Model − baseline, paired on the same people. */
      difference: interval.nullable(),
    }),
  ),
})
export type RankingResult = z.infer<typeof rankingResult>
