import { z } from 'zod'

/** A column by which help was allotted; its values, bands or periods make the cells that weights are counted in. */
const allottedBy = z.strictObject({
  /** In the base table, else in `clients`. */
  column: z.string(),
  /** Cut points that turn a number into bands; band j holds edges[j−1] ≤ x < edges[j]. */
  edges: z.array(z.number()).min(1).optional(),
  /** Turns a date into its month, quarter or year. */
  period: z.enum(['month', 'quarter', 'year']).optional(),
})
export type AllottedBy = z.infer<typeof allottedBy>

/** How unexposed training rows stand in for exposed ones. */
const exposureWeights = z.strictObject({
  /** How help was allotted, such as the office, the quarter and the band of the score; also used for the cells. */
  by: z.array(allottedBy).min(1).max(12),
  /** Strata of about equally many exposed rows that cells with some are put in, by their share exposed. */
  strata: z.int().min(1).max(50).default(10),
  /** No row weighs more than this many rows. */
  truncate: z.number().gt(1).default(10),
})

/** Rows whose outcome an earlier offer of help may have changed. */
export const exposure = z
  .strictObject({
    table: z.enum(['snapshots', 'clients', 'flat']).default('snapshots'),
    /** A yes or no; a row where it is not known counts as not exposed. */
    column: z.string(),
    /**
     * `keep`: they stay, and the gates refuse the model until that is explained. `exclude`: they leave the panel, on both sides.
     * `weight`: they leave the training side only, where unexposed rows of the same stratum stand in for them; the test side stays as it is.
     */
    treatment: z.enum(['keep', 'exclude', 'weight']).default('keep'),
    /** Needed for, and only for, the treatment `weight`. */
    weights: exposureWeights.optional(),
    /** False: data without the column are taken to hold no such rows. */
    required: z.boolean().default(true),
    reason: z.string().optional(),
  })
  .refine(({ treatment, weights }) => (treatment === 'weight') === (weights !== undefined), {
    path: ['weights'],
    error: '"weights" belong to the treatment "weight": name the columns by which help was allotted',
  })
