import { describe, expect, it } from 'vitest'
import { lessDiscriminatoryAlternative } from '../../src/fairness/less-discriminatory.js'
import { type ComparedList, compareLists } from '../../src/ranking/compare-lists.js'
import { simulatedLists } from '../ranking/simulated-lists.js'

type Difference = readonly [estimate: number, lower: number, upper: number]

/** A compared list with the numbers that the rule reads. */
const list = (
  name: string,
  numbers: { gap: number | null; gapDifference?: Difference; recall?: Difference },
): ComparedList => {
  const estimated = ([estimate, lower, upper]: Difference) => ({ estimate, lower, upper })
  const nothing = { estimate: { kind: 'undefined', because: 'too few' }, lower: null, upper: null } as const
  const difference = estimated(numbers.gapDifference ?? [0, 0, 0])
  const gap =
    numbers.gap === null
      ? { ...nothing, difference: nothing }
      : { estimate: numbers.gap, lower: 0, upper: 1, difference }
  const recall = { estimate: 0.4, lower: 0.3, upper: 0.5, difference: estimated(numbers.recall ?? [0, 0, 0]) }
  const compared = { selection: 2, recall: 2 }
  return {
    name,
    recall,
    overlap: { share: 1, jaccard: 1 },
    gaps: [{ attribute: 'sex', selection: gap, recall: gap, compared }],
  }
}

const BEST = list('best', { gap: 0.1 })
const sex = { attribute: 'sex' } as const

describe('the less discriminatory alternative', () => {
  it('is the smallest gap among sets whose recall is not worse', () => {
    const lists = [
      BEST,
      list('worse', { gap: 0.01, recall: [-0.05, -0.08, -0.02] }),
      list('fair', { gap: 0.03, gapDifference: [-0.07, -0.1, -0.03], recall: [-0.01, -0.03, 0.01] }),
      list('fairer than best', { gap: 0.06, gapDifference: [-0.04, -0.06, -0.01], recall: [0, -0.02, 0.02] }),
    ]
    const found = lessDiscriminatoryAlternative({ lists }, sex)
    expect(found).toMatchObject({
      kind: 'alternative',
      name: 'fair',
      gap: 0.03,
      gapOfBest: 0.1,
      shown: true,
      considered: 4,
    })
    expect(found.reasons.join(' ')).toContain('not shown to be worse')
  })

  it('asks for proof when a margin is given', () => {
    const lists = [
      BEST,
      list('vague', { gap: 0.03, gapDifference: [-0.07, -0.15, 0.01], recall: [0, -0.05, 0.05] }),
      list('close', { gap: 0.05, gapDifference: [-0.05, -0.1, 0.001], recall: [-0.004, -0.01, 0.002] }),
    ]
    expect(lessDiscriminatoryAlternative({ lists }, sex)).toMatchObject({ name: 'vague', shown: false })
    const found = lessDiscriminatoryAlternative({ lists }, { ...sex, margin: 0.02 })
    expect(found).toMatchObject({ name: 'close', shown: false })
    expect(found.reasons.join(' ')).toContain('may be chance')
    expect(lessDiscriminatoryAlternative({ lists }, { ...sex, margin: 0.001 })).toMatchObject({ kind: 'none' })
  })

  it.each([
    ['no other set', [BEST], 'no set considered has a smaller gap'],
    ['only larger gaps', [BEST, list('more', { gap: 0.2 })], 'no set considered has a smaller gap'],
    ['only worse recall', [BEST, list('worse', { gap: 0.01, recall: [-0.1, -0.2, -0.05] })], 'recall of each is worse'],
    ['an undefined gap of the best', [list('best', { gap: null }), list('other', { gap: 0 })], 'undefined'],
    ['only undefined gaps elsewhere', [BEST, list('other', { gap: null })], 'no set considered has a smaller gap'],
  ] as const)('is none, with a reason, for %s', (_, lists, because) => {
    const found = lessDiscriminatoryAlternative({ lists }, sex)
    expect(found.kind).toBe('none')
    expect(found.reasons[0]).toContain(because)
  })

  it('refuses an attribute that was not compared', () => {
    expect(() => lessDiscriminatoryAlternative({ lists: [BEST] }, { attribute: 'age' })).toThrow('unknown-attribute')
  })

  it('finds the score that leans less on simulated people', () => {
    const people = simulatedLists(21, { people: 1500, each: 2 })
    const comparison = compareLists(people, { share: 0.2, replicates: 200, seed: 1 })
    const found = lessDiscriminatoryAlternative(comparison, { attribute: 'group', gap: 'selection', margin: 0.1 })
    expect(found).toMatchObject({ kind: 'alternative', name: 'leaning', shown: true })
  })
})
