import { listSize } from './capacity.js'
import { cumulativeAt } from './cumulative.js'
import type { Ranking } from './order.js'

/** One part of the ranking, from high to low score. */
export interface Part {
  /** 1 for the highest scores. */
  readonly part: number
  /** Position of its last row: floor(part / parts × n). */
  readonly until: number
  readonly rows: number
  /** Rows with the outcome; a fraction when ties are split by expectation. */
  readonly events: number
  /** Events ÷ rows; null for an empty part. */
  readonly rate: number | null
  /** Share of all events in this part and those above; null without events. */
  readonly cumulativeRecall: number | null
  /** Mean predicted probability; null without probabilities or rows. */
  readonly meanPredicted: number | null
}

/**
 * The ranking in parts of equal size (deciles by default), each with its rows, events, rate and the share of events captured so far.
 * Tie groups that a boundary cuts are split by expectation, so the table does not depend on the order of tied rows.
 */
export const deciles = (
  ranking: Ranking,
  label: Uint8Array,
  options: { readonly parts?: number; readonly probability?: Float64Array } = {},
): readonly Part[] => {
  const parts = options.parts ?? 10
  const sizes = partSizes(ranking.n, parts)
  const events = cumulativeAt(ranking, label, sizes)
  const predicted = options.probability === undefined ? undefined : cumulativeAt(ranking, options.probability, sizes)
  const all = events[parts - 1] as number
  return sizes.map((until, index) => {
    const rows = until - (sizes[index - 1] ?? 0)
    const here = (events[index] as number) - (events[index - 1] ?? 0)
    return {
      part: index + 1,
      until,
      rows,
      events: here,
      rate: rows === 0 ? null : here / rows,
      cumulativeRecall: all === 0 ? null : (events[index] as number) / all,
      meanPredicted:
        predicted === undefined || rows === 0
          ? null
          : ((predicted[index] as number) - (predicted[index - 1] ?? 0)) / rows,
    }
  })
}

/** Positions of the last row of each part: floor(j / parts × n) for j = 1 … parts. */
export const partSizes = (n: number, parts: number): readonly number[] =>
  Array.from({ length: parts }, (_, index) => listSize({ kind: 'share', share: (index + 1) / parts }, n))
