import { isDefined } from '../numeric/undefined.js'
import { informationOf } from './evidence.js'
import { isSufficient, type Minima, type Tally } from './tally.js'

/** Which way the weight of evidence must go over the bins. */
export type Trend = 'increasing' | 'decreasing' | 'none'

/** What a binning must keep to. */
export interface BinningConstraints {
  readonly maxBins: number
  readonly minima: Minima
  /** Events and non-events of all training rows, states that are not values included. */
  readonly total: { readonly events: number; readonly nonEvents: number }
}

/** Proof of what was searched. */
export interface Certificate {
  readonly kind: 'exact'
  /** Combinations of (bin, bins to its right) evaluated. */
  readonly states: number
  /** Two binnings closer than this in information value count as equal. */
  readonly tolerance: number
}

/** The best binning. */
export interface Binning {
  /** Bin b holds prebins cuts[b−1] … cuts[b] − 1; empty when there is one bin. */
  readonly cuts: readonly number[]
  /** Information value of the bins; 0 when even one bin is insufficient. */
  readonly value: number
  readonly trend: Trend
  readonly certificate: Certificate
  /** Why there is only one bin; null when there are more. */
  readonly because: string | null
}

/** Information values closer than this are ties. */
const TOLERANCE = 1e-14

/** All sufficient bins [start, end) of prebins, by start. */
interface Bins {
  readonly size: number
  /** Information of bin [i, j) at i × (size + 1) + j; −∞ when insufficient. */
  readonly value: Float64Array
  /** Odds of the event in bin [i, j), negated for a decreasing trend. */
  readonly odds: Float64Array
  /** For each start, ends of sufficient bins by increasing odds, then by end. */
  readonly ordered: readonly (readonly number[])[]
}

const sumTo = (prebins: readonly Tally[], pick: (tally: Tally) => number): Float64Array => {
  const sums = new Float64Array(prebins.length + 1)
  prebins.forEach((tally, i) => {
    sums[i + 1] = (sums[i] as number) + pick(tally)
  })
  return sums
}

const allBins = (prebins: readonly Tally[], constraints: BinningConstraints, sign: 1 | -1): Bins => {
  const size = prebins.length
  const picks = ['rows', 'events', 'people', 'eventPeople', 'nonEventPeople'] as const
  const sums = picks.map((pick) => sumTo(prebins, (tally) => tally[pick]))
  const between = (pick: number, i: number, j: number): number =>
    (sums[pick]?.[j] as number) - (sums[pick]?.[i] as number)
  const value = new Float64Array((size + 1) * (size + 1)).fill(Number.NEGATIVE_INFINITY)
  const odds = new Float64Array((size + 1) * (size + 1))
  const ordered: number[][] = []
  for (let i = 0; i < size; i += 1) {
    const ends: number[] = []
    for (let j = i + 1; j <= size; j += 1) {
      const [rows, events, people, eventPeople, nonEventPeople] = picks.map((_, pick) => between(pick, i, j)) as [
        number,
        number,
        number,
        number,
        number,
      ]
      if (!isSufficient({ rows, events, people, eventPeople, nonEventPeople }, constraints.minima)) continue
      const information = informationOf({ events, nonEvents: rows - events }, constraints.total)
      if (!isDefined(information)) continue
      value[i * (size + 1) + j] = information
      odds[i * (size + 1) + j] = (sign * events) / (rows - events)
      ends.push(j)
    }
    const at = (j: number): number => odds[i * (size + 1) + j] as number
    ordered.push(ends.sort((a, b) => at(a) - at(b) || a - b))
  }
  return { size, value, odds, ordered }
}

/** Best continuation from start j: over bins [j, k) from a place in `ordered[j]` to its end. */
interface Tail {
  readonly value: Float64Array
  readonly end: Int32Array
}

/** Best value and, among those within the tolerance, the smallest end, for each tail of `ordered[start]`. */
const tailsOf = (bins: Bins, start: number, layer: Float64Array): Tail => {
  const ends = bins.ordered[start] ?? []
  const value = new Float64Array(ends.length + 1).fill(Number.NEGATIVE_INFINITY)
  const end = new Int32Array(ends.length + 1).fill(-1)
  let top = Number.NEGATIVE_INFINITY
  for (let place = ends.length - 1; place >= 0; place -= 1) {
    const candidate = ends[place] as number
    const v = layer[start * (bins.size + 1) + candidate] as number
    top = Math.max(top, v)
    const kept = value[place + 1] as number
    const keptEnd = end[place + 1] as number
    const better =
      v > Number.NEGATIVE_INFINITY && (kept < top - TOLERANCE || (v >= top - TOLERANCE && candidate < keptEnd))
    value[place] = better ? v : kept
    end[place] = better ? candidate : keptEnd
  }
  return { value, end }
}

/** First place in `ordered[start]` whose odds are above `odds`. */
const placeAbove = (bins: Bins, start: number, odds: number): number => {
  const ends = bins.ordered[start] ?? []
  let low = 0
  let high = ends.length
  while (low < high) {
    const mid = (low + high) >> 1
    if ((bins.odds[start * (bins.size + 1) + (ends[mid] as number)] as number) > odds) high = mid
    else low = mid + 1
  }
  return low
}

interface Layer {
  /** Best value of exactly b bins from i to the last prebin, the first being [i, j). */
  readonly value: Float64Array
  /** End of the second bin in that best. */
  readonly next: Int32Array
  readonly states: number
}

const lastLayer = (bins: Bins): Layer => {
  const value = new Float64Array(bins.value.length).fill(Number.NEGATIVE_INFINITY)
  let states = 0
  for (let i = 0; i < bins.size; i += 1) {
    const at = i * (bins.size + 1) + bins.size
    value[at] = bins.value[at] as number
    if (value[at] !== Number.NEGATIVE_INFINITY) states += 1
  }
  return { value, next: new Int32Array(0), states }
}

const oneMoreBin = (bins: Bins, after: Layer, free: boolean): Layer => {
  const value = new Float64Array(bins.value.length).fill(Number.NEGATIVE_INFINITY)
  const next = new Int32Array(bins.value.length).fill(-1)
  const tails = Array.from({ length: bins.size }, (_, start) => tailsOf(bins, start, after.value))
  let states = 0
  for (let i = 0; i < bins.size; i += 1) {
    for (const j of bins.ordered[i] ?? []) {
      if (j === bins.size) continue
      const at = i * (bins.size + 1) + j
      const place = free ? 0 : placeAbove(bins, j, bins.odds[at] as number)
      const rest = tails[j]?.value[place] as number
      if (rest === Number.NEGATIVE_INFINITY) continue
      value[at] = (bins.value[at] as number) + rest
      next[at] = tails[j]?.end[place] as number
      states += 1
    }
  }
  return { value, next, states }
}

const bestFirst = (bins: Bins, layer: Layer): { readonly end: number; readonly value: number } => {
  let best = { end: -1, value: Number.NEGATIVE_INFINITY }
  for (let j = 1; j <= bins.size; j += 1) {
    const value = layer.value[j] as number
    if (value > best.value + TOLERANCE || (best.end === -1 && value > best.value)) best = { end: j, value }
  }
  return best
}

const cutsFrom = (bins: Bins, layers: readonly Layer[], first: number): readonly number[] => {
  const cuts: number[] = []
  let start = 0
  let end = first
  for (let layer = layers.length - 1; layer > 0; layer -= 1) {
    cuts.push(end)
    const following = layers[layer]?.next[start * (bins.size + 1) + end] as number
    start = end
    end = following
  }
  return cuts
}

interface Found {
  readonly cuts: readonly number[]
  readonly value: number
  readonly states: number
}

const search = (prebins: readonly Tally[], trend: Trend, constraints: BinningConstraints): Found => {
  const bins = allBins(prebins, constraints, trend === 'decreasing' ? -1 : 1)
  const layers = [lastLayer(bins)]
  let found: Found = { cuts: [], value: Number.NEGATIVE_INFINITY, states: 0 }
  for (;;) {
    const layer = layers.at(-1) as Layer
    const states = found.states + layer.states
    const first = bestFirst(bins, layer)
    found =
      first.value > found.value + TOLERANCE
        ? { cuts: cutsFrom(bins, layers, first.end), value: first.value, states }
        : { ...found, states }
    if (layers.length >= Math.min(constraints.maxBins, prebins.length) || layer.states === 0) return found
    layers.push(oneMoreBin(bins, layer, trend === 'none'))
  }
}

const whyOneBin = (prebins: readonly Tally[], trend: Trend, constraints: BinningConstraints): string => {
  if (prebins.length === 0) return 'no value in the training rows'
  if (prebins.length === 1) return 'one distinct value in the training rows'
  if (constraints.maxBins < 2) return 'at most one bin asked for'
  const free = trend === 'none' ? [] : search(prebins, 'none', constraints).cuts
  return free.length > 0
    ? `no split in which the risk is ${trend}`
    : 'no split in which both sides hold enough people, people with the outcome and people without, and differ in risk'
}

/**
 * The binning of consecutive prebins with the highest information value among all that keep the weight of evidence strictly
 * monotone (`increasing`, `decreasing`) or leave it free (`none`), have at most `maxBins` bins, and are sufficient in every bin.
 *
 * Exact: dynamic programming over (current bin, number of bins from it to the end). Information value is a sum over bins once
 * the totals are fixed, and the constraint links neighbouring bins only, so the best continuation depends on nothing else.
 * Continuations of a start are kept ordered by odds, and a suffix maximum answers "best next bin with higher odds" by one
 * binary search: O(P² log P · B) time for P prebins and B bins. Strictly monotone loses nothing: neighbours with equal odds
 * merge without loss. Ties (within 1e-14): fewest bins, then lexicographically smallest cuts. `auto` takes the better of both
 * directions; on a tie the fewer bins, then increasing.
 */
export const bestBinning = (
  prebins: readonly Tally[],
  trend: Trend | 'auto',
  constraints: BinningConstraints,
): Binning => {
  if (trend === 'auto') {
    const up = bestBinning(prebins, 'increasing', constraints)
    const down = bestBinning(prebins, 'decreasing', constraints)
    const better = down.value > up.value + TOLERANCE ? down : up
    const states = up.certificate.states + down.certificate.states
    const because = better.because === null ? null : whyOneBin(prebins, 'none', constraints)
    return { ...better, because, certificate: { ...better.certificate, states } }
  }
  const found = search(prebins, trend, constraints)
  const because = found.cuts.length > 0 ? null : whyOneBin(prebins, trend, constraints)
  return {
    cuts: found.cuts,
    value: Math.max(found.value, 0),
    trend,
    certificate: { kind: 'exact', states: found.states, tolerance: TOLERANCE },
    because,
  }
}
