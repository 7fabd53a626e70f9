import { cholesky, choleskyInverse } from '../numeric/cholesky.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** Weighted correlations of columns, k × k; null where a column does not vary. */
export type Correlation = readonly (readonly (number | null)[])[]

const centred = (column: Float64Array, weights: Float64Array): Float64Array => {
  let [sum, total] = [0, 0]
  for (let i = 0; i < column.length; i += 1) {
    sum += (weights[i] as number) * (column[i] as number)
    total += weights[i] as number
  }
  return column.map((value) => value - sum / total)
}

const product = (a: Float64Array, b: Float64Array, weights: Float64Array): number => {
  let sum = 0
  for (let i = 0; i < a.length; i += 1) sum += (weights[i] as number) * (a[i] as number) * (b[i] as number)
  return sum
}

/** Pearson correlation of every pair of columns, each row counted `weights` times; within ±1. */
export const correlationMatrix = (columns: readonly Float64Array[], weights: Float64Array): Correlation => {
  const own = columns.map((column) => centred(column, weights))
  const length = own.map((column, j) => {
    const root = Math.sqrt(product(column, column, weights))
    const size = Math.sqrt(product(columns[j] as Float64Array, columns[j] as Float64Array, weights))
    return root > 1e-12 * size ? root : 0
  })
  const at = (i: number, j: number): number | null => {
    const scale = (length[i] as number) * (length[j] as number)
    if (scale === 0) return null
    if (i === j) return 1
    return Math.max(-1, Math.min(1, product(own[i] as Float64Array, own[j] as Float64Array, weights) / scale))
  }
  const upper = own.map((_, i) => own.map((_, j) => (j >= i ? at(i, j) : null)))
  return own.map((_, i) =>
    own.map((_, j) => (upper[Math.min(i, j)] as readonly (number | null)[])[Math.max(i, j)] as number | null),
  )
}

/**
 * Variance inflation factor of each of the chosen columns, given the other chosen ones: the diagonal of the inverse correlation
 * matrix (Marquardt 1970). Undefined where a column does not vary or the columns determine each other.
 */
export const varianceInflation = (
  correlation: Correlation,
  chosen: readonly number[],
): readonly (number | Undefined)[] => {
  const size = chosen.length
  const matrix = new Float64Array(size * size)
  for (const [i, a] of chosen.entries())
    for (const [j, b] of chosen.entries()) matrix[i * size + j] = correlation[a]?.[b] ?? Number.NaN
  if (matrix.includes(Number.NaN)) return chosen.map(() => undefinedBecause('a column does not vary'))
  const factor = cholesky(matrix, size)
  const smallest =
    factor === null ? 0 : chosen.reduce((least, _, i) => Math.min(least, factor.lower[i * size + i] as number), 1)
  if (factor === null || smallest < 1e-7) return chosen.map(() => undefinedBecause('the columns determine each other'))
  const inverse = choleskyInverse(factor)
  return chosen.map((_, i) => inverse[i * size + i] as number)
}
