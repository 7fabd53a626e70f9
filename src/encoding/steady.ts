import { isDefined } from '../numeric/undefined.js'
import { informationOf } from './evidence.js'
import type { BinningConstraints } from './monotone.js'
import { isSufficient, type Minima, sumTallies, type Tally } from './tally.js'

/** Bins whose order holds in every period, with the proof of what was searched. */
export interface SteadyBinning {
  /** Bin b holds prebins cuts[b−1] … cuts[b] − 1; empty for one bin. */
  readonly cuts: readonly number[]
  /** Information value over all periods; 0 when even one bin is insufficient. */
  readonly value: number
  readonly certificate: {
    readonly kind: 'exact'
    /** Combinations of (bin, next bin, bins to the right) evaluated. */
    readonly states: number
    /** Pairs of neighbouring bins that are in order over all periods and not in some period. */
    readonly refused: number
    readonly tolerance: number
  }
}

/** What the order must hold in. */
export interface SteadyConstraints extends BinningConstraints {
  /** Counts of the same prebins in each period. */
  readonly periods: readonly (readonly Tally[])[]
  /** What a bin must hold within a period for its order with its neighbour to be asked there. */
  readonly periodMinima: Minima
}

const TOLERANCE = 1e-14

interface Bin {
  readonly value: number
  readonly odds: number
  /** Odds in each period; NaN where the bin holds too little to be asked. */
  readonly byPeriod: readonly number[]
}

const binOf = (prebins: readonly Tally[], from: number, to: number, by: SteadyConstraints): Bin | null => {
  const whole = sumTallies(prebins.slice(from, to))
  if (!isSufficient(whole, by.minima)) return null
  const value = informationOf({ events: whole.events, nonEvents: whole.rows - whole.events }, by.total)
  if (!isDefined(value)) return null
  const byPeriod = by.periods.map((period) => {
    const own = sumTallies(period.slice(from, to))
    return isSufficient(own, by.periodMinima) ? own.events / (own.rows - own.events) : Number.NaN
  })
  return { value, odds: whole.events / (whole.rows - whole.events), byPeriod }
}

/** The best binning from each (start, end of first bin) on, for one number of bins. */
interface Layer {
  readonly value: Float64Array
  readonly next: Int32Array
}

/** The second of two neighbours is not lower in any period in which both are asked. */
const holds = (left: Bin, right: Bin, sign: 1 | -1): boolean =>
  left.byPeriod.every((odds, t) => !(sign * (right.byPeriod[t] as number) < sign * odds))

const better = (value: number, best: number): boolean =>
  value > best + TOLERANCE || (best === Number.NEGATIVE_INFINITY && value > best)

/**
 * The binning with the highest information value among those whose risk rises (or falls) strictly from bin to bin over all
 * periods, and in which each two neighbours keep that order (ties allowed) in every period where both hold enough people. Two bins with
 * too small a bin between them are not compared in that period.
 *
 * Exact: the constraint links neighbouring bins only, so dynamic programming over (first bin, number of bins) finds the best.
 * Time O(P³ · B + P³ · T) for P prebins, B bins, T periods: for P up to about 100. Ties within 1e-14: fewest bins, then the
 * smallest cuts.
 */
export const steadyBinning = (
  prebins: readonly Tally[],
  trend: 'increasing' | 'decreasing',
  by: SteadyConstraints,
): SteadyBinning => {
  const size = prebins.length
  const sign = trend === 'increasing' ? 1 : -1
  const width = size + 1
  const bins = Array.from({ length: size * width }, (_, at) => {
    const [from, to] = [Math.floor(at / width), at % width]
    return to > from ? binOf(prebins, from, to, by) : null
  })
  const { followers, refused } = pairsOf(bins, size, sign)
  const first: Layer = {
    value: Float64Array.from({ length: size * width }, (_, at) =>
      at % width === size ? (bins[at]?.value ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY,
    ),
    next: new Int32Array(size * width).fill(-1),
  }
  const layers = [first]
  let found: { readonly cuts: readonly number[]; readonly value: number } = {
    cuts: [],
    value: Number.NEGATIVE_INFINITY,
  }
  let states = 0
  while (size > 0) {
    const layer = layers.at(-1) as Layer
    let end = -1
    let best = Number.NEGATIVE_INFINITY
    for (let j = 1; j <= size; j += 1)
      if (better(layer.value[j] as number, best)) [best, end] = [layer.value[j] as number, j]
    if (better(best, found.value)) found = { cuts: cutsOf(layers, end, width), value: best }
    if (layers.length >= Math.min(by.maxBins, size)) break
    const { next, visited } = oneMore(layer, { bins, followers, width })
    states += visited
    if (visited === 0) break
    layers.push(next)
  }
  return {
    cuts: found.cuts,
    value: Math.max(0, found.value),
    certificate: { kind: 'exact', states, refused, tolerance: TOLERANCE },
  }
}

/** For each bin the ends of the bins that may follow it, ascending. */
const pairsOf = (
  bins: readonly (Bin | null)[],
  size: number,
  sign: 1 | -1,
): { readonly followers: readonly (readonly number[])[]; readonly refused: number } => {
  const width = size + 1
  let refused = 0
  const followers = bins.map((left, at) => {
    const ends: number[] = []
    if (left === null) return ends
    const middle = at % width
    for (let end = middle + 1; middle < size && end <= size; end += 1) {
      const right = bins[middle * width + end]
      if (right === null || right === undefined || !(sign * right.odds > sign * left.odds)) continue
      if (holds(left, right, sign)) ends.push(end)
      else refused += 1
    }
    return ends
  })
  return { followers, refused }
}

const oneMore = (
  after: Layer,
  by: {
    readonly bins: readonly (Bin | null)[]
    readonly followers: readonly (readonly number[])[]
    readonly width: number
  },
): { readonly next: Layer; readonly visited: number } => {
  const value = new Float64Array(by.bins.length).fill(Number.NEGATIVE_INFINITY)
  const next = new Int32Array(by.bins.length).fill(-1)
  let visited = 0
  for (const [at, ends] of by.followers.entries()) {
    const middle = at % by.width
    let best = Number.NEGATIVE_INFINITY
    for (const end of ends) {
      const rest = after.value[middle * by.width + end] as number
      if (rest === Number.NEGATIVE_INFINITY) continue
      visited += 1
      if (better(rest, best)) {
        best = rest
        next[at] = end
      }
    }
    if (best > Number.NEGATIVE_INFINITY) value[at] = (by.bins[at] as Bin).value + best
  }
  return { next: { value, next }, visited }
}

const cutsOf = (layers: readonly Layer[], first: number, width: number): readonly number[] => {
  const cuts: number[] = []
  let [start, end] = [0, first]
  for (let layer = layers.length - 1; layer > 0; layer -= 1) {
    cuts.push(end)
    const following = layers[layer]?.next[start * width + end] as number
    start = end
    end = following
  }
  return cuts
}
