import { z } from 'zod'
import { digest } from './results/common.js'

const answer = z
  .strictObject({
    /** As in the dossier; stable over dossiers. */
    id: z.string().min(1),
    /** `open`: the reviewer gave no answer. */
    answer: z.enum(['accepted', 'questioned', 'open']),
    remark: z.string(),
  })
  .refine(({ answer, remark }) => answer !== 'questioned' || remark.trim() !== '', {
    message: 'a claim that is questioned needs a remark',
    path: ['remark'],
  })

/** What a reviewer answered to the claims of a dossier, as the page downloads it. */
export const reviewAnswers = z.strictObject({
  kind: z.literal('review-answers'),
  /** Null when the run kept no model. */
  modelId: digest.nullable(),
  /** SHA-256 of what stands between the comments `content` and `/content` of the page that was reviewed. */
  dossierDigest: digest,
  claims: z.array(answer).min(1),
  reviewer: z.string().trim().min(1),
  date: z.iso.datetime(),
})
export type ReviewAnswers = z.infer<typeof reviewAnswers>
