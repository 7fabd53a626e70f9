import { chiSquareTail } from '../numeric/chi-square.js'
import { cholesky, choleskySolve } from '../numeric/cholesky.js'
import type { Block, Design } from '../numeric/design.js'
import { criticalValue } from '../numeric/interval.js'
import { fitLogistic, type Logistic } from '../numeric/logistic.js'
import type { Undefined } from '../numeric/undefined.js'
import { climb, type Height } from './climb.js'
import { profileBound } from './profile-bound.js'
import { type ScaledModel, scaledModel } from './scaled-model.js'

/** A test of one candidate: all its columns at once. */
export interface BlockTest {
  readonly candidate: string
  /** Columns of the candidate. */
  readonly df: number
  /** Chi-square statistic, 0 or more. */
  readonly statistic: number
  readonly p: number
}

/** Numbers of a block's columns among the estimates. */
export const columnsOfBlock = (blocks: readonly Block[], index: number): readonly number[] => {
  const first = 1 + blocks.slice(0, index).reduce((sum, block) => sum + block.columns.length, 0)
  return (blocks[index] as Block).columns.map((_, j) => first + j)
}

/**
 * Likelihood-ratio test of each candidate: twice the log-likelihood that the model loses without it, against chi-square with as
 * many degrees of freedom as it has columns (Wilks 1938). Rows must be independent: where a person has several, use {@link waldTests}
 * with the covariance clustered by person. Throws what `fitLogistic` throws.
 */
export const likelihoodRatioTests = (
  design: Design,
  options: { readonly offset?: Float64Array; readonly full?: Logistic } = {},
): readonly BlockTest[] => {
  const offset = options.offset === undefined ? {} : { offset: options.offset }
  const full = options.full ?? fitLogistic(design, offset)
  return design.blocks.flatMap((block) => {
    const df = block.columns.length
    if (df === 0) return []
    const blocks = design.blocks.filter((other) => other !== block)
    const without = fitLogistic({ ...design, blocks }, offset)
    const statistic = Math.max(0, 2 * (full.loglik - without.loglik))
    return [{ candidate: block.name, df, statistic, p: chiSquareTail(statistic, df) }]
  })
}

/**
 * Wald test of each candidate from any covariance of the estimates (b'V⁻¹b; Wald 1943). With a covariance clustered by person it
 * holds where a person has several rows. A candidate whose part of the covariance is singular is left out.
 */
export const waldTests = (
  blocks: readonly Block[],
  of: { readonly estimates: Float64Array; readonly covariance: Float64Array },
): readonly BlockTest[] =>
  blocks.flatMap((block, index) => {
    const own = columnsOfBlock(blocks, index)
    const size = of.estimates.length
    const matrix = Float64Array.from(own.flatMap((i) => own.map((j) => of.covariance[i * size + j] as number)))
    const b = Float64Array.from(own, (j) => of.estimates[j] as number)
    const factor = own.length === 0 ? null : cholesky(matrix, own.length)
    if (factor === null) return []
    const solved = choleskySolve(factor, b)
    const statistic = b.reduce((sum, value, i) => sum + value * (solved[i] as number), 0)
    return [{ candidate: block.name, df: own.length, statistic, p: chiSquareTail(statistic, own.length) }]
  })

/** Profile-likelihood interval of one coefficient; a bound that does not exist says why. */
export interface ProfileInterval {
  readonly name: string
  readonly estimate: number
  readonly lower: number | Undefined
  readonly upper: number | Undefined
}

/** Which coefficients, and how sure. */
export interface ProfileOptions {
  readonly offset?: Float64Array
  readonly confidence?: number
  /** Numbers of the coefficients, the intercept being 0. Default all. */
  readonly coefficients?: readonly number[]
}

/** Objective, layout and top of a profile. */
export interface Profiled {
  readonly model: ScaledModel
  readonly objective: (parameters: Float64Array) => Height
  readonly top: { readonly value: number; readonly parameters: Float64Array }
}

/** Profile interval of coefficient `j`, whose parameter in the model's layout is coefficient × scale. */
export const profileInterval = (
  { model, objective, top }: Profiled,
  j: number,
  of: { readonly estimate: number; readonly standardError: number; readonly confidence: number },
): ProfileInterval => {
  const scale = j === 0 ? 1 : (model.scaled.scales[j - 1] as number)
  const free = model.names.map((_, i) => i).filter((i) => i !== j)
  const at = (value: number, start: Float64Array) => {
    const from = start.slice()
    from[j] = value * scale
    return climb(objective, { start: from, free, trials: model.trials })
  }
  const search = { at, top, z: criticalValue(of.confidence), estimate: of.estimate, standardError: of.standardError }
  return {
    name: model.names[j] as string,
    estimate: of.estimate,
    lower: profileBound({ ...search, side: -1 }),
    upper: profileBound({ ...search, side: 1 }),
  }
}

/**
 * Profile-likelihood intervals of single coefficients: all values that a likelihood-ratio test would not reject (what R's
 * `confint` gives for a GLM). Rows must be independent. Throws what `fitLogistic` throws.
 */
export const profileIntervals = (design: Design, options: ProfileOptions = {}): readonly ProfileInterval[] => {
  const { offset, confidence = 0.95 } = options
  const fit = fitLogistic(design, offset === undefined ? {} : { offset })
  const size = fit.names.length
  const wanted = options.coefficients ?? fit.names.map((_, j) => j)
  const layout = (centre: boolean): Profiled => {
    const model = scaledModel(design, { centre, offset })
    const objective = (parameters: Float64Array): Height => {
      const { loglik, score, information } = model.likelihood.evaluate(parameters)
      return { value: loglik, score, curvature: information }
    }
    const parameters = model.toParameters(fit.estimates)
    return { model, objective, top: { value: objective(parameters).value, parameters } }
  }
  const centred = layout(true)
  return wanted.map((j) =>
    profileInterval(j === 0 ? layout(false) : centred, j, {
      estimate: fit.estimates[j] as number,
      standardError: Math.sqrt(fit.covariance[j * size + j] as number),
      confidence,
    }),
  )
}
