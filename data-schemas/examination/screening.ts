import { z } from 'zod'

const lensName = z.enum(['validity', 'explainability', 'data-quality', 'ethics'])
const weight = z.number().min(0)

/** What one grader thinks of the criteria, and where this grader differs from the computed grade. */
const grader = z.strictObject({
  author: z.string().min(1),
  date: z.iso.date(),
  weights: z
    .strictObject({ validity: weight, explainability: weight, 'data-quality': weight, ethics: weight })
    .default({ validity: 1, explainability: 1, 'data-quality': 1, ethics: 1 }),
  grades: z
    .array(
      z.strictObject({
        candidate: z.string(),
        lens: lensName,
        grade: z.enum(['pass', 'warn', 'fail']),
        reason: z.string().min(10),
      }),
    )
    .default([]),
})

/** Counts of a population by category and group, as a statistical office publishes them. */
const publishedTable = z.strictObject({
  /** Attribute and group that the table is about, e.g. "origin" and "outside Europe". */
  attribute: z.string(),
  group: z.string(),
  /** Candidate of type category whose values are the categories of the table. */
  candidate: z.string(),
  source: z.string(),
  /** Counts are rounded to multiples of this. */
  unit: z.int().min(1).default(1),
  /** Null where the table has no number. */
  cells: z.array(
    z.strictObject({
      category: z.string(),
      group: z.number().min(0).nullable(),
      rest: z.number().min(0).nullable(),
    }),
  ),
})

/** What the examination of the candidates asks. */
export const screeningExamination = z.strictObject({
  /** Share of the rows on the list whose recall a candidate adds to. */
  k: z.number().gt(0).max(1).default(0.1),
  /** Length of the periods that strength is compared over. */
  period: z.enum(['month', 'quarter', 'year']).default('quarter'),
  /** Candidate whose levels are the regions that strength is compared over. */
  region: z.string().optional(),
  /** Draws of the control outcomes that give the distribution without any relation. */
  shuffles: z.int().min(20).max(100_000).default(199),
  /** Steps of the grid of weights on each criterion. */
  weightSteps: z.int().min(1).max(100).default(20),
  graders: z.array(grader).default([]),
  publishedTables: z.array(publishedTable).default([]),
})
