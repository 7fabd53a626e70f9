import { z } from 'zod'

/** What the examination of the fit asks. */
export const fitExamination = z.strictObject({
  /** Penalty of the ridge on standardised columns, in the convention of glmnet. */
  ridge: z.number().gt(0).default(0.001),
  /** Most points that one level may get on the whole-number card. */
  points: z.int().min(1).max(1000).default(100),
  /** Random thinnings of the non-events on which the correction for sampling is checked. */
  thinnings: z.int().min(2).max(1000).default(10),
  /** Resampling replicates for what the rounding costs. */
  replicates: z.int().min(0).max(100_000).default(200),
})
