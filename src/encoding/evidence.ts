import { isDefined, type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** Events and non-events of one level; need not be whole numbers (shrunken counts). */
export interface Evidence {
  readonly events: number
  readonly nonEvents: number
}

/**
 * Weight of evidence of a level: ln(share of all events ÷ share of all non-events), natural log; positive means a higher risk
 * than overall (Good 1950; the sign is the opposite of the credit-scoring habit ln(goods ÷ bads)).
 * Undefined where the level, or the whole, has no event or no non-event.
 */
export const weightOfEvidence = (level: Evidence, total: Evidence): number | Undefined => {
  if (!(total.events > 0)) return undefinedBecause('no event in the training rows')
  if (!(total.nonEvents > 0)) return undefinedBecause('no row without the event in the training rows')
  if (!(level.events > 0)) return undefinedBecause('no event in the level')
  if (!(level.nonEvents > 0)) return undefinedBecause('no row without the event in the level')
  return Math.log(level.events / total.events / (level.nonEvents / total.nonEvents))
}

/** A level's part of the information value: (share of events − share of non-events) × weight of evidence; never negative. */
export const informationOf = (level: Evidence, total: Evidence): number | Undefined => {
  const woe = weightOfEvidence(level, total)
  return isDefined(woe) ? (level.events / total.events - level.nonEvents / total.nonEvents) * woe : woe
}

/**
 * Information value of a split of the rows into levels: Σ (share of events − share of non-events) × weight of evidence, the
 * symmetric Kullback-Leibler divergence (Jeffreys) between those with and those without the event. 0 = no information.
 * Undefined when any level lacks events or non-events.
 * @param levels the levels
 * @param total the whole; default: the sum of the levels
 */
export const informationValue = (
  levels: readonly Evidence[],
  total: Evidence = totalOf(levels),
): number | Undefined => {
  if (levels.length === 0) return undefinedBecause('no level')
  let sum = 0
  for (const level of levels) {
    const part = informationOf(level, total)
    if (!isDefined(part)) return part
    sum += part
  }
  return sum
}

const totalOf = (levels: readonly Evidence[]): Evidence =>
  levels.reduce((sum, level) => ({ events: sum.events + level.events, nonEvents: sum.nonEvents + level.nonEvents }), {
    events: 0,
    nonEvents: 0,
  })
