import { z } from 'zod'
import { digest, interval, maybe, stamp, undefinedValue } from './common.js'
import { guard } from './guard.js'
import { changedSide } from './list-changes.js'

const bounds = { lower: z.number().nullable(), upper: z.number().nullable() } as const
const count = z.number().nullable()

const overlap = {
  /** True when one of the counts is of fewer people than the minimum: then all are null. */
  suppressed: z.boolean(),
  both: z.int().nullable(),
  entrants: z.int().nullable(),
  leavers: z.int().nullable(),
  jaccard: maybe.nullable(),
} as const

/** A measure by quarter, with its trend. */
export const quarterTrend = z.strictObject({
  measure: z.enum(['recall', 'precision', 'base-rate']),
  /** Null for the base rate. */
  k: z.number().nullable(),
  /** All null when too few people stand behind the quarter. */
  periods: z.array(
    z.strictObject({
      name: z.string(),
      estimate: z.number().nullable(),
      ...bounds,
      /** The quarter less the mean of the others, with the p-value of its test. */
      deviation: z.union([undefinedValue, z.strictObject({ estimate: z.number(), p: z.number() })]),
    }),
  ),
  /** Change a quarter. */
  slope: z.union([
    undefinedValue,
    z.strictObject({ estimate: z.number(), lower: z.number(), upper: z.number(), p: z.number() }),
  ]),
  /** Standard deviation over the quarters, and the one that chance alone leads to expect. */
  dispersion: z.union([undefinedValue, z.strictObject({ observed: z.number(), byChance: z.number() })]),
})

const maturity = z.strictObject({
  k: z.number(),
  within: z.enum(['pooled', 'lists']),
  /** Rows whose outcome window has not closed; on no side of the split, and bounded here without any assumption. */
  open: z.int(),
  known: maybe,
  worst: maybe,
  best: maybe,
})

const intake = z.strictObject({
  places: z.union([
    z.strictObject({ kind: z.literal('share'), share: z.number() }),
    z.strictObject({ kind: z.literal('size'), size: z.int() }),
  ]),
  periods: z.int(),
  lists: z.int(),
  people: z.int(),
  eventPeople: count,
  offered: count,
  unusedPlaces: z.int(),
  reached: count,
  shareReached: interval,
  /** Snapshots from offer to event among the people reached. */
  lead: z.union([
    undefinedValue,
    z.strictObject({ quarter: z.number(), median: z.number(), threeQuarters: z.number() }),
  ]),
  repeats: z.strictObject({ perPerson: count, shareOfPlaces: count }),
  course: z.array(z.strictObject({ date: z.string(), offered: count, reached: count, shareReached: count })),
})

const driver = z.strictObject({
  /** Null where the score did not move in the direction of the change: others moved. */
  indicator: z.string().nullable(),
  /** Moves of which this indicator did most; null where fewer people than the minimum stand behind them, or to hide another. */
  moves: z.int().nullable(),
})

const churn = z.strictObject({
  k: z.number(),
  changes: z.array(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      ...overlap,
      because: z.strictObject({
        newInPool: z.int().nullable(),
        leftPool: z.int().nullable(),
        roseAboveCut: z.int().nullable(),
        fellBelowCut: z.int().nullable(),
      }),
      /** Of the people listed and still in the pool, the share no longer listed. */
      fallenShare: z.number().nullable(),
      /** Who entered and left, by main reason. */
      entered: changedSide,
      left: changedSide,
    }),
  ),
  /** Over all changes: which indicator moved most those who rose above the cut, or fell below it. */
  drivers: z.strictObject({ rose: z.array(driver), fell: z.array(driver) }),
})

const missed = z.strictObject({
  k: z.number(),
  people: z.int().nullable(),
  missed: z.int().nullable(),
  /** Rules tried on one half of the people; the numbers are of the other half. */
  tried: z.int(),
  rules: z.array(
    z.strictObject({
      levels: z.array(z.strictObject({ name: z.string(), level: z.string() })),
      people: z.int(),
      missed: z.int(),
      share: z.strictObject({ estimate: maybe, ...bounds }),
      excess: z.strictObject({ estimate: maybe, ...bounds }),
      /** The excess on the half that the rule was not found on leaves out 0. */
      stable: z.boolean(),
    }),
  ),
})

const ties = z.strictObject({
  /** What the place among equals is drawn with. The id of the model does not exist before it is frozen. */
  salt: z.string(),
  lists: z.array(
    z.strictObject({
      k: z.number(),
      within: z.enum(['pooled', 'lists']),
      tied: z.int(),
      drawn: z.int(),
      /** Recall expected over all draws among equals, its bounds, and as the rule of production draws. */
      expected: maybe,
      worst: z.number().nullable(),
      best: z.number().nullable(),
      production: z.number().nullable(),
      /** Distance of production from the expectation, in standard deviations of the draw. */
      distance: maybe,
      /** Upper bound of the chance that a blind draw lies so far from it. */
      p: maybe,
    }),
  ),
})

const comparedRecall = z.strictObject({
  k: z.number(),
  within: z.enum(['pooled', 'lists']),
  model: maybe,
  champion: maybe,
  difference: interval,
  verdict: z.enum(['higher', 'lower', 'cannot-tell']),
})

const champion = z.strictObject({
  modelId: digest,
  name: z.string(),
  draft: z.boolean(),
  /** Rows that the model in use refuses to score; they come last. Null where fewer than the minimum. */
  refused: z.int().nullable(),
  rows: z.int(),
  people: z.int(),
  replicates: z.int(),
  recall: z.array(comparedRecall),
  /** Model less champion, by DeLong's method, clustered by person: secondary. */
  auc: z.strictObject({ model: maybe, champion: maybe, difference: interval, p: maybe }),
  rankCorrelation: maybe,
  overlap: z.array(
    z.strictObject({ k: z.number(), ...overlap, /** Of the champion's list, also on the new one. */ kept: maybe }),
  ),
  /** Were the new model taken into use between the last two dates: why ranks change, over all lists. */
  atAdoption: z.union([
    undefinedValue,
    z.strictObject({
      k: z.number(),
      from: z.string(),
      to: z.string(),
      people: z.int(),
      /** Mean absolute change of rank of the people on both lists, and of its parts. */
      rank: z.strictObject({ change: z.number(), data: z.number(), coefficients: z.number(), cohort: z.number() }),
      entered: changedSide,
      left: changedSide,
    }),
  ]),
})

const condition = z.strictObject({
  name: z.enum(['over-rules', 'over-champion']),
  met: z.boolean(),
  /** Lower bound of the difference in recall. */
  lower: z.number().nullable(),
  atLeast: z.number(),
  because: z.string(),
})

const adoptionVerdict = z.strictObject({
  /** Digest of the rule, recorded before the test side was opened. */
  rule: digest,
  reason: z.string(),
  conditions: z.array(condition),
  adopt: z.boolean(),
})

const openings = z.strictObject({
  /** Place of this opening among all of the same data. */
  number: z.int().min(1),
  /** Other rules under which the same data were opened before. */
  otherRules: z.int().min(0),
})

/** Examination of the room `ranking`: the list through time and capacity, who is missed, and beside the model in use. */
export const rankingExaminationResult = z.strictObject({
  kind: z.literal('ranking-examination'),
  ...stamp,
  replicates: z.int(),
  quarters: z.union([undefinedValue, z.array(quarterTrend)]),
  maturity: z.union([undefinedValue, z.array(maturity)]),
  intake: z.union([undefinedValue, intake]),
  churn: z.union([undefinedValue, churn]),
  missed: z.union([undefinedValue, missed]),
  ties: z.union([undefinedValue, ties]),
  champion: z.union([undefinedValue, champion]),
  adoption: z.union([undefinedValue, adoptionVerdict]),
  openings: z.union([undefinedValue, openings]),
  guards: z.array(guard),
})
export type RankingExaminationResult = z.infer<typeof rankingExaminationResult>
