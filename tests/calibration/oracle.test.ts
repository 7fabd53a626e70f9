import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { clusteredRatio } from '../../src/calibration/clustered-mean.js'
import { poolAdjacentViolators } from '../../src/calibration/isotonic.js'
import type { Predicted } from '../../src/calibration/probabilities.js'
import { scoresOf } from '../../src/calibration/scores.js'
import { calibrationSlope } from '../../src/calibration/slope.js'
import { waldInterval } from '../../src/numeric/interval.js'
import { logit } from '../../src/numeric/link.js'
import { densePeople } from '../../src/numeric/people.js'

const folder = new URL('../oracles/calibration/', import.meta.url)
const json = (name: string): never => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as never

interface Pair {
  readonly estimate: number
  readonly standardError: number
}
interface Fit {
  readonly estimate: number[]
  readonly modelStandardError: number[]
  readonly standardError: number[]
}
const input: { probability: number[]; label: number[]; person: number[] } = json('input.json')
const expected: {
  slope: Fit
  large: Fit
  brier: Pair
  logLoss: Pair
  observedToExpected: Pair
  isotonic: { x: number[]; rate: number[] }
} = json('expected.json')

const predicted: Predicted = {
  probability: Float64Array.from(input.probability),
  label: Uint8Array.from(input.label),
  people: densePeople(Int32Array.from(input.person)),
}

const near = (value: unknown, wanted: number | undefined): void => {
  expect(typeof value).toBe('number')
  expect(Math.abs((value as number) - (wanted as number))).toBeLessThanOrEqual(1e-8 * Math.abs(wanted as number))
}

describe('calibration against statsmodels and scikit-learn', () => {
  it('has the same intercept and slope, with model-based and person-clustered errors', () => {
    const found = calibrationSlope(predicted)
    const pairs = [
      [found.interceptAtSlope, expected.slope, 0],
      [found.slope, expected.slope, 1],
      [found.intercept, expected.large, 0],
    ] as const
    for (const [one, fit, index] of pairs) {
      near(one.estimate, fit.estimate[index])
      near(one.modelStandardError, fit.modelStandardError[index])
      near(one.standardError, fit.standardError[index])
      const bounds = waldInterval(fit.estimate[index] as number, fit.standardError[index] as number, 0.95)
      near(one.lower, bounds.lower)
      near(one.upper, bounds.upper)
    }
  })

  it('has the same Brier score, log loss and observed-to-expected, with clustered errors', () => {
    const found = scoresOf(predicted)
    near(found.brier.estimate, expected.brier.estimate)
    near(found.brier.upper, waldInterval(expected.brier.estimate, expected.brier.standardError, 0.95).upper)
    near(found.logLoss.estimate, expected.logLoss.estimate)
    near(found.logLoss.lower, waldInterval(expected.logLoss.estimate, expected.logLoss.standardError, 0.95).lower)
    near(found.observedToExpected.estimate, expected.observedToExpected.estimate)
    const ratio = clusteredRatio(Float64Array.from(input.label), predicted.people, predicted.probability)
    if ('kind' in ratio) throw new Error(ratio.because)
    near(ratio.standardError, expected.observedToExpected.standardError)
    const half = (1.959963984540054 * expected.observedToExpected.standardError) / expected.observedToExpected.estimate
    near(found.observedToExpected.upper, expected.observedToExpected.estimate * Math.exp(half))
  })

  it('has the same isotonic rates, tied scores pooled', () => {
    const blocks = poolAdjacentViolators({
      linearPredictor: predicted.probability.map(logit),
      trials: new Float64Array(predicted.label.length).fill(1),
      events: Float64Array.from(predicted.label),
    })
    for (const [index, x] of expected.isotonic.x.entries()) {
      const block = blocks.find(({ from, to }) => from - 1e-12 <= x && x <= to + 1e-12)
      expect(block).toBeDefined()
      expect(
        Math.abs((block?.events ?? 0) / (block?.trials ?? 1) - (expected.isotonic.rate[index] as number)),
      ).toBeLessThan(1e-12)
    }
  })
})
