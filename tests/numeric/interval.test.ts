import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Bounds, clopperPearson, waldInterval, wilsonInterval } from '../../src/numeric/interval.js'
import { quantile } from '../../src/numeric/quantile.js'
import { isDefined } from '../../src/numeric/undefined.js'
import { againstOracle } from '../support/oracle.js'
import { codeOf, readJson } from './designs.js'

interface Oracle {
  readonly proportions: readonly {
    successes: number
    trials: number
    confidence: number
    wilson: [number, number]
    exact: [number, number]
  }[]
  readonly quantiles: { sorted: number[]; p: number[]; value: number[] }
}
const { proportions, quantiles } = readJson<Oracle>('tests/oracles/logistic/expected.json')

describe('intervals of a proportion', () => {
  it.each(proportions)(
    'equal statsmodels for $successes of $trials at $confidence',
    ({ successes, trials, confidence, wilson, exact }) => {
      const score = wilsonInterval(successes, trials, confidence) as Bounds
      const sure = clopperPearson(successes, trials, confidence) as Bounds
      againstOracle('wilson-interval', [score.lower, score.upper], wilson)
      againstOracle('clopper-pearson', [sure.lower, sure.upper], exact)
    },
  )

  it('lie within 0 and 1, hold the rate, and mirror', () => {
    const counts = fc
      .integer({ min: 1, max: 5000 })
      .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)))
    fc.assert(
      fc.property(counts, fc.constantFrom(wilsonInterval, clopperPearson), ([successes, trials], interval) => {
        const found = interval(successes, trials, 0.95) as Bounds
        const mirrored = interval(trials - successes, trials, 0.95) as Bounds
        expect(found.lower).toBeGreaterThanOrEqual(0)
        expect(found.upper).toBeLessThanOrEqual(1)
        expect(found.lower).toBeLessThanOrEqual(successes / trials + 1e-12)
        expect(found.upper).toBeGreaterThanOrEqual(successes / trials - 1e-12)
        expect(Math.abs(found.lower - (1 - mirrored.upper))).toBeLessThan(1e-9)
      }),
      { numRuns: 200 },
    )
  })

  it('are undefined without trials, and refuse impossible counts and confidences', () => {
    expect(wilsonInterval(0, 0, 0.95)).toMatchObject({ kind: 'undefined' })
    expect(clopperPearson(0, 0, 0.95)).toMatchObject({ kind: 'undefined' })
    expect(codeOf(() => wilsonInterval(3, 2, 0.95))).toBe('invalid-counts')
    expect(codeOf(() => clopperPearson(1, 2, 1))).toBe('invalid-confidence')
    expect(codeOf(() => waldInterval(1, 2, 0))).toBe('invalid-confidence')
  })
})

it('Wald intervals are estimate ± 1.959964 standard errors at 95%', () => {
  const { lower, upper } = waldInterval(1, 2, 0.95)
  expect(upper).toBeCloseTo(1 + 2 * 1.959963984540054, 12)
  expect(lower).toBeCloseTo(1 - 2 * 1.959963984540054, 12)
})

describe('quantile', () => {
  it('equals NumPy and R type 7', () => {
    const found = quantiles.p.map((p) => quantile(quantiles.sorted, p) as number)
    againstOracle('quantile', found, quantiles.value)
  })

  it('rises with the share and stays within the values', () => {
    const values = fc.array(fc.double({ noNaN: true, min: -1e100, max: 1e100 }), { minLength: 1 })
    fc.assert(
      fc.property(
        values,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (raw, a, b) => {
          const sorted = Float64Array.from(raw).sort()
          const low = quantile(sorted, Math.min(a, b)) as number
          const high = quantile(sorted, Math.max(a, b)) as number
          expect(low).toBeLessThanOrEqual(high + 1e-9 * Math.abs(high))
          expect(low).toBeGreaterThanOrEqual((sorted[0] as number) - 1e-9 * Math.abs(sorted[0] as number))
        },
      ),
    )
  })

  it('is undefined for nothing and for shares outside 0 to 1', () => {
    expect(isDefined(quantile([], 0.5))).toBe(false)
    expect(isDefined(quantile([1], 1.5))).toBe(false)
    expect(isDefined(quantile([1], Number.NaN))).toBe(false)
  })
})
