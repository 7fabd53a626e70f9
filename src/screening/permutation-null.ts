import { twoSided } from '../numeric/normal.js'
import { densePeople } from '../numeric/people.js'
import type { OutcomeRows } from './control-outcomes.js'

/** Spread of an AUC about 0.5 when outcomes are dealt out anew. */
export interface AucNull {
  readonly standardDeviation: number
  /** Draws that the spread was found from; null where it is known exactly. */
  readonly draws: number | null
}

/** Midrank of each row, from 1: ties share the mean of their places. */
export const midranks = (rank: Int32Array): Float64Array => {
  const counts = new Float64Array(rank.reduce((most, own) => Math.max(most, own + 1), 0))
  for (const own of rank) counts[own]! += 1
  let below = 0
  const middle = counts.map((n) => {
    below += n
    return below - n + (n + 1) / 2
  })
  return Float64Array.from(rank, (own) => middle[own] as number)
}

/** AUC from midranks (Mann and Whitney 1947); NaN where one of the two outcomes is absent. */
export const aucOfMidranks = (ranks: Float64Array, outcome: Uint8Array): number => {
  let [sum, events] = [0, 0]
  for (let row = 0; row < outcome.length; row += 1) {
    if (outcome[row] !== 1) continue
    sum += ranks[row] as number
    events += 1
  }
  return (sum - (events * (events + 1)) / 2) / (events * (outcome.length - events))
}

/** Exact variance of the AUC when a fixed number of events is dealt out over the rows (Lehmann 1975, with ties). */
const exactVariance = (ranks: Float64Array, events: number): number => {
  const n = ranks.length
  const mean = (n + 1) / 2
  const squares = ranks.reduce((sum, own) => sum + (own - mean) ** 2, 0)
  const others = n - events
  return (((events * others) / n / (n - 1)) * squares) / (events * others) ** 2
}

/**
 * Spread of the AUC of each candidate under a control outcome. Exact where each row is a person of its own: all ways to deal out the
 * events are as likely. Else from `draws` further control outcomes of the same kind, about their known mean 0.5.
 * @param next another control outcome at each call
 */
export const aucNulls = (
  rows: OutcomeRows,
  ranks: readonly Float64Array[],
  by: { readonly next: () => Uint8Array; readonly draws: number },
): readonly AucNull[] => {
  const events = rows.outcome.reduce((sum, own) => sum + own, 0)
  if (densePeople(rows.person).people === rows.person.length) {
    return ranks.map((own) => ({ standardDeviation: Math.sqrt(exactVariance(own, events)), draws: null }))
  }
  const squares = ranks.map(() => 0)
  for (let draw = 0; draw < by.draws; draw += 1) {
    const outcome = by.next()
    for (const [c, own] of ranks.entries()) squares[c]! += (aucOfMidranks(own, outcome) - 0.5) ** 2
  }
  return squares.map((sum) => ({ standardDeviation: Math.sqrt(sum / by.draws), draws: by.draws }))
}

/** Two-sided p of a distance in standard deviations; for a spread from draws by Student's t, to the normal as Wallace (1959) takes it. */
export const nullP = (distance: number, { draws }: AucNull): number => {
  if (draws === null) return twoSided(distance)
  const z = ((8 * draws + 1) / (8 * draws + 3)) * Math.sqrt(draws * Math.log1p(distance ** 2 / draws))
  return twoSided(z)
}
