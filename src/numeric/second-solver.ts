import type { Block, Design } from './design.js'
import { compensatedSum } from './sum.js'

/** Where the second solver ended. */
export interface SecondFit {
  /** Intercept first, then the blocks' columns in order. */
  readonly estimates: Float64Array
  readonly loglik: number
  /** True when the gradient per trial settled. */
  readonly converged: boolean
  readonly steps: number
}

/** How two solvers agree. */
export interface Agreement {
  readonly method: string
  readonly converged: boolean
  /** Largest |difference| of an estimate, in its standard error. */
  readonly largestDifference: number
  /** Log-likelihood of the second solver minus that of the first. */
  readonly loglikDifference: number
}

/** Name of the method, for reports. */
export const SECOND_SOLVER = 'trust region with conjugate gradients'

/** A block with standardised columns, read per code (a column of values has one code for each row). */
interface Lane {
  readonly codes: Uint16Array | null
  readonly table: Float64Array
  readonly width: number
  readonly sums: Float64Array
}

interface Problem {
  readonly lanes: readonly Lane[]
  readonly means: Float64Array
  readonly spreads: Float64Array
  readonly size: number
  readonly rows: number
}

const laneOf = (
  block: Block,
  trials: Float64Array,
  to: { means: Float64Array; spreads: Float64Array; at: number },
): Lane => {
  const codes = block.kind === 'coded' ? block.codes : null
  const table = Float64Array.from(block.kind === 'coded' ? block.table : block.values)
  const width = block.columns.length
  const weight = new Float64Array(width === 0 ? 0 : table.length / width)
  for (let i = 0; i < trials.length && width > 0; i += 1) {
    weight[codes === null ? i : (codes[i] as number)]! += trials[i] as number
  }
  const all = compensatedSum(weight)
  for (let c = 0; c < width; c += 1) {
    const mean = weight.reduce((sum, w, code) => sum + (w / all) * (table[code * width + c] as number), 0)
    const square = weight.reduce(
      (sum, w, code) => sum + (w / all) * ((table[code * width + c] as number) - mean) ** 2,
      0,
    )
    const spread = square > 0 ? Math.sqrt(square) : 1
    for (let code = 0; code < weight.length; code += 1) {
      table[code * width + c] = ((table[code * width + c] as number) - mean) / spread
    }
    to.means[to.at + c] = mean
    to.spreads[to.at + c] = spread
  }
  return { codes, table, width, sums: new Float64Array(weight.length) }
}

const problemOf = (design: Design): Problem => {
  const columns = design.blocks.reduce((sum, block) => sum + block.columns.length, 0)
  const means = new Float64Array(columns)
  const spreads = new Float64Array(columns)
  let at = 0
  const lanes = design.blocks.map((block) => {
    const lane = laneOf(block, design.trials, { means, spreads, at })
    at += lane.width
    return lane
  })
  return { lanes, means, spreads, size: columns + 1, rows: design.trials.length }
}

/** X·v. */
const forward = ({ lanes, rows }: Problem, v: Float64Array): Float64Array => {
  const out = new Float64Array(rows).fill(v[0] as number)
  let at = 1
  for (const { codes, table, width, sums } of lanes) {
    for (let code = 0; code < sums.length; code += 1) {
      let sum = 0
      for (let c = 0; c < width; c += 1) sum += (table[code * width + c] as number) * (v[at + c] as number)
      sums[code] = sum
    }
    if (width > 0)
      for (let i = 0; i < rows; i += 1) out[i]! += sums[codes === null ? i : (codes[i] as number)] as number
    at += width
  }
  return out
}

/** X'·r. */
const backward = ({ lanes, rows, size }: Problem, r: Float64Array): Float64Array => {
  const out = new Float64Array(size)
  out[0] = compensatedSum(r)
  let at = 1
  for (const { codes, table, width, sums } of lanes) {
    if (width === 0) continue
    sums.fill(0)
    for (let i = 0; i < rows; i += 1) sums[codes === null ? i : (codes[i] as number)]! += r[i] as number
    for (let code = 0; code < sums.length; code += 1) {
      for (let c = 0; c < width; c += 1) out[at + c]! += (sums[code] as number) * (table[code * width + c] as number)
    }
    at += width
  }
  return out
}

/** Loss (minus the log-likelihood), its gradient, and the weights of its curvature. */
interface Loss {
  readonly value: number
  readonly gradient: Float64Array
  readonly weights: Float64Array
}

const lossAt = (problem: Problem, design: Design, at: { v: Float64Array; offset: Float64Array | undefined }): Loss => {
  const eta = forward(problem, at.v)
  const { trials, events } = design
  const terms = new Float64Array(eta.length)
  const residuals = new Float64Array(eta.length)
  const weights = new Float64Array(eta.length)
  for (let i = 0; i < eta.length; i += 1) {
    const x = (eta[i] as number) + (at.offset === undefined ? 0 : (at.offset[i] as number))
    const [n, y] = [trials[i] as number, events[i] as number]
    const up = 1 / (1 + Math.exp(-x))
    const down = 1 / (1 + Math.exp(x))
    // −ln p = ln(1 + e^−x), −ln(1 − p) = ln(1 + e^x); each is taken from the side that does not overflow.
    const low = x > 0 ? Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x)) - x
    const high = x + low
    terms[i] = (y === 0 ? 0 : y * low) + (n === y ? 0 : (n - y) * high)
    residuals[i] = (n - y) * up - y * down
    weights[i] = n * up * down
  }
  return { value: compensatedSum(terms), gradient: backward(problem, residuals), weights }
}

const inner = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, j) => sum + value * (b[j] as number), 0)
const plus = (a: Float64Array, b: Float64Array, share: number): Float64Array =>
  a.map((value, j) => value + share * (b[j] as number))

/** Step within a radius by conjugate gradients on the quadratic model (Steihaug 1983). */
const stepWithin = (
  problem: Problem,
  loss: Loss,
  radius: number,
): { readonly step: Float64Array; readonly fall: number } => {
  const curve = (v: Float64Array): Float64Array => {
    const u = forward(problem, v)
    return backward(
      problem,
      u.map((value, i) => value * (loss.weights[i] as number)),
    )
  }
  const { gradient } = loss
  let step: Float64Array = new Float64Array(problem.size)
  let rest: Float64Array = gradient.map((value) => -value)
  let direction: Float64Array = rest
  let square = inner(rest, rest)
  // Loose far from the maximum, tight near it: the fall of the gradient stays faster than linear.
  const enough = square * Math.min(0.01, Math.sqrt(square) / compensatedSum(loss.weights))
  for (let turn = 0; turn < 4 * problem.size && square > enough; turn += 1) {
    const bent = curve(direction)
    const along = inner(direction, bent)
    const share = along > 0 ? square / along : Infinity
    const next = along > 0 ? plus(step, direction, share) : step
    if (along <= 0 || Math.sqrt(inner(next, next)) > radius) {
      const [a, b, c] = [inner(direction, direction), 2 * inner(step, direction), inner(step, step) - radius ** 2]
      const part = (-b + Math.sqrt(Math.max(0, b * b - 4 * a * c))) / (2 * a)
      step = plus(step, direction, part)
      rest = plus(rest, bent, -part)
      break
    }
    step = next
    rest = plus(rest, bent, -share)
    const now = inner(rest, rest)
    direction = plus(rest, direction, now / square)
    square = now
  }
  // rest = −gradient − H·step, so g's + ½·s'Hs = ½·s'(gradient − rest).
  return { step, fall: 0.5 * (inner(step, rest) - inner(step, gradient)) }
}

const toGiven = ({ means, spreads }: Problem, v: Float64Array): Float64Array => {
  const out = v.map((value, j) => (j === 0 ? value : value / (spreads[j - 1] as number)))
  out[0] = means.reduce((sum, mean, j) => sum - mean * (out[j + 1] as number), out[0] as number)
  return out
}

/**
 * Maximum likelihood by a trust-region Newton method with conjugate gradients (Lin, Weng and Keerthi 2008). It shares no arithmetic
 * with `fitLogistic`: own standardisation, own passes, products with the information instead of the information itself.
 * Starts at 0. Returns where it is after 200 steps when it does not settle (separation, collinear columns); never throws for that.
 */
export const secondSolver = (design: Design, offset?: Float64Array): SecondFit => {
  const problem = problemOf(design)
  const trials = compensatedSum(design.trials)
  let v: Float64Array = new Float64Array(problem.size)
  let loss = lossAt(problem, design, { v, offset })
  let radius = 1 + Math.sqrt(inner(loss.gradient, loss.gradient)) / trials
  let steps = 0
  for (; steps < 200; steps += 1) {
    const slope = loss.gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / trials
    if (slope <= 1e-13) break
    const { step, fall } = stepWithin(problem, loss, radius)
    const length = Math.sqrt(inner(step, step))
    const to = plus(v, step, 1)
    const next = lossAt(problem, design, { v: to, offset })
    const ratio = (loss.value - next.value) / fall
    const noise = fall <= 1e-14 * Math.abs(loss.value)
    if (ratio < 0.25 && !noise) radius = 0.25 * length
    else if (ratio > 0.75) radius = Math.max(radius, 2.5 * length)
    if (ratio > 1e-4 || noise) {
      v = to
      loss = next
    }
    if (noise) break
  }
  const slope = loss.gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / trials
  return { estimates: toGiven(problem, v), loglik: -loss.value, converged: slope <= 1e-10, steps }
}

/** Fits again with {@link secondSolver} and says how far the two are apart. */
export const agreement = (
  design: Design,
  first: { readonly estimates: Float64Array; readonly covariance: Float64Array; readonly loglik: number },
  offset?: Float64Array,
): Agreement => {
  const second = secondSolver(design, offset)
  const size = first.estimates.length
  const largestDifference = first.estimates.reduce((most, value, j) => {
    const error = Math.sqrt(first.covariance[j * size + j] as number)
    return Math.max(most, Math.abs(value - (second.estimates[j] as number)) / error)
  }, 0)
  return {
    method: SECOND_SOLVER,
    converged: second.converged,
    largestDifference,
    loglikDifference: second.loglik - first.loglik,
  }
}
