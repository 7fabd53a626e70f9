import { cholesky, choleskyInverse, choleskySolve } from '../numeric/cholesky.js'
import type { Design } from '../numeric/design.js'
import { fitLogistic } from '../numeric/logistic.js'
import { scaleBlocks } from '../numeric/scaled.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { scaledModel } from './scaled-model.js'

/** One coefficient of a ridge fit. */
export interface RidgeTerm {
  readonly name: string
  readonly estimate: number
  /** Spread of the shrunken estimate over samples; it says nothing of the distance that shrinkage put between it and the truth. */
  readonly samplingError: number
  /** Always undefined: see {@link fitRidge}. */
  readonly interval: Undefined
}

/** A ridge fit. */
export interface RidgeFit {
  readonly lambda: number
  readonly terms: readonly RidgeTerm[]
  /** Intercept first. */
  readonly estimates: Float64Array
  /** Log-likelihood without the penalty. */
  readonly loglik: number
  /** Parameters that the data still choose freely, the intercept counting 1: between 1 and their number. */
  readonly effectiveParameters: number
}

const NO_INTERVAL = undefinedBecause(
  'a ridge estimate is biased towards 0 by an unknown amount, so that estimate ± error does not cover the truth; use Firth’s fit or maximum likelihood for intervals',
)

/**
 * Logistic regression with a ridge on standardised columns, in the convention of R's glmnet (alpha = 0): minimises
 * −loglik / trials + λ/2 · Σ γ², γ the coefficients of columns with standard deviation 1 (divisor n), the intercept not penalised
 * (Le Cessie and Van Houwelingen 1992; Friedman, Hastie and Tibshirani 2010). Estimates are of the columns as given.
 * No intervals are given, because none of them would hold. Throws what `fitLogistic` throws.
 */
export const fitRidge = (
  design: Design,
  lambda: number,
  options: { readonly offset?: Float64Array } = {},
): RidgeFit => {
  const trials = design.trials.reduce((sum, value) => sum + value, 0)
  const ridge = lambda * trials
  const blocks = scaleBlocks(design.blocks, design.trials, true).blocks
  const fit = fitLogistic({ ...design, blocks }, { ...options, ridge })
  const model = scaledModel(design, { centre: true, offset: options.offset })
  const { information } = model.likelihood.evaluate(fit.estimates)
  const size = model.names.length
  const penalised = information.map((value, at) => (at % (size + 1) === 0 && at > 0 ? value + ridge : value))
  const factor = cholesky(penalised, size)
  const inverse = factor === null ? new Float64Array(size * size).fill(Number.NaN) : choleskyInverse(factor)
  const estimates = model.toEstimates(fit.estimates)
  const spread = estimates.map((_, j) => {
    // Row j of the back-transform times the inverse: the estimate's weights on the score, whose covariance is the information.
    const row = model.back.slice(j * size, (j + 1) * size)
    const weights = row.map((_, k) => row.reduce((sum, value, l) => sum + value * (inverse[l * size + k] as number), 0))
    return Math.sqrt(
      weights.reduce(
        (sum, a, k) => sum + a * weights.reduce((part, b, l) => part + b * (information[k * size + l] as number), 0),
        0,
      ),
    )
  })
  const effectiveParameters = estimates.reduce((sum, _, j) => {
    const column = Float64Array.from({ length: size }, (_, i) => information[i * size + j] as number)
    return sum + (factor === null ? Number.NaN : (choleskySolve(factor, column)[j] as number))
  }, 0)
  return {
    lambda,
    terms: model.names.map((name, j) => ({
      name,
      estimate: estimates[j] as number,
      samplingError: spread[j] as number,
      interval: NO_INTERVAL,
    })),
    estimates,
    loglik: fit.loglik,
    effectiveParameters,
  }
}
