import { describe, expect, it } from 'vitest'
import type { Finding, ScreenedCandidate } from '../../data-schemas/results/screening.js'
import { reasonText } from '../../src/report/reasons.js'

const finding = (more: Partial<Finding>): Finding => ({
  lens: 'data-quality',
  rule: 'missing',
  effect: 'drop',
  text: 'text of the result',
  value: 0.284,
  threshold: 0.15,
  answerable: true,
  answeredBy: null,
  ...more,
})

const page = (findings: readonly Finding[], decision: ScreenedCandidate['decision']): ScreenedCandidate => ({
  name: 'education',
  decision,
  reason: 'text of the result',
  read: true,
  validity: null,
  explainability: null,
  dataQuality: null,
  ethics: {
    grade: 'fail',
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

describe('the short reason of a decision', () => {
  it('is written in the language asked for, with its numbers', () => {
    expect(reasonText(page([finding({})], 'drop'), 'nl')).toBe('geen waarde in 28,4% van de rijen')
    expect(reasonText(page([finding({})], 'drop'), 'en')).toBe('no value in 28.4% of the rows')
  })

  it('names each rule once, with its largest value', () => {
    const findings = [finding({ value: 0.2 }), finding({ value: 0.3 }), finding({ value: 0.3 })]
    expect(reasonText(page(findings, 'drop'), 'en')).toBe('no value in 30.0% of the rows')
  })

  it('leaves notes out, and says when a finding is answered', () => {
    const note = finding({ effect: 'note', rule: 'no-gain' })
    expect(reasonText(page([note], 'keep'), 'en')).toBe('')
    expect(reasonText(page([note, finding({ answeredBy: 'somebody' })], 'keep'), 'en')).toBe(
      'no value in 28.4% of the rows: answered in the study',
    )
  })

  it("falls back on the result's own text for a rule it does not know", () => {
    expect(reasonText(page([finding({ rule: 'new-rule' })], 'drop'), 'nl')).toBe('text of the result')
  })
})
