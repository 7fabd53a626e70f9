import { cholesky, choleskyInverse, choleskySolve } from '../numeric/cholesky.js'
import { multiply } from '../numeric/matrix.js'
import type { DualPoint } from './dual-point.js'

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
