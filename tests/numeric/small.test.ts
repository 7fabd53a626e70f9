import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { log1pExp, logistic, logit } from '../../src/numeric/link.js'
import { symmetricEigenvalues } from '../../src/numeric/matrix.js'
import { compensatedSum } from '../../src/numeric/sum.js'
import { againstOracle } from '../support/oracle.js'
import { codeOf, levelsBlock, readJson, valuesBlock } from './designs.js'

describe('link functions', () => {
  it('have no overflow at the ends', () => {
    expect(logistic(-1e308)).toBe(0)
    expect(logistic(1e308)).toBe(1)
    expect(logistic(-745)).toBeGreaterThan(0)
    expect(log1pExp(1e308)).toBe(1e308)
    expect(log1pExp(-1e308)).toBe(0)
    expect(log1pExp(-40)).toBe(Math.exp(-40))
    expect(log1pExp(0)).toBeCloseTo(Math.LN2, 15)
    expect(logit(0)).toBe(-Infinity)
    expect(logit(1)).toBe(Infinity)
    expect(logit(-0.1)).toBeNaN()
  })

  it('invert each other, and log1pExp(x) − log1pExp(−x) = x', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 15, noNaN: true }), (x) => {
        expect(Math.abs(logit(logistic(x)) - x)).toBeLessThan(1e-9)
        expect(Math.abs(log1pExp(x) - log1pExp(-x) - x)).toBeLessThan(1e-13 * (1 + Math.abs(x)))
      }),
    )
  })
})

describe('compensated sum', () => {
  it('is that of fsum, but for the sums that cancel to their last bits', () => {
    const { sets } = readJson<{ sets: { values: number[]; sum: number }[] }>('tests/oracles/sum/expected.json')
    for (const { values, sum } of sets) {
      const size = values.reduce((total, value) => total + Math.abs(value), 0)
      if (Math.abs(sum) > 1e-10 * size) againstOracle('compensated-sum', compensatedSum(values), sum)
      else expect(Math.abs(compensatedSum(values) - sum)).toBeLessThanOrEqual(1e-30 * size)
    }
  })

  it('keeps what a plain sum loses', () => {
    expect(compensatedSum([1, 1e100, 1, -1e100])).toBe(2)
    expect(compensatedSum(new Float64Array(1e6).fill(0.1))).toBe(1e5)
    expect(compensatedSum([])).toBe(0)
    expect(compensatedSum([1, Infinity])).toBe(Infinity)
    expect(compensatedSum([1, Number.NaN])).toBeNaN()
  })
})

describe('linear predictor', () => {
  it('adds intercept, columns, levels and offset', () => {
    const blocks = [valuesBlock('x', [1, 2, 3]), levelsBlock('l', [0, 1, 2], 3)]
    const eta = linearPredictor(blocks, Float64Array.of(10, 2, 100, 1000), 3, Float64Array.of(0.5, 0, 0))
    expect(Array.from(eta)).toEqual([12.5, 114, 1016])
  })

  it('refuses another number of estimates', () => {
    expect(codeOf(() => linearPredictor([], Float64Array.of(1, 2), 1))).toBe('mismatched-length')
  })
})

it('eigenvalues of a symmetric matrix have its trace and its known values', () => {
  const found = symmetricEigenvalues(Float64Array.of(2, -1, 0, -1, 2, -1, 0, -1, 2), 3)
  const expected = [2 - Math.SQRT2, 2, 2 + Math.SQRT2]
  expected.forEach((value, i) => {
    expect(found[i]).toBeCloseTo(value, 12)
  })
})
