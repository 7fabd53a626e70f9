import { CHUNK, type Narrow, type Part, type Wide } from './parts.js'

/** Sum of the first `count` numbers, in a fixed order. */
export const sumOf = (a: Float64Array, count: number): number => {
  let sum = 0
  for (let i = 0; i < count; i += 1) sum += a[i] as number
  return sum
}

/** Sum of products of the first `count` numbers, in a fixed order. */
export const dot = (a: Float64Array, b: Float64Array, count: number): number => {
  let s0 = 0
  let s1 = 0
  let s2 = 0
  let s3 = 0
  let i = 0
  for (; i + 3 < count; i += 4) {
    s0 += (a[i] as number) * (b[i] as number)
    s1 += (a[i + 1] as number) * (b[i + 1] as number)
    s2 += (a[i + 2] as number) * (b[i + 2] as number)
    s3 += (a[i + 3] as number) * (b[i + 3] as number)
  }
  for (; i < count; i += 1) s0 += (a[i] as number) * (b[i] as number)
  return s0 + s1 + (s2 + s3)
}

const ONE = Float64Array.of(1)

const addPair = (
  pair: { readonly sums: Float64Array; readonly codes: Uint16Array; readonly other: Part },
  weights: Float64Array,
  { from, count }: { readonly from: number; readonly count: number },
): void => {
  const { sums, codes, other } = pair
  if (other.kind === 'narrow') {
    for (let r = 0; r < count; r += 1) {
      const code = codes[from + r] as number
      sums[code] = (sums[code] as number) + (weights[r] as number) * (other.chunk[r] as number)
    }
    return
  }
  const second = other.codes
  const stride = other.count
  for (let r = 0; r < count; r += 1) {
    const cell = (codes[from + r] as number) * stride + (second[from + r] as number)
    sums[cell] = (sums[cell] as number) + (weights[r] as number)
  }
}

/** Sums of w·x·x' over the rows; wide blocks are summed per code and per pair of codes, and turned into columns at the end. */
export class Gram {
  static readonly kept = new Gram(0, [], false)
  readonly matrix: Float64Array
  private readonly perCode: Float64Array[]
  private readonly joint = new Map<number, Float64Array>()
  private readonly weighted = new Float64Array(CHUNK)
  private readonly size: number
  private readonly parts: readonly Part[]
  private readonly intercept: boolean

  constructor(size: number, parts: readonly Part[], intercept: boolean) {
    this.size = size
    this.parts = parts
    this.intercept = intercept
    this.matrix = new Float64Array(size * size)
    this.perCode = parts.map((part) => new Float64Array(part.kind === 'wide' ? part.count : 0))
    parts.forEach((a, i) => {
      parts.forEach((b, j) => {
        if (a.kind !== 'wide' || i === j || (b.kind === 'wide' && j < i)) return
        this.joint.set(i * parts.length + j, new Float64Array(b.kind === 'wide' ? a.count * b.count : a.count))
      })
    })
  }

  add(weights: Float64Array, from: number, count: number): void {
    if (this.intercept) this.bump(0, 0, sumOf(weights, count))
    if (this.parts.length === 3 && this.joint.size === 3 && this.parts.every(({ kind }) => kind === 'wide')) {
      this.addThree(weights, from, count)
      return
    }
    for (let i = 0; i < this.parts.length; i += 1) {
      const part = this.parts[i] as Part
      if (part.kind === 'narrow') this.addNarrow(i, weights, count)
      else this.addWide(i, weights, { from, count })
    }
  }

  /** Three wide parts in one loop: six tables that need not wait for each other, each summed in the order of the rows. */
  private addThree(weights: Float64Array, from: number, count: number): void {
    const [a, b, c] = this.parts as readonly [Wide, Wide, Wide]
    const [sumsA, sumsB, sumsC] = this.perCode as [Float64Array, Float64Array, Float64Array]
    const [sumsAB, sumsAC, sumsBC] = [1, 2, 5].map((pair) => this.joint.get(pair)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ]
    const [codesA, codesB, codesC] = [a.codes, b.codes, c.codes]
    const [countB, countC] = [b.count, c.count]
    for (let r = 0, row = from; r < count; r += 1, row += 1) {
      const weight = weights[r] as number
      const codeA = codesA[row] as number
      const codeB = codesB[row] as number
      const codeC = codesC[row] as number
      sumsA[codeA]! += weight
      sumsB[codeB]! += weight
      sumsC[codeC]! += weight
      sumsAB[codeA * countB + codeB]! += weight
      sumsAC[codeA * countC + codeC]! += weight
      sumsBC[codeB * countC + codeC]! += weight
    }
  }

  private bump(row: number, column: number, value: number): void {
    const at = row * this.size + column
    this.matrix[at] = (this.matrix[at] as number) + value
  }

  private addNarrow(i: number, weights: Float64Array, count: number): void {
    const { weighted, parts } = this
    const part = parts[i] as Narrow
    let sum = 0
    for (let r = 0; r < count; r += 1) {
      const value = (weights[r] as number) * (part.chunk[r] as number)
      weighted[r] = value
      sum += value
    }
    if (this.intercept) this.bump(part.at, 0, sum)
    for (let j = 0; j <= i; j += 1) {
      const other = parts[j] as Part
      if (other.kind === 'narrow') this.bump(part.at, other.at, dot(weighted, other.chunk, count))
    }
  }

  private addWide(i: number, weights: Float64Array, rows: { readonly from: number; readonly count: number }): void {
    const { from, count } = rows
    const part = this.parts[i] as Wide
    const { codes } = part
    const own = this.perCode[i] as Float64Array
    for (let r = 0; r < count; r += 1) {
      const code = codes[from + r] as number
      own[code] = (own[code] as number) + (weights[r] as number)
    }
    for (let j = 0; j < this.parts.length; j += 1) {
      const sums = this.joint.get(i * this.parts.length + j)
      if (sums !== undefined) addPair({ sums, codes, other: this.parts[j] as Part }, weights, rows)
    }
  }

  /** Turns the sums per code into columns and returns the full symmetric matrix. */
  finish(): Float64Array {
    this.parts.forEach((part, i) => {
      if (part.kind === 'wide') this.finishWide(part, i)
    })
    const { size, matrix } = this
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const value = (matrix[i * size + j] as number) + (matrix[j * size + i] as number)
        matrix[i * size + j] = value
        matrix[j * size + i] = value
      }
    }
    return matrix
  }

  private finishWide(part: Wide, i: number): void {
    const own = this.perCode[i] as Float64Array
    const { table } = part
    for (let code = 0; code < part.count; code += 1) {
      const weight = own[code] as number
      if (weight === 0) continue
      for (let c = 0; c < part.width; c += 1) {
        const value = weight * (table[code * part.width + c] as number)
        if (this.intercept) this.bump(part.at + c, 0, value)
        for (let d = 0; d <= c; d += 1)
          this.bump(part.at + c, part.at + d, value * (table[code * part.width + d] as number))
      }
    }
    this.parts.forEach((other, j) => {
      const sums = this.joint.get(i * this.parts.length + j)
      if (sums !== undefined) this.finishPair(part, other, sums)
    })
  }

  private finishPair(part: Wide, other: Part, sums: Float64Array): void {
    const codes = other.kind === 'wide' ? other.count : 1
    const columns = other.kind === 'wide' ? other.width : 1
    const table = other.kind === 'wide' ? other.table : ONE
    const half = new Float64Array(columns)
    for (let a = 0; a < part.count; a += 1) {
      half.fill(0)
      for (let b = 0; b < codes; b += 1) {
        const weight = sums[a * codes + b] as number
        if (weight === 0) continue
        for (let d = 0; d < columns; d += 1) {
          half[d] = (half[d] as number) + weight * (table[b * columns + d] as number)
        }
      }
      this.addProducts(part, a, { half, at: other.at })
    }
  }

  /** Adds the columns of one code times the sums `half` of another part's columns over the rows with that code. */
  private addProducts(
    part: Wide,
    code: number,
    { half, at }: { readonly half: Float64Array; readonly at: number },
  ): void {
    const { matrix, size } = this
    const { table } = part
    for (let c = 0; c < part.width; c += 1) {
      const value = table[code * part.width + c] as number
      const row = (part.at + c) * size + at
      for (let d = 0; d < half.length; d += 1) {
        matrix[row + d] = (matrix[row + d] as number) + value * (half[d] as number)
      }
    }
  }
}
