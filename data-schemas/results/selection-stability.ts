import { z } from 'zod'
import { interval, maybe, stamp } from './common.js'

const set = z.array(z.string())
const paired = z.strictObject({ ...interval.shape, difference: interval })

/** All sets within a distance of the best, and what they share. */
export const nearOptimalSets = z.strictObject({
  criterion: z.enum(['loglik', 'bic']),
  size: z.int(),
  distance: z.number(),
  covered: z.number(),
  complete: z.boolean(),
  statement: z.string(),
  sets: z.array(z.strictObject({ set, loglik: z.number(), value: z.number(), distance: z.number() })),
  candidates: z.array(
    z.strictObject({
      candidate: z.string(),
      sets: z.int(),
      share: z.number(),
      role: z.enum(['core', 'optional', 'never']),
      without: z.number().nullable(),
      with: z.number().nullable(),
    }),
  ),
  subsets: z.number(),
  fits: z.int(),
})

/** Lists of the same size on the same people, each beside the first. */
export const listComparison = z.strictObject({
  share: z.number(),
  rows: z.int(),
  people: z.int(),
  replicates: z.int(),
  lists: z.array(
    z.strictObject({
      name: z.string(),
      recall: paired,
      overlap: z.strictObject({ share: maybe, jaccard: maybe }),
      gaps: z.array(
        z.strictObject({
          attribute: z.string(),
          selection: paired,
          recall: paired,
          compared: z.strictObject({ selection: z.int(), recall: z.int() }),
        }),
      ),
    }),
  ),
})

/** The less discriminatory alternative, or that there is none. */
export const alternative = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('alternative'),
    name: z.string(),
    attribute: z.string(),
    gap: z.number(),
    gapOfBest: z.number(),
    gapDifference: interval,
    recallDifference: interval,
    shown: z.boolean(),
    considered: z.int(),
    reasons: z.array(z.string()),
  }),
  z.strictObject({
    kind: z.literal('none'),
    attribute: z.string(),
    considered: z.int(),
    reasons: z.array(z.string()),
  }),
])

const timesOfSet = z.strictObject({ set, times: z.int() })

/** How stable the choice is under resampling of people. */
export const inclusionFrequency = z.strictObject({
  replicates: z.int(),
  failed: z.array(z.strictObject({ code: z.string(), times: z.int() })),
  candidates: z.array(
    z.strictObject({
      candidate: z.string(),
      times: z.int(),
      share: maybe,
      lower: z.number().nullable(),
      upper: z.number().nullable(),
    }),
  ),
  distinctSets: z.int(),
  most: timesOfSet.nullable(),
  sets: z.array(timesOfSet),
})

/** What the quick methods would have chosen. */
export const pathComparison = z.strictObject({
  method: z.enum(['forward', 'backward', 'lasso']),
  set: set.nullable(),
  loglik: maybe,
  gap: maybe,
  missed: set,
})

/** Apparent, optimism and corrected value of each metric. */
export const optimismResult = z.strictObject({
  metrics: z.array(
    z.strictObject({
      metric: z.string(),
      apparent: maybe,
      optimism: maybe,
      standardError: maybe,
      corrected: maybe,
      outOfBag: maybe,
      replicates: z.int(),
    }),
  ),
  failed: z.array(z.strictObject({ because: z.string(), times: z.int() })),
})

/** Beside the result of the room `selection`: how far the choice could have been another, and what that would change. */
export const selectionStabilityResult = z.strictObject({
  kind: z.literal('selection-stability'),
  ...stamp,
  near: nearOptimalSets,
  lists: listComparison,
  /** Points of legal burden of each set, in the order of `near.sets`. */
  burden: z.array(z.number()),
  alternatives: z.array(alternative),
  prices: z.array(z.strictObject({ indicator: z.string(), recallLost: interval, listKept: maybe })),
  inclusion: inclusionFrequency,
  optimism: z.union([optimismResult, z.strictObject({ kind: z.literal('undefined'), because: z.string() })]),
  paths: z.array(pathComparison),
})
export type SelectionStabilityResult = z.infer<typeof selectionStabilityResult>
