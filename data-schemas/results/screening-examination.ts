import { z } from 'zod'
import { interval, maybe, stamp, undefinedValue } from './common.js'
import { guard } from './guard.js'
import { finding, grade, lens } from './screening.js'

const p = z.number().min(0).max(1)

/** A p-value beside its corrections over all candidates. */
const corrected = z.strictObject({ raw: p, holm: p, benjaminiHochberg: p })

const information = z.strictObject({ value: interval, byChance: z.number().nullable() })

/** Strength by period or region. No counts, so that none can be found by subtraction. */
const strengthOver = z.strictObject({
  groups: z.array(
    z.strictObject({
      group: z.string(),
      suppressed: z.boolean(),
      information: information.nullable(),
      auc: interval.nullable(),
      /** Population stability index of the levels against all other groups. */
      shift: information.nullable(),
    }),
  ),
  heterogeneity: z.union([
    undefinedValue,
    z.strictObject({
      groups: z.int(),
      q: z.number(),
      df: z.int(),
      p,
      /** Standard deviation of the true AUC between groups. */
      spread: z.strictObject({ estimate: z.number(), lower: z.number(), upper: z.number().nullable() }),
      mean: z.number(),
      /** 1: as strong in every group. */
      stability: z.strictObject({ estimate: z.number(), lower: z.number(), upper: z.number() }),
    }),
  ]),
})

const strength = z.strictObject({
  candidate: z.string(),
  informationValue: interval,
  auc: interval,
  /** Recall of the list that the candidate alone would make; without any relation this is the share listed. */
  recallAlone: interval,
  /** Recall of the list by all admissible candidates less that without this one, held-out scores. Undefined for one that is not admissible. */
  recallLost: interval,
  /** That the AUC alone is 0.5 (person-clustered), and that it adds nothing to the others (likelihood ratio). Null where not tested. */
  alone: corrected.nullable(),
  givenOthers: corrected.nullable(),
  /** A higher value goes with a lower risk. Null for categories. */
  negative: z.boolean().nullable(),
  /** On the selection sample; and one row of each person of the test side, for chosen candidates. */
  period: z.union([strengthOver, undefinedValue]),
  later: z.union([strengthOver, undefinedValue]),
  region: z.union([strengthOver, undefinedValue]),
  /** Strength or levels break in a period. Null where periods are not compared. */
  breaks: z
    .strictObject({
      p: p.nullable(),
      distance: z.number().nullable(),
      period: z.string().nullable(),
      levels: z.strictObject({ period: z.string(), shift: z.number() }).nullable(),
      broken: z.boolean(),
    })
    .nullable(),
})

const control = z.strictObject({
  control: z.enum(['shuffled', 'placebo', 'future']),
  measure: z.enum(['auc', 'recall']),
  name: z.string(),
  found: interval,
  expected: z.number(),
  standardError: z.number().nullable(),
  p: p.nullable(),
})

const weighted = z.strictObject({ baseRate: maybe, informationValue: maybe })

const contamination = z.strictObject({
  treatment: z.enum(['keep', 'exclude', 'weight']),
  rows: z.int(),
  /** Rows of the selection sample, and people in them, with an outcome that an earlier offer of help touched. Null: too few to show. */
  exposedRows: z.int().nullable(),
  exposedPeople: z.int().nullable(),
  /** Rows that left the panel because of it; null where too few, or where they stay. */
  excludedRows: z.int().nullable(),
  /** Per candidate: as it is, without exposed rows, and with unexposed rows in their place (within tenths of the held-out score). */
  candidates: z.array(
    z.strictObject({
      candidate: z.string(),
      asIs: weighted,
      excluded: weighted.nullable(),
      weighted: weighted.nullable(),
    }),
  ),
  /** Why there is no weighted comparison; null where there is one. */
  unweighted: z.string().nullable(),
})

const weightShare = z.strictObject({
  candidate: z.string(),
  /** Share of all weightings of the four criteria under which it is among the best; ties at the last place shared. */
  share: z.number(),
  certain: z.number(),
  possible: z.number(),
  selected: z.boolean(),
})

const sensitivity = z.strictObject({
  places: z.int(),
  weightings: z.int(),
  shares: z.array(weightShare),
  /** Single grades that decide at equal weights: changed, somebody enters or leaves. */
  pivotal: z.array(
    z.strictObject({
      candidate: z.string(),
      lens,
      from: z.number(),
      to: z.number(),
      enters: z.array(z.string()),
      leaves: z.array(z.string()),
    }),
  ),
  /** The best by each grader's weights and grades: those certainly in, and those tied for the last places. */
  graders: z.array(
    z.strictObject({ author: z.string(), date: z.string(), certain: z.array(z.string()), tied: z.array(z.string()) }),
  ),
})

const bound = z.strictObject({ lower: z.number(), upper: z.number() })

const published = z.strictObject({
  attribute: z.string(),
  group: z.string(),
  candidate: z.string(),
  source: z.string(),
  suppressed: z.boolean(),
  auc: interval.nullable(),
  population: z.number().nullable(),
  rounding: bound.nullable(),
  covered: z.number(),
})

const manual = z.strictObject({
  candidate: z.string(),
  reason: z.string().nullable(),
  shared: z.array(z.number()),
  manualOnly: z.array(z.number()),
  optimalOnly: z.array(z.number()),
  manual: maybe,
  optimal: maybe,
  loss: maybe,
  lossShare: maybe,
  lossByChance: z.number(),
})

const signature = z.strictObject({ author: z.string(), date: z.string(), reason: z.string() })

/** One criterion of a candidate: what was computed, the grade, and who said what of it. */
const criterion = z.strictObject({
  lens,
  grade: grade.nullable(),
  /** Numbers behind the grade, by name; null where they do not exist or may not be shown. */
  evidence: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]).nullable()),
  findings: z.array(finding),
  /** Decisions in the study that answer or make a finding here. */
  decidedBy: z.array(signature),
  /** Grades that graders gave in place of the computed one. */
  gradedBy: z.array(z.strictObject({ ...signature.shape, grade })),
})

/** The record of one candidate on all four criteria. */
const record = z.strictObject({
  candidate: z.string(),
  decision: z.enum(['keep', 'drop', 'justify']),
  reason: z.string(),
  selected: z.boolean(),
  /** "computed" where no person decided; a computed grade has no date: the same data give it again on any day. */
  author: z.string(),
  date: z.string().nullable(),
  criteria: z.array(criterion).length(4),
  substitute: z.string().nullable(),
})
export type CandidateRecord = z.infer<typeof record>

/** Examination of the room `screening`: does the strength of the candidates hold, and does the choice of them? */
export const screeningExaminationResult = z.strictObject({
  kind: z.literal('screening-examination'),
  ...stamp,
  k: z.number(),
  rows: z.int(),
  people: z.int(),
  /** Recall of the list by all admissible candidates, held-out scores on the selection sample. */
  recall: interval,
  strength: z.array(strength),
  redundancy: z.array(
    z.strictObject({
      candidate: z.string(),
      cluster: z.int(),
      substitute: z.string().nullable(),
      correlation: z.number().nullable(),
    }),
  ),
  controls: z.strictObject({
    items: z.array(control),
    /** Information value beside what exchanged outcomes give; the levels were made with the outcome, which flatters. */
    information: z.array(
      z.strictObject({ candidate: z.string(), found: z.number(), expected: z.number(), upper: z.number(), p }),
    ),
    failures: z.array(z.string()),
  }),
  contamination: z.union([contamination, undefinedValue]),
  sensitivity,
  publishedTables: z.array(published),
  manualBins: z.array(manual),
  order: z.array(
    z.strictObject({
      candidate: z.string(),
      compared: z.int(),
      reversed: z.int(),
      proven: z.int(),
      p: p.nullable(),
    }),
  ),
  records: z.array(record),
  guards: z.array(guard),
})
export type ScreeningExaminationResult = z.infer<typeof screeningExaminationResult>
