/** Lower triangle L with A = L·L', p × p, row-major; entries above the diagonal are 0. */
export interface Cholesky {
  readonly size: number
  readonly lower: Float64Array
}

/** Factor of a symmetric positive definite matrix (p × p, row-major, only the lower triangle is read); `null` when it is not positive definite. */
export const cholesky = (matrix: Float64Array, size: number): Cholesky | null => {
  const lower = new Float64Array(size * size)
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = matrix[i * size + j] as number
      for (let k = 0; k < j; k += 1) sum -= (lower[i * size + k] as number) * (lower[j * size + k] as number)
      if (i !== j) lower[i * size + j] = sum / (lower[j * size + j] as number)
      else if (sum > 0 && Number.isFinite(sum)) lower[i * size + i] = Math.sqrt(sum)
      else return null
    }
  }
  return { size, lower }
}

/** Solution x of A·x = b. */
export const choleskySolve = ({ size, lower }: Cholesky, b: Float64Array): Float64Array => {
  const x = Float64Array.from(b)
  for (let i = 0; i < size; i += 1) {
    let sum = x[i] as number
    for (let k = 0; k < i; k += 1) sum -= (lower[i * size + k] as number) * (x[k] as number)
    x[i] = sum / (lower[i * size + i] as number)
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    let sum = x[i] as number
    for (let k = i + 1; k < size; k += 1) sum -= (lower[k * size + i] as number) * (x[k] as number)
    x[i] = sum / (lower[i * size + i] as number)
  }
  return x
}

/** Inverse of A, p × p, row-major, exactly symmetric. */
export const choleskyInverse = (factor: Cholesky): Float64Array => {
  const { size } = factor
  const inverse = new Float64Array(size * size)
  const unit = new Float64Array(size)
  for (let j = 0; j < size; j += 1) {
    unit.fill(0)
    unit[j] = 1
    const column = choleskySolve(factor, unit)
    for (let i = j; i < size; i += 1) {
      inverse[i * size + j] = column[i] as number
      inverse[j * size + i] = column[i] as number
    }
  }
  return inverse
}

/** A column that the others determine: column = Σ weight × other, in units of the columns' own lengths. */
export interface Dependency {
  readonly column: number
  readonly on: readonly { readonly column: number; readonly weight: number }[]
}

/** Rank of a Gram matrix, and which columns make it fall short. */
export interface RankReport {
  readonly rank: number
  /** Columns that stand on their own, in the order the pivoting chose them. */
  readonly basis: readonly number[]
  readonly dependencies: readonly Dependency[]
}

interface Pivoted {
  readonly order: readonly number[]
  readonly lower: Float64Array
  readonly rank: number
}

/** Correlation form of a Gram matrix: unit diagonal; a zero column stays zero. */
export const unitDiagonal = (gram: Float64Array, size: number): Float64Array => {
  const out = new Float64Array(size * size)
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      const norm = Math.sqrt(gram[i * size + i] as number) * Math.sqrt(gram[j * size + j] as number)
      out[i * size + j] = norm > 0 ? (gram[i * size + j] as number) / norm : 0
    }
  }
  return out
}

const swapRows = (a: Float64Array, size: number, i: number, j: number): void => {
  for (let k = 0; k < size; k += 1) {
    const held = a[i * size + k] as number
    a[i * size + k] = a[j * size + k] as number
    a[j * size + k] = held
  }
}

const largest = (rest: Float64Array, from: number): number => {
  let at = from
  for (let i = from + 1; i < rest.length; i += 1) if ((rest[i] as number) > (rest[at] as number)) at = i
  return at
}

/** Pivoted Cholesky; the first `fixed` columns are taken first, in order. */
const pivotedCholesky = (unit: Float64Array, size: number, options: { tolerance: number; fixed: number }): Pivoted => {
  const order = Array.from({ length: size }, (_, i) => i)
  const lower = new Float64Array(size * size)
  const rest = Float64Array.from({ length: size }, (_, i) => unit[i * size + i] as number)
  for (let step = 0; step < size; step += 1) {
    const pivot = step < options.fixed ? step : largest(rest, step)
    if (!((rest[pivot] as number) > options.tolerance)) return { order, lower, rank: step }
    if (pivot !== step) {
      swapRows(lower, size, step, pivot)
      ;[order[step], order[pivot]] = [order[pivot] as number, order[step] as number]
      ;[rest[step], rest[pivot]] = [rest[pivot] as number, rest[step] as number]
    }
    const root = Math.sqrt(rest[step] as number)
    lower[step * size + step] = root
    for (let i = step + 1; i < size; i += 1) {
      let sum = unit[(order[i] as number) * size + (order[step] as number)] as number
      for (let k = 0; k < step; k += 1) sum -= (lower[i * size + k] as number) * (lower[step * size + k] as number)
      const value = sum / root
      lower[i * size + step] = value
      rest[i] = (rest[i] as number) - value * value
    }
  }
  return { order, lower, rank: size }
}

const dependency = (pivoted: Pivoted, size: number, row: number): Dependency => {
  const { order, lower, rank } = pivoted
  const weights = new Float64Array(rank)
  for (let i = rank - 1; i >= 0; i -= 1) {
    let sum = lower[row * size + i] as number
    for (let k = i + 1; k < rank; k += 1) sum -= (lower[k * size + i] as number) * (weights[k] as number)
    weights[i] = sum / (lower[i * size + i] as number)
  }
  const on = Array.from(weights, (weight, i) => ({ column: order[i] as number, weight }))
  return { column: order[row] as number, on: on.filter(({ weight }) => Math.abs(weight) > 1e-6) }
}

/**
 * Rank of the columns behind a Gram matrix (p × p, row-major, symmetric), by Cholesky with pivoting on its correlation form.
 * @param tolerance share of a column (1 − R² on the columns before it) under which it counts as determined by them
 * @param fixed leading columns that are kept before any other is looked at (the intercept)
 */
export const rankReport = (
  gram: Float64Array,
  size: number,
  { tolerance = 1e-11, fixed = 0 }: { readonly tolerance?: number; readonly fixed?: number } = {},
): RankReport => {
  const pivoted = pivotedCholesky(unitDiagonal(gram, size), size, { tolerance, fixed })
  const rows = Array.from({ length: size - pivoted.rank }, (_, i) => pivoted.rank + i)
  return {
    rank: pivoted.rank,
    basis: pivoted.order.slice(0, pivoted.rank),
    dependencies: rows.map((row) => dependency(pivoted, size, row)).sort((a, b) => a.column - b.column),
  }
}
