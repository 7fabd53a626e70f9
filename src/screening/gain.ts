import { WorkbenchError } from '../errors.js'
import { chiSquareTail } from '../numeric/chi-square.js'
import { cholesky, choleskySolve } from '../numeric/cholesky.js'
import type { Block, Design } from '../numeric/design.js'
import { fitLogistic, type Logistic, type LogisticOptions } from '../numeric/logistic.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** What a candidate adds to a model: log-likelihood, and the likelihood-ratio test with as many degrees of freedom as it has columns. */
export interface Gain {
  readonly loglik: number
  readonly chiSquare: number
  readonly df: number
  readonly p: number
}

/** The model of a set of candidates, or why it cannot be fitted. */
export interface Model {
  readonly design: Design
  readonly fit: Logistic | Undefined
}

const tryFit = (design: Design, options: LogisticOptions = {}): Logistic | Undefined => {
  try {
    return fitLogistic(design, options)
  } catch (error) {
    if (error instanceof WorkbenchError)
      return undefinedBecause(`the model cannot be fitted (${error.code}): ${error.found}`)
    throw error
  }
}

const blocksOf = (design: Design, names: readonly string[]): readonly Block[] =>
  design.blocks.filter(({ name }) => names.includes(name))

/** Fits the named candidates together. */
export const modelOf = (design: Design, names: readonly string[]): Model => {
  const own = { ...design, blocks: blocksOf(design, names) }
  return { design: own, fit: tryFit(own) }
}

const gainOf = (larger: Logistic | Undefined, smaller: Logistic | Undefined, block: Block): Gain | Undefined => {
  if ('kind' in larger) return larger
  if ('kind' in smaller) return smaller
  const loglik = Math.max(0, larger.loglik - smaller.loglik)
  const df = block.columns.length
  return { loglik, chiSquare: 2 * loglik, df, p: chiSquareTail(2 * loglik, df) }
}

/** Columns of a block in the model, the intercept being column 0. */
const columnsOf = (blocks: readonly Block[], name: string): { readonly from: number; readonly to: number } => {
  const index = blocks.findIndex((block) => block.name === name)
  const from = 1 + blocks.slice(0, index).reduce((sum, block) => sum + block.columns.length, 0)
  return { from, to: from + (blocks[index] as Block).columns.length }
}

/** Best quadratic guess of the other coefficients once a block is held at 0: b_r − V_rd V_dd⁻¹ b_d; intercept first. */
export const startWithout = (fit: Logistic, { from, to }: { from: number; to: number }): Float64Array => {
  const p = fit.estimates.length
  const d = to - from
  const own = new Float64Array(d * d)
  for (let i = 0; i < d; i += 1)
    for (let j = 0; j < d; j += 1) own[i * d + j] = fit.covariance[(from + i) * p + from + j] as number
  const factor = cholesky(own, d)
  const pull = factor === null ? new Float64Array(d) : choleskySolve(factor, fit.estimates.slice(from, to))
  const adjusted = fit.estimates.map(
    (value, r) => value - pull.reduce((sum, x, i) => sum + (fit.covariance[r * p + from + i] as number) * x, 0),
  )
  return Float64Array.from([...adjusted.subarray(0, from), ...adjusted.subarray(to)])
}

/** What the model loses without the candidate, which is one of its blocks. */
export const lossWithout = ({ design, fit }: Model, name: string): Gain | Undefined => {
  if ('kind' in fit) return fit
  const blocks = design.blocks.filter((block) => block.name !== name)
  const start = startWithout(fit, columnsOf(design.blocks, name))
  return gainOf(
    fit,
    tryFit({ ...design, blocks }, { start }),
    design.blocks.find((block) => block.name === name) as Block,
  )
}

/** What the model gains with a block that it does not hold. */
export const gainWith = ({ design, fit }: Model, block: Block): Gain | Undefined => {
  if ('kind' in fit) return fit
  const start = Float64Array.from([...fit.estimates, ...block.columns.map(() => 0)])
  return gainOf(tryFit({ ...design, blocks: [...design.blocks, block] }, { start }), fit, block)
}
