import { z } from 'zod'
import { bilingual } from './bilingual.js'

const knowledge = z.discriminatedUnion('kind', [
  /** A date column (same table) that says when the value was known. */
  z.strictObject({ kind: z.literal('column'), column: z.string() }),
  /** Known at an event whose date is in a column of `clients`. */
  z.strictObject({ kind: z.literal('event'), column: z.string() }),
  /** Known by construction: computed from dates on or before the snapshot; the reason is kept. */
  z.strictObject({ kind: z.literal('by-construction'), reason: z.string().min(10) }),
])

const origin = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('column'), table: z.enum(['snapshots', 'clients']), column: z.string() }),
  /** True when an event of the person starts before the anchor date (a column of `clients`). */
  z.strictObject({
    kind: z.literal('event-before'),
    table: z.literal('bijstand'),
    start: z.string(),
    anchor: z.string(),
  }),
  /** The value lives in the audit table and is never read by the feature path; only its declaration is judged. */
  z.strictObject({ kind: z.literal('audit'), column: z.string() }),
])

/** Grounds that no computation can find: declared by the owner of the study, quoted in the ledger. */
const grounds = z.strictObject({
  /** Ground protected by equal-treatment law, e.g. "sex", "age", "civil status". */
  protectedGround: z.string().optional(),
  /** Special category of personal data (GDPR art. 9), e.g. "health". */
  specialCategory: z.union([z.boolean(), z.string()]).default(false),
  /** An opinion of the client or of staff rather than a registered fact. */
  subjective: z.boolean().default(false),
  /** The definition changes over time (for example a revised classification). */
  subjectToChange: z.boolean().default(false),
})

/** An indicator that may enter the model, and everything about it that no computation can find. */
export const candidate = z.strictObject({
  name: z.string().min(1),
  type: z.enum(['boolean', 'integer', 'number', 'category', 'ordinal', 'date']),
  encoding: z.enum(['woe', 'linear', 'levels']).default('woe'),
  /** Sign that an expert expects: does a higher value go with a higher risk? */
  expected: z.enum(['+', '-', 'any']).default('any'),
  changes: z.enum(['static', 'weekly']).default('static'),
  /**
   * Declared when a person, with help, can change the value: in which direction a change may be proposed, and how. Without it nothing is
   * proposed; never for a protected ground, a special category or a static value.
   */
  changeable: z.strictObject({ direction: z.enum(['up', 'down', 'any']), reason: bilingual }).optional(),
  label: bilingual.optional(),
  unit: z.string().optional(),
  source: z.string().optional(),
  legalBasis: z.string().optional(),
  ...grounds.shape,
  /** Panel studies: where the value comes from. Default: column of the same name in `snapshots` or `clients`. */
  from: origin.optional(),
  known: knowledge.optional(),
  values: z.array(z.string()).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  /** Codes in the data that are not values. */
  codes: z
    .array(
      z.strictObject({
        value: z.union([z.string(), z.number()]),
        state: z.enum(['missing', 'not-applicable', 'special']),
        label: z.string().optional(),
      }),
    )
    .optional(),
  bins: z
    .strictObject({
      /** Cut points fixed by hand, with the reason; bin j holds edges[j−1] ≤ x < edges[j]. */
      edges: z.array(z.number()).optional(),
      reason: z.string().optional(),
      max: z.int().min(2).max(60).optional(),
      monotone: z.enum(['expected', 'auto', 'increasing', 'decreasing', 'none']).optional(),
      /** The order of the bins must hold within every quarter, or every year, of the training side too. Needs dates and bins that are searched. */
      steady: z.enum(['quarter', 'year']).optional(),
    })
    .optional(),
  /** Pseudo-people at the overall rate that a category is shrunk with. */
  shrinkage: z.number().min(0).optional(),
  /** What scoring does with a category that training has not seen. */
  unseen: z.enum(['neutral', 'missing', 'refuse']).default('neutral'),
})
export type Candidate = z.infer<typeof candidate>
