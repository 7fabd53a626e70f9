import { z } from 'zod'
import { stamp } from './common.js'

const side = z.strictObject({
  rows: z.int(),
  people: z.int(),
  events: z.int().nullable(),
  eventPeople: z.int().nullable(),
  rate: z.number().nullable(),
})

/** Result of the room `panel`: who is in, who is out and why, and the split. Counts under the threshold are null. */
export const panelResult = z.strictObject({
  kind: z.literal('panel'),
  ...stamp,
  /** Attrition: rows and people left after each step. */
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
      late: z.int().nullable(),
      reason: z.string(),
    }),
  ),
  split: z.strictObject({
    kind: z.string(),
    /** Days between the last training window's close and the first test snapshot; null when the split is not by time. */
    embargoDays: z.int().nullable(),
    trainFrom: z.string().nullable(),
    trainUntil: z.string().nullable(),
    testFrom: z.string().nullable(),
    testUntil: z.string().nullable(),
    train: side,
    test: side,
    /** People on both sides of the split by their history; removed from one side, see the waterfall. */
    peopleOnBothSides: z.int(),
  }),
  lists: z
    .strictObject({ count: z.int(), people: z.strictObject({ median: z.number(), underMinimum: z.int() }) })
    .nullable(),
})
export type PanelResult = z.infer<typeof panelResult>
