/** A·B·A' for square row-major matrices, B symmetric; exactly symmetric. */
export const sandwich = (a: Float64Array, b: Float64Array, size: number): Float64Array => {
  const half = new Float64Array(size * size)
  const out = new Float64Array(size * size)
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < size; k += 1) {
      const weight = a[i * size + k] as number
      if (weight === 0) continue
      for (let j = 0; j < size; j += 1) {
        half[i * size + j] = (half[i * size + j] as number) + weight * (b[k * size + j] as number)
      }
    }
  }
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let sum = 0
      for (let k = 0; k < size; k += 1) sum += (half[i * size + k] as number) * (a[j * size + k] as number)
      out[i * size + j] = sum
      out[j * size + i] = sum
    }
  }
  return out
}

/** A·x for a square row-major matrix. */
export const multiply = (matrix: Float64Array, vector: Float64Array): Float64Array => {
  const size = vector.length
  return vector.map((_, i) => {
    let sum = 0
    for (let j = 0; j < size; j += 1) sum += (matrix[i * size + j] as number) * (vector[j] as number)
    return sum
  })
}

const rotate = (a: Float64Array, size: number, pair: { p: number; q: number }): void => {
  const { p, q } = pair
  const apq = a[p * size + q] as number
  if (apq === 0) return
  const theta = ((a[q * size + q] as number) - (a[p * size + p] as number)) / (2 * apq)
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(1, theta))
  const c = 1 / Math.hypot(1, t)
  const s = t * c
  for (let k = 0; k < size; k += 1) {
    const x = a[k * size + p] as number
    const y = a[k * size + q] as number
    a[k * size + p] = c * x - s * y
    a[k * size + q] = s * x + c * y
  }
  for (let k = 0; k < size; k += 1) {
    const x = a[p * size + k] as number
    const y = a[q * size + k] as number
    a[p * size + k] = c * x - s * y
    a[q * size + k] = s * x + c * y
  }
}

/** Eigenvalues of a symmetric matrix (row-major), ascending, by cyclic Jacobi rotations (Golub and Van Loan, §8.5). */
export const symmetricEigenvalues = (matrix: Float64Array, size: number): Float64Array => {
  const a = Float64Array.from(matrix)
  for (let sweep = 0; sweep < 60; sweep += 1) {
    let off = 0
    let diagonal = 0
    for (let p = 0; p < size; p += 1) {
      diagonal += (a[p * size + p] as number) ** 2
      for (let q = p + 1; q < size; q += 1) off += (a[p * size + q] as number) ** 2
    }
    if (off <= 1e-30 * diagonal) break
    for (let p = 0; p < size; p += 1) for (let q = p + 1; q < size; q += 1) rotate(a, size, { p, q })
  }
  return Float64Array.from({ length: size }, (_, i) => a[i * size + i] as number).sort()
}
