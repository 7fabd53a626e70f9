import { z } from 'zod'

/** What the examination of the selection asks. */
export const selectionExamination = z.strictObject({
  /**
   * How far from the best a set may be to be compared with it, in log-likelihood. Default: a hundredth of what the best set gains over no
   * candidate at all, and at least as far as the fifth best set.
   */
  distance: z.number().min(0).optional(),
  /** Sets that are listed and compared, at most; the best first. */
  sets: z.int().min(1).max(200).default(20),
  /** Resampling replicates for the intervals of lists. */
  replicates: z.int().min(0).max(100_000).default(200),
  /** Resamples of people in which bins, screening, selection and fit are made anew. 0 leaves this out. */
  resamples: z.int().min(0).max(10_000).default(5),
  /** Search all candidates that are read, also those that screening left out: what leaving them out costs. */
  landscape: z.boolean().default(true),
  /** Quick methods beside the exact search. */
  paths: z.array(z.enum(['forward', 'backward', 'lasso'])).default(['forward', 'backward', 'lasso']),
  /** Fits and bounds that one search may cost; a search that is not closed by then says how far it got. */
  work: z.int().min(1).default(5000),
  /** Recall that an alternative with a smaller gap may lose. Default: its recall must not be shown to be worse. */
  margin: z.number().gt(0).lt(1).optional(),
  /** Share of the resamples in which a selected candidate must be selected again. */
  minInclusion: z.number().min(0).max(1).default(0.5),
  /** Recall that may be owed to measuring on the people who were learned from. */
  maxOptimism: z.number().min(0).max(1).default(0.05),
})
