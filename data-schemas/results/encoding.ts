import { z } from 'zod'
import { maybe, stamp } from './common.js'

/** One level as a reader sees it. Counts that may not be shown are null; people are counted once, in the level of their first training row. */
export const encodedLevel = z.strictObject({
  code: z.int().min(0),
  kind: z.enum(['bin', 'missing', 'not-applicable', 'special', 'unseen']),
  label: z.string(),
  rows: z.int().nullable(),
  people: z.int().nullable(),
  events: z.int().nullable(),
  /** Events per row; null where the counts are. */
  rate: z.number().nullable(),
  woe: z.number(),
  /** Part of the information value; null where the evidence is insufficient or the counts may not be shown. */
  information: z.number().nullable(),
  /** False: too few people, or too few with or without the event; the level is neutral. */
  sufficient: z.boolean(),
})

/** How one candidate was encoded. */
export const encodedCandidate = z.strictObject({
  name: z.string(),
  type: z.enum(['boolean', 'integer', 'number', 'category', 'ordinal', 'date']),
  encoding: z.enum(['woe', 'levels', 'linear']),
  method: z.enum(['optimal', 'manual', 'categories', 'linear']),
  /** Reason given in the study for bins fixed by hand. */
  manualReason: z.string().nullable(),
  /** Sum over the sufficient levels, training side; from shrunken events where categories were grouped. */
  informationValue: maybe,
  direction: z.enum(['increasing', 'decreasing', 'none']),
  /** Does the weight of evidence rise or fall over all bins? Null for categories and for a single bin. */
  monotone: z.boolean().nullable(),
  /** Cut points; null for categories. For `linear` the bins only describe: the model takes the value as it is. */
  edges: z.array(z.number()).nullable(),
  levels: z.array(encodedLevel),
  /** Prebins (or categories) the search started from. */
  prebins: z.int(),
  /** Proof that no other binning of these prebins under these constraints has a higher information value; null when there was no search. */
  certificate: z.strictObject({ kind: z.literal('exact'), states: z.int(), tolerance: z.number() }).nullable(),
  /** Where the order of the bins had to hold in every period of the training side: what was compared, and what it cost. */
  steady: z
    .strictObject({
      by: z.enum(['quarter', 'year']),
      /** Periods with training rows, in order; `compared`: neighbouring bins of which both hold enough people there. */
      periods: z.array(z.strictObject({ name: z.string(), compared: z.int() })),
      /** Pairs of neighbouring bins that are in order over all periods together and not in some period. */
      refused: z.int(),
      /** Information value of the bins that hold, and of the best bins without this demand; states that are not values left out. */
      informationValue: z.number(),
      unconstrained: z.number(),
      /** What the demand costs: the second less the first, 0 or more. */
      cost: z.number(),
    })
    .optional(),
  /** Why there is only one bin; null when there are more. */
  oneBin: z.string().nullable(),
  /** Labels of levels without enough people; they are neutral. */
  insufficient: z.array(z.string()),
  policy: z.strictObject({
    missing: z.enum(['own-weight', 'neutral', 'refuse']),
    unseen: z.enum(['neutral', 'missing', 'refuse', 'does-not-apply']),
    outOfRange: z.enum(['outer-bin', 'as-it-is', 'does-not-apply']),
  }),
})
export type EncodedCandidate = z.infer<typeof encodedCandidate>

/** Result of the room `encoding`. Everything in it was learned on the training side. */
export const encodingResult = z.strictObject({
  kind: z.literal('encoding'),
  ...stamp,
  /** What a level must hold: people, people with the event, people without it, rows. */
  minima: z.strictObject({ people: z.int(), eventPeople: z.int(), nonEventPeople: z.int(), rows: z.int() }),
  candidates: z.array(encodedCandidate),
  /** Candidates without an encoder, and why. */
  skipped: z.array(
    z.strictObject({
      name: z.string(),
      because: z.string(),
      /** Code of the reason, so that views can say it in another language. */ rule: z.string().optional(),
    }),
  ),
})
export type EncodingResult = z.infer<typeof encodingResult>
