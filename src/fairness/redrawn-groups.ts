import type { WeightedStatistic } from '../numeric/clustered-bootstrap.js'
import { gatherBytes, gatherCodes } from '../numeric/gather.js'
import { type Capacity, listSize } from '../ranking/capacity.js'
import type { Ranking } from '../ranking/order.js'

/** Rankings of the rows that are resampled by person: one for each score. */
export interface RedrawnRows {
  readonly rankings: readonly Ranking[]
  readonly label: Uint8Array
  /** Person of each row, dense from 0. */
  readonly person: Int32Array
  /** Group of each row, from 0. */
  readonly codes: Int32Array
  readonly groups: number
  /** Share of each list. */
  readonly k: number
}

/** Counts of each group in a replicate, group after group: rows, rows with the outcome, listed rows, listed rows with the outcome. */
export const COUNTS = 4

interface Pairs {
  readonly person: Int32Array
  readonly group: Int32Array
  readonly rows: Int32Array
  readonly events: Int32Array
}

/** Rows of one person in one group, counted once: a replicate takes or leaves them together. */
const pairsOf = ({ person, codes, label, groups }: RedrawnRows): Pairs => {
  const places = new Map<number, number>()
  const keys: number[] = []
  const rows: number[] = []
  const events: number[] = []
  for (let row = 0; row < person.length; row += 1) {
    const key = (person[row] as number) * groups + (codes[row] as number)
    let place = places.get(key)
    if (place === undefined) {
      place = keys.length
      places.set(key, place)
      keys.push(key)
      rows.push(0)
      events.push(0)
    }
    rows[place]! += 1
    events[place]! += label[row] as number
  }
  return {
    person: Int32Array.from(keys, (key) => Math.floor(key / groups)),
    group: Int32Array.from(keys, (key) => key % groups),
    rows: Int32Array.from(rows),
    events: Int32Array.from(events),
  }
}

const countAll = (pairs: Pairs, weights: Uint8Array, out: Float64Array): number => {
  let total = 0
  for (let i = 0; i < pairs.person.length; i += 1) {
    const weight = weights[pairs.person[i] as number] as number
    if (weight === 0) continue
    const at = (pairs.group[i] as number) * COUNTS
    const rows = weight * (pairs.rows[i] as number)
    out[at]! += rows
    out[at + 1]! += weight * (pairs.events[i] as number)
    total += rows
  }
  return total
}

interface Ordered {
  readonly person: Int32Array
  readonly at: Int32Array
  readonly label: Uint8Array
  readonly groupStart: Int32Array
}

const orderedBy = (ranking: Ranking, { person, codes, label }: RedrawnRows): Ordered => ({
  person: gatherCodes(person, ranking.order),
  at: gatherCodes(codes, ranking.order).map((group) => group * COUNTS),
  label: gatherBytes(label, ranking.order),
  groupStart: ranking.groupStart,
})

/** Lists whole tie groups from the top; of the group at the cut everybody gets the same chance. */
const listTo = (
  size: number,
  rows: Ordered,
  replicate: { readonly weights: Uint8Array; readonly out: Float64Array },
): void => {
  const { weights, out } = replicate
  const { person, at, label, groupStart } = rows
  let open = size
  for (let tie = 0; tie + 1 < groupStart.length && open > 0; tie += 1) {
    const from = groupStart[tie] as number
    const to = groupStart[tie + 1] as number
    if (to === from + 1) {
      const weight = weights[person[from] as number] as number
      if (weight === 0) continue
      const listed = Math.min(1, open / weight) * weight
      const own = (at[from] as number) + 2
      out[own]! += listed
      if (label[from] === 1) out[own + 1]! += listed
      open -= weight
      continue
    }
    let tied = 0
    for (let i = from; i < to; i += 1) tied += weights[person[i] as number] as number
    if (tied === 0) continue
    const chance = Math.min(1, open / tied)
    for (let i = from; i < to; i += 1) {
      const listed = chance * (weights[person[i] as number] as number)
      out[(at[i] as number) + 2]! += listed
      if (label[i] === 1) out[(at[i] as number) + 3]! += listed
    }
    open -= tied
  }
}

/**
 * Group counts at the cut as each replicate draws it: the list is floor(k × rows of the replicate) and ends where that
 * replicate's scores say. Writes `groups` × {@link COUNTS} numbers for each ranking, ranking after ranking.
 */
export const redrawnGroups = (rows: RedrawnRows): { readonly width: number; readonly statistic: WeightedStatistic } => {
  const pairs = pairsOf(rows)
  const ordered = rows.rankings.map((ranking) => orderedBy(ranking, rows))
  const capacity: Capacity = { kind: 'share', share: rows.k }
  const each = rows.groups * COUNTS
  const statistic: WeightedStatistic = (weights, out) => {
    out.fill(0)
    const size = listSize(capacity, countAll(pairs, weights, out))
    for (let score = 1; score < ordered.length; score += 1) out.copyWithin(score * each, 0, each)
    ordered.forEach((one, score) => {
      listTo(size, one, { weights, out: out.subarray(score * each, (score + 1) * each) })
    })
  }
  return { width: rows.rankings.length * each, statistic }
}

/** Names of the rates that follow from the counts. */
export type RedrawnMetric = 'selectionRate' | 'recall' | 'precision'

const PARTS: Readonly<Record<RedrawnMetric, readonly [number, number]>> = {
  selectionRate: [2, 0],
  recall: [3, 1],
  precision: [3, 2],
}

/** A rate of one group from its counts; NaN without a denominator. */
export const rateOf = (metric: RedrawnMetric, counts: ArrayLike<number>, group: number): number => {
  const [part, whole] = PARTS[metric]
  const below = counts[group * COUNTS + whole] as number
  return below > 0 ? (counts[group * COUNTS + part] as number) / below : Number.NaN
}
