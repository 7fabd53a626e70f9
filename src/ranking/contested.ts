import type { Capacity } from './capacity.js'
import { eachCut } from './cut.js'
import type { ListedRanking, Ranking } from './order.js'

/** Places at a cut that more rows share than fit: contest c holds rows[start[c]] … rows[start[c + 1] − 1], of which drawn[c] are listed. */
export interface Contested {
  readonly rows: Int32Array
  /** Length contests + 1. */
  readonly start: Int32Array
  /** Places to give away in each contest; at least 1 and fewer than its rows. */
  readonly drawn: Int32Array
}

/**
 * The cuts at which the score alone does not decide who is listed, list after list.
 * @param lists from `rankingWithin`; without it the pooled ranking is one list
 */
export const contestedPlaces = (ranking: Ranking, capacity: Capacity, lists?: ListedRanking): Contested => {
  const parts: Int32Array[] = []
  const drawn: number[] = []
  eachCut(ranking, { capacity, lists }, (rows, cut) => {
    if (cut.drawn === 0 || cut.drawn === cut.tied) return
    parts.push(rows.slice(cut.above, cut.above + cut.tied))
    drawn.push(cut.drawn)
  })
  const start = new Int32Array(parts.length + 1)
  parts.forEach((part, i) => {
    start[i + 1] = (start[i] as number) + part.length
  })
  const rows = new Int32Array(start[parts.length] as number)
  parts.forEach((part, i) => {
    rows.set(part, start[i] as number)
  })
  return { rows, start, drawn: Int32Array.from(drawn) }
}
