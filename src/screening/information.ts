import type { Interval } from '../../data-schemas/results/common.js'
import { normalQuantile } from '../numeric/normal.js'
import { undefinedBecause } from '../numeric/undefined.js'

/** Rows with a level, an outcome and a person. */
export interface LevelRows {
  readonly level: Int32Array
  readonly levels: number
  readonly outcome: Uint8Array
  readonly person: Int32Array
}

/** Information value with its interval, and what chance alone gives. */
export interface Information {
  readonly value: Interval
  /** Mean information value without any relation: (levels − 1) × (1 ÷ events + 1 ÷ non-events), for independent rows. */
  readonly byChance: number | null
}

/** Contribution of each level, and how the sum changes with its share of events and of non-events. */
interface Slopes {
  readonly total: number
  readonly event: Float64Array
  readonly nonEvent: Float64Array
  readonly used: number
}

const slopesOf = (events: Float64Array, nonEvents: Float64Array, sizes: readonly [number, number]): Slopes => {
  const event = new Float64Array(events.length)
  const nonEvent = new Float64Array(events.length)
  let [total, used] = [0, 0]
  for (let l = 0; l < events.length; l += 1) {
    const [a, b] = [events[l] as number, nonEvents[l] as number]
    if (a === 0 && b === 0) continue
    const half = a === 0 || b === 0 ? 0.5 : 0
    const [p, q] = [(a + half) / sizes[0], (b + half) / sizes[1]]
    const woe = Math.log(p / q)
    total += (p - q) * woe
    event[l] = woe + 1 - q / p
    nonEvent[l] = -woe + 1 - p / q
    used += 1
  }
  return { total, event, nonEvent, used }
}

/** Information value of counted levels, and how it changes with each row of a level. */
export interface InformationSlopes {
  readonly total: number
  readonly event: Float64Array
  readonly nonEvent: Float64Array
  /** Means of the slopes over events and over non-events. */
  readonly meanEvent: number
  readonly meanNonEvent: number
}

/** The slopes for the error of information values by linearisation; there must be events and non-events. */
export const informationSlopes = (events: Float64Array, nonEvents: Float64Array): InformationSlopes => {
  const sizes = [events, nonEvents].map((counts) => counts.reduce((sum, n) => sum + n, 0)) as [number, number]
  const { total, event, nonEvent } = slopesOf(events, nonEvents, sizes)
  return {
    total,
    event,
    nonEvent,
    meanEvent: mean(event, events, sizes[0]),
    meanNonEvent: mean(nonEvent, nonEvents, sizes[1]),
  }
}

/** Information value of counted levels; one with rows of one outcome only counts half a row more on both sides. 0 without rows of one outcome. */
export const informationOfCounts = (events: Float64Array, nonEvents: Float64Array): number => {
  const sizes = [events, nonEvents].map((counts) => counts.reduce((sum, n) => sum + n, 0)) as [number, number]
  return sizes[0] === 0 || sizes[1] === 0 ? 0 : slopesOf(events, nonEvents, sizes).total
}

const mean = (slopes: Float64Array, counts: Float64Array, size: number): number =>
  slopes.reduce((sum, slope, l) => sum + (slope * (counts[l] as number)) / size, 0)

/**
 * Information value (Kullback 1959, symmetric divergence) over the levels of a candidate, with a person-clustered interval by
 * linearisation. A level without events or without non-events counts half a row more on both sides. The interval is rough near
 * 0, where the value is biased upward: compare with `byChance`.
 */
export const informationValue = (rows: LevelRows, confidence = 0.95): Information => {
  const events = new Float64Array(rows.levels)
  const nonEvents = new Float64Array(rows.levels)
  for (let row = 0; row < rows.level.length; row += 1)
    (rows.outcome[row] === 1 ? events : nonEvents)[rows.level[row] as number]! += 1
  const sizes = [events, nonEvents].map((counts) => counts.reduce((sum, n) => sum + n, 0)) as [number, number]
  if (sizes[0] === 0 || sizes[1] === 0) {
    return {
      value: { estimate: undefinedBecause('all rows have the same outcome'), lower: null, upper: null },
      byChance: null,
    }
  }
  const { total, event, nonEvent, used } = slopesOf(events, nonEvents, sizes)
  const centre = [mean(event, events, sizes[0]), mean(nonEvent, nonEvents, sizes[1])] as const
  let most = 0
  for (let row = 0; row < rows.person.length; row += 1) most = Math.max(most, (rows.person[row] as number) + 1)
  const sums = new Float64Array(most)
  const seen = new Uint8Array(sums.length)
  for (let row = 0; row < rows.level.length; row += 1) {
    const level = rows.level[row] as number
    const person = rows.person[row] as number
    seen[person] = 1
    sums[person]! +=
      rows.outcome[row] === 1 ? (event[level]! - centre[0]) / sizes[0] : (nonEvent[level]! - centre[1]) / sizes[1]
  }
  const people = seen.reduce((sum, one) => sum + one, 0)
  const variance = (people / (people - 1)) * sums.reduce((sum, u) => sum + u * u, 0)
  const half = normalQuantile((1 + confidence) / 2) * Math.sqrt(variance)
  return {
    value:
      people > 1
        ? { estimate: total, lower: Math.max(0, total - half), upper: total + half }
        : { estimate: total, lower: null, upper: null },
    byChance: (used - 1) * (1 / sizes[0] + 1 / sizes[1]),
  }
}

/**
 * The same from the counts of each level, for rows that are each a person of their own: the interval needs no more.
 * Equal to {@link informationValue} up to rounding.
 */
export const informationOfPeople = (events: Float64Array, nonEvents: Float64Array, confidence = 0.95): Information => {
  const sizes = [events, nonEvents].map((counts) => counts.reduce((sum, n) => sum + n, 0)) as [number, number]
  const [e, o] = sizes
  if (e === 0 || o === 0) {
    return {
      value: { estimate: undefinedBecause('all rows have the same outcome'), lower: null, upper: null },
      byChance: null,
    }
  }
  const { total, event, nonEvent, used } = slopesOf(events, nonEvents, sizes)
  const centre = [mean(event, events, e), mean(nonEvent, nonEvents, o)] as const
  let squares = 0
  for (let l = 0; l < events.length; l += 1) {
    squares += (events[l] as number) * ((event[l]! - centre[0]) / e) ** 2
    squares += (nonEvents[l] as number) * ((nonEvent[l]! - centre[1]) / o) ** 2
  }
  const half = normalQuantile((1 + confidence) / 2) * Math.sqrt(((e + o) / (e + o - 1)) * squares)
  return {
    value: { estimate: total, lower: Math.max(0, total - half), upper: total + half },
    byChance: (used - 1) * (1 / e + 1 / o),
  }
}
