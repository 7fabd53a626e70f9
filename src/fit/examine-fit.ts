import type { Stamp } from '../../data-schemas/results/common.js'
import type { FitExaminationResult } from '../../data-schemas/results/fit-examination.js'
import type { Guard } from '../../data-schemas/results/guard.js'
import { WorkbenchError } from '../errors.js'
import type { Design } from '../numeric/design.js'
import { fitLogistic, type Logistic } from '../numeric/logistic.js'
import { isDefined, type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { Random } from '../random.js'
import { orReason } from '../selection/fit-or-reason.js'
import { fitFirth } from './firth.js'
import { type IntegerCard, integerPoints } from './integer-points.js'
import { likelihoodRatioTests, profileIntervals } from './profile.js'
import { fitRidge } from './ridge.js'
import { type SamplingCheck, samplingCheck } from './sampling-check.js'

/** Distance of Firth's estimate from maximum likelihood, in standard errors, from which rare events bend the estimates. */
const FIRTH_DISTANCE = 0.5

/** Relative distance from the base rate at which the correction for sampling has not worked. */
const SAMPLING_DISTANCE = 0.05

type Independent = Pick<FitExaminationResult, 'independent' | 'likelihoodRatio' | 'terms'>

const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)

/** Maximum likelihood beside Firth, per column. */
const besideFirth = (design: Design, full: Logistic | Undefined): Independent['terms'] => {
  const firth = orReason(() => fitFirth(design, { coefficients: [], candidateTests: false }))
  if ('kind' in firth) return firth
  if ('kind' in full) {
    return firth.terms.map(({ name, estimate }) => ({
      name,
      estimate: full,
      lower: full,
      upper: full,
      firth: estimate,
      distance: full,
    }))
  }
  const size = full.names.length
  return profileIntervals(design).map(({ name, estimate, lower, upper }, j) => {
    const own = firth.estimates[j] as number
    const error = Math.sqrt(full.covariance[j * size + j] as number)
    return { name, estimate, lower, upper, firth: own, distance: (own - estimate) / error }
  })
}

/** Tests, profile intervals and Firth's estimates on rows that are independent; undefined, with the reason, where they do not exist. */
export const independentFits = (design: Design): Independent => {
  const full = orReason(() => fitLogistic(design))
  return {
    independent: { rows: total(design.trials), events: total(design.events) },
    likelihoodRatio: 'kind' in full ? full : orReason(() => [...likelihoodRatioTests(design, { full })]),
    terms: besideFirth(design, full),
  }
}

/** What a ridge makes of the model. Throws what `fitLogistic` throws. */
export const shrunkFit = (design: Design, lambda: number, estimates: Float64Array): FitExaminationResult['ridge'] => {
  const ridge = fitRidge(design, lambda)
  return {
    lambda,
    effectiveParameters: ridge.effectiveParameters,
    terms: ridge.terms.map(({ name, estimate }, j) => ({ name, estimate: estimates[j] as number, shrunk: estimate })),
  }
}

/** The card of whole points; undefined for a model in which no candidate has levels. */
export const wholePoints = (
  design: Design,
  options: { readonly estimates: Float64Array; readonly range: number },
): IntegerCard | Undefined => {
  try {
    return integerPoints(design, options)
  } catch (error) {
    if (error instanceof WorkbenchError && error.code === 'invalid-points') {
      return undefinedBecause('no candidate with levels, or none that matters at this range of points')
    }
    throw error
  }
}

const firthGuard = (terms: Independent['terms']): Guard => {
  const distances = 'kind' in terms ? [] : terms.map(({ distance }) => distance)
  const known = distances.length > 0 && distances.every(isDefined)
  const value = known ? distances.reduce((most, distance) => Math.max(most, Math.abs(distance)), 0) : null
  return {
    name: 'rare-events',
    passed: value !== null && value <= FIRTH_DISTANCE,
    severity: 'warn',
    value,
    threshold: FIRTH_DISTANCE,
    reason:
      value === null
        ? 'rows that are independent are too few for maximum likelihood'
        : 'largest distance between Firth and maximum likelihood, in standard errors, on independent rows',
  }
}

const distanceFromBase = ({ corrected, baseRate }: SamplingCheck): number => Math.abs(corrected / baseRate - 1)

const samplingGuard = (check: SamplingCheck | Undefined): Guard => {
  const value = 'kind' in check ? null : distanceFromBase(check)
  return {
    name: 'sampling-correction',
    passed: value !== null && value <= SAMPLING_DISTANCE,
    severity: 'warn',
    value,
    threshold: SAMPLING_DISTANCE,
    reason: 'relative distance from the base rate after thinning the non-events and correcting the intercept',
  }
}

/** Largest distance of the second solver from the first, in standard errors. */
const SOLVER_DISTANCE = 1e-6

const solverGuard = (value: number): Guard => ({
  name: 'second-solver',
  passed: value <= SOLVER_DISTANCE,
  severity: 'refuse',
  value,
  threshold: SOLVER_DISTANCE,
  reason: 'largest distance between the estimates of two independent solvers, in standard errors',
})

/** What the fit is examined on. */
export interface FitExaminationInputs {
  /** The selected candidates on rows that are independent (one a person). */
  readonly independent: Design
  /** The same on the whole training side. */
  readonly training: Design
  /** Of the model, intercept first. */
  readonly estimates: Float64Array
  /** From the fit: distance of the second solver, in standard errors. */
  readonly solverDifference: number | null
}

/** Everything of the examination but the list of whole points: tests, profile, Firth, ridge and the check of the sampling correction. */
export const examineFits = (
  inputs: FitExaminationInputs,
  options: { readonly ridge: number; readonly thinnings: number; readonly random: Random },
): Omit<FitExaminationResult, 'kind' | keyof Stamp | 'points'> => {
  const own = independentFits(inputs.independent)
  const sampling = orReason(() => samplingCheck(inputs.training, options))
  return {
    ...own,
    ridge: shrunkFit(inputs.training, options.ridge, inputs.estimates),
    sampling,
    guards: [
      ...(inputs.solverDifference === null ? [] : [solverGuard(inputs.solverDifference)]),
      firthGuard(own.terms),
      samplingGuard(sampling),
    ],
  }
}
