import { describe, expect, it } from 'vitest'
import { type GateResult, gatesResult } from '../../data-schemas/results/gates.js'
import { type StudyInput, study } from '../../data-schemas/study.js'
import { gatesRoom } from '../../src/gates/gates-room.js'
import type { RoomResults } from '../../src/gates/room-results.js'

const stamp = { study: 'gated', data: 'c'.repeat(64), synthetic: true }
const at = (estimate: number, half: number) => ({ estimate, lower: estimate - half, upper: estimate + half })
const rate = (expected: number) => ({
  expected,
  worst: null,
  best: null,
  tieDeviation: null,
  production: null,
  lower: expected - 0.05,
  upper: expected + 0.05,
})
const term = (name: string, estimate: number, more: object = {}) => ({
  name,
  candidate: name === '(Intercept)' ? null : name,
  estimate,
  standardError: 0.1,
  z: 1,
  p: 0.1,
  lower: 0,
  upper: 1,
  modelStandardError: 0.1,
  ...more,
})
const cut = {
  k: 0.1,
  suppressed: false,
  threshold: 0.1,
  probabilityAtCut: null,
  size: 10,
  recall: rate(0.6),
  precision: rate(0.2),
  lift: rate(6),
  tiedAtCut: 0,
  drawnAtCut: 0,
  withinLists: null,
}
const comparison = {
  metric: 'recall' as const,
  group: 'a',
  reference: 'b',
  ratio: 0.8,
  difference: -0.1,
  lower: -0.15,
  upper: -0.06,
  p: 0.001,
  pAdjusted: 0.004,
  pEquivalence: null,
  verdict: 'gap' as const,
  because: 'found',
}
const rule = {
  name: 'short',
  kind: 'rule' as const,
  suppressed: false,
  share: 0.2,
  size: 20,
  recall: 0.5,
  precision: 0.1,
  modelRecall: 0.6,
  difference: at(0.1, 0.04),
}

const results: RoomResults = {
  screening: { admissible: ['x', 'y'] },
  selection: { selected: ['x', 'y'] },
  fit: {
    converged: true,
    gradient: 1e-12,
    residualDegreesOfFreedom: 5000,
    eventsPerParameter: 80,
    terms: [term('(Intercept)', -3), term('x', 0.9), term('y', -0.4)],
  },
  calibration: {
    test: { intercept: at(0, 0.1), slope: at(1, 0.08), brier: at(0.03, 0.01), observedToExpected: at(1.02, 0.05) },
  },
  ranking: {
    test: { auc: at(0.85, 0.02), atK: [cut] },
    baselines: [rule, { ...rule, name: 'long', difference: at(0.04, 0.03) }],
  },
  fairness: {
    attributes: [
      {
        name: 'sex',
        label: null,
        reference: 'b',
        groups: [],
        comparisons: [comparison],
        tieRule: { tied: null, drawn: null, groups: [] },
      },
    ],
  },
  guards: [],
}

const studyWith = (gates: StudyInput['gates'] = [], candidates?: StudyInput['candidates']) =>
  study.parse({
    name: 'gated',
    data: { kind: 'flat' },
    outcome: { kind: 'column', column: 'o', positive: [1] },
    candidates: candidates ?? [
      { name: 'x', type: 'number', expected: '+' },
      { name: 'y', type: 'number', encoding: 'linear', expected: '-' },
    ],
    selection: { size: 2 },
    gates,
  })

const only = (gate: NonNullable<StudyInput['gates']>[number], from: RoomResults = results): GateResult =>
  gatesRoom(studyWith([gate]), from, stamp).gates.find(({ name }) => name === gate.name) as GateResult

const builtIn = (name: string, from: RoomResults, candidates?: StudyInput['candidates']) => {
  const result = gatesRoom(studyWith([], candidates), from, stamp)
  return { ...(result.gates.find((gate) => gate.name === name) as GateResult), model: result.passed }
}

describe('the gates room', () => {
  it('passes a sound model and is valid plain JSON', () => {
    const result = gatesRoom(studyWith(), results, stamp)
    expect(result.passed).toBe(true)
    expect(gatesResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    expect(result.gates.map(({ name }) => name)).toEqual([
      'converged',
      'no-separation',
      'residual-degrees-of-freedom',
      'selected-are-admissible',
      'expected-signs',
      'events-per-parameter',
      'examined',
    ])
  })

  it.each([
    ['recall', 0.6, 0.55, 0.65],
    ['precision', 0.2, 0.15, 0.25],
    ['lift', 6, 5.95, 6.05],
    ['auc', 0.85, 0.83, 0.87],
    ['brier', 0.03, 0.02, 0.04],
    ['calibration-slope', 1, 0.92, 1.08],
    ['calibration-intercept', 0, -0.1, 0.1],
    ['observed-to-expected', 1.02, 0.97, 1.07],
    ['recall-minus-best-rule', 0.04, 0.01, 0.07],
  ] as const)('reads %s: estimate, lower and upper bound', (metric, estimate, lower, upper) => {
    for (const [side, value] of [
      ['estimate', estimate],
      ['lower', lower],
      ['upper', upper],
    ] as const) {
      const gate = { kind: 'bound', name: 'g', metric, side, min: value - 1e-9 } as const
      expect(only(gate).value).toBeCloseTo(value, 12)
      expect(only(gate).passed).toBe(true)
      expect(only({ ...gate, min: value + 1e-9 }).passed).toBe(false)
      expect(only({ kind: 'bound', name: 'g', metric, side, max: value - 1e-9 }).passed).toBe(false)
    }
  })

  it('states one bound as a number and two as a range', () => {
    expect(only({ kind: 'bound', name: 'g', metric: 'auc', min: 0.8 }).threshold).toBe(0.8)
    expect(only({ kind: 'bound', name: 'g', metric: 'calibration-slope', min: 0.9, max: 1.1 })).toMatchObject({
      threshold: '0.9 to 1.1',
      passed: true,
    })
  })

  it('never passes on a number that is not there, may not be shown, or is not bounded', () => {
    const undefinedAuc = {
      ...results,
      ranking: {
        ...results.ranking,
        test: {
          ...results.ranking.test,
          auc: { estimate: { kind: 'undefined' as const, because: 'one class only' }, lower: null, upper: null },
        },
      },
    }
    expect(only({ kind: 'bound', name: 'g', metric: 'auc', max: 1 }, undefinedAuc)).toMatchObject({
      passed: false,
      value: null,
      reason: 'auc is not there: one class only',
    })
    const hidden = {
      ...results,
      ranking: { ...results.ranking, test: { ...results.ranking.test, atK: [{ ...cut, suppressed: true }] } },
    }
    expect(only({ kind: 'bound', name: 'g', metric: 'recall', k: 0.1, min: 0 }, hidden)).toMatchObject({
      passed: false,
      value: null,
    })
    expect(only({ kind: 'bound', name: 'g', metric: 'recall', k: 0.3, min: 0 })).toMatchObject({
      passed: false,
      value: null,
    })
    expect(only({ kind: 'bound', name: 'g', metric: 'auc' })).toMatchObject({ passed: false, threshold: null })
    expect(only({ kind: 'bound', name: 'g', metric: 'events-per-parameter', side: 'lower', min: 0 })).toMatchObject({
      passed: false,
      value: null,
    })
    const noRules = { ...results, ranking: { ...results.ranking, baselines: [] } }
    expect(only({ kind: 'bound', name: 'g', metric: 'recall-minus-best-rule', min: -1 }, noRules)).toMatchObject({
      passed: false,
      value: null,
    })
    const secret = {
      ...results,
      ranking: { ...results.ranking, baselines: [rule, { ...rule, suppressed: true, difference: null }] },
    }
    expect(only({ kind: 'bound', name: 'g', metric: 'recall-minus-best-rule', min: -1 }, secret)).toMatchObject({
      passed: false,
      value: null,
    })
  })

  it('refuses the wrong number of candidates and signs against expectation', () => {
    expect(only({ kind: 'selected', name: 'g' })).toMatchObject({ passed: true, value: 2, threshold: 2 })
    expect(only({ kind: 'selected', name: 'g', size: 9 }).passed).toBe(false)
    const turned = { ...results, fit: { ...results.fit, terms: [term('x', -0.9), term('y', 0.4)] } }
    expect(only({ kind: 'selected', name: 'g' }, turned)).toMatchObject({
      passed: false,
      reason: 'against the expected sign: x, y',
    })
    expect(only({ kind: 'selected', name: 'g', signs: false }, turned).passed).toBe(true)
  })

  it('refuses a gap between groups, unless smaller than asked; a justification makes it a warning', () => {
    const gate = { kind: 'fairness', name: 'g', metric: 'recall' } as const
    expect(only(gate)).toMatchObject({ passed: false, severity: 'refuse', value: 0.1 })
    expect(only({ ...gate, maxDifference: 0.2 })).toMatchObject({ passed: true, threshold: 0.2 })
    expect(only({ ...gate, justified: 'follows the risk, argued in the dossier' })).toMatchObject({
      passed: false,
      severity: 'warn',
    })
    expect(gatesRoom(studyWith([{ ...gate, justified: 'argued in the dossier' }]), results, stamp).passed).toBe(true)
    expect(gatesRoom(studyWith([gate]), results, stamp).passed).toBe(false)
  })

  it('does not take absence for fairness, and counts what cannot be told', () => {
    const gate = { kind: 'fairness', name: 'g', metric: 'recall' } as const
    expect(only({ ...gate, metric: 'precision' })).toMatchObject({ passed: false, value: null })
    expect(only({ ...gate, attribute: 'origin' })).toMatchObject({ passed: false, value: null })
    const blank = {
      ...comparison,
      difference: null,
      lower: null,
      upper: null,
      p: null,
      pAdjusted: null,
      verdict: 'cannot-tell' as const,
    }
    const withThese = (comparisons: (typeof blank | typeof comparison)[]): RoomResults => ({
      ...results,
      fairness: { attributes: [{ ...results.fairness.attributes[0]!, comparisons }] },
    })
    expect(only(gate, withThese([blank]))).toMatchObject({ passed: false, value: null })
    const unsure = { ...comparison, verdict: 'cannot-tell' as const }
    const found = only(gate, withThese([blank, { ...unsure } as unknown as typeof comparison]))
    expect(found.passed).toBe(true)
    expect(found.reason).toContain('2 of 2 comparisons cannot tell')
  })
})

describe('the built-in gates', () => {
  it('refuse a fit that did not settle, has terms without estimates, or too few degrees of freedom', () => {
    const withFit = (more: object): RoomResults => ({ ...results, fit: { ...results.fit, ...more } })
    expect(builtIn('converged', withFit({ gradient: 1e-3 }))).toMatchObject({ passed: false, model: false })
    expect(
      builtIn('no-separation', withFit({ terms: [term('x', 40, { standardError: Number.POSITIVE_INFINITY })] })),
    ).toMatchObject({ passed: false, value: 1, model: false })
    expect(builtIn('no-separation', withFit({ terms: [] }))).toMatchObject({ passed: false, value: null })
    expect(builtIn('residual-degrees-of-freedom', withFit({ residualDegreesOfFreedom: 9 }))).toMatchObject({
      passed: false,
      model: false,
    })
  })

  it('refuse a selected candidate that screening did not admit, and an empty selection', () => {
    expect(builtIn('selected-are-admissible', { ...results, screening: { admissible: ['x'] } })).toMatchObject({
      passed: false,
      value: 1,
      model: false,
    })
    expect(builtIn('selected-are-admissible', { ...results, selection: { selected: [] } })).toMatchObject({
      passed: false,
      value: null,
    })
  })

  it('refuse a coefficient against its expected sign, and ask nothing of levels and of "any"', () => {
    const turned = { ...results, fit: { ...results.fit, terms: [term('x', -0.9)] } }
    expect(builtIn('expected-signs', turned)).toMatchObject({ passed: false, model: false })
    expect(builtIn('expected-signs', turned, [{ name: 'x', type: 'number' }])).toMatchObject({ passed: true })
    expect(
      builtIn('expected-signs', turned, [{ name: 'x', type: 'number', encoding: 'levels', expected: '+' }]),
    ).toMatchObject({ passed: true })
  })

  it('warn, and do not refuse, on few events per parameter', () => {
    const few = { ...results, fit: { ...results.fit, eventsPerParameter: 4 } }
    expect(builtIn('events-per-parameter', few)).toMatchObject({ passed: false, severity: 'warn', model: true })
    const none = {
      ...results,
      fit: { ...results.fit, eventsPerParameter: { kind: 'undefined' as const, because: 'no parameters' } },
    }
    expect(builtIn('events-per-parameter', none)).toMatchObject({ passed: false, value: null, reason: 'no parameters' })
  })
})
