import { z } from 'zod'

/** A statistic that does not exist, with the reason. */
export const undefinedValue = z.strictObject({ kind: z.literal('undefined'), because: z.string() })
/** A number, or the reason why there is none. */
export const maybe = z.union([z.number(), undefinedValue])
/** An estimate with its interval; bounds are null where no interval exists. */
export const interval = z.strictObject({ estimate: maybe, lower: z.number().nullable(), upper: z.number().nullable() })
export type Interval = z.infer<typeof interval>
/** SHA-256 of the canonical content, in hexadecimal. */
export const digest = z.string().regex(/^[0-9a-f]{64}$/)

/** What every result carries. */
export const stamp = { study: z.string(), data: digest, synthetic: z.boolean() } as const
/** What every result carries: the study, the digest of the data it was computed on, and whether those are synthetic. */
export interface Stamp {
  readonly study: string
  readonly data: string
  readonly synthetic: boolean
}
