import { cholesky, choleskyInverse, choleskySolve } from '../numeric/cholesky.js'
import { multiply } from '../numeric/matrix.js'
import type { Columns } from './columns.js'

/**
 * Rigorous upper bounds on a logistic log-likelihood without fitting.
 *
 * The maximum-likelihood problem of a set S of columns has a dual, maximum entropy: for every q in [0, 1]ⁿ with
 * X_S'(events − trials·q) = 0, the maximum log-likelihood of S (and of every subset of S) is at most −Σ trials·H(q), H the binary entropy
 * (Jaakkola and Haussler 1999). From a feasible q, moving along −W·r stays feasible, where r is what is left of logit(q) after weighted
 * least squares on X_S; it is a Newton step of the dual.
 */
export interface DualPoint {
  /** Columns the point is feasible for, intercept first. */
  readonly columns: readonly number[]
  readonly q: Float64Array
  /** logit(q). */
  readonly eta: Float64Array
  /** trials·q·(1 − q). */
  readonly weights: Float64Array
  /** X'WX over `columns`, row-major. */
  readonly gram: Float64Array
  /** X'W·logit(q). */
  readonly cross: Float64Array
  /** Σ W·logit(q)². */
  readonly square: number
  /** Σ trials·H(q): minus the upper bound. */
  readonly entropy: number
}

/** A step towards the best point for a smaller set of columns. */
export interface Projection {
  readonly columns: readonly number[]
  /** Least-squares estimates of `columns`: also a warm start for their fit. */
  readonly estimates: Float64Array
  /** Entropy at the end of the step, to second order. */
  readonly predicted: number
  /** True when the columns determine each other. */
  readonly deficient: boolean
}

/** Keeps q off 0 and 1, where logit has no value; moves the constraint by less than rounding does. */
const EDGE = 1e-15
const CHUNK = 1024

const gramOf = (columns: Columns, chosen: readonly number[], weights: Float64Array): Float64Array => {
  const { rows, data } = columns
  const size = chosen.length
  const gram = new Float64Array(size * size)
  const weighted = new Float64Array(CHUNK)
  for (let from = 0; from < rows; from += CHUNK) {
    const count = Math.min(CHUNK, rows - from)
    for (let a = 0; a < size; a += 1) {
      const base = (chosen[a] as number) * rows + from
      for (let i = 0; i < count; i += 1) weighted[i] = (weights[from + i] as number) * (data[base + i] as number)
      let b = 0
      for (; b + 3 <= a; b += 4) addFour(gram, { at: a * size + b, weighted, count, data, from, rows, chosen, b })
      for (; b <= a; b += 1) {
        const other = (chosen[b] as number) * rows + from
        let sum = 0
        for (let i = 0; i < count; i += 1) sum += (weighted[i] as number) * (data[other + i] as number)
        gram[a * size + b] = (gram[a * size + b] as number) + sum
      }
    }
  }
  for (let a = 0; a < size; a += 1) for (let b = 0; b < a; b += 1) gram[b * size + a] = gram[a * size + b] as number
  return gram
}

interface Four {
  readonly at: number
  readonly weighted: Float64Array
  readonly count: number
  readonly data: Float64Array
  readonly from: number
  readonly rows: number
  readonly chosen: readonly number[]
  readonly b: number
}

/** Four neighbouring entries of the Gram matrix in one pass over a chunk. */
const addFour = (gram: Float64Array, { at, weighted, count, data, from, rows, chosen, b }: Four): void => {
  const o0 = (chosen[b] as number) * rows + from
  const o1 = (chosen[b + 1] as number) * rows + from
  const o2 = (chosen[b + 2] as number) * rows + from
  const o3 = (chosen[b + 3] as number) * rows + from
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  for (let i = 0; i < count; i += 1) {
    const w = weighted[i] as number
    s0 += w * (data[o0 + i] as number)
    s1 += w * (data[o1 + i] as number)
    s2 += w * (data[o2 + i] as number)
    s3 += w * (data[o3 + i] as number)
  }
  gram[at] = (gram[at] as number) + s0
  gram[at + 1] = (gram[at + 1] as number) + s1
  gram[at + 2] = (gram[at + 2] as number) + s2
  gram[at + 3] = (gram[at + 3] as number) + s3
}

/** Everything that bounds from a feasible q need; one pass for the Gram matrix. `q` is kept, not copied. */
export const dualPoint = (columns: Columns, chosen: readonly number[], q: Float64Array): DualPoint => {
  const { rows, data, trials } = columns
  const eta = new Float64Array(rows)
  const weights = new Float64Array(rows)
  let entropy = 0
  let square = 0
  for (let i = 0; i < rows; i += 1) {
    const p = Math.min(Math.max(q[i] as number, EDGE), 1 - EDGE)
    const n = trials[i] as number
    const logP = Math.log(p)
    const logRest = Math.log(1 - p)
    const x = logP - logRest
    const w = n * p * (1 - p)
    q[i] = p
    eta[i] = x
    weights[i] = w
    entropy -= n * (p * logP + (1 - p) * logRest)
    square += w * x * x
  }
  const cross = new Float64Array(chosen.length)
  chosen.forEach((column, a) => {
    let sum = 0
    const base = column * rows
    for (let i = 0; i < rows; i += 1) sum += (weights[i] as number) * (eta[i] as number) * (data[base + i] as number)
    cross[a] = sum
  })
  return { columns: chosen, q, eta, weights, gram: gramOf(columns, chosen, weights), cross, square, entropy }
}

/** Pivots under this share of a column's own length are taken as 0: the column follows from those before it. */
const DEPENDENT = 1e-13

/** Solves the normal equations of the columns at `positions`; dependent columns get estimate 0. */
const solve = (point: DualPoint, positions: readonly number[]): { estimates: Float64Array; deficient: boolean } => {
  const full = point.columns.length
  const size = positions.length
  const lower = new Float64Array(size * size)
  const x = new Float64Array(size)
  let deficient = false
  for (let i = 0; i < size; i += 1) {
    const row = (positions[i] as number) * full
    for (let j = 0; j < i; j += 1) {
      const pivot = lower[j * size + j] as number
      if (pivot === 0) continue
      let sum = point.gram[row + (positions[j] as number)] as number
      for (let k = 0; k < j; k += 1) sum -= (lower[i * size + k] as number) * (lower[j * size + k] as number)
      lower[i * size + j] = sum / pivot
    }
    const own = point.gram[row + (positions[i] as number)] as number
    let rest = own
    let sum = point.cross[positions[i] as number] as number
    for (let k = 0; k < i; k += 1) {
      const value = lower[i * size + k] as number
      rest -= value * value
      sum -= value * (x[k] as number)
    }
    if (rest > own * DEPENDENT) {
      lower[i * size + i] = Math.sqrt(rest)
      x[i] = sum / Math.sqrt(rest)
    } else deficient = true
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    const pivot = lower[i * size + i] as number
    let sum = x[i] as number
    for (let k = i + 1; k < size; k += 1) sum -= (lower[k * size + i] as number) * (x[k] as number)
    x[i] = pivot === 0 ? 0 : sum / pivot
  }
  return { estimates: x, deficient }
}

/** The Newton step of the dual from a point to the set without the columns in `without`. */
export const project = (point: DualPoint, without: ReadonlySet<number>): Projection => {
  const positions: number[] = []
  point.columns.forEach((column, at) => {
    if (!without.has(column)) positions.push(at)
  })
  const { estimates, deficient } = solve(point, positions)
  let explained = 0
  positions.forEach((at, i) => {
    explained += (estimates[i] as number) * (point.cross[at] as number)
  })
  return {
    columns: positions.map((at) => point.columns[at] as number),
    estimates,
    predicted: point.entropy + 0.5 * Math.max(0, point.square - explained),
    deficient,
  }
}

/**
 * Entropy to second order after dropping `gone` and then each of the groups of columns: what `project` predicts, for all groups at the price of one.
 * `null` when the columns determine each other.
 */
export const predictions = (
  point: DualPoint,
  gone: ReadonlySet<number>,
  groups: readonly (readonly number[])[],
): readonly number[] | null => {
  const kept = point.columns.flatMap((column, at) => (gone.has(column) ? [] : [{ column, at }]))
  const full = point.columns.length
  const size = kept.length
  const gram = new Float64Array(size * size)
  kept.forEach((row, i) => {
    kept.forEach((column, j) => {
      gram[i * size + j] = point.gram[row.at * full + column.at] as number
    })
  })
  const factor = cholesky(gram, size)
  if (factor === null || weakest(factor.lower, gram, size) < DEPENDENT) return null
  const inverse = choleskyInverse(factor)
  const cross = Float64Array.from(kept, ({ at }) => point.cross[at] as number)
  const estimates = multiply(inverse, cross)
  const explained = estimates.reduce((sum, value, i) => sum + value * (cross[i] as number), 0)
  const base = point.entropy + 0.5 * Math.max(0, point.square - explained)
  const place = new Map(kept.map(({ column }, i) => [column, i]))
  return groups.map(
    (group) =>
      base +
      0.5 *
        loss(
          inverse,
          estimates,
          group.map((column) => place.get(column) as number),
        ),
  )
}

/** Smallest squared pivot as a share of its column's own length. */
const weakest = (lower: Float64Array, gram: Float64Array, size: number): number => {
  let least = 1
  for (let i = 0; i < size; i += 1) {
    least = Math.min(least, (lower[i * size + i] as number) ** 2 / (gram[i * size + i] as number))
  }
  return least
}

/** b'·(block of the inverse)⁻¹·b for the estimates at some places. */
const loss = (inverse: Float64Array, estimates: Float64Array, places: readonly number[]): number => {
  const size = estimates.length
  if (places.length === 1) {
    const at = places[0] as number
    return (estimates[at] as number) ** 2 / (inverse[at * size + at] as number)
  }
  const block = Float64Array.from(places.flatMap((i) => places.map((j) => inverse[i * size + j] as number)))
  const own = Float64Array.from(places, (i) => estimates[i] as number)
  const factor = cholesky(block, places.length)
  return factor === null ? 0 : choleskySolve(factor, own).reduce((sum, value, i) => sum + value * (own[i] as number), 0)
}

/** r = logit(q) − X·estimates for all rows. */
const leftOver = (
  columns: Columns,
  point: DualPoint,
  { columns: chosen, estimates }: Projection,
  r: Float64Array,
): void => {
  const { rows, data } = columns
  const constant = estimates[0] as number
  for (let from = 0; from < rows; from += CHUNK) {
    const to = Math.min(rows, from + CHUNK)
    for (let i = from; i < to; i += 1) r[i] = (point.eta[i] as number) - constant
    let a = 1
    for (; a + 3 < chosen.length; a += 4) {
      const [b0, b1, b2, b3] = [estimates[a], estimates[a + 1], estimates[a + 2], estimates[a + 3]] as [
        number,
        number,
        number,
        number,
      ]
      const o0 = (chosen[a] as number) * rows
      const o1 = (chosen[a + 1] as number) * rows
      const o2 = (chosen[a + 2] as number) * rows
      const o3 = (chosen[a + 3] as number) * rows
      for (let i = from; i < to; i += 1) {
        r[i] =
          (r[i] as number) -
          (b0 * (data[o0 + i] as number) + b1 * (data[o1 + i] as number)) -
          (b2 * (data[o2 + i] as number) + b3 * (data[o3 + i] as number))
      }
    }
    for (; a < chosen.length; a += 1) {
      const b = estimates[a] as number
      const o = (chosen[a] as number) * rows
      for (let i = from; i < to; i += 1) r[i] = (r[i] as number) - b * (data[o + i] as number)
    }
  }
}

/** Longest share of the step that keeps every q inside (0, 1), with room to spare. */
const longest = (point: DualPoint, r: Float64Array): number => {
  let most = 0
  for (let i = 0; i < r.length; i += 1) {
    const value = r[i] as number
    const p = point.q[i] as number
    const pull = value > 0 ? (1 - p) * value : -p * value
    if (pull > most) most = pull
  }
  return 0.95 / most
}

interface Along {
  readonly entropy: number
  readonly slope: number
}

/** Entropy and its derivative at share t of the step. */
const entropyAt = (columns: Columns, point: DualPoint, step: { r: Float64Array; t: number }): Along => {
  const { r, t } = step
  const { trials } = columns
  const { q, weights } = point
  let entropy = 0
  let slope = 0
  for (let i = 0; i < r.length; i += 1) {
    const p = q[i] as number
    const value = r[i] as number
    const moved = p * (1 - t * (1 - p) * value)
    const rest = (1 - p) * (1 + t * p * value)
    const logP = Math.log(moved)
    const logRest = Math.log(rest)
    entropy -= (trials[i] as number) * (moved * logP + rest * logRest)
    slope += (weights[i] as number) * value * (logP - logRest)
  }
  return { entropy, slope }
}

/** A bound reached from a point. */
export interface Reached {
  readonly entropy: number
  readonly share: number
  readonly evaluations: number
}

/** Work space of the search: one array as long as the patterns. */
export interface Scratch {
  readonly r: Float64Array
}

/**
 * Largest entropy found along a projection's step: a rigorous bound for its columns and every subset of them.
 * Stops as soon as `enough` is reached; looks a second time where the first look says that it can be.
 */
export const reach = (
  columns: Columns,
  point: DualPoint,
  projection: Projection,
  goal: { enough: number; scratch: Scratch },
): Reached => {
  const { r } = goal.scratch
  leftOver(columns, point, projection, r)
  const limit = longest(point, r)
  const t = Math.min(1, limit)
  const first = entropyAt(columns, point, { r, t })
  const gain = 2 * (projection.predicted - point.entropy)
  const bend = (gain - first.slope) / t
  if (first.entropy >= goal.enough || !(bend > 0)) return { entropy: first.entropy, share: t, evaluations: 1 }
  const better = Math.min(gain / bend, limit)
  const hoped = first.entropy + 0.5 * first.slope * (better - t)
  if (better === t || hoped < goal.enough) return { entropy: first.entropy, share: t, evaluations: 1 }
  const second = entropyAt(columns, point, { r, t: better })
  return second.entropy > first.entropy
    ? { entropy: second.entropy, share: better, evaluations: 2 }
    : { entropy: first.entropy, share: t, evaluations: 2 }
}

/** The q at the end of a projection's step, feasible for its columns. */
export const advance = (columns: Columns, point: DualPoint, projection: Projection, scratch: Scratch): Float64Array => {
  const { r } = scratch
  leftOver(columns, point, projection, r)
  const t = Math.min(1, longest(point, r))
  return point.q.map((p, i) => p * (1 - t * (1 - p) * (r[i] as number)))
}
