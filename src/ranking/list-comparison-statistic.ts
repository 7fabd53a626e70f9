import type { WeightedStatistic } from '../numeric/clustered-bootstrap.js'
import { listSize } from './capacity.js'
import type { Ranking } from './order.js'

/** An attribute whose groups are compared on each list; code −1 belongs to no group. */
export interface GroupCodes {
  readonly codes: Int32Array
  readonly groups: number
  /** Groups whose selection rates are compared: enough people stand behind them. */
  readonly rated: readonly number[]
  /** Groups whose recall is compared: enough people with the outcome. */
  readonly recalled: readonly number[]
}

/** What lists are compared on. */
export interface ListWork {
  readonly rankings: readonly Ranking[]
  readonly label: Uint8Array
  /** Number of the person of each row. */
  readonly personOf: Int32Array
  readonly share: number
  readonly attributes: readonly GroupCodes[]
}

/** Rows or events of each group of each attribute. */
type ByGroup = readonly Float64Array[]

interface Tally {
  caught: number
  readonly listed: ByGroup
  readonly found: ByGroup
}

interface Totals {
  readonly rows: number
  readonly events: number
  readonly size: ByGroup
  readonly eventsOf: ByGroup
}

const byGroup = (attributes: readonly GroupCodes[]): ByGroup => attributes.map(({ groups }) => new Float64Array(groups))

const emptyTally = (attributes: readonly GroupCodes[]): Tally => ({
  caught: 0,
  listed: byGroup(attributes),
  found: byGroup(attributes),
})

const clear = (tally: Tally): void => {
  tally.caught = 0
  for (const values of [...tally.listed, ...tally.found]) values.fill(0)
}

const totalsOf = (work: ListWork, weights: Uint8Array): Totals => {
  const { label, personOf, attributes } = work
  const [size, eventsOf] = [byGroup(attributes), byGroup(attributes)]
  let rows = 0
  let events = 0
  for (let row = 0; row < label.length; row += 1) {
    const weight = weights[personOf[row] as number] as number
    rows += weight
    events += weight * (label[row] as number)
  }
  attributes.forEach(({ codes }, a) => {
    const [n, e] = [size[a] as Float64Array, eventsOf[a] as Float64Array]
    for (let row = 0; row < label.length; row += 1) {
      const code = codes[row] as number
      if (code < 0) continue
      const weight = weights[personOf[row] as number] as number
      n[code]! += weight
      e[code]! += weight * (label[row] as number)
    }
  })
  return { rows, events, size, eventsOf }
}

/** Counts the rows at positions from … to − 1 of a ranking into a tally. */
const count = (
  work: ListWork,
  weights: Uint8Array,
  rows: { readonly order: Int32Array; readonly from: number; readonly to: number; readonly into: Tally },
): void => {
  const { label, personOf, attributes } = work
  const { into } = rows
  for (let at = rows.from; at < rows.to; at += 1) {
    const row = rows.order[at] as number
    const weight = weights[personOf[row] as number] as number
    if (weight === 0) continue
    const event = label[row] as number
    into.caught += weight * event
    for (let a = 0; a < attributes.length; a += 1) {
      const code = (attributes[a] as GroupCodes).codes[row] as number
      if (code < 0) continue
      ;(into.listed[a] as Float64Array)[code]! += weight
      if (event === 1) (into.found[a] as Float64Array)[code]! += weight
    }
  }
}

/** Adds the drawn share of those tied at the cut. */
const addShare = (whole: Tally, tied: Tally, share: number): void => {
  whole.caught += share * tied.caught
  whole.listed.forEach((values, a) => {
    for (let g = 0; g < values.length; g += 1) {
      values[g]! += share * ((tied.listed[a] as Float64Array)[g] as number)
      ;(whole.found[a] as Float64Array)[g]! += share * ((tied.found[a] as Float64Array)[g] as number)
    }
  })
}

/** Expected list of `size` rows of a resample: everything above the cut, and the drawn share of those tied at it. */
const walk = (
  work: ListWork,
  weights: Uint8Array,
  list: { readonly ranking: Ranking; readonly size: number; readonly whole: Tally; readonly tied: Tally },
): void => {
  const { order, groupStart } = list.ranking
  let above = 0
  for (let group = 0; group + 1 < groupStart.length && above < list.size; group += 1) {
    const [from, to] = [groupStart[group] as number, groupStart[group + 1] as number]
    let rows = 0
    for (let at = from; at < to; at += 1) rows += weights[work.personOf[order[at] as number] as number] as number
    if (above + rows <= list.size) count(work, weights, { order, from, to, into: list.whole })
    else {
      count(work, weights, { order, from, to, into: list.tied })
      addShare(list.whole, list.tied, (list.size - above) / rows)
    }
    above += rows
  }
}

/** Largest less smallest of the rates of the groups compared; NaN with fewer than two, or when one has no rows to take a share of. */
const spread = (part: Float64Array, whole: Float64Array, compared: readonly number[]): number => {
  if (compared.length < 2) return Number.NaN
  let low = Infinity
  let high = -Infinity
  for (const group of compared) {
    const rate = (part[group] as number) / (whole[group] as number)
    if (!(rate >= 0)) return Number.NaN
    low = Math.min(low, rate)
    high = Math.max(high, rate)
  }
  return high - low
}

/** Numbers of one list: recall, then for each attribute its selection gap and its recall gap. */
export const numbersPerList = (attributes: number): number => 1 + 2 * attributes

/**
 * Numbers of every list in one replicate, list after list, each followed by its differences from the first list:
 * recall (NaN without events or list), and for each attribute the gap in selection rate and in recall.
 * Integer counts above the cut, so rows may come in any order; those tied at the cut count by their expectation.
 */
export const listComparisonStatistic = (work: ListWork): WeightedStatistic => {
  const { attributes, rankings, share } = work
  const width = numbersPerList(attributes.length)
  const [whole, tied] = [emptyTally(attributes), emptyTally(attributes)]
  return (weights, out) => {
    const totals = totalsOf(work, weights)
    const size = listSize({ kind: 'share', share }, totals.rows)
    rankings.forEach((ranking, list) => {
      clear(whole)
      clear(tied)
      walk(work, weights, { ranking, size, whole, tied })
      const base = 2 * width * list
      out[base] = totals.events > 0 && size > 0 ? whole.caught / totals.events : Number.NaN
      attributes.forEach(({ rated, recalled }, a) => {
        out[base + 1 + 2 * a] = spread(whole.listed[a] as Float64Array, totals.size[a] as Float64Array, rated)
        out[base + 2 + 2 * a] = spread(whole.found[a] as Float64Array, totals.eventsOf[a] as Float64Array, recalled)
      })
      for (let j = 0; j < width; j += 1) out[base + width + j] = (out[base + j] as number) - (out[j] as number)
    })
  }
}
