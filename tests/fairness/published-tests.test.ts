import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { equivalenceP } from '../../src/fairness/equivalence.js'
import { benjaminiYekutieli } from '../../src/fairness/multiplicity.js'
import { type TwoProportions, twoProportions } from '../../src/fairness/two-proportions.js'
import { againstOracle } from '../support/oracle.js'

const expected = JSON.parse(readFileSync(new URL('../oracles/fairness/expected.json', import.meta.url), 'utf8'))

describe('pooled two-proportion Z', () => {
  // TA:AA:2024:01, tables 5–8 (DOMAIN §5.6), to the digits printed there.
  it.each([
    [4, 53, 4, 169, 1.765, 0.039],
    [2, 24, 1, 76, 1.757, 0.0395],
  ])('gives %d/%d against %d/%d the published Z %d', (a, n, b, m, z, p) => {
    const found = twoProportions({ events: a, n }, { events: b, n: m }) as TwoProportions
    againstOracle('pooled-z-published', [found.z, found.upper], [z, p])
  })

  it('gives 9/288 against 5/99 the recomputed −0.885, lower tail .188', () => {
    const found = twoProportions({ events: 9, n: 288 }, { events: 5, n: 99 }) as TwoProportions
    againstOracle('pooled-z-published', [found.z, found.lower], [-0.885, 0.188])
  })

  it('equals statsmodels proportions_ztest', () => {
    for (const { a, b, z, upper, lower } of expected.twoProportions) {
      const found = twoProportions({ events: a[0], n: a[1] }, { events: b[0], n: b[1] }) as TwoProportions
      againstOracle('pooled-z', [found.z, found.upper, found.lower], [z, upper, lower])
    }
  })

  it('is undefined for an empty sample and for nobody or everybody', () => {
    expect(twoProportions({ events: 0, n: 0 }, { events: 1, n: 5 })).toMatchObject({ kind: 'undefined' })
    expect(twoProportions({ events: 0, n: 5 }, { events: 0, n: 5 })).toMatchObject({ kind: 'undefined' })
    expect(twoProportions({ events: 5, n: 5 }, { events: 5, n: 5 })).toMatchObject({ kind: 'undefined' })
  })
})

describe('Benjamini–Yekutieli adjustment', () => {
  it('equals statsmodels multipletests', () => {
    againstOracle('benjamini-yekutieli', benjaminiYekutieli(expected.by.p), expected.by.adjusted)
  })

  it('adjusts nothing for one test and none for no tests', () => {
    expect(benjaminiYekutieli([0.03])).toEqual([0.03])
    expect(benjaminiYekutieli([])).toEqual([])
  })

  it('never lowers a p-value, keeps order, and stays at most 1', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }), (p) => {
        const adjusted = benjaminiYekutieli(p)
        for (const [i, value] of adjusted.entries()) {
          expect(value).toBeGreaterThanOrEqual((p[i] as number) * (1 - 1e-12))
          expect(value).toBeLessThanOrEqual(1)
          for (const [j, other] of adjusted.entries()) if (p[i]! < p[j]!) expect(value).toBeLessThanOrEqual(other)
        }
      }),
    )
  })
})

describe('equivalence test', () => {
  it('is undefined without spread: absence of evidence is not equivalence', () => {
    expect(equivalenceP(0, 0, 0.05)).toMatchObject({ kind: 'undefined' })
  })

  it('is a half at the margin with one side far away', () => {
    expect(equivalenceP(0.05, 0.001, 0.05)).toBeCloseTo(0.5, 12)
  })
})
