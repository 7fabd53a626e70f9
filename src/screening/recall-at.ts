import type { Interval } from '../../data-schemas/results/common.js'
import { normalQuantile } from '../numeric/normal.js'
import { densePeople } from '../numeric/people.js'
import { undefinedBecause } from '../numeric/undefined.js'

/** Rows with a score, higher meaning a higher risk. */
export interface RankedPeople {
  readonly score: Float64Array
  readonly outcome: Uint8Array
  readonly person: Int32Array
}

/** Chance of each row to be on the list of the share with the highest scores; ties at the cut share the places that are left. */
export const listedAt = (score: Float64Array, share: number): Float64Array => {
  const places = placesOf(score.length, share)
  if (places === 0) return new Float64Array(score.length)
  const cut = Float64Array.from(score).sort()[score.length - places] as number
  let [above, tied] = [0, 0]
  for (const own of score) {
    if (own > cut) above += 1
    else if (own === cut) tied += 1
  }
  const chance = (places - above) / tied
  return score.map((own) => (own > cut ? 1 : own === cut ? chance : 0))
}

const placesOf = (rows: number, share: number): number => Math.min(rows, Math.floor(share * rows + 1e-9 * rows))

/** Recall of a list, and what each row adds to its error. */
export interface RecallAt {
  /** Share of the rows with the outcome that are on the list; ties at the cut share the places that are left. */
  readonly recall: number
  /** Linearised influence of each row on the recall: their sum is about 0. */
  readonly influence: Float64Array
}

/** Share of all rows on either side of the cut whose rate of the outcome is taken as that at the cut. */
const WINDOW = 0.02

/** Fewest rows on either side of the cut. */
const FEWEST = 25

/**
 * Recall of the share of the rows with the highest score. Its influence allows for the cut moving with the sample:
 * [y (listed − recall) − rate at the cut × (listed − share listed)] ÷ events. Null when there is no row with the outcome.
 */
export const recallAt = ({ score, outcome }: RankedPeople, share: number): RecallAt | null => {
  const n = score.length
  const events = outcome.reduce((sum, one) => sum + one, 0)
  const places = placesOf(n, share)
  if (events === 0 || places === 0) return null
  const order = Float64Array.from(score).sort()
  const listed = listedAt(score, share)
  const caught = outcome.reduce((sum, own, row) => sum + own * (listed[row] as number), 0)
  const rate = rateAtCut({ score, outcome }, order, places)
  const recall = caught / events
  const influence = listed.map(
    (own, row) => ((outcome[row] as number) * (own - recall) - rate * (own - places / n)) / events,
  )
  return { recall, influence }
}

const rateAtCut = (rows: Pick<RankedPeople, 'score' | 'outcome'>, order: Float64Array, places: number): number => {
  const n = order.length
  const reach = Math.max(FEWEST, Math.round(WINDOW * n))
  const low = order[Math.max(0, n - places - reach)] as number
  const high = order[Math.min(n - 1, n - places + reach)] as number
  let [near, events] = [0, 0]
  for (let row = 0; row < n; row += 1) {
    const own = rows.score[row] as number
    if (own < low || own > high) continue
    near += 1
    events += rows.outcome[row] as number
  }
  return events / near
}

/** An estimate whose rows add `influence` to its error, with its person-clustered 95% interval. */
export const clusteredInterval = (estimate: number, influence: Float64Array, person: Int32Array): Interval => {
  const people = densePeople(person)
  const sums = new Float64Array(people.people)
  for (let row = 0; row < influence.length; row += 1) sums[people.of[row] as number]! += influence[row] as number
  const squares = sums.reduce((sum, u) => sum + u * u, 0)
  if (people.people < 2) return { estimate, lower: null, upper: null }
  const half = normalQuantile(0.975) * Math.sqrt((people.people / (people.people - 1)) * squares)
  return { estimate, lower: estimate - half, upper: estimate + half }
}

/** No recall, and why. */
export const noRecall = (because: string): Interval => ({
  estimate: undefinedBecause(because),
  lower: null,
  upper: null,
})
