import { descendingOrder } from '../numeric/descending-order.js'
import { compensatedSum } from '../numeric/sum.js'
import type { Predicted } from './probabilities.js'

/** Rows in ascending order of probability, cut into levels of equal probability. */
export interface Levels {
  /** Row at each position. */
  readonly order: Int32Array
  /** First position of each level; length levels + 1. */
  readonly start: Int32Array
  /** Probability of each level, strictly ascending. */
  readonly probability: Float64Array
}

/** Puts rows in levels of equal probability. */
export const levelsOf = ({ probability }: Predicted): Levels => {
  const order = descendingOrder(probability).reverse()
  const start: number[] = []
  const values: number[] = []
  for (let position = 0; position < order.length; position += 1) {
    const value = probability[order[position] as number] as number
    if (position === 0 || value !== values.at(-1)) {
      start.push(position)
      values.push(value)
    }
  }
  return { order, start: Int32Array.from([...start, order.length]), probability: Float64Array.from(values) }
}

/** Isotonic fit of events on levels: `end[b]` is the level after the last of block b. Overwritten by the next fit. */
export interface IsotonicFit {
  blocks: number
  readonly end: Int32Array
  readonly rows: Float64Array
  readonly events: Float64Array
}

/** Room for the isotonic fit of so many levels. */
export const isotonicRoom = (levels: number): IsotonicFit => ({
  blocks: 0,
  end: new Int32Array(levels),
  rows: new Float64Array(levels),
  events: new Float64Array(levels),
})

/** Pool-adjacent-violators on levels (Ayer et al. 1955), into `fit`; blocks ascend strictly in rate. Counts only, so it is exact. */
export const fitIsotonic = (levels: Levels, events: ArrayLike<number>, fit: IsotonicFit): void => {
  const { start } = levels
  let top = -1
  for (let level = 0; level + 1 < start.length; level += 1) {
    let rows = (start[level + 1] as number) - (start[level] as number)
    let sum = events[level] as number
    while (top >= 0 && (fit.events[top] as number) * rows >= sum * (fit.rows[top] as number)) {
      rows += fit.rows[top] as number
      sum += fit.events[top] as number
      top -= 1
    }
    top += 1
    fit.end[top] = level + 1
    fit.rows[top] = rows
    fit.events[top] = sum
  }
  fit.blocks = top + 1
}

/** Events of each level. */
export const eventsByLevel = ({ order, start }: Levels, label: Uint8Array): Float64Array => {
  const events = new Float64Array(start.length - 1)
  for (let level = 0; level < events.length; level += 1) {
    for (let i = start[level] as number; i < (start[level + 1] as number); i += 1) {
      events[level]! += label[order[i] as number] as number
    }
  }
  return events
}

/** Sum of squared distances of outcomes and probabilities. */
export const squaredDistance = ({ start, probability }: Levels, events: ArrayLike<number>): number =>
  compensatedSum(
    probability.map((p, level) => {
      const rows = (start[level + 1] as number) - (start[level] as number)
      const happened = events[level] as number
      return happened * (1 - p) ** 2 + (rows - happened) * p ** 2
    }),
  )

/** The same for the isotonic fit: events × (1 − rate) of each block. */
export const squaredDistanceOfFit = (fit: IsotonicFit): number => {
  const parts = new Float64Array(fit.blocks)
  for (let block = 0; block < fit.blocks; block += 1) {
    const events = fit.events[block] as number
    parts[block] = events * (1 - events / (fit.rows[block] as number))
  }
  return compensatedSum(parts)
}
