import { z } from 'zod'

const reasonCount = z.strictObject({
  reason: z.enum(['data', 'coefficients', 'cohort', 'capacity', 'arrived', 'left']),
  /** People whose main reason this is; null where hidden: too few, or to keep a hidden count from being found by subtraction. */
  people: z.int().nullable(),
  /** Share of those who entered or left; null where hidden. */
  share: z.number().nullable(),
})

/** People who entered or left, by main reason. */
export const changedSide = z.strictObject({
  /** Null where fewer people than the disclosure threshold. */
  people: z.int().nullable(),
  reasons: z.array(reasonCount),
})

/** Who came on the lists and who went off, by main reason. Holds no person. */
export const listChangesResult = z.strictObject({
  kind: z.literal('list-changes'),
  lists: z.int().min(0),
  minimum: z.int().min(1),
  entered: changedSide,
  left: changedSide,
})
export type ListChangesResult = z.infer<typeof listChangesResult>
