import type { FitExaminationResult } from '../../data-schemas/results/fit-examination.js'
import type { Guard } from '../../data-schemas/results/guard.js'
import { WorkbenchError } from '../errors.js'
import type { Design } from '../numeric/design.js'
import { fitLogistic } from '../numeric/logistic.js'
import { undefinedBecause } from '../numeric/undefined.js'
import type { Random } from '../random.js'
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

/** Tests, profile intervals and Firth's estimates on rows that are independent. Throws what `fitLogistic` throws. */
export const independentFits = (design: Design): Independent => {
  const full = fitLogistic(design)
  const firth = fitFirth(design, { coefficients: [] })
  const profile = profileIntervals(design)
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
  return {
    independent: { rows: total(design.trials), events: total(design.events) },
    likelihoodRatio: [...likelihoodRatioTests(design, { full })],
    terms: profile.map(({ name, estimate, lower, upper }, j) => ({
      name,
      estimate,
      lower,
      upper,
      firth: firth.estimates[j] as number,
      distance:
        ((firth.estimates[j] as number) - estimate) / Math.sqrt(full.covariance[j * profile.length + j] as number),
    })),
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
): IntegerCard | ReturnType<typeof undefinedBecause> => {
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
  const value = terms.reduce((most, { distance }) => Math.max(most, Math.abs(distance)), 0)
  return {
    name: 'rare-events',
    passed: value <= FIRTH_DISTANCE,
    severity: 'warn',
    value,
    threshold: FIRTH_DISTANCE,
    reason: 'largest distance between Firth and maximum likelihood, in standard errors, on independent rows',
  }
}

const samplingGuard = ({ corrected, baseRate }: SamplingCheck): Guard => {
  const value = Math.abs(corrected / baseRate - 1)
  return {
    name: 'sampling-correction',
    passed: value <= SAMPLING_DISTANCE,
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
): Independent & Pick<FitExaminationResult, 'ridge' | 'sampling' | 'guards'> => {
  const own = independentFits(inputs.independent)
  const sampling = samplingCheck(inputs.independent, options)
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
