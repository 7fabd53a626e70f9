import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { betaCalibration } from '../../src/calibration/beta.js'
import { METHODS, mapOf, quickMapOf } from '../../src/calibration/methods.js'
import { compareNested } from '../../src/calibration/nested-folds.js'
import { partSlope } from '../../src/calibration/part-slope.js'
import type { Predicted } from '../../src/calibration/probabilities.js'
import { slopePipeline, type Training } from '../../src/calibration/slope-optimism.js'
import { smoothCurve } from '../../src/calibration/smooth-curve.js'
import { calibrator } from '../../src/numeric/calibrator.js'
import type { Block } from '../../src/numeric/design.js'
import { waldInterval } from '../../src/numeric/interval.js'
import { logit } from '../../src/numeric/link.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { densePeople } from '../../src/numeric/people.js'
import { rowPatterns, weightedDesign } from '../../src/selection/row-patterns.js'
import { againstOracle } from '../support/oracle.js'

const folder = new URL('../oracles/calibration-examination/', import.meta.url)
const json = (name: string): never => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as never

interface Slopes {
  readonly slope: number
  readonly intercept: number
  readonly interceptAtSlope: number
}

const input: {
  probability: number[]
  label: number[]
  person: number[]
  turned: number[]
  columns: number[][]
  outcome: number[]
  fold: number[]
  weights: number[][]
} = json('input.json')
const expected: {
  smooth: Record<'knots' | 'predicted' | 'observed' | 'lower' | 'upper', number[]> &
    Record<'ici' | 'e50' | 'e90' | 'largest' | 'chiSquare' | 'df' | 'p', number>
  beta: number[]
  betaTurned: number[]
  optimism: Slopes[]
  nested: { method: string; logLoss: number; brier: number; gain: number; standardError: number }[]
  partSlope: { estimate: number; standardError: number }
} = json('expected.json')

const people = densePeople(Int32Array.from(input.person))
const predicted: Predicted = {
  probability: Float64Array.from(input.probability),
  label: Uint8Array.from(input.label),
  people,
}

const defined = <T extends object>(value: T | { readonly kind: 'undefined'; readonly because: string }): T => {
  if ('kind' in value && value.kind === 'undefined') throw new Error(value.because)
  return value as T
}

/** Within 1e-8 of the other, relative to it or to 1e-3 where it is smaller. */
const near = (ours: unknown, theirs: number): void => {
  expect(typeof ours).toBe('number')
  expect(Math.abs((ours as number) - theirs)).toBeLessThanOrEqual(1e-8 * Math.max(1e-3, Math.abs(theirs)))
}

const training = (): Training => {
  const blocks: Block[] = [0, 1, 2, 3].map((j) => ({
    kind: 'values',
    name: `z${j}`,
    columns: [`z${j}`],
    values: Float64Array.from(input.columns, (row) => row[j] as number),
  }))
  const outcome = Uint8Array.from(input.outcome)
  const folded = rowPatterns(blocks, outcome.length)
  const fit = fitLogistic(weightedDesign(folded, outcome, () => 1))
  const known = { estimates: fit.estimates, covariance: fit.covariance, trials: outcome.length }
  return { folded, outcome, person: people.of, known, tolerance: 1e-9 }
}

const patterns = (label: readonly number[]) => ({
  linearPredictor: predicted.probability.map(logit),
  trials: new Float64Array(label.length).fill(1),
  events: Float64Array.from(label),
})

describe('the calibration examination against R', () => {
  it('has the smooth curve and clustered band of rms', () => {
    const found = defined(smoothCurve(predicted, { minimum: 10, seed: 1 }))
    const wanted = expected.smooth
    expect(found.points).toHaveLength(40)
    againstOracle('smooth-curve', found.knots, wanted.knots)
    for (const name of ['predicted', 'observed', 'lower', 'upper'] as const)
      againstOracle(
        'smooth-curve',
        found.points.map((point) => point[name]),
        wanted[name],
      )
    for (const name of ['ici', 'e50', 'e90', 'largest'] as const)
      againstOracle('smooth-curve', found[name], wanted[name])
    const test = defined(found.test)
    againstOracle('smooth-curve', [test.chiSquare, test.p], [wanted.chiSquare, wanted.p])
    expect(test.df).toBe(wanted.df)
  })

  it('has the beta calibration of its definition, also where a slope would be negative', () => {
    const sets = [
      [betaCalibration(patterns(input.label)), expected.beta],
      [betaCalibration(patterns(input.turned)), expected.betaTurned],
    ] as const
    for (const [found, wanted] of sets) {
      if (found.kind !== 'beta') throw new Error('no beta calibration')
      againstOracle('beta-calibration', [found.intercept, found.low, found.high], wanted)
    }
    const map = calibrator(betaCalibration(patterns(input.label)) as never)
    const [c, a, b] = expected.beta as [number, number, number]
    for (const p of [1e-12, 0.01, 0.3, 0.999]) {
      near(map(logit(p)), 1 / (1 + Math.exp(-(c + a * Math.log(p) - b * Math.log1p(-p)))))
    }
  })

  it('has slope and intercept on all people of fits on weighted people', async () => {
    const pipeline = slopePipeline(training())
    for (const [index, weights] of input.weights.entries()) {
      const found = defined(await pipeline(Uint8Array.from(weights)))
      const wanted = expected.optimism[index] as Slopes
      for (const name of ['slope', 'intercept', 'interceptAtSlope'] as const)
        againstOracle('slope-of-refits', found.test[name], wanted[name])
    }
  })

  it('scores the methods on nested folds as written out', () => {
    const found = defined(compareNested(training(), Uint8Array.from(input.fold), people))
    for (const wanted of expected.nested) {
      const own = found.methods.find(({ method }) => method === wanted.method)
      for (const name of ['logLoss', 'brier', 'gain', 'standardError'] as const)
        againstOracle('nested-folds', own?.[name], wanted[name])
    }
    expect(found.recommended).toBe('none')
  })

  it('has the slope within a part, clustered among its own people', () => {
    const rows = Int32Array.from(people.of.keys()).filter((row) => (people.of[row] as number) < 100)
    const found = partSlope(predicted, rows, 0.95)
    const { estimate, standardError } = expected.partSlope
    const { lower, upper } = waldInterval(estimate, standardError, 0.95)
    againstOracle('part-slope', [found.estimate, found.lower, found.upper], [estimate, lower, upper])
  })

  it('fits the same maps quickly as with all diagnostics', () => {
    for (const method of METHODS) {
      const [slow, quick] = [mapOf(method, patterns(input.label)), quickMapOf(method, patterns(input.label))]
      expect(quick.kind).toBe(slow.kind)
      for (const [name, value] of Object.entries(slow)) {
        if (typeof value === 'number') near((quick as unknown as Record<string, number>)[name], value)
      }
    }
  })
})
