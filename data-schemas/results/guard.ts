import { z } from 'zod'

/** A check that a result makes of itself: what was asked, what was found. The gates take it over. */
export const guard = z.strictObject({
  /** Stable name, the part it is about after a colon: "too-good-to-be-true:ww_months_left". */
  name: z.string(),
  passed: z.boolean(),
  /** A guard that warns does not refuse the model when it is not passed. */
  severity: z.enum(['refuse', 'warn']),
  /** Null where the number does not exist or may not be shown; such a guard is never passed. */
  value: z.number().nullable(),
  /** One bound as a number; two bounds as a text "min to max". */
  threshold: z.union([z.number(), z.string()]).nullable(),
  reason: z.string(),
})
export type Guard = z.infer<typeof guard>
