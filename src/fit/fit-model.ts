import type { Stamp } from '../../data-schemas/results/common.js'
import type { FitResult } from '../../data-schemas/results/fit.js'
import { WorkbenchError } from '../errors.js'
import { unitDiagonal } from '../numeric/cholesky.js'
import { type Clustered, type ClusterRows, clusteredCovariance } from '../numeric/cluster.js'
import { type Block, type Design, rowsBehind } from '../numeric/design.js'
import { waldInterval } from '../numeric/interval.js'
import { fitLogistic, type Logistic } from '../numeric/logistic.js'
import { symmetricEigenvalues } from '../numeric/matrix.js'
import { twoSided } from '../numeric/normal.js'
import { agreement } from '../numeric/second-solver.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { likelihoodRatioTests, waldTests } from './profile.js'

/** How a model is fitted and reported. */
export interface FitOptions {
  readonly stamp: Stamp
  /** Rows behind the patterns, when a person can have several: standard errors are then clustered by person. */
  readonly rows?: Omit<ClusterRows, 'model'>
  /** Of the Wald intervals. Default 0.95. */
  readonly confidence?: number
  readonly maxIterations?: number
}

/** Fewest rows beyond the parameters: under it a model could describe single people (SDC handbook for regressions). */
export const RESIDUAL_MINIMUM = 10

/** Weighted rows have no standard errors from the information of the model: they need the sandwich. */
const refuseWithoutRows = ({ counted }: Design, { rows }: FitOptions): void => {
  if (counted === undefined || rows !== undefined) return
  throw new WorkbenchError('weights-without-rows', {
    expected: 'the rows behind weighted patterns, for standard errors clustered by person',
    found: 'patterns only',
    where: 'fit',
  })
}

/** Sum of the weights, and how many rows without weights would be as certain (Kish 1965). */
const weightingOf = (design: Design, rows: FitOptions['rows']): Pick<FitResult, 'weighting'> => {
  const weight = rows?.weight
  if (design.counted === undefined || weight === undefined) return {}
  let [sum, squares] = [0, 0]
  for (const own of weight) {
    sum += own
    squares += own * own
  }
  return { weighting: { sum, effectiveRows: (sum * sum) / squares } }
}

const refuseSaturated = (n: number, parameters: number): void => {
  if (n - parameters >= RESIDUAL_MINIMUM) return
  throw new WorkbenchError('too-few-rows', {
    expected: `at least ${RESIDUAL_MINIMUM} rows more than parameters`,
    found: `${n} rows for ${parameters} parameters`,
    where: 'fit',
    advice: 'select fewer candidates or merge levels: coefficients of such a model could describe single people',
    exit: 2,
  })
}

/** Candidate of each name of the fit; null for the intercept. */
const ownersOf = (blocks: readonly Block[]): readonly (string | null)[] => [
  null,
  ...blocks.flatMap((block) => block.columns.map(() => block.name)),
]

const standardErrors = (covariance: Float64Array, size: number): readonly number[] =>
  Array.from({ length: size }, (_, j) => Math.sqrt(covariance[j * size + j] as number))

const termsOf = (
  model: Logistic,
  blocks: readonly Block[],
  options: { readonly covariance: Float64Array; readonly confidence: number },
): FitResult['terms'] => {
  const size = model.names.length
  const errors = standardErrors(options.covariance, size)
  const modelErrors = standardErrors(model.covariance, size)
  const owners = ownersOf(blocks)
  return model.names.map((name, j) => {
    const estimate = model.estimates[j] as number
    const standardError = errors[j] as number
    const z = estimate / standardError
    return {
      name,
      candidate: owners[j] as string | null,
      estimate,
      standardError,
      z,
      p: twoSided(z),
      ...waldInterval(estimate, standardError, options.confidence),
      modelStandardError: modelErrors[j] as number,
    }
  })
}

/**
 * Condition of a fit: largest over smallest eigenvalue of the information of centred columns in correlation form (Belsley 1991).
 * 1 is best; above about 10⁶ estimates lose their last six digits to rounding.
 */
export const conditionNumber = (model: Logistic): number => {
  const size = model.names.length
  const values = symmetricEigenvalues(unitDiagonal(model.scaledInformation, size), size)
  return (values[size - 1] as number) / (values[0] as number)
}

const eventsPerParameter = (n: number, events: number, parameters: number): number | Undefined =>
  parameters === 0 ? undefinedBecause('no parameter but the intercept') : Math.min(events, n - events) / parameters

const refuseSingular = (clustered: Clustered, size: number): void => {
  const bad = standardErrors(clustered.covariance, size).some((error) => !(error > 0))
  if (!bad) return
  throw new WorkbenchError('too-few-people', {
    expected: 'more people than parameters for standard errors clustered by person',
    found: `${clustered.clusters} people for ${size} parameters`,
    where: 'fit',
    advice: 'select fewer candidates',
    exit: 2,
  })
}

const candidateTests = (design: Design, full: Logistic, clustered: Clustered | null): FitResult['candidateTests'] => {
  if (clustered === null) return { method: 'likelihood-ratio', tests: [...likelihoodRatioTests(design, { full })] }
  const { covariance } = clustered
  return { method: 'clustered-wald', tests: [...waldTests(design.blocks, { estimates: full.estimates, covariance })] }
}

/**
 * The room `fit`: maximum likelihood with standard errors, Wald tests and intervals; clustered by person when rows are given.
 * With weights `n`, `events` and what follows from them count rows; the log-likelihood is the weighted one.
 * Throws what {@link fitLogistic} and {@link clusteredCovariance} throw, `too-few-rows` under ten residual degrees of freedom,
 * and `too-few-people` when clustered errors do not exist.
 */
export const fitModel = (design: Design, options: FitOptions): FitResult => {
  const { confidence = 0.95, maxIterations } = options
  const { rows: n, events } = rowsBehind(design)
  refuseWithoutRows(design, options)
  const model = fitLogistic(design, maxIterations === undefined ? {} : { maxIterations })
  const parameters = model.names.length
  refuseSaturated(n, parameters)
  const clustered = options.rows === undefined ? null : clusteredCovariance({ model, ...options.rows })
  if (clustered !== null) refuseSingular(clustered, parameters)
  const covariance = clustered?.covariance ?? model.covariance
  return {
    kind: 'fit',
    ...options.stamp,
    n,
    events,
    patterns: design.trials.length,
    loglik: model.loglik,
    nullLoglik: model.nullLoglik,
    converged: true,
    iterations: model.iterations,
    gradient: model.gradient,
    conditionNumber: conditionNumber(model),
    covariance: clustered === null ? 'model' : 'clustered',
    clusters: clustered === null ? null : { people: clustered.clusters, correction: clustered.correction },
    confidence,
    residualDegreesOfFreedom: n - parameters,
    eventsPerParameter: eventsPerParameter(n, events, parameters - 1),
    bic: Math.log(n) * parameters - 2 * model.loglik,
    terms: termsOf(model, design.blocks, { covariance, confidence }),
    candidateTests: candidateTests(design, model, clustered),
    secondSolver: agreement(design, model),
    ...weightingOf(design, options.rows),
  }
}
