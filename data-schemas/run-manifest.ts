import { z } from 'zod'
import { digest } from './results/common.js'

/** What `run.json` says of a finished run: what it was made of, and the digest of each file it wrote. */
export const runManifest = z.object({
  kind: z.literal('run'),
  status: z.literal('finished'),
  /** Digest of study, code and seed, and of the model in use where there is one. */
  inputs: digest,
  study: z.object({ name: z.string(), version: z.string(), digest, synthetic: z.boolean() }),
  data: digest,
  code: z.string(),
  packageVersion: z.string(),
  seed: z.int(),
  /** Id of the model in use it was compared with; null without one. */
  champion: z.string().nullable(),
  startedAt: z.string(),
  /** SHA-256 of the bytes of each result, by file. */
  files: z.record(z.string(), digest),
  /** Id of the model that was kept; null when a gate refused and no draft was asked for. */
  model: z.string().nullable(),
  /** True when no gate refused. */
  gates: z.boolean(),
})
export type RunManifest = z.infer<typeof runManifest>
