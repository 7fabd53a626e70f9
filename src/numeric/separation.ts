import { type Block, valueAt } from './design.js'
import { addBlock } from './linear-predictor.js'

/** Where the outcome of each pattern lies: what a separating direction is checked against. */
export interface Outcomes {
  readonly trials: Float64Array
  readonly events: Float64Array
}

/** X·d for each pattern, without offset. */
const along = (
  blocks: readonly Block[],
  direction: Float64Array,
  options: { rows: number; intercept: boolean },
): Float64Array => {
  const out = new Float64Array(options.rows).fill(options.intercept ? (direction[0] as number) : 0)
  let at = options.intercept ? 1 : 0
  for (const block of blocks) {
    addBlock(out, block, direction.subarray(at, at + block.columns.length))
    at += block.columns.length
  }
  return out
}

/**
 * True when the likelihood never falls along a direction, so that no maximum exists (Albert and Anderson 1984):
 * X·d ≥ 0 wherever all trials are events, ≤ 0 wherever none is, 0 wherever there are both, and not 0 everywhere.
 * `slack` is the share of the largest |X·d| that counts as 0.
 */
export const isSeparating = (values: Float64Array, { trials, events }: Outcomes, slack: number): boolean => {
  let largest = 0
  for (let i = 0; i < values.length; i += 1) {
    if ((trials[i] as number) > 0) largest = Math.max(largest, Math.abs(values[i] as number))
  }
  if (!(largest > 0) || !Number.isFinite(largest)) return false
  const zero = largest * slack
  for (let i = 0; i < values.length; i += 1) {
    const n = trials[i] as number
    const y = events[i] as number
    const value = values[i] as number
    if (n === 0) continue
    if (y > 0 && value < -zero) return false
    if (y < n && value > zero) return false
  }
  return true
}

/** The direction (the parameters themselves, or the last step) along which the likelihood never falls; `null` when neither is one. */
export const separatingDirection = (
  blocks: readonly Block[],
  outcomes: Outcomes,
  {
    parameters,
    step,
    intercept,
    slack,
  }: { parameters: Float64Array; step: Float64Array; intercept: boolean; slack: number },
): Float64Array | null => {
  const rows = outcomes.trials.length
  for (const direction of [parameters, step]) {
    if (isSeparating(along(blocks, direction, { rows, intercept }), outcomes, slack)) return direction
  }
  return null
}

/** Columns that separate the outcomes on their own: the ranges with and without the outcome at most touch. */
export const columnsThatSeparate = (
  blocks: readonly Block[],
  { trials, events }: Outcomes,
  intercept: boolean,
): readonly string[] =>
  blocks.flatMap((block) =>
    block.columns.filter((_, column) => {
      const range = {
        events: [Infinity, -Infinity] as [number, number],
        others: [Infinity, -Infinity] as [number, number],
      }
      for (let i = 0; i < trials.length; i += 1) {
        const value = valueAt(block, i, column)
        if ((events[i] as number) > 0) widen(range.events, value)
        if ((events[i] as number) < (trials[i] as number)) widen(range.others, value)
      }
      if (!intercept) return touches(range.events, range.others, 0)
      const constant = Math.min(range.events[0], range.others[0]) === Math.max(range.events[1], range.others[1])
      return !constant && (range.events[1] <= range.others[0] || range.others[1] <= range.events[0])
    }),
  )

const widen = (range: [number, number], value: number): void => {
  range[0] = Math.min(range[0], value)
  range[1] = Math.max(range[1], value)
}

const touches = (events: readonly [number, number], others: readonly [number, number], at: number): boolean =>
  (events[0] >= at && others[1] <= at) || (events[1] <= at && others[0] >= at)
