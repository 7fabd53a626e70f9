import { z } from 'zod'
import { stamp, undefinedValue } from './common.js'
import { auditReading } from './fairness.js'
import {
  adjustedList,
  besideList,
  biasScan,
  blindSpots,
  conditionalParity,
  conditionalSignificance,
  frontier,
  funnel,
  intersections,
  metricChoice,
  pairTests,
  redrawnCut,
  tieOrder,
} from './fairness-audit.js'
import { guard } from './guard.js'

/** Examination of the room `fairness`: the audits beside it. A part without its inputs is undefined, with the reason. */
export const fairnessExaminationResult = z.strictObject({
  kind: z.literal('fairness-examination'),
  ...stamp,
  k: z.number(),
  metricChoice: z.union([metricChoice, undefinedValue]),
  /** One for each audit attribute. */
  conditionalParity: z.array(conditionalParity),
  pairTests: z.array(pairTests),
  redrawnCuts: z.array(redrawnCut),
  adjustedLists: z.array(adjustedList),
  frontiers: z.array(frontier),
  /** One for each pair of audit attributes. */
  intersections: z.array(intersections),
  biasScan: z.union([biasScan, undefinedValue]),
  blindSpots: z.union([blindSpots, undefinedValue]),
  /** The model again without each candidate that is asked for, and without all of them. */
  conditionalSignificance: z.union([
    z.strictObject({
      /** Rows that the tests stand on: one a person where people have several. */
      independentRows: z.int(),
      refits: z.array(conditionalSignificance),
    }),
    undefinedValue,
  ]),
  tieRule: z.strictObject({
    kind: z.enum(['hash', 'column']),
    column: z.string().nullable(),
    attributes: z.union([z.array(tieOrder), undefinedValue]),
  }),
  funnels: z.union([z.array(funnel), undefinedValue]),
  besideList: z.union([besideList, undefinedValue]),
  /** Every reading of a protected attribute by this examination. */
  readings: z.array(auditReading),
  guards: z.array(guard),
})
export type FairnessExaminationResult = z.infer<typeof fairnessExaminationResult>
