import { z } from 'zod'

/**
 * From linear predictor (log-odds) to probability, non-decreasing.
 * `none`: logistic(x) · `intercept`: logistic(intercept + x) · `platt`: logistic(intercept + slope·x) ·
 * `beta`: logistic(intercept + low·ln p − high·ln(1 − p)) with p = logistic(x), low and high not negative ·
 * `isotonic`: straight lines between the knots, the first and last probability outside them.
 */
export const calibration = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('intercept'), intercept: z.number() }),
  z.strictObject({ kind: z.literal('platt'), intercept: z.number(), slope: z.number() }),
  z.strictObject({ kind: z.literal('beta'), intercept: z.number(), low: z.number().min(0), high: z.number().min(0) }),
  z.strictObject({
    kind: z.literal('isotonic'),
    /** [linear predictor, probability]; the first strictly increasing, the second non-decreasing within [0, 1]. */
    knots: z.array(z.tuple([z.number(), z.number().min(0).max(1)])).min(1),
  }),
])
export type Calibration = z.infer<typeof calibration>
