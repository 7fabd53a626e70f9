import { describe, expect, it } from 'vitest'
import { challengerVerdict } from '../../src/challenger/verdict.js'

const context = { variant: 'network', candidates: 17, model: 9, confidence: 0.95, beyondSum: true } as const

const at = (estimate: number, lower: number, upper: number) => ({
  k: 0.1,
  challenger: 0.5 + estimate,
  model: 0.5,
  difference: {
    estimate,
    lower,
    upper,
    verdict: lower > 0 ? ('higher' as const) : upper < 0 ? ('lower' as const) : ('cannot-tell' as const),
  },
})

describe('the price of explainability in words', () => {
  it('says what being explainable costs, in both languages', () => {
    expect(challengerVerdict([at(0.031, 0.02, 0.042)], context)).toEqual({
      en: 'Compared with the model of 9 indicators: a small neural network of 17. On a list of 10% it finds 3.1 percentage points more of the people with the outcome (95% interval 2.0 to 4.2): that is what being explainable costs.',
      nl: 'Vergeleken met het model van 9 indicatoren: een klein neuraal netwerk van 17. Op een lijst van 10% vindt het 3,1 procentpunt meer van de mensen met de uitkomst (95%-interval 2,0 tot 4,2): dat is wat uitlegbaarheid kost.',
    })
  })

  it('does not call "cannot tell" equal, and says how much it could be', () => {
    const { en, nl } = challengerVerdict([at(-0.0002, -0.01, 0.009)], context)
    expect(en).toContain('0.0 percentage points fewer')
    expect(en).toContain('(95% interval −1.0 to 0.9): this test cannot tell')
    expect(en).toContain('more than 0.9 points is unlikely')
    expect(nl).toContain(
      'deze toets kan niet zeggen of uitlegbaarheid iets kost; meer dan 0,9 punt is onwaarschijnlijk',
    )
  })

  it('says that nothing is paid where the model is better, and that nothing was learned where that is so', () => {
    const { en, nl } = challengerVerdict([at(-0.02, -0.03, -0.01)], { ...context, model: 1, beyondSum: false })
    expect(en).toContain('the model of 1 indicator:')
    expect(en).toContain('It found nothing to learn beyond a sum of the indicators.')
    expect(en).toContain('being explainable costs nothing here')
    expect(nl).toContain('uitlegbaarheid kost hier niets')
  })

  it('says why nothing can be said', () => {
    const reason = { kind: 'undefined', because: 'fewer than 10 people with the outcome' } as const
    const none = { estimate: reason, lower: null, upper: null, verdict: 'cannot-tell' } as const
    const { en, nl } = challengerVerdict([{ k: 0.125, challenger: reason, model: reason, difference: none }], context)
    expect(en).toContain('On a list of 12.5% nothing can be said: fewer than 10 people with the outcome.')
    expect(nl).toContain('Op een lijst van 12,5% is niets te zeggen')
  })
})
