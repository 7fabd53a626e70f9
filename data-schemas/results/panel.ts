import { z } from 'zod'
import { stamp } from './common.js'

const side = z.strictObject({
  rows: z.int(),
  people: z.int(),
  /** Null when fewer people than the disclosure threshold have an event. */
  events: z.int().nullable(),
  eventPeople: z.int().nullable(),
  rate: z.number().nullable(),
})

/** What the snapshots of a period are used for. */
export const periodRole = z.enum(['outside', 'train', 'embargo', 'test', 'open'])
export type PeriodRole = z.infer<typeof periodRole>

/** Parts of the corridor, by whether they count a training row by its weight; all of them go without exposed training rows. */
export const EXPOSURE_PARTS = {
  weighted: [
    'weights of evidence and information values of the encoders',
    'selection: the exact search, its near-optimal sets and the landscape',
    'fit, with errors clustered by person; the ridge, the points card and the refits without a candidate that stand beside it',
    'out-of-fold predictions: the recalibration chosen on them, and the scores behind the lists of the selection examination',
  ],
  unweighted: [
    'bin boundaries and groups of categories',
    'screening and its examination',
    'lists, recall and intervals on the training side in the selection examination, and its resamples of the whole pipeline',
    'likelihood-ratio tests, profile intervals and Firth on independent rows, and conditional significance',
    'optimism of the calibration slope and recalibration on new people in the calibration examination',
    'the challenger',
    'everything on the test side, exposed rows included',
  ],
} as const

/** How unexposed training rows stand in for exposed ones. */
const exposure = z.strictObject({
  treatment: z.literal('weight'),
  formula: z.string(),
  source: z.string(),
  /** Columns that make the cells, and how many cells there were. */
  by: z.array(z.string()),
  cells: z.int(),
  truncate: z.number(),
  /** In order of the share exposed; counts are null where they would single out a few people. */
  strata: z.array(
    z.strictObject({
      exposedRows: z.int().nullable(),
      rows: z.int().nullable(),
      weight: z.number(),
      /** True where the weight would have been larger than `truncate`. */
      truncated: z.boolean(),
    }),
  ),
  /** Of the unexposed training rows: (Σw)² ÷ Σw² (Kish 1965). */
  effectiveRows: z.number().nullable(),
  /** Rows of the test side whose outcome an earlier offer of help touched; they stay and are counted as they are. */
  test: z.strictObject({ exposedRows: z.int().nullable() }),
  /** How uncertainty is told. */
  errors: z.string(),
  weighted: z.array(z.string()),
  unweighted: z.array(z.string()),
})

/** Result of the room `panel`: who is in, who is out and why, and the split. Counts under the threshold are null. */
export const panelResult = z.strictObject({
  kind: z.literal('panel'),
  ...stamp,
  /**
   * Attrition: rows and people left after each step. A step that drops fewer people than the threshold is null, and so is as
   * much of its neighbours as would give it away by subtraction.
   */
  waterfall: z.array(
    z.strictObject({
      step: z.string(),
      reason: z.string(),
      rows: z.int().nullable(),
      people: z.int().nullable(),
      droppedRows: z.int().nullable(),
    }),
  ),
  outcome: z.strictObject({
    kind: z.string(),
    horizonMonths: z.int().nullable(),
    observedUntil: z.string().nullable(),
    /** Where `observedUntil` comes from: the study, the manifest of the data, or the last start date seen. */
    observedFrom: z.enum(['study', 'manifest', 'last-start']).nullable(),
    positive: z.string(),
  }),
  /** Windows not yet closed, by month of the snapshot. */
  open: z.array(z.strictObject({ month: z.string(), rows: z.int().nullable() })),
  /** For each candidate: does every value's knowledge date lie on or before the snapshot? */
  knowledge: z.array(
    z.strictObject({
      candidate: z.string(),
      proof: z.enum(['column', 'event', 'by-construction', 'flat', 'not-read']),
      rows: z.int(),
      /** Values known after the snapshot, or without a knowledge date; they were made missing. */
      late: z.int().nullable(),
      reason: z.string(),
    }),
  ),
  split: z.strictObject({
    kind: z.string(),
    /** Days between the last training window's close and the first test snapshot; null when the split is not by time. */
    embargoDays: z.int().nullable(),
    /** Last day on which a training snapshot's window still closes before the test starts; null when the split is not by time. */
    latestTrain: z.string().nullable(),
    trainFrom: z.string().nullable(),
    trainUntil: z.string().nullable(),
    testFrom: z.string().nullable(),
    testUntil: z.string().nullable(),
    train: side,
    test: side,
    /** Training rows that the selection runs on. */
    sample: z.strictObject({ kind: z.enum(['all', 'one-week-per-person']), ...side.shape }),
    /** People on both sides of the split by their history; removed from the training side, see the waterfall. */
    peopleOnBothSides: z.int().nullable(),
    /** Runs of snapshot dates with one use, in order; empty when the rows carry no date. */
    timeline: z.array(
      z.strictObject({
        role: periodRole,
        from: z.string(),
        until: z.string(),
        /** Day on which the last outcome window of the run closes. */
        closes: z.string(),
        snapshots: z.int(),
      }),
    ),
  }),
  lists: z
    .strictObject({ count: z.int(), people: z.strictObject({ median: z.number(), underMinimum: z.int() }) })
    .nullable(),
  /** Only where the study asks for weights and the data hold rows that an earlier offer of help touched. */
  exposure: exposure.optional(),
  /** What a reader must know before trusting the panel: stable names with a sentence each. */
  warnings: z.array(
    z.strictObject({
      rule: z.string(),
      text: z.string(),
      /** What the text quotes, by name, so that views can say it in another language: dates, rates, counts, names of candidates. */
      values: z.record(z.string(), z.union([z.number(), z.string()])).optional(),
    }),
  ),
})
export type PanelResult = z.infer<typeof panelResult>
