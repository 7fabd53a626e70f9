import { z } from 'zod'
import { stamp } from './common.js'

const scoredSet = z.strictObject({
  /** Candidates of the set, in the order of the study. */
  set: z.array(z.string()),
  /** Maximum log-likelihood of the set. */
  loglik: z.number(),
  /** What sets are ordered by: the log-likelihood, or BIC / −2 (larger is better), see `criterion`. */
  value: z.number(),
  /** `cv-loglik` only: log-likelihood of the rows outside each fold's fit, summed over folds. */
  crossValidated: z.number().nullable(),
})

/** Proof of what a search has covered. */
const certificate = z.strictObject({
  /** `exact`: no set of the space has a larger `value` than the best (for `cv-loglik`: than the shortlist's last). `stopped`: see `open`. */
  kind: z.enum(['exact', 'stopped']),
  /** Sets of the asked size that meet the constraints. */
  subsets: z.number(),
  /** Logistic models fitted to convergence. */
  fits: z.int(),
  /** Upper bounds evaluated on the data instead of a fit. */
  bounds: z.int(),
  /** Groups of sets ruled out together by one bound. */
  pruned: z.int(),
  /** Sets ruled out by bounds; with the sets fitted and the collinear ones they add up to `subsets`. */
  subsetsPruned: z.number(),
  subsetsFitted: z.number(),
  /** Sets whose columns determine each other: no model exists. */
  collinear: z.number(),
  /** Largest upper bound on the `value` of any set ruled out; null when none was. */
  bestBound: z.number().nullable(),
  /** Added to each bound against rounding. */
  slack: z.number(),
  /** How the winner was chosen from what was proven. */
  choice: z.enum(['best-of-all', 'best-of-shortlist-by-cross-validation']),
  shortlist: z.int(),
  /** Only when the search was stopped: sets that were neither fitted nor ruled out, and how much better than the best any of them can be at most. */
  open: z.strictObject({ subsets: z.number(), atMost: z.number() }).optional(),
  /** Only with constraints that refused sets: not fitted because of what is in them together; fitted, and a coefficient against its sign. */
  refused: z.strictObject({ together: z.number(), againstSign: z.number() }).optional(),
})

/** Result of the room `selection`: the best set of candidates, its proof, and the sets that come near it. */
export const selectionResult = z.strictObject({
  kind: z.literal('selection'),
  ...stamp,
  selected: z.array(z.string()),
  criterion: z.enum(['loglik', 'bic', 'cv-loglik']),
  best: scoredSet,
  certificate,
  /** Next best sets, the best first. `distance`: value of the best minus the value of this one. */
  nearOptimal: z.array(
    z.strictObject({
      ...scoredSet.shape,
      distance: z.number(),
      /** Candidates in this set and not in the best, and the other way round. */
      in: z.array(z.string()),
      out: z.array(z.string()),
    }),
  ),
  constraints: z.strictObject({
    size: z.int(),
    keep: z.array(z.string()),
    never: z.array(z.string()),
    /** Candidates that could be chosen. */
    candidates: z.array(z.string()),
    /** Groups of which at most one may be in a set, and signs that coefficients may not go against, where asked. */
    atMostOneOf: z.array(z.array(z.string())).optional(),
    signs: z.record(z.string(), z.enum(['+', '-'])).optional(),
    /** Largest legal burden of a set, in points, where asked. */
    burden: z.number().optional(),
  }),
  /** Log-likelihood lost when one selected candidate is left out of the set and the others stay. */
  gains: z.array(z.strictObject({ candidate: z.string(), loglikLost: z.number(), columns: z.int() })),
  /** Rows and people the search ran on; people is null when the study names no person. */
  rows: z.int(),
  people: z.int().nullable(),
  patterns: z.int(),
  events: z.int(),
  nullLoglik: z.number(),
  /** Log-likelihood with every candidate: no set can do better. */
  fullLoglik: z.number(),
})
export type SelectionResult = z.infer<typeof selectionResult>
