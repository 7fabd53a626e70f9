import { describe, expect, it } from 'vitest'
import { chiSquareTail } from '../../src/numeric/chi-square.js'
import { normalCdf, normalQuantile, twoSided } from '../../src/numeric/normal.js'
import { againstOracle } from '../support/oracle.js'

// scipy.stats.chi2.sf
const SCIPY: readonly (readonly [number, number, number])[] = [
  [3.84, 1, 0.05004352124870519],
  [7, 2, 0.0301973834223185],
  [7, 3, 0.07189777249646509],
  [9, 4, 0.06109948096033269],
  [30, 5, 1.4748581038443073e-5],
  [30, 6, 3.930844818448459e-5],
  [300, 7, 6.0496418565564134e-61],
  [5, 9, 0.8343082601934075],
]

describe('chi-square tail', () => {
  it.each(SCIPY)('P(X ≥ %d) with %d degrees of freedom equals scipy', (x, df, expected) => {
    againstOracle('chi-square-tail', chiSquareTail(x, df), expected)
  })

  it('is 1 at and below zero and not a number for no number', () => {
    expect(chiSquareTail(0, 3)).toBe(1)
    expect(chiSquareTail(-1, 3)).toBe(1)
    expect(chiSquareTail(Number.NaN, 3)).toBeNaN()
  })
})

describe('normal distribution', () => {
  it('keeps the far tail', () => {
    againstOracle('normal-tail', normalCdf(-10), 7.61985302416047e-24)
    expect(twoSided(0)).toBe(1)
  })

  it('has quantile and probability as each other’s inverse', () => {
    for (const p of [1e-12, 0.025, 0.5, 0.9, 0.999]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 13)
  })
})
