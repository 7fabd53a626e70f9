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

/** Keeps q off 0 and 1, where logit has no value; moves the constraint by less than rounding does. */
const EDGE = 1e-15
/** Rows handled together, so that they stay in the cache. */
export const CHUNK = 1024

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
