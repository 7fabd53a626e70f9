import { inLanguage, type Spoken } from '../../data-schemas/bilingual.js'
import type { GateResult, GatesResult } from '../../data-schemas/results/gates.js'
import type { Gate, Study } from '../../data-schemas/study.js'
import { builtInGates } from './built-in-gates.js'
import { fairnessGate } from './fairness-gate.js'
import { gateValue } from './gate-value.js'
import { guardGates } from './guard-gates.js'
import type { RoomResults } from './room-results.js'
import { brokenSigns } from './signs.js'

/** What every result carries. */
export type Stamp = Pick<GatesResult, 'study' | 'data' | 'synthetic'>

const thresholdOf = (min: number | undefined, max: number | undefined): GateResult['threshold'] =>
  min !== undefined && max !== undefined ? `${min} to ${max}` : (min ?? max ?? null)

const within = (value: number, min: number | undefined, max: number | undefined): boolean =>
  (min !== undefined || max !== undefined) &&
  value >= (min ?? Number.NEGATIVE_INFINITY) &&
  value <= (max ?? Number.POSITIVE_INFINITY)

const because = (own: string, declared: Spoken | undefined): string =>
  declared === undefined ? own : `${own}. ${inLanguage(declared, 'en')}`

const boundGate = (gate: Extract<Gate, { kind: 'bound' }>, study: Study, results: RoomResults): GateResult => {
  const found = gateValue(gate, study, results)
  const what = `${gate.metric}${gate.k === undefined ? '' : ` at ${gate.k}`}${gate.side === 'estimate' ? '' : `, ${gate.side} bound`}`
  const passed = found.value !== null && within(found.value, gate.min, gate.max)
  const unbounded = gate.min === undefined && gate.max === undefined
  const text =
    found.value === null
      ? `${what} is not there: ${found.because}`
      : unbounded
        ? `${what}: the gate names no bound`
        : `${what} ${passed ? 'is' : 'is not'} within its bound`
  return {
    name: gate.name,
    kind: 'bound',
    passed,
    severity: 'refuse',
    value: found.value,
    threshold: thresholdOf(gate.min, gate.max),
    reason: because(text, gate.reason),
  }
}

const selectedGate = (gate: Extract<Gate, { kind: 'selected' }>, study: Study, results: RoomResults): GateResult => {
  const size = results.selection.selected.length
  const wanted = gate.size ?? study.selection.size
  const broken = gate.signs ? brokenSigns(study, results) : []
  const parts = [
    ...(size === wanted ? [] : [`${size} candidates are selected, not ${wanted}`]),
    ...(broken.length === 0 ? [] : [`against the expected sign: ${broken.join(', ')}`]),
  ]
  return {
    name: gate.name,
    kind: 'selected',
    passed: parts.length === 0,
    severity: 'refuse',
    value: size,
    threshold: wanted,
    reason: because(
      parts.length === 0 ? `${size} candidates${gate.signs ? ', no sign against expectation' : ''}` : parts.join('; '),
      gate.reason,
    ),
  }
}

const judge = (gate: Gate, study: Study, results: RoomResults): GateResult => {
  switch (gate.kind) {
    case 'bound':
      return boundGate(gate, study, results)
    case 'selected':
      return selectedGate(gate, study, results)
    case 'fairness':
      return fairnessGate(gate, results)
  }
}

/**
 * The room `gates`: the built-in gates and those of the study, each with value, threshold and reason. A number that does not
 * exist or may not be shown never passes. The model passes when no refusing gate is left unpassed.
 */
export const gatesRoom = (study: Study, results: RoomResults, stamp: Stamp): GatesResult => {
  const gates = [
    ...builtInGates(study, results),
    ...study.gates.map((gate) => judge(gate, study, results)),
    ...guardGates(study, results),
  ]
  return {
    kind: 'gates',
    ...stamp,
    passed: gates.every(({ passed, severity }) => passed || severity === 'warn'),
    gates,
  }
}
