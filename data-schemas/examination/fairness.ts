import { z } from 'zod'

/** The questions of the guided choice of the metric that counts most, and what may be answered. */
export const QUESTIONS = {
  /** What follows from being on the list. */
  consequence: ['offer', 'burden'],
  /** Which mistake hurts people most. */
  worst: ['missed', 'listed-without-need', 'both-alike'],
  /** Whether the outcome measures need alike in all groups. */
  outcome: ['measures-need', 'shaped-by-earlier-offers', 'not-trusted'],
  /** Whether the number of places is fixed beforehand. */
  capacity: ['fixed', 'open'],
} as const

const answer = <const T extends readonly [string, ...string[]]>(options: T) =>
  z.strictObject({
    answer: z.enum(options),
    reason: z.string().min(10),
    author: z.string().min(1),
    date: z.iso.date(),
  })

/** A step of the road from the list to help. */
const step = z.strictObject({
  name: z.string().min(1),
  /** Column of the base table or of `clients`, or of the table named. */
  column: z.string(),
  /** `pilot`: the step is in the table `pilot`. With such a step the funnel counts people of the pilot only. */
  table: z.enum(['pilot']).optional(),
  /** The column is a date, and the step counts only when it lies on or after the snapshot: what came before cannot follow from the list. */
  notBeforeSnapshot: z.boolean().default(false),
  /** Values that say that the step was taken. Default: any value but "no". */
  is: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .optional(),
})

/** What the examination of fairness asks. */
export const fairnessExamination = z.strictObject({
  /** Answers of the guided choice of metrics, each with its reason. */
  answers: z
    .strictObject({
      consequence: answer(QUESTIONS.consequence),
      worst: answer(QUESTIONS.worst),
      outcome: answer(QUESTIONS.outcome),
      capacity: answer(QUESTIONS.capacity),
    })
    .optional(),
  /** Candidates that the model is fitted again without: each, and all together. Default: those with a protected ground. */
  without: z.array(z.string()).optional(),
  /** Resampling replicates of the intervals that draw the cut anew. */
  replicates: z.int().min(0).max(100_000).default(100),
  /** What-ifs with a cut of its own for each group. */
  adjusted: z.array(z.enum(['equal-selection-rate', 'equal-recall'])).default(['equal-recall']),
  /** Share of a description's people with the outcome that may be missed beyond what the model expects. */
  blindSpot: z.number().gt(0).lt(1).default(0.1),
  /** How far people found in a crossed group may lie from what its two attributes alone give. */
  crossed: z.number().gt(0).lt(1).default(0.1),
  /** Steps after the list, in their order, such as contacted and helped. */
  funnel: z.array(step).default([]),
  /** The random sample beside the list. */
  beside: z
    .strictObject({
      /** How places are shared. */
      parts: z
        .strictObject({ profile: z.number().min(0), random: z.number().min(0), signals: z.number().min(0) })
        .refine(({ profile, random, signals }) => profile + random + signals > 0, 'at least one part above 0')
        .default({ profile: 2, random: 1, signals: 1 }),
      alpha: z.number().gt(0).lt(1).default(0.05),
      power: z.number().gt(0).lt(1).default(0.8),
      /** A group whose rate is this many times the base rate must be found. */
      times: z.number().gt(1).default(2),
    })
    .prefault({}),
})
/** What the examination of fairness asks, every default filled in. */
export type FairnessExamination = z.infer<typeof fairnessExamination>
