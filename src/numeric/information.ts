import type { Block } from './design.js'
import { dot, Gram, sumOf } from './gram.js'
import { addLookups, addToTables, type Lookup } from './lookups.js'
import { mergedBlocks } from './merged-blocks.js'
import { CHUNK, fillChunk, type Narrow, type Part, partsOf, type Wide } from './parts.js'

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

interface Response {
  readonly trials: Float64Array
  readonly events: Float64Array
  readonly offset: Float64Array | undefined
}

/** Patterns from which it pays to lay out blocks anew before the passes. */
const MANY = 4096

/** Counts of the patterns and work space of one chunk. */
class Work {
  static readonly kept = new Work({ trials: new Float64Array(0), events: new Float64Array(0) })
  readonly trials: Float64Array
  readonly events: Float64Array
  readonly eta = new Float64Array(CHUNK)
  readonly weights = new Float64Array(CHUNK)
  readonly residuals = new Float64Array(CHUNK)

  constructor({ trials, events }: Pick<Response, 'trials' | 'events'>) {
    this.trials = trials
    this.events = events
  }
}

const startEta = (
  eta: Float64Array,
  constant: number,
  { offset, from, count }: { readonly offset: Float64Array | undefined; readonly from: number; readonly count: number },
): void => {
  if (offset === undefined) eta.fill(constant, 0, count)
  else for (let i = 0; i < count; i += 1) eta[i] = constant + (offset[from + i] as number)
}

/** Wide parts beside each other, and narrow ones: columns are added in their order, as many at once as lie together. */
const predictChunk = (
  work: Work,
  parts: readonly Part[],
  rows: { parameters: Float64Array; from: number; count: number },
): void => {
  const { eta } = work
  const { parameters, from, count } = rows
  let beside: Lookup[] = []
  const addBeside = (): void => {
    if (beside.length > 0) addLookups(eta, beside, { from, count })
    beside = []
  }
  for (const part of parts) {
    if (part.kind === 'narrow') {
      addBeside()
      const estimate = parameters[part.at] as number
      for (let i = 0; i < count; i += 1) eta[i] = (eta[i] as number) + estimate * (part.chunk[i] as number)
    } else beside.push({ codes: part.codes, table: part.scores })
  }
  addBeside()
}

const wideScores = (parts: readonly Part[], parameters: Float64Array): void => {
  for (const part of parts) {
    if (part.kind !== 'wide') continue
    for (let code = 0; code < part.count; code += 1) {
      let sum = 0
      for (let c = 0; c < part.width; c += 1) {
        sum += (part.table[code * part.width + c] as number) * (parameters[part.at + c] as number)
      }
      part.scores[code] = sum
    }
  }
}

/** Fills residuals and weights from eta; returns the chunk's log-likelihood and largest |η|. */
const respond = (work: Work, from: number, count: number): { loglik: number; largest: number } => {
  const { trials, events, eta, weights, residuals } = work
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

/** Log-likelihood of one linear predictor for all patterns, with the same bits as an evaluation of a model without columns. */
export const constantLoglik = (design: Pick<Response, 'trials' | 'events'>, eta: number): number => {
  const { trials, events } = design
  const each = Math.log1p(Math.exp(-Math.abs(eta)))
  let loglik = 0
  for (let from = 0; from < trials.length; from += CHUNK) {
    const end = Math.min(from + CHUNK, trials.length)
    let chunk = 0
    for (let i = from; i < end; i += 1) {
      const n = trials[i] as number
      const y = events[i] as number
      chunk += (eta >= 0 ? (y - n) * eta : y * eta) - n * each
    }
    loglik += chunk
  }
  return loglik
}

const scoreChunk = (
  score: Float64Array,
  perCode: readonly Lookup[],
  part: { narrow: readonly Narrow[]; residuals: Float64Array; from: number; count: number },
): void => {
  const { narrow, residuals, from, count } = part
  for (const one of narrow) score[one.at] = (score[one.at] as number) + dot(residuals, one.chunk, count)
  addToTables(perCode, residuals, { from, count })
}

const finishScore = (score: Float64Array, perCode: readonly Lookup[], wide: readonly Wide[]): void => {
  wide.forEach((part, index) => {
    const sums = (perCode[index] as Lookup).table
    for (let code = 0; code < part.count; code += 1) {
      for (let c = 0; c < part.width; c += 1) {
        const at = part.at + c
        score[at] = (score[at] as number) + (sums[code] as number) * (part.table[code * part.width + c] as number)
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
  const many = rows >= MANY
  const parts = partsOf(many ? mergedBlocks(blocks, rows) : blocks, first, many ? 1 : 3)
  const narrow = parts.filter((part) => part.kind === 'narrow')
  const wide = parts.filter((part) => part.kind === 'wide')
  const work = new Work(response)
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
    const perCode = wide.map(({ codes, count }) => ({ codes, table: new Float64Array(count) }))
    let loglik = 0
    let largestEta = 0
    const constant = intercept ? (parameters[0] as number) : 0
    wideScores(parts, parameters)
    chunks((from, count) => {
      startEta(work.eta, constant, { offset: response.offset, from, count })
      predictChunk(work, parts, { parameters, from, count })
      const chunk = respond(work, from, count)
      loglik += chunk.loglik
      largestEta = Math.max(largestEta, chunk.largest)
      if (intercept) score[0] = (score[0] as number) + sumOf(work.residuals, count)
      scoreChunk(score, perCode, { narrow, residuals: work.residuals, from, count })
      gram.add(work.weights, from, count)
    })
    finishScore(score, perCode, wide)
    return { loglik, score, information: gram.finish(), largestEta }
  }
  const gramOfTrials = (): Float64Array => {
    const gram = new Gram(size, parts, intercept)
    chunks((from, count) => gram.add(response.trials.subarray(from, from + count), from, count))
    return gram.finish()
  }
  return { size, evaluate, gram: gramOfTrials }
}
