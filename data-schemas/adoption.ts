import { z } from 'zod'
import { bilingual } from './bilingual.js'

/** When a new model replaces the one in use, declared before the test side is opened. */
export const adoption = z.strictObject({
  /** List on which recall is compared with the model in use. */
  k: z.number().gt(0).max(1).default(0.1),
  within: z.enum(['pooled', 'lists']).default('pooled'),
  /** Lower bound of recall minus that of each simple rule, at the rule's list size, must be at least this. Absent: not asked. */
  overRules: z.number().min(-1).max(1).optional(),
  /** Lower bound of recall minus that of the model in use must be at least this; −0.01 asks for hardly worse. Absent: not asked. */
  overChampion: z.number().min(-1).max(1).optional(),
  reason: z.union([z.string().min(10), bilingual]),
})

/** The model in use, loaded from its frozen artifact. */
export const champion = z.strictObject({
  /** Folder of the model; relative to the study file. */
  model: z.string().min(1),
  /** Id that the model must have. */
  id: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
})

/** One opening of the test side, as a line of the log. */
export const opening = z.strictObject({
  /** 1 for the first of the log. */
  number: z.int().min(1),
  /** Digest of the adoption rule, or "none". */
  rule: z.string(),
  /** Digest of the data opened. */
  data: z.string(),
  /** Digest of study, code and seed, where the log is kept by a run. */
  inputs: z.string().optional(),
  /** When, as ISO 8601, and by whom (a role, not a name). */
  at: z.string(),
  by: z.string(),
  /** Digest of the opening before it; 64 zeros for the first. */
  previous: z.string(),
  /** Digest of all of the above. */
  digest: z.string(),
})
