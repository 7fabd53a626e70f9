import { z } from 'zod'
import { bilingual } from '../study.js'
import { stamp, undefinedValue } from './common.js'

/** A number that could not be shown: fewer people than the disclosure threshold stand behind it, or it would give such a number away. */
export const suppressed = z.strictObject({ kind: z.literal('suppressed') })
/** A number, or why there is none. Never 0 for a number that is not there. */
export const cell = z.union([z.number(), suppressed, undefinedValue])
export type Cell = z.infer<typeof cell>

/** Bounds of an interval; null where it does not exist. */
export const bounds = z.strictObject({ lower: z.number().nullable(), upper: z.number().nullable() })

const shownGroup = z.strictObject({
  value: z.string(),
  suppressed: z.literal(false),
  /** Rows (people-weeks). */
  n: z.int(),
  people: z.int(),
  /** Share of the group's rows that is on the list. */
  selectionRate: cell,
  /** Share of the group's rows with the outcome that is on the list: people found. */
  recall: cell,
  /** Share of the group's rows on the list that has the outcome. */
  precision: cell,
  /** Outcomes seen ÷ outcomes predicted, all rows of the group. */
  observedToExpected: cell,
  /** Person-clustered intervals of the four, at `confidence`. */
  intervals: z.strictObject({
    selectionRate: bounds,
    recall: bounds,
    precision: bounds,
    observedToExpected: bounds,
  }),
})

const hiddenGroup = z.strictObject({ value: z.string(), suppressed: z.literal(true), because: z.string() })

/** What one comparison may say. `cannot-tell` is never "fair". */
export const verdict = z.enum(['gap', 'equivalent', 'cannot-tell'])
export type Verdict = z.infer<typeof verdict>

/** A group against the reference, with its verdict. */
export const comparison = z.strictObject({
  metric: z.enum(['selectionRate', 'recall', 'precision']),
  group: z.string(),
  reference: z.string(),
  /** Group ÷ reference. */
  ratio: z.number().nullable(),
  /** Group − reference; `lower` and `upper` belong to this difference. */
  difference: z.number().nullable(),
  lower: z.number().nullable(),
  upper: z.number().nullable(),
  /** Two-sided clustered score test of no difference. */
  p: z.number().nullable(),
  /** Benjamini–Yekutieli over all comparisons of the study. */
  pAdjusted: z.number().nullable(),
  /** Two one-sided tests against the margin; null without a declared margin. */
  pEquivalence: z.number().nullable(),
  verdict,
  because: z.string(),
})
export type Comparison = z.infer<typeof comparison>

const tieRule = z.strictObject({
  /** Rows that share the score at the cut, and how many of them fit on the list. Null under the threshold. */
  tied: z.int().nullable(),
  drawn: z.int().nullable(),
  /** Share of the places at the cut that goes to the group when drawn at random, and by production's tie-break. */
  groups: z.array(
    z.strictObject({
      value: z.string(),
      tied: z.int().nullable(),
      expectedShare: z.number().nullable(),
      productionShare: z.number().nullable(),
    }),
  ),
})

/** One reading of a protected attribute. */
export const auditReading = z.strictObject({
  attribute: z.string(),
  reader: z.string(),
  purpose: z.string(),
  rows: z.int(),
})

/** Result of the room `fairness`: what the real list does for each group. */
export const fairnessResult = z.strictObject({
  kind: z.literal('fairness'),
  ...stamp,
  k: z.number(),
  confidence: z.number(),
  minimum: z.int(),
  margin: z.strictObject({ difference: z.number(), reason: z.string() }).nullable(),
  attributes: z.array(
    z.strictObject({
      name: z.string(),
      label: bilingual.nullable(),
      reference: z.string().nullable(),
      groups: z.array(z.discriminatedUnion('suppressed', [shownGroup, hiddenGroup])),
      comparisons: z.array(comparison),
      tieRule,
    }),
  ),
  readings: z.array(auditReading),
})
export type FairnessResult = z.infer<typeof fairnessResult>
