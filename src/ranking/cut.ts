import { type Capacity, listSize } from './capacity.js'
import type { ListedRanking, Ranking } from './order.js'

/** Where the cut of one list falls. The list takes all rows `above` and draws `drawn` of the `tied`. */
export interface Cut {
  /** Rows on the list. */
  readonly size: number
  /** Rows with a score above the score at the cut; all listed. */
  readonly above: number
  /** Rows with the score at the cut. */
  readonly tied: number
  /** Rows with the score at the cut that are listed. */
  readonly drawn: number
  /** Lowest score on the list; null when the list is empty. */
  readonly threshold: number | null
}

/** Ties at the cut of a list whose rows run from high to low score. */
export const cutOf = (ranking: Ranking, rows: Int32Array, size: number): Cut => {
  if (size < 1) return { size: 0, above: 0, tied: 0, drawn: 0, threshold: null }
  const group = ranking.groupOf[rows[size - 1] as number] as number
  let above = size - 1
  while (above > 0 && ranking.groupOf[rows[above - 1] as number] === group) above -= 1
  let end = size
  while (end < rows.length && ranking.groupOf[rows[end] as number] === group) end += 1
  return { size, above, tied: end - above, drawn: size - above, threshold: ranking.groupScore[group] as number }
}

/** The cut of the pooled ranking at `size` rows, at most all of them. */
export const cutAt = (ranking: Ranking, size: number): Cut => cutOf(ranking, ranking.order, Math.min(size, ranking.n))

/**
 * Calls `visit` for each list that holds rows, with those rows from high to low score and their cut.
 * Without `lists` the pooled ranking is the one list.
 */
export const eachCut = (
  ranking: Ranking,
  by: { readonly capacity: Capacity; readonly lists: ListedRanking | undefined },
  visit: (rows: Int32Array, cut: Cut) => void,
): void => {
  const { order, start } = by.lists ?? { order: ranking.order, start: Int32Array.of(0, ranking.n) }
  for (let list = 0; list + 1 < start.length; list += 1) {
    const rows = order.subarray(start[list] as number, start[list + 1] as number)
    if (rows.length > 0) visit(rows, cutOf(ranking, rows, listSize(by.capacity, rows.length)))
  }
}

/** What the tie-break of production sorts by after the score: the smallest key first, then the smallest row number. */
export type TieKey = Float64Array | Int32Array

/** The rows tied at the cut that production lists. */
export const drawnInProduction = (rows: Int32Array, cut: Cut, tieKey: TieKey): Int32Array =>
  rows
    .slice(cut.above, cut.above + cut.tied)
    .sort((a, b) => (tieKey[a] as number) - (tieKey[b] as number) || a - b)
    .subarray(0, cut.drawn)
