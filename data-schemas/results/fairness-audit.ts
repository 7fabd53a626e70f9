import { z } from 'zod'
import { bilingual } from '../bilingual.js'
import { undefinedValue } from './common.js'
import { auditReading, bounds, cell, comparison } from './fairness.js'

/** A group against the reference on a named measure. */
const compared = comparison.omit({ metric: true }).extend({ metric: z.string() })

const estimate = z.strictObject({ estimate: cell, ...bounds.shape })

const crossedCell = z.discriminatedUnion('suppressed', [
  z.strictObject({ first: z.string(), second: z.string(), suppressed: z.literal(true) }),
  z.strictObject({
    first: z.string(),
    second: z.string(),
    suppressed: z.literal(false),
    people: z.int(),
    metrics: z.array(
      z.strictObject({
        metric: z.string(),
        /** The cell's own rate. */
        direct: estimate,
        /** What the two attributes (or the overall rate) alone would give. */
        expected: cell,
        /** The cell's rate, drawn towards `expected` the more the fewer people it holds. */
        shrunk: estimate,
      }),
    ),
  }),
])

/** Groups of two protected attributes at once. */
export const intersections = z.strictObject({
  kind: z.literal('intersections'),
  first: z.string(),
  second: z.string(),
  reference: z.strictObject({ first: z.string(), second: z.string() }),
  /** How cells differ beyond what is expected of them: standard deviation of true rates, or why it is not known. */
  between: z.array(
    z.strictObject({ metric: z.string(), towards: z.enum(['additive', 'overall']), spread: cell, cells: z.int() }),
  ),
  cells: z.array(crossedCell),
  comparisons: z.array(compared),
  readings: z.array(auditReading),
})
export type Intersections = z.infer<typeof intersections>

/** Selection within the same outcome, and mean score given the outcome. */
export const conditionalParity = z.strictObject({
  kind: z.literal('conditional-parity'),
  attribute: z.string(),
  reference: z.string(),
  groups: z.array(
    z.strictObject({
      value: z.string(),
      selectedGivenOutcome: estimate,
      selectedWithoutOutcome: estimate,
      scoreGivenOutcome: estimate,
      score: estimate,
    }),
  ),
  comparisons: z.array(compared),
  /** Both outcomes (and any declared strata) combined by Mantel–Haenszel weights. */
  combined: z.array(
    z.strictObject({
      group: z.string(),
      difference: cell,
      ...bounds.shape,
      p: z.number().nullable(),
      pAdjusted: z.number().nullable(),
      oddsRatio: cell,
      strata: z.int().nullable(),
    }),
  ),
  readings: z.array(auditReading),
})
export type ConditionalParity = z.infer<typeof conditionalParity>

const condition = z.strictObject({ feature: z.string(), level: z.string() })

/** Search for people who are missed more than others, without any protected attribute. */
export const biasScan = z.strictObject({
  kind: z.literal('bias-scan'),
  /** Descriptions looked at in the first half, and how many of them went to the second. */
  searched: z.int(),
  tested: z.int(),
  people: z.strictObject({ search: z.int().nullable(), test: z.int().nullable() }),
  found: z.array(
    z.strictObject({
      rule: z.array(condition).min(1).max(2),
      people: z.int().nullable(),
      missed: estimate,
      missedOutside: estimate,
      difference: z.number().nullable(),
      ...bounds.shape,
      p: z.number().nullable(),
      pAdjusted: z.number().nullable(),
      verdict: z.enum(['gap', 'equivalent', 'cannot-tell']),
      because: z.string(),
    }),
  ),
  limits: bilingual,
})
export type BiasScan = z.infer<typeof biasScan>

/** Recall against the largest gap between groups, over several scores of the same rows. */
export const frontier = z.strictObject({
  kind: z.literal('frontier'),
  attribute: z.string(),
  k: z.number(),
  metric: z.enum(['recall', 'selectionRate']),
  baseline: z.string(),
  replicates: z.int(),
  candidates: z.array(
    z.strictObject({
      name: z.string(),
      recall: estimate,
      gap: estimate,
      /** Group whose distance from the reference is the gap. */
      widest: z.string().nullable(),
      recallDifference: estimate,
      gapDifference: estimate,
      nonDominated: z.boolean().nullable(),
      dominatedBy: z.array(z.string()),
    }),
  ),
  readings: z.array(auditReading),
})
export type Frontier = z.infer<typeof frontier>

/** What would happen if each group had its own cut. Never what the model does. */
export const adjustedList = z.strictObject({
  kind: z.literal('what-if'),
  rule: z.enum(['equal-selection-rate', 'equal-recall']),
  attribute: z.string(),
  size: z.int(),
  recall: z.strictObject({ before: cell, after: cell, change: estimate }),
  groups: z.array(
    z.discriminatedUnion('suppressed', [
      z.strictObject({ value: z.string(), suppressed: z.literal(true) }),
      z.strictObject({
        value: z.string(),
        suppressed: z.literal(false),
        selectionRate: z.strictObject({ before: cell, after: cell }),
        recall: z.strictObject({ before: cell, after: cell }),
        /** Rows that would come on the list and leave it (expected numbers under ties). */
        enter: cell,
        leave: cell,
      }),
    ]),
  ),
  warning: bilingual,
  readings: z.array(auditReading),
})
export type AdjustedList = z.infer<typeof adjustedList>

/** Who reaches which step, from the list to the outcome. */
export const funnel = z.strictObject({
  kind: z.literal('funnel'),
  attribute: z.string(),
  reference: z.string(),
  steps: z.array(z.string()),
  /** Only where a step reads the table `pilot`: rows and people in it, who alone are counted; null under the threshold. */
  scope: z.strictObject({ rows: z.int().nullable(), people: z.int().nullable() }).optional(),
  /** Rows that have a step without the one before it; null under the threshold. */
  outOfOrder: z.int().nullable(),
  groups: z.array(
    z.strictObject({
      value: z.string(),
      rates: z.array(z.strictObject({ step: z.string(), rate: estimate, reached: estimate })),
    }),
  ),
  comparisons: z.array(compared),
  /** Per group: the first step with a gap, and the step that carries most of the difference in reaching the end. */
  arises: z.array(
    z.strictObject({
      group: z.string(),
      firstGap: z.string().nullable(),
      largestPart: z.string().nullable(),
      shares: z.array(z.number()).nullable(),
    }),
  ),
  readings: z.array(auditReading),
})
export type Funnel = z.infer<typeof funnel>

/** Group metrics with intervals that let the cut move with the sample. */
export const redrawnCut = z.strictObject({
  kind: z.literal('redrawn-cut'),
  attribute: z.string(),
  k: z.number(),
  replicates: z.int(),
  reference: z.string(),
  groups: z.array(
    z.strictObject({ value: z.string(), selectionRate: estimate, recall: estimate, precision: estimate }),
  ),
  differences: z.array(
    z.strictObject({ metric: z.string(), group: z.string(), reference: z.string(), difference: cell, ...bounds.shape }),
  ),
  readings: z.array(auditReading),
})
export type RedrawnCut = z.infer<typeof redrawnCut>

/** Does the prediction change when candidates are left out? */
export const conditionalSignificance = z.strictObject({
  kind: z.literal('conditional-significance'),
  without: z.array(z.string()),
  likelihoodRatio: z.strictObject({ statistic: z.number(), df: z.int(), p: z.number() }),
  /** Changes in the predicted probability over rows. */
  predictions: z.strictObject({
    meanAbsolute: z.number(),
    rootMeanSquare: z.number(),
    movedShare: z.number(),
    moved: z.number(),
  }),
})
export type ConditionalSignificance = z.infer<typeof conditionalSignificance>

/** Answers of the guided choice, with their reasons, and what follows from them. */
export const metricChoice = z.strictObject({
  kind: z.literal('metric-choice'),
  answers: z.array(
    z.strictObject({
      question: z.string(),
      answer: z.string(),
      reason: z.string(),
      author: z.string(),
      date: z.string(),
    }),
  ),
  primary: z.enum(['recall', 'selectionRate', 'precision']),
  beside: z.array(z.string()),
  family: z.string(),
  because: bilingual,
})
export type MetricChoice = z.infer<typeof metricChoice>

/** Pooled Z and Fisher's exact for every pair of groups, as public audits reported them; on one row a person. */
export const pairTests = z.strictObject({
  kind: z.literal('pair-tests'),
  attribute: z.string(),
  people: z.int().nullable(),
  measures: z.array(
    z.strictObject({
      measure: z.enum(['selected', 'selectedGivenOutcome']),
      pairs: z.array(
        z.strictObject({
          higher: z.string(),
          lower: z.string(),
          z: z.number().nullable(),
          /** One-sided, in the direction seen. */
          pZ: z.number().nullable(),
          pFisher: z.number().nullable(),
          /** Fisher's exact, two-sided, and adjusted over the pairs of the measure (Benjamini–Yekutieli). */
          pTwoSided: z.number().nullable(),
          pAdjusted: z.number().nullable(),
        }),
      ),
    }),
  ),
  readings: z.array(auditReading),
})
export type PairTests = z.infer<typeof pairTests>

/** Who gets the places at the cut that more rows share than fit: under the tie rule, and by chance. */
export const tieOrder = z.strictObject({
  kind: z.literal('tie-order'),
  attribute: z.string(),
  /** Cuts at which the score does not decide, the rows that share it, the places that are open, and the rows (one a person) tested. */
  contests: z.int().nullable(),
  tied: z.int().nullable(),
  places: z.int().nullable(),
  tested: z.int().nullable(),
  groups: z.array(
    z.strictObject({
      value: z.string(),
      tied: z.int().nullable(),
      expectedShare: z.number().nullable(),
      share: z.number().nullable(),
      /** Exact, two-sided; null where chance decides nothing. */
      p: z.number().nullable(),
    }),
  ),
  readings: z.array(auditReading),
})
export type TieOrder = z.infer<typeof tieOrder>

/** Search for people who are missed more than the model itself expects to miss, without any protected attribute. */
export const blindSpots = z.strictObject({
  kind: z.literal('blind-spots'),
  searched: z.int(),
  tested: z.int(),
  people: z.strictObject({ search: z.int().nullable(), test: z.int().nullable() }),
  found: z.array(
    z.strictObject({
      rule: z.array(condition).min(1).max(2),
      people: z.int().nullable(),
      /** Rows with the outcome that are not on the list ÷ rows that the calibrated model expects there, in proportion to all. */
      missedToExpected: z.number().nullable(),
      /** Share of the description's rows with the outcome that is missed beyond what the model expects. */
      beyond: estimate,
      p: z.number().nullable(),
      pAdjusted: z.number().nullable(),
    }),
  ),
  limits: bilingual,
})
export type BlindSpots = z.infer<typeof blindSpots>

const people = z.strictObject({
  first: z.int(),
  second: z.int(),
  total: z.int(),
  rounds: z.int(),
  alphaEach: z.number(),
})

/** A random sample beside the list: how places are shared, and how many people and rounds two questions need. */
export const besideList = z.strictObject({
  kind: z.literal('beside-list'),
  /** Places in one round, and how they are shared. */
  places: z.strictObject({ profile: z.int(), random: z.int(), signals: z.int() }),
  baseRate: z.number(),
  listRate: z.number(),
  alpha: z.number(),
  power: z.number(),
  /** Is the rate in the list higher than in the random part? */
  effectiveness: z.union([people, undefinedValue]),
  /** Does a group with `times` the base rate stand out in the random part, over all comparisons of the study? */
  groups: z.strictObject({ times: z.number(), tests: z.int(), people: z.union([people, undefinedValue]) }),
})
export type BesideList = z.infer<typeof besideList>
