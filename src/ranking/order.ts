import { WorkbenchError } from '../errors.js'
import { descendingOrder } from '../numeric/descending-order.js'

/**
 * Rows from high to low score with their tie groups: computed once, used by every measure of the ranking.
 * Group g (0 = highest score) holds positions `groupStart[g]` up to `groupStart[g + 1]` of `order`.
 */
export interface Ranking {
  /** Rows. */
  readonly n: number
  /** Rows from high to low score; within a tie group in row order, which no measure may depend on. */
  readonly order: Int32Array
  /** First position of each tie group; length groups + 1. */
  readonly groupStart: Int32Array
  /** Score of each tie group, strictly descending. */
  readonly groupScore: Float64Array
  /** Tie group of each row. */
  readonly groupOf: Int32Array
}

/**
 * Puts rows in descending order of score and finds the ties.
 * @throws WorkbenchError `invalid-number` when a score is NaN
 */
export const rankingOf = (score: Float64Array): Ranking => {
  const n = score.length
  const order = descendingOrder(score)
  const groupOf = new Int32Array(n)
  const start = new Int32Array(n + 1)
  let groups = 0
  for (let position = 0; position < n; position += 1) {
    const row = order[position] as number
    if (position === 0 || score[row] !== score[order[position - 1] as number]) {
      start[groups] = position
      groups += 1
    }
    groupOf[row] = groups - 1
  }
  const groupStart = start.slice(0, groups + 1)
  groupStart[groups] = n
  const groupScore = new Float64Array(groups)
  for (let group = 0; group < groups; group += 1)
    groupScore[group] = score[order[groupStart[group] as number] as number] as number
  return { n, order, groupStart, groupScore, groupOf }
}

/** A ranking cut into lists (what an adviser gets: one municipality in one week). */
export interface ListedRanking {
  /** Rows, list after list, within each list from high to low score. */
  readonly order: Int32Array
  /** First position of each list; length lists + 1. */
  readonly start: Int32Array
  /** Lists that hold at least one row. */
  readonly lists: number
}

/**
 * Cuts a ranking into lists.
 * @param list code of each row's list, 0 or higher
 * @throws WorkbenchError `invalid-list` on a negative code or another length
 */
export const rankingWithin = (ranking: Ranking, list: Int32Array): ListedRanking => {
  const highest = list.reduce((most, code) => Math.max(most, code), -1)
  if (list.length !== ranking.n || list.some((code) => code < 0)) {
    throw new WorkbenchError('invalid-list', {
      expected: `a list code of 0 or higher for each of ${ranking.n} rows`,
      found: `${list.length} codes, some negative or missing`,
    })
  }
  const start = new Int32Array(highest + 2)
  for (const code of list) start[code + 1]! += 1
  const lists = start.reduce((count, rows) => count + (rows > 0 ? 1 : 0), 0)
  for (let code = 0; code <= highest; code += 1) start[code + 1]! += start[code] as number
  const next = start.slice()
  const order = new Int32Array(ranking.n)
  for (const row of ranking.order) {
    const code = list[row] as number
    order[next[code] as number] = row
    next[code]! += 1
  }
  return { order, start, lists }
}
