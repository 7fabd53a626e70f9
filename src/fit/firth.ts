import { WorkbenchError } from '../errors.js'
import { checkDesign } from '../numeric/check-design.js'
import { chiSquareTail } from '../numeric/chi-square.js'
import { cholesky, choleskyInverse } from '../numeric/cholesky.js'
import type { Block, Design } from '../numeric/design.js'
import { refuseCollinear } from '../numeric/logistic-refusals.js'
import { sandwich } from '../numeric/matrix.js'
import type { Undefined } from '../numeric/undefined.js'
import { climb, type Top } from './climb.js'
import { jeffreysObjective } from './jeffreys.js'
import { type BlockTest, columnsOfBlock, type Profiled, profileInterval } from './profile.js'
import { type ScaledModel, scaledModel } from './scaled-model.js'

/** Options of Firth's fit. */
export interface FirthOptions {
  /** False leaves out the tests of whole candidates, each a fit of its own. Default true. */
  readonly candidateTests?: boolean
  /** Added to the linear predictor of each pattern; length = patterns. */
  readonly offset?: Float64Array
  /** Of the profile intervals. Default 0.95. */
  readonly confidence?: number
  /** Coefficients to test and give an interval, the intercept being 0: each costs a search. Default all. */
  readonly coefficients?: readonly number[]
}

/** Test and interval of one coefficient. */
export interface FirthTerm {
  readonly name: string
  readonly estimate: number
  /** From the inverse information at the estimates; the interval does not use it. */
  readonly standardError: number
  /** Penalised likelihood-ratio test of coefficient 0; null when left out. */
  readonly test: { readonly statistic: number; readonly p: number } | null
  /** Penalised profile-likelihood interval; null when left out. */
  readonly interval: { readonly lower: number | Undefined; readonly upper: number | Undefined } | null
}

/** Firth's fit. Rows are taken as independent. */
export interface FirthFit {
  readonly terms: readonly FirthTerm[]
  /** Intercept first. */
  readonly estimates: Float64Array
  /** p × p, row-major. */
  readonly covariance: Float64Array
  /** Log-likelihood without the penalty. */
  readonly loglik: number
  /** Log-likelihood plus half the log-determinant of the information of the columns as given. */
  readonly penalised: number
  readonly iterations: number
  /** Penalised likelihood-ratio test of each candidate. */
  readonly candidates: readonly BlockTest[]
}

const lost = (what: string): WorkbenchError =>
  new WorkbenchError('not-converged', {
    expected: 'a penalised log-likelihood that settles',
    found: `${what} still moving after 1,000 steps`,
    where: 'Firth fit',
    advice: 'look for columns that nearly determine each other',
  })

interface Penalised extends Profiled {
  readonly top: Top
}

const laidOut = (design: Design, centre: boolean, offset: Float64Array | undefined): Omit<Profiled, 'top'> => {
  const model = scaledModel(design, { centre, offset })
  return { model, objective: jeffreysObjective(design, model, offset) }
}

const penalisedTop = (layout: Omit<Profiled, 'top'>, start: Float64Array, fixed: readonly number[] = []): Top => {
  const free = layout.model.names.map((_, j) => j).filter((j) => !fixed.includes(j))
  const from = start.slice()
  for (const j of fixed) from[j] = 0
  const end = climb(layout.objective, { start: from, free, trials: layout.model.trials })
  if (end === null) throw lost(fixed.length === 0 ? 'the fit' : 'a fit with coefficients held at 0')
  return end
}

const ratio = (layout: Penalised, fixed: readonly number[]): { readonly statistic: number; readonly p: number } => {
  const held = penalisedTop(layout, layout.top.parameters, fixed)
  const statistic = Math.max(0, 2 * (layout.top.value - held.value))
  return { statistic, p: chiSquareTail(statistic, fixed.length) }
}

const blockTests = (layout: Penalised, blocks: readonly Block[]): readonly BlockTest[] =>
  blocks.flatMap((block, index) => {
    const own = columnsOfBlock(blocks, index)
    return own.length === 0 ? [] : [{ candidate: block.name, df: own.length, ...ratio(layout, own) }]
  })

/** Σ ln(scale): what the log-determinant of the columns as given has over that of the scaled ones. */
const scaleTerm = (model: ScaledModel): number => model.scaled.scales.reduce((sum, scale) => sum + Math.log(scale), 0)

const covarianceOf = (model: ScaledModel, information: Float64Array): Float64Array => {
  const size = model.names.length
  const factor = cholesky(information, size)
  if (factor === null) throw lost('the information matrix is singular, the fit')
  return sandwich(model.back, choleskyInverse(factor), size)
}

/** Intercept at the overall rate with half an event and half a non-event more, others 0. */
const startOf = (design: Design, size: number): Float64Array => {
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0)
  const start = new Float64Array(size)
  start[0] = Math.log((sum(design.events) + 0.5) / (sum(design.trials) - sum(design.events) + 0.5))
  return start
}

/**
 * Logistic regression with Firth's penalised likelihood (Firth 1993; Heinze and Schemper 2002): finite estimates under separation
 * and with rare events, with penalised likelihood-ratio tests (all columns stay in the penalty) and penalised profile intervals.
 * Rows of one person count as independent. Predicted probabilities are pulled towards one half: recalibrate before use.
 * Throws `collinear`, `invalid-design`, `not-converged`.
 */
export const fitFirth = (design: Design, options: FirthOptions = {}): FirthFit => {
  const { offset, confidence = 0.95, coefficients, candidateTests = true } = options
  checkDesign(design, offset)
  const layout = laidOut(design, true, offset)
  const { model } = layout
  const size = model.names.length
  refuseCollinear(model.likelihood.gram(), model.names, true)
  const top = penalisedTop(layout, startOf(design, size))
  const estimates = model.toEstimates(top.parameters)
  const { loglik, information } = model.likelihood.evaluate(top.parameters)
  const covariance = covarianceOf(model, information)
  const penalised: Penalised = { ...layout, top }
  const uncentred = (): Penalised => {
    const own = laidOut(design, false, offset)
    return { ...own, top: penalisedTop(own, own.model.toParameters(estimates)) }
  }
  const terms = model.names.map((name, j): FirthTerm => {
    const estimate = estimates[j] as number
    const standardError = Math.sqrt(covariance[j * size + j] as number)
    if (coefficients?.includes(j) === false) return { name, estimate, standardError, test: null, interval: null }
    const own = j === 0 ? uncentred() : penalised
    const { lower, upper } = profileInterval(own, j, { estimate, standardError, confidence })
    return { name, estimate, standardError, test: ratio(own, [j]), interval: { lower, upper } }
  })
  return {
    terms,
    estimates,
    covariance,
    loglik,
    penalised: top.value + scaleTerm(model),
    iterations: top.iterations,
    candidates: candidateTests ? blockTests(penalised, design.blocks) : [],
  }
}
