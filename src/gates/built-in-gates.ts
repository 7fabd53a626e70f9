import type { GateResult } from '../../data-schemas/results/gates.js'
import type { Study } from '../../data-schemas/study.js'
import type { RoomResults } from './room-results.js'
import { brokenSigns } from './signs.js'

/** Largest score per trial at which a fit counts as settled. */
const MAX_GRADIENT = 1e-6

/** Residual degrees of freedom under which a model says too much about single people (guideline for output of microdata). */
const MIN_DEGREES = 10

/** Events per parameter under which estimates become unsteady (Peduzzi et al. 1996). */
const MIN_EVENTS_PER_PARAMETER = 10

const gate = (
  name: string,
  rest: Omit<GateResult, 'name' | 'kind' | 'severity'> & { readonly severity?: 'warn' },
): GateResult => ({
  name,
  kind: 'built-in',
  severity: 'refuse',
  ...rest,
})

const list = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')

const converged = ({ fit }: RoomResults): GateResult =>
  gate('converged', {
    passed: fit.converged === true && fit.gradient <= MAX_GRADIENT,
    value: fit.gradient,
    threshold: MAX_GRADIENT,
    reason: 'largest element of the score, per trial, at the end of the fit',
  })

const separated = ({ fit }: RoomResults): GateResult => {
  const loose = fit.terms.filter(
    ({ estimate, standardError }) =>
      !Number.isFinite(estimate) || !(standardError > 0 && Number.isFinite(standardError)),
  )
  return gate('no-separation', {
    passed: fit.terms.length > 0 && loose.length === 0,
    value: fit.terms.length > 0 ? loose.length : null,
    threshold: 0,
    reason:
      fit.terms.length === 0
        ? 'the model has no terms'
        : loose.length === 0
          ? 'every term has a finite estimate and error'
          : `no finite estimate or error: ${list(loose.map(({ name }) => name))}`,
  })
}

const degrees = ({ fit }: RoomResults): GateResult =>
  gate('residual-degrees-of-freedom', {
    passed: fit.residualDegreesOfFreedom >= MIN_DEGREES,
    value: fit.residualDegreesOfFreedom,
    threshold: MIN_DEGREES,
    reason: 'rows minus parameters; below it a model would describe single people',
  })

const admissible = ({ screening, selection }: RoomResults): GateResult => {
  const strangers = selection.selected.filter((name) => !screening.admissible.includes(name))
  const empty = selection.selected.length === 0
  return gate('selected-are-admissible', {
    passed: !empty && strangers.length === 0,
    value: empty ? null : strangers.length,
    threshold: 0,
    reason: empty
      ? 'nothing is selected'
      : strangers.length === 0
        ? 'every selected candidate passed screening'
        : `selected, and not admitted by screening: ${list(strangers)}`,
  })
}

const signs = (study: Study, results: RoomResults): GateResult => {
  const broken = brokenSigns(study, results)
  return gate('expected-signs', {
    passed: broken.length === 0,
    value: broken.length,
    threshold: 0,
    reason:
      broken.length === 0
        ? 'no coefficient goes against an expected sign'
        : `against the expected sign: ${list(broken)}`,
  })
}

const eventsPerParameter = ({ fit }: RoomResults): GateResult => {
  const value = fit.eventsPerParameter
  return gate('events-per-parameter', {
    severity: 'warn',
    passed: typeof value === 'number' && value >= MIN_EVENTS_PER_PARAMETER,
    value: typeof value === 'number' ? value : null,
    threshold: MIN_EVENTS_PER_PARAMETER,
    reason: typeof value === 'number' ? 'the smaller of events and non-events, per parameter' : value.because,
  })
}

/** The gates that every study has, whatever it declares. */
export const builtInGates = (study: Study, results: RoomResults): readonly GateResult[] => [
  converged(results),
  separated(results),
  degrees(results),
  admissible(results),
  signs(study, results),
  eventsPerParameter(results),
]
