import type { Block } from './design.js'

/** Rows handled together: small enough that a chunk of every column stays in the processor's cache. */
const CHUNK = 1024

interface Wide {
  readonly kind: 'wide'
  readonly block: Block & { kind: 'coded' }
  readonly at: number
  readonly width: number
  readonly codes: number
  readonly scores: Float64Array
}
interface Narrow {
  readonly kind: 'narrow'
  readonly block: Block
  readonly at: number
  readonly column: number
  readonly chunk: Float64Array
}
type Part = Wide | Narrow

/** What one pass over the patterns gives, at one value of the parameters. */
export interface Evaluation {
  /** Σ events·η − trials·ln(1 + e^η), without binomial coefficients. */
  readonly loglik: number
  /** First derivative, length p. */
  readonly score: Float64Array
  /** Minus the second derivative, p × p, row-major. */
  readonly information: Float64Array
  readonly largestEta: number
}

/** Data of a logistic likelihood, laid out for repeated passes. */
export interface Likelihood {
  readonly size: number
  readonly evaluate: (parameters: Float64Array) => Evaluation
  /** X'NX with N = trials: the Gram matrix of the columns (intercept first). */
  readonly gram: () => Float64Array
}

/** Blocks with at most this many codes and at least three columns are summed per code; others per column. */
const MAX_CODES = 4096

const partsOf = (blocks: readonly Block[], first: number): readonly Part[] => {
  const parts: Part[] = []
  let at = first
  for (const block of blocks) {
    const width = block.columns.length
    const codes = block.kind === 'coded' && width > 0 ? block.table.length / width : 0
    if (block.kind === 'coded' && width > 2 && codes <= MAX_CODES) {
      parts.push({ kind: 'wide', block, at, width, codes, scores: new Float64Array(codes) })
    } else {
      for (let column = 0; column < width; column += 1) {
        parts.push({ kind: 'narrow', block, at: at + column, column, chunk: new Float64Array(CHUNK) })
      }
    }
    at += width
  }
  return parts
}

const fillChunk = (part: Narrow, from: number, count: number): void => {
  const { block, chunk, column } = part
  if (block.kind === 'values') {
    for (let i = 0; i < count; i += 1) chunk[i] = block.values[from + i] as number
    return
  }
  const { codes, table } = block
  const width = block.columns.length
  for (let i = 0; i < count; i += 1) chunk[i] = table[(codes[from + i] as number) * width + column] as number
}

const dot = (a: Float64Array, b: Float64Array, count: number): number => {
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

/** Sums of w·x·x' over the rows; wide blocks are summed per code and per pair of codes, and turned into columns at the end. */
class Gram {
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
    this.perCode = parts.map((part) => new Float64Array(part.kind === 'wide' ? part.codes : 0))
    parts.forEach((a, i) => {
      parts.forEach((b, j) => {
        if (a.kind !== 'wide' || i === j || (b.kind === 'wide' && j < i)) return
        this.joint.set(i * parts.length + j, new Float64Array(b.kind === 'wide' ? a.codes * b.codes : a.codes))
      })
    })
  }

  add(weights: Float64Array, from: number, count: number): void {
    if (this.intercept)
      this.bump(
        0,
        0,
        weights.subarray(0, count).reduce((sum, value) => sum + value, 0),
      )
    for (let i = 0; i < this.parts.length; i += 1) {
      const part = this.parts[i] as Part
      if (part.kind === 'narrow') this.addNarrow(i, weights, count)
      else this.addWide(i, weights, { from, count })
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
    const codes = part.block.codes
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
    const { table } = part.block
    for (let code = 0; code < part.codes; code += 1) {
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
    const wide = other.kind === 'wide' ? other : null
    const codes = wide?.codes ?? 1
    const columns = wide?.width ?? 1
    const half = new Float64Array(columns)
    for (let a = 0; a < part.codes; a += 1) {
      half.fill(0)
      for (let b = 0; b < codes; b += 1) {
        const weight = sums[a * codes + b] as number
        if (weight === 0) continue
        for (let d = 0; d < columns; d += 1) {
          half[d] = (half[d] as number) + weight * (wide === null ? 1 : (wide.block.table[b * columns + d] as number))
        }
      }
      for (let c = 0; c < part.width; c += 1) {
        const value = part.block.table[a * part.width + c] as number
        for (let d = 0; d < columns; d += 1) this.bump(part.at + c, other.at + d, value * (half[d] as number))
      }
    }
  }
}

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
  const second = other.block.codes
  const stride = other.codes
  for (let r = 0; r < count; r += 1) {
    const cell = (codes[from + r] as number) * stride + (second[from + r] as number)
    sums[cell] = (sums[cell] as number) + (weights[r] as number)
  }
}

interface Response {
  readonly trials: Float64Array
  readonly events: Float64Array
  readonly offset: Float64Array | undefined
}

/** Work space of one chunk. */
interface Work {
  readonly eta: Float64Array
  readonly weights: Float64Array
  readonly residuals: Float64Array
}

const predictChunk = (
  work: Work,
  parts: readonly Part[],
  rows: { parameters: Float64Array; from: number; count: number },
): void => {
  const { eta } = work
  const { parameters, from, count } = rows
  for (const part of parts) {
    if (part.kind === 'narrow') {
      const estimate = parameters[part.at] as number
      for (let i = 0; i < count; i += 1) eta[i] = (eta[i] as number) + estimate * (part.chunk[i] as number)
    } else {
      const { scores } = part
      const { codes } = part.block
      for (let i = 0; i < count; i += 1) eta[i] = (eta[i] as number) + (scores[codes[from + i] as number] as number)
    }
  }
}

const wideScores = (parts: readonly Part[], parameters: Float64Array): void => {
  for (const part of parts) {
    if (part.kind !== 'wide') continue
    for (let code = 0; code < part.codes; code += 1) {
      let sum = 0
      for (let c = 0; c < part.width; c += 1) {
        sum += (part.block.table[code * part.width + c] as number) * (parameters[part.at + c] as number)
      }
      part.scores[code] = sum
    }
  }
}

/** Fills residuals and weights from eta; returns the chunk's log-likelihood and largest |η|. */
const respond = (work: Work, response: Response, from: number, count: number): { loglik: number; largest: number } => {
  const { eta, weights, residuals } = work
  const { trials, events } = response
  let loglik = 0
  let largest = 0
  for (let i = 0; i < count; i += 1) {
    const x = eta[i] as number
    const n = trials[from + i] as number
    const y = events[from + i] as number
    const size = Math.abs(x)
    const e = Math.exp(-size)
    const inverse = 1 / (1 + e)
    const p = x >= 0 ? inverse : e * inverse
    // ln(1 + e^x) = max(x, 0) + ln(1 + e^−|x|); pairing y with the sign keeps digits where p is near 0 or 1.
    loglik += (x >= 0 ? (y - n) * x : y * x) - n * Math.log1p(e)
    residuals[i] = y - n * p
    weights[i] = n * e * inverse * inverse
    if (size > largest) largest = size
  }
  return { loglik, largest }
}

const scoreChunk = (
  score: Float64Array,
  perCode: readonly Float64Array[],
  part: { parts: readonly Part[]; residuals: Float64Array; from: number; count: number },
): void => {
  const { parts, residuals, from, count } = part
  parts.forEach((one, index) => {
    if (one.kind === 'narrow') {
      score[one.at] = (score[one.at] as number) + dot(residuals, one.chunk, count)
      return
    }
    const sums = perCode[index] as Float64Array
    const { codes } = one.block
    for (let i = 0; i < count; i += 1) {
      const code = codes[from + i] as number
      sums[code] = (sums[code] as number) + (residuals[i] as number)
    }
  })
}

const finishScore = (score: Float64Array, perCode: readonly Float64Array[], parts: readonly Part[]): void => {
  parts.forEach((part, index) => {
    if (part.kind !== 'wide') return
    const sums = perCode[index] as Float64Array
    for (let code = 0; code < part.codes; code += 1) {
      for (let c = 0; c < part.width; c += 1) {
        const at = part.at + c
        score[at] = (score[at] as number) + (sums[code] as number) * (part.block.table[code * part.width + c] as number)
      }
    }
  })
}

/**
 * Log-likelihood, score and information of a logistic model, computed in one pass over the patterns.
 * Columns: intercept first when there is one, then the blocks' columns in order. Sums run in a fixed order.
 */
export const likelihood = (blocks: readonly Block[], response: Response, intercept: boolean): Likelihood => {
  const rows = response.trials.length
  const first = intercept ? 1 : 0
  const size = first + blocks.reduce((sum, block) => sum + block.columns.length, 0)
  const parts = partsOf(blocks, first)
  const narrow = parts.filter((part) => part.kind === 'narrow')
  const work: Work = {
    eta: new Float64Array(CHUNK),
    weights: new Float64Array(CHUNK),
    residuals: new Float64Array(CHUNK),
  }
  const chunks = (each: (from: number, count: number) => void): void => {
    for (let from = 0; from < rows; from += CHUNK) {
      const count = Math.min(CHUNK, rows - from)
      for (const part of narrow) fillChunk(part, from, count)
      each(from, count)
    }
  }
  const evaluate = (parameters: Float64Array): Evaluation => {
    const gram = new Gram(size, parts, intercept)
    const score = new Float64Array(size)
    const perCode = parts.map((part) => new Float64Array(part.kind === 'wide' ? part.codes : 0))
    let loglik = 0
    let largestEta = 0
    wideScores(parts, parameters)
    chunks((from, count) => {
      for (let i = 0; i < count; i += 1) {
        work.eta[i] = (intercept ? (parameters[0] as number) : 0) + (response.offset?.[from + i] ?? 0)
      }
      predictChunk(work, parts, { parameters, from, count })
      const chunk = respond(work, response, from, count)
      loglik += chunk.loglik
      largestEta = Math.max(largestEta, chunk.largest)
      if (intercept) for (let i = 0; i < count; i += 1) score[0] = (score[0] as number) + (work.residuals[i] as number)
      scoreChunk(score, perCode, { parts, residuals: work.residuals, from, count })
      gram.add(work.weights, from, count)
    })
    finishScore(score, perCode, parts)
    return { loglik, score, information: gram.finish(), largestEta }
  }
  const gramOfTrials = (): Float64Array => {
    const gram = new Gram(size, parts, intercept)
    chunks((from, count) => gram.add(response.trials.subarray(from, from + count), from, count))
    return gram.finish()
  }
  return { size, evaluate, gram: gramOfTrials }
}
