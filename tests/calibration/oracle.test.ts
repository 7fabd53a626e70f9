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
import { againstOracle } from '../support/oracle.js'

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

describe('calibration against statsmodels and scikit-learn', () => {
  it('has the same intercept and slope, with model-based and person-clustered errors', () => {
    const found = calibrationSlope(predicted)
    const pairs = [
      [found.interceptAtSlope, expected.slope, 0],
      [found.slope, expected.slope, 1],
      [found.intercept, expected.large, 0],
    ] as const
    for (const [one, fit, index] of pairs) {
      const bounds = waldInterval(fit.estimate[index] as number, fit.standardError[index] as number, 0.95)
      againstOracle(
        'calibration-slope',
        [one.estimate, one.modelStandardError, one.standardError, one.lower, one.upper],
        [fit.estimate[index], fit.modelStandardError[index], fit.standardError[index], bounds.lower, bounds.upper],
      )
    }
  })

  it('has the same Brier score, log loss and observed-to-expected, with clustered errors', () => {
    const found = scoresOf(predicted)
    const { brier, logLoss } = expected
    const { upper } = waldInterval(brier.estimate, brier.standardError, 0.95)
    againstOracle('brier', [found.brier.estimate, found.brier.upper], [brier.estimate, upper])
    const { lower } = waldInterval(logLoss.estimate, logLoss.standardError, 0.95)
    againstOracle('log-loss', [found.logLoss.estimate, found.logLoss.lower], [logLoss.estimate, lower])
    const ratio = clusteredRatio(Float64Array.from(input.label), predicted.people, predicted.probability)
    if ('kind' in ratio) throw new Error(ratio.because)
    const { estimate, standardError } = expected.observedToExpected
    againstOracle(
      'observed-to-expected',
      [found.observedToExpected.estimate, ratio.standardError, found.observedToExpected.upper],
      [estimate, standardError, estimate * Math.exp((1.959963984540054 * standardError) / estimate)],
    )
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
      againstOracle('isotonic', (block?.events ?? 0) / (block?.trials ?? 1), expected.isotonic.rate[index])
    }
  })
})
