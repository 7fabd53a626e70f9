import type { Interval } from '../../data-schemas/results/common.js'
import type { BoundedRate } from '../../data-schemas/results/ranking.js'
import type { Gate, Study } from '../../data-schemas/study.js'
import type { RoomResults } from './room-results.js'

/** A number for a gate, or why there is none. */
export type GateValue = { readonly value: number } | { readonly value: null; readonly because: string }

type Bound = Extract<Gate, { kind: 'bound' }>
type Side = Bound['side']

const none = (because: string): GateValue => ({ value: null, because })

const ofInterval = (interval: Interval, side: Side): GateValue => {
  if (side !== 'estimate') {
    const bound = interval[side]
    return bound === null ? none(`the ${side} bound does not exist`) : { value: bound }
  }
  return typeof interval.estimate === 'number' ? { value: interval.estimate } : none(interval.estimate.because)
}

const ofRate = ({ expected, lower, upper }: BoundedRate, side: Side): GateValue =>
  ofInterval({ estimate: expected, lower, upper }, side)

const atCut = (
  gate: Bound & { readonly metric: 'recall' | 'precision' | 'lift' },
  study: Study,
  { ranking }: RoomResults,
): GateValue => {
  const k = gate.k ?? study.evaluation.k[0]
  const found = ranking.test.atK.find((one) => one.k === k)
  if (found === undefined) return none(`the list of ${k} was not evaluated; add it to evaluation.k`)
  return found.suppressed ? none('too few people stand behind it to be shown') : ofRate(found[gate.metric], gate.side)
}

/** The smallest lead over a rule at equal list size: the best rule is the one the model beats least. */
const leadOverRules = (side: Side, { ranking }: RoomResults): GateValue => {
  const rules = ranking.baselines.filter(({ kind }) => kind === 'rule')
  if (rules.length === 0) return none('the study names no rule to compare with')
  const leads = rules.map(({ name, difference }) => ({
    name,
    lead: difference === null ? none('suppressed') : ofInterval(difference, side),
  }))
  const missing = leads.find(({ lead }) => lead.value === null)
  if (missing !== undefined) return none(`the comparison with "${missing.name}" does not exist or may not be shown`)
  return { value: Math.min(...leads.map(({ lead }) => lead.value as number)) }
}

/** The number that a gate with bounds asks for. */
export const gateValue = (gate: Bound, study: Study, results: RoomResults): GateValue => {
  const { calibration, fit, ranking } = results
  const { metric, side } = gate
  switch (metric) {
    case 'recall':
    case 'precision':
    case 'lift':
      return atCut({ ...gate, metric }, study, results)
    case 'auc':
      return ofInterval(ranking.test.auc, side)
    case 'brier':
      return ofInterval(calibration.test.brier, side)
    case 'calibration-slope':
      return ofInterval(calibration.test.slope, side)
    case 'calibration-intercept':
      return ofInterval(calibration.test.intercept, side)
    case 'observed-to-expected':
      return ofInterval(calibration.test.observedToExpected, side)
    case 'events-per-parameter':
      return ofInterval({ estimate: fit.eventsPerParameter, lower: null, upper: null }, side)
    case 'recall-minus-best-rule':
      return leadOverRules(side, results)
  }
}
