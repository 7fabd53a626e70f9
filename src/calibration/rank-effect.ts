import { WorkbenchError } from '../errors.js'
import { descendingOrder } from '../numeric/descending-order.js'

/** What a recalibration does to the order of the rows. */
export interface RankEffect {
  readonly distinctScores: number
  readonly distinctProbabilities: number
  /** Pairs of rows with different scores and one probability: ties that the recalibration made. */
  readonly pairsTied: number
  /** Rows in such ties. */
  readonly rowsTied: number
  /** Neighbours in score whose probabilities stand the other way round. */
  readonly turned: number
  /** For each share: rows with another score and the probability of the last one listed; 0 where the cut is clean. */
  readonly atCut: readonly { readonly k: number; readonly rowsTied: number }[]
}

/** Scores this close are one: their difference is rounding. */
const ROUNDING = 1e-9

const pairs = (n: number): number => (n * (n - 1)) / 2

/** Rows whose score is within rounding of that at a position, given scores in descending order from `from` to `to`. */
const sameScore = (score: (position: number) => number, at: number, within: { from: number; to: number }): number => {
  let first = at
  let last = at
  while (first > within.from && score(first - 1) - score(first) <= ROUNDING) first -= 1
  while (last + 1 < within.to && score(last) - score(last + 1) <= ROUNDING) last += 1
  return last - first + 1
}

/**
 * Order of the rows by score and by probability. Scores that differ by no more than 1e-9 count as one, so that rounding makes no ties.
 * @throws WorkbenchError `mismatched-length`
 */
export const rankEffect = (score: Float64Array, probability: Float64Array, shares: readonly number[]): RankEffect => {
  const n = score.length
  if (probability.length !== n) {
    throw new WorkbenchError('mismatched-length', { expected: `${n} probabilities`, found: `${probability.length}` })
  }
  const order = descendingOrder(score)
  const scoreAt = (position: number): number => score[order[position] as number] as number
  const chanceAt = (position: number): number => probability[order[position] as number] as number
  const cuts = shares.map((k) => ({ k, last: Math.floor(k * n) - 1, rowsTied: 0 }))
  const found = { scores: 0, probabilities: 0, pairsTied: 0, rowsTied: 0, turned: 0 }
  for (let from = 0, to = 1; from < n; from = to, to = from + 1) {
    let groups = 1
    let size = 1
    let apart = 0
    for (; to < n && chanceAt(to) === chanceAt(from); to += 1) {
      if (scoreAt(to - 1) - scoreAt(to) > ROUNDING) {
        groups += 1
        apart += pairs(size)
        size = 0
      }
      size += 1
    }
    apart += pairs(size)
    found.scores += groups
    found.probabilities += 1
    found.pairsTied += pairs(to - from) - apart
    if (groups > 1) {
      found.rowsTied += to - from
      for (const cut of cuts) {
        if (cut.last < from || cut.last >= to) continue
        cut.rowsTied = to - from - sameScore(scoreAt, cut.last, { from, to })
      }
    }
    if (to < n && chanceAt(to) > chanceAt(from) && scoreAt(to - 1) - scoreAt(to) > ROUNDING) found.turned += 1
  }
  return {
    distinctScores: found.scores,
    distinctProbabilities: found.probabilities,
    pairsTied: found.pairsTied,
    rowsTied: found.rowsTied,
    turned: found.turned,
    atCut: cuts.map(({ k, rowsTied }) => ({ k, rowsTied })),
  }
}
