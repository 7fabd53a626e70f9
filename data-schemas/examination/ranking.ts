import { z } from 'zod'

const share = z.number().gt(0).max(1)

/** Places on each list (one office in one week): a share of its people who were not offered help before, or a fixed number. */
export const places = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('share'), share }),
  z.strictObject({ kind: z.literal('size'), size: z.int().min(1) }),
])

/** What is asked of the list on the test side. */
export const rankingExamination = z.strictObject({
  /** Resampled sets of people, for the numbers by quarter and for the comparison with the model in use. */
  replicates: z.int().min(1).max(100_000).default(200),
  /** For the simulated intake; default: the smallest k of the study as a share. */
  places: places.optional(),
  /** A quarter counts as shifted when it differs from the others beyond chance, and by at least this much. */
  shift: z
    .strictObject({
      /** In recall, absolute. */
      recall: share.default(0.05),
      /** In the base rate, relative. */
      rate: share.default(0.15),
    })
    .prefault({}),
  /** Largest share of the people listed, and still in the pool a week later, who may have fallen off the list. */
  maxChurn: share.default(0.3),
  /** Largest share of the places that may stay empty in the simulated intake. */
  maxUnused: z.number().min(0).max(1).default(0.05),
  /** Smallest share of the list of the model in use that must be on the new list too. */
  minOverlap: z.number().min(0).max(1).default(0.5),
  /** Largest distance between the bounds of recall when some outcomes are not known yet. */
  maxUnknown: z.number().min(0).max(1).default(0.05),
  /** Most rules that describe the people who are missed. */
  rules: z.int().min(1).max(100).default(5),
})
