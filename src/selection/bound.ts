import type { Columns } from './columns.js'
import { CHUNK, type DualPoint } from './dual-point.js'
import type { Projection } from './projection.js'

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
