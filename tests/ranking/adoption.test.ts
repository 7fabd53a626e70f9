import { describe, expect, it } from 'vitest'
import {
  type AdoptionRule,
  applyRule,
  freezeRule,
  type OpeningLog,
  openTestPeriod,
  verifyOpenings,
} from '../../src/ranking/adoption.js'
import { compareModels } from '../../src/ranking/compare-models.js'
import { simulatedModels } from './simulated-models.js'

const RULE: AdoptionRule = {
  study: 'sample',
  k: 0.1,
  within: 'pooled',
  atLeast: 0,
  confidence: 0.95,
  replicates: 80,
  seed: 1,
  reason: 'better at the same number of places, or nothing changes',
}
const OPENING = { data: 'a'.repeat(64), at: '2026-11-22T10:00:00Z', by: 'reviewer' } as const
const opened = (rule: AdoptionRule = RULE): OpeningLog => openTestPeriod(freezeRule(rule), [], OPENING)

const { first, label, person } = simulatedModels(600, 2)
const noise = Float64Array.from(person, (who) => (who * 7919) % 101)
const OPTIONS = { shares: [0.1], replicates: 80, seed: 1, minimum: 10 } as const
const better = compareModels({ first, second: noise }, { label, person }, OPTIONS)
const worse = compareModels({ first: noise, second: first }, { label, person }, OPTIONS)

describe('a rule for adoption', () => {
  it('has one digest whatever the order of its fields, and another for any other rule', () => {
    const turned = Object.fromEntries(Object.entries(RULE).reverse()) as unknown as AdoptionRule
    expect(freezeRule(turned).digest).toBe(freezeRule(RULE).digest)
    expect(freezeRule({ ...RULE, atLeast: -0.01 }).digest).not.toBe(freezeRule(RULE).digest)
  })

  it.each([
    { k: 0 },
    { k: 1.1 },
    { atLeast: 2 },
    { atLeast: Number.NaN },
    { confidence: 1 },
    { replicates: 0 },
    { reason: ' ' },
  ])('is refused with %j', (change) => {
    expect(() => freezeRule({ ...RULE, ...change })).toThrow('invalid-rule')
  })

  it('opens the test period, and a second opening is counted', () => {
    const once = opened()
    const twice = openTestPeriod(freezeRule(RULE), once, { ...OPENING, at: '2026-11-23T10:00:00Z' })
    expect(once).toHaveLength(1)
    expect(twice.map(({ number }) => number)).toEqual([1, 2])
    expect(twice[1]?.previous).toBe(once[0]?.digest)
    expect(twice[0]).toEqual(once[0])
    expect(() => verifyOpenings(twice)).not.toThrow()
    expect(applyRule(freezeRule(RULE), twice, better).openings).toBe(2)
  })

  it('cannot change once the test period was opened', () => {
    const other = freezeRule({ ...RULE, atLeast: -0.05 })
    expect(() => openTestPeriod(other, opened(), OPENING)).toThrow('adoption-rule-changed')
    expect(() => applyRule(other, opened(), worse)).toThrow('adoption-rule-changed')
    const forged = { rule: other.rule, digest: freezeRule(RULE).digest }
    expect(() => openTestPeriod(forged, opened(), OPENING)).toThrow('adoption-rule-changed')
    expect(() => openTestPeriod(forged, [], OPENING)).toThrow('adoption-rule-changed')
  })

  it('sees an opening that was changed, removed or moved', () => {
    const frozen = freezeRule(RULE)
    const log = openTestPeriod(frozen, openTestPeriod(frozen, opened(), OPENING), OPENING)
    const [a, b, c] = log as [OpeningLog[number], OpeningLog[number], OpeningLog[number]]
    for (const bad of [
      [{ ...a, by: 'builder' }, b, c],
      [a, c],
      [b, c],
      [a, c, b],
      [a, a],
    ])
      expect(() => openTestPeriod(frozen, bad, OPENING)).toThrow('opening-log-broken')
  })

  it('adopts the better model, keeps the one in use when it cannot tell, and does so as the rule says only', () => {
    const frozen = freezeRule(RULE)
    expect(applyRule(frozen, opened(), better)).toMatchObject({ adopt: true, openings: 1, rule: frozen.digest })
    expect(applyRule(frozen, opened(), worse).adopt).toBe(false)
    const hidden = compareModels({ first, second: noise }, { label, person }, { ...OPTIONS, minimum: 10_000 })
    expect(applyRule(frozen, opened(), hidden)).toMatchObject({
      adopt: false,
      because: 'fewer than 10000 people with the outcome',
    })
    expect(() => applyRule(frozen, [], better)).toThrow('not-opened')
    for (const change of [{ replicates: 81 }, { seed: 2 }, { confidence: 0.9 }, { shares: [0.2] }]) {
      const otherwise = compareModels({ first, second: noise }, { label, person }, { ...OPTIONS, ...change })
      expect(() => applyRule(frozen, opened(), otherwise)).toThrow('comparison-differs')
    }
  })
})
