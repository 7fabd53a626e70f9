import { describe, expect, it } from 'vitest'
import type { Predicted } from '../../src/calibration/probabilities.js'
import { calibrationSlope } from '../../src/calibration/slope.js'
import { slopeStatistic } from '../../src/calibration/slope-statistic.js'
import { clusteredBootstrap, drawWeights, percentileInterval } from '../../src/numeric/clustered-bootstrap.js'
import { logistic } from '../../src/numeric/link.js'
import { densePeople } from '../../src/numeric/people.js'
import { random } from '../../src/random.js'

const sample = (people: number, step: number): Predicted => {
  const stream = random(3, 'slope-statistic')
  const rows = people * 2
  const x = Float64Array.from({ length: rows }, () => Math.round((-1 + 3 * (stream.uniform() - 0.5)) / step) * step)
  return {
    probability: x.map(logistic),
    label: Uint8Array.from(x, (value) => (stream.uniform() < logistic(0.2 + 0.8 * value) ? 1 : 0)),
    people: densePeople(Int32Array.from({ length: rows }, (_, row) => row >> 1)),
  }
}

/** The people drawn, their rows really repeated. */
const repeated = ({ probability, label, people }: Predicted, weights: Uint8Array): Predicted => {
  const take = [...label.keys()].flatMap((row) =>
    Array.from({ length: weights[people.of[row] as number] as number }, () => row),
  )
  return {
    probability: Float64Array.from(take, (row) => probability[row] as number),
    label: Uint8Array.from(take, (row) => label[row] as number),
    people: densePeople(Int32Array.from(take.keys())),
  }
}

describe('the bootstrap of calibration intercept and slope', () => {
  it.each([
    ['exactly, for log-odds on a grid', 0.05, 1e-8],
    ['to a hundredth of a standard error, for log-odds all different', 1e-9, 0.01],
  ])('equals the fit on the rows really repeated %s', (_, grid, tolerance) => {
    const predicted = sample(400, grid)
    const { width, statistic } = slopeStatistic(predicted)
    const numbers = clusteredBootstrap({ people: 400, replicates: 5, seed: 1 }, width, statistic)
    const weights = new Uint8Array(400)
    for (let r = 0; r < 5; r += 1) {
      drawWeights(weights, 1, ['bootstrap', r])
      const wanted = calibrationSlope(repeated(predicted, weights))
      expect(Math.abs((numbers[2 * r] as number) - (wanted.intercept.estimate as number))).toBeLessThan(
        tolerance * (wanted.intercept.standardError as number),
      )
      expect(Math.abs((numbers[2 * r + 1] as number) - (wanted.slope.estimate as number))).toBeLessThan(
        tolerance * (wanted.slope.standardError as number),
      )
    }
  })

  it('agrees with the person-clustered sandwich', () => {
    const predicted = sample(3000, 1e-9)
    const { width, statistic } = slopeStatistic(predicted)
    const numbers = clusteredBootstrap({ people: 3000, replicates: 600, seed: 1 }, width, statistic)
    const { intercept, slope } = calibrationSlope(predicted)
    for (const [index, { lower, upper }] of [intercept, slope].entries()) {
      const found = percentileInterval(numbers, { index, width })
      const half = ((upper as number) - (lower as number)) / 2
      expect(Math.abs((found.lower as number) - (lower as number))).toBeLessThan(0.25 * half)
      expect(Math.abs((found.upper as number) - (upper as number))).toBeLessThan(0.25 * half)
    }
  })

  it('has no numbers for one class, separated outcomes, equal predictions, or a probability of 0', () => {
    const predicted = sample(30, 0.05)
    const numbers = (change: Partial<Predicted>): number[] => {
      const { width, statistic } = slopeStatistic({ ...predicted, ...change })
      return [...clusteredBootstrap({ people: 30, replicates: 1, seed: 1 }, width, statistic)]
    }
    expect(numbers({ label: new Uint8Array(60) })).toEqual([Number.NaN, Number.NaN])
    expect(numbers({ probability: predicted.probability.map((p, row) => (row === 0 ? 0 : p)) })).toEqual([
      Number.NaN,
      Number.NaN,
    ])
    expect(numbers({ probability: new Float64Array(60).fill(0.3) })[1]).toBeNaN()
    expect(
      numbers({ probability: Float64Array.from(predicted.label, (y, row) => 0.3 + 0.3 * y + row / 1e4) })[1],
    ).toBeNaN()
  })
})
