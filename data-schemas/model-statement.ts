import { z } from 'zod'
import { digest } from './results/common.js'

/** What a model signature says: an in-toto statement that names every file of the folder by its digest. */
export const modelStatement = z.strictObject({
  _type: z.literal('https://in-toto.io/Statement/v1'),
  /** The folder's name, which means nothing, and the SHA-256 of the digests of the resources, in their order. */
  subject: z.tuple([z.strictObject({ name: z.string(), digest: z.strictObject({ sha256: digest }) })]),
  predicateType: z.literal('https://model_signing/signature/v1.0'),
  predicate: z.strictObject({
    serialization: z.strictObject({
      method: z.literal('files'),
      hash_type: z.literal('sha256'),
      allow_symlinks: z.boolean(),
      ignore_paths: z.array(z.string()).optional(),
    }),
    resources: z
      .array(z.strictObject({ name: z.string().min(1), algorithm: z.literal('sha256'), digest }))
      .min(1)
      .max(64),
  }),
})
export type ModelStatement = z.infer<typeof modelStatement>
