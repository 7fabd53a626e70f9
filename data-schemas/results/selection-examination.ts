import { z } from 'zod'
import { interval, maybe, stamp, undefinedValue } from './common.js'
import { auditReading } from './fairness.js'
import { guard } from './guard.js'

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
  /** False when the search was stopped before it was closed; then no set is more than `atMost` better than the best listed. */
  certified: z.boolean(),
  atMost: z.number(),
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

/** The best set of all candidates that are read, also those that screening left out, or why there is none. */
export const landscape = z.union([
  z.strictObject({
    kind: z.literal('landscape'),
    /** Candidates searched, and sets of them. */
    candidates: z.int(),
    subsets: z.number(),
    fits: z.int(),
    set,
    loglik: z.number(),
    /** Largest amount by which a set that a stopped search left open can be better; 0 when the search was closed. */
    atMost: z.number(),
    /** Log-likelihood of this set less that of the best admissible one. */
    ahead: z.number(),
    /** Candidates of the set that screening left out, with the rules that did. */
    leftOut: z.array(z.strictObject({ candidate: z.string(), rules: set })),
    /** Recall of the list by this set, and its difference from that by the best admissible one, on the same people. */
    recall: z.union([paired, undefinedValue]),
  }),
  undefinedValue,
])

/** Legal burden of one set, in points, and what it is for. */
export const setBurden = z.strictObject({
  points: z.number(),
  candidates: z.array(
    z.strictObject({
      candidate: z.string(),
      points: z.number(),
      findings: z.array(z.strictObject({ rule: z.string(), points: z.number(), answeredBy: z.string().nullable() })),
    }),
  ),
})

/** Bins, screening, selection and fit made anew on resamples of people. */
export const resampled = z.strictObject({
  inclusion: inclusionFrequency,
  /** How often screening admits each candidate in a resample, and why screening is no part of it where it is not. */
  admitted: z.array(z.strictObject({ candidate: z.string(), times: z.int() })),
  optimism: optimismResult,
})

/** Beside the result of the room `selection`: how far the choice could have been another, and what that would change. */
export const selectionExaminationResult = z.strictObject({
  kind: z.literal('selection-examination'),
  ...stamp,
  /** Rows and people that everything here stands on: the selection sample of the training side. The test side is not read. */
  rows: z.int(),
  people: z.int(),
  /** Sets within a distance of the best. `distanceBecause`: where the distance comes from. */
  near: nearOptimalSets,
  distanceBecause: z.string(),
  /** The sets as `set 1`, `set 2`, … in the order of `near.sets`, by scores from fits without the own fold; undefined when the best set has none. */
  lists: z.union([listComparison, undefinedValue]),
  /** Sets left out of the comparison, because a fold has no model. */
  withoutScores: z.array(z.strictObject({ name: z.string(), because: z.string() })),
  /** Legal burden of each set, in the order of `near.sets`. */
  burden: z.array(setBurden),
  /** For each audit attribute, by the gap in recall: whom an offer of help misses. */
  alternatives: z.array(alternative),
  /** What the list loses when an indicator leaves the best set and the others are fitted again. */
  prices: z.union([
    z.array(z.strictObject({ indicator: z.string(), recallLost: interval, listKept: maybe, burden: z.number() })),
    undefinedValue,
  ]),
  landscape,
  resampled: z.union([resampled, undefinedValue]),
  paths: z.array(pathComparison),
  guards: z.array(guard),
  /** Readings of protected attributes. */
  readings: z.array(auditReading),
})
export type SelectionExaminationResult = z.infer<typeof selectionExaminationResult>
