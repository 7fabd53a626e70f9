import { z } from 'zod'

/**
 * One level of an encoded candidate: what code it has, what it stands for, and the values it puts in the model's columns.
 * `people`, `rows` and `events` are counts on the training side; `null` where they are under the disclosure threshold.
 */
export const level = z.strictObject({
  code: z.int().min(0),
  kind: z.enum(['bin', 'missing', 'not-applicable', 'special', 'unseen']),
  label: z.string(),
  rows: z.int().nullable(),
  people: z.int().nullable(),
  events: z.int().nullable(),
  /** ln(share of events in this level ÷ share of non-events); positive means a higher risk. 0 where evidence is insufficient. */
  woe: z.number(),
  /** One value for each model column of this candidate. */
  values: z.array(z.number()),
})
export type Level = z.infer<typeof level>

/** How a raw value finds its level. */
export const rule = z.discriminatedUnion('kind', [
  /** Level j holds edges[j−1] ≤ x < edges[j]; edges strictly increasing; edges.length + 1 bins. */
  z.strictObject({ kind: z.literal('intervals'), edges: z.array(z.number()) }),
  /** Level j holds the categories groups[j]. */
  z.strictObject({ kind: z.literal('groups'), groups: z.array(z.array(z.string())) }),
  /** The value enters the model as it is. */
  z.strictObject({ kind: z.literal('linear') }),
])

/** Everything needed to turn a raw value of one candidate into model columns. Learned on the training side only. */
export const encoder = z.strictObject({
  name: z.string(),
  type: z.enum(['boolean', 'integer', 'number', 'category', 'ordinal', 'date']),
  encoding: z.enum(['woe', 'levels', 'linear']),
  rule,
  /** Model columns this candidate fills; one for `woe` and `linear`, levels − 1 for `levels`. */
  columns: z.array(z.string()).min(1),
  /** All levels, indexed by code; empty for `linear`. */
  levels: z.array(level),
  /** Codes in the data that are not values, and the level each goes to. A text or number as found in the data. */
  codes: z.array(z.strictObject({ value: z.union([z.string(), z.number()]), level: z.int().min(0) })),
  missingLevel: z.int().min(0).nullable(),
  notApplicableLevel: z.int().min(0).nullable(),
  /** Where a category goes that training has not seen; `null` means that scoring refuses it. */
  unseenLevel: z.int().min(0).nullable(),
  /** Range seen in training, rounded outward to the bins; `linear` values outside are reported, not clipped. */
  range: z.tuple([z.number(), z.number()]).nullable(),
  /** How the bins were found. */
  method: z.enum(['optimal', 'manual', 'categories', 'linear']),
  direction: z.enum(['increasing', 'decreasing', 'none']),
})
export type Encoder = z.infer<typeof encoder>
