import { expect, it } from 'vitest'
import type { Finding, ScreenedCandidate } from '../../data-schemas/results/screening.js'
import { BURDEN, legalBurden } from '../../src/selection/legal-burden.js'

const finding = (rule: string, more: Partial<Finding> = {}): Finding => ({
  lens: 'ethics',
  rule,
  effect: 'justify',
  text: rule,
  value: null,
  threshold: null,
  answerable: true,
  answeredBy: null,
  ...more,
})

const candidate = (name: string, findings: readonly Finding[]): ScreenedCandidate => ({
  name,
  decision: 'keep',
  reason: '',
  read: true,
  validity: null,
  explainability: null,
  dataQuality: null,
  ethics: {
    grade: 'pass',
    legalBasis: null,
    specialCategory: false,
    protectedGround: null,
    subjective: false,
    subjectToChange: false,
    proxies: [],
  },
  findings: [...findings],
  substitute: null,
})

const ledger = [
  candidate('age', [finding('protected-ground', { answeredBy: 'owner' }), finding('proxy', { effect: 'note' })]),
  candidate('postcode', [finding('proxy'), finding('proxy'), finding('proxy')]),
  candidate('weeks', []),
  candidate('noisy', [finding('missing', { lens: 'data-quality' }), finding('something-new')]),
]

it('adds up what has to be justified, each rule once a candidate, answered or not', () => {
  const { points, candidates } = legalBurden(['age', 'postcode', 'weeks', 'noisy'], ledger)
  expect(candidates.map((one) => one.points)).toEqual([3 + 2 * 0.5, 2, 0, 1])
  expect(points).toBe(7)
  expect(candidates[0]?.findings[0]).toEqual({ rule: 'protected-ground', points: 3, answeredBy: 'owner' })
})

it('takes the weights of the study', () => {
  const weights = { ...BURDEN, rules: { proxy: 10 }, other: 0, note: 0 }
  expect(legalBurden(['age', 'postcode'], ledger, weights).points).toBe(10)
})

it('refuses a candidate that was not screened', () => {
  expect(() => legalBurden(['nobody'], ledger)).toThrow('unknown-candidate')
})
