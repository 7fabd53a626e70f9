import { describe, expect, it } from 'vitest'
import { metricChoice as schema } from '../../data-schemas/results/fairness-audit.js'
import { RefusedError } from '../../src/errors.js'
import { type Answers, chooseMetric, QUESTIONS } from '../../src/fairness/metric-choice.js'

const said = { reason: 'decided with the client council', author: 'Programme lead', date: '2025-03-01' }
const answers = (more: Partial<{ [Q in keyof Answers]: Answers[Q]['answer'] }> = {}): Answers => ({
  consequence: { answer: more.consequence ?? 'offer', ...said },
  worst: { answer: more.worst ?? 'missed', ...said },
  outcome: { answer: more.outcome ?? 'measures-need', ...said },
  capacity: { answer: more.capacity ?? 'fixed', ...said },
})
const ALL = ['recall', 'selectionRate', 'precision'] as const

const rulesOf = (choose: () => unknown): readonly string[] => {
  try {
    choose()
  } catch (error) {
    if (error instanceof RefusedError) return error.issues.map(({ rule }) => rule)
    throw error
  }
  return []
}

describe('the guided choice of the metric', () => {
  it('lets people missed lead to recall with false omission beside it, and keeps every reason', () => {
    const choice = chooseMetric(answers(), ALL)
    expect(schema.parse(JSON.parse(JSON.stringify(choice)))).toEqual(choice)
    expect(choice).toMatchObject({ primary: 'recall' })
    expect(choice.beside).toContain('for')
    expect(choice.answers.map(({ question }) => question)).toEqual(Object.keys(QUESTIONS))
    expect(choice.answers.every(({ reason }) => reason === said.reason)).toBe(true)
  })

  it.each([
    [{ worst: 'both-alike' }, 'recall', 'fpr'],
    [{ worst: 'listed-without-need', capacity: 'open' }, 'precision', 'recall'],
    [{ worst: 'both-alike', outcome: 'not-trusted' }, 'selectionRate', 'score'],
    [{ outcome: 'shaped-by-earlier-offers' }, 'recall', 'recallWithoutEarlierOffers'],
  ] as const)('%o leads to %s with %s beside it', (given, primary, beside) => {
    const choice = chooseMetric(answers(given), ALL)
    expect(choice.primary).toBe(primary)
    expect(choice.beside).toContain(beside)
  })

  it.each([
    [{ consequence: 'burden' }, ['not-an-offer']],
    [{ outcome: 'not-trusted' }, ['missed-without-outcome']],
    [{ worst: 'listed-without-need' }, ['unneeded-with-fixed-capacity']],
    [{ consequence: 'burden', outcome: 'not-trusted' }, ['not-an-offer', 'missed-without-outcome']],
  ] as const)('refuses %o with all contradictions at once', (given, rules) => {
    expect(rulesOf(() => chooseMetric(answers(given), ALL))).toEqual(rules)
  })

  it('refuses a choice that the study does not measure, and answers without a reason', () => {
    expect(rulesOf(() => chooseMetric(answers(), ['precision']))).toEqual(['chosen-metric-not-measured'])
    const short = { ...answers(), worst: { answer: 'missed' as const, ...said, reason: 'because' } }
    expect(rulesOf(() => chooseMetric(short, ALL))).toEqual(['answer-without-reason'])
  })

  it('has an outcome for every combination of answers: a choice or a refusal', () => {
    for (const consequence of QUESTIONS.consequence)
      for (const worst of QUESTIONS.worst)
        for (const outcome of QUESTIONS.outcome)
          for (const capacity of QUESTIONS.capacity) {
            const choose = () => chooseMetric(answers({ consequence, worst, outcome, capacity }), ALL)
            if (rulesOf(choose).length === 0) expect(ALL).toContain(choose().primary)
          }
  })
})
