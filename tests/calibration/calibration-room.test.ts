import { describe, expect, it } from 'vitest'
import { calibrationResult } from '../../data-schemas/results/calibration.js'
import {
  type CalibrationInput,
  type CalibrationOptions,
  calibrationRoom,
} from '../../src/calibration/calibration-room.js'
import { logistic } from '../../src/numeric/link.js'
import { random } from '../../src/random.js'

const options: CalibrationOptions = {
  stamp: { study: 'test', data: 'b'.repeat(64), synthetic: true },
  methods: ['none', 'intercept', 'platt', 'isotonic'],
  minimum: 10,
}

/** Log-odds that are wrong by `shift` and `slope` on both sides of the split. */
const sample = (n: number, wrong: { readonly shift: number; readonly slope: number }, seed = 1): CalibrationInput => {
  const draw = (name: string): { x: Float64Array; y: Uint8Array } => {
    const stream = random(seed, name)
    const x = Float64Array.from({ length: n }, () => -2 + 3 * (stream.uniform() + stream.uniform() - 1))
    return {
      x,
      y: Uint8Array.from(x, (value) => (stream.uniform() < logistic(wrong.shift + wrong.slope * value) ? 1 : 0)),
    }
  }
  const train = draw('train')
  const test = draw('test')
  return {
    linearPredictor: test.x,
    label: test.y,
    person: Int32Array.from({ length: n }, (_, row) => row >> 1),
    validation: {
      linearPredictor: train.x,
      trials: new Float64Array(n).fill(1),
      events: Float64Array.from(train.y),
      fold: Uint8Array.from({ length: n }, (_, row) => row % 5),
    },
  }
}

describe('the calibration room', () => {
  it('keeps a model that is right as it is, and returns what its schema promises', () => {
    const result = calibrationRoom(sample(6000, { shift: 0, slope: 1 }), options)
    expect(calibrationResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    expect(result.method).toBe('none')
    const { intercept, slope, observedToExpected } = result.test
    expect(intercept.lower).toBeLessThan(0)
    expect(intercept.upper).toBeGreaterThan(0)
    expect(slope.lower).toBeLessThan(1)
    expect(slope.upper).toBeGreaterThan(1)
    expect(observedToExpected.lower).toBeLessThan(observedToExpected.estimate as number)
    expect(result.uncalibrated).toEqual({
      intercept,
      slope,
      observedToExpected,
      interceptAtSlope: result.test.interceptAtSlope,
      brier: result.test.brier,
      logLoss: result.test.logLoss,
    })
  })

  it('shifts a model whose level is wrong', () => {
    const result = calibrationRoom(sample(8000, { shift: 0.7, slope: 1 }), {
      ...options,
      methods: ['none', 'intercept'],
    })
    expect(result.method).toBe('intercept')
    expect(Math.abs(result.test.intercept.estimate as number)).toBeLessThan(0.15)
    expect(result.uncalibrated.intercept.estimate).toBeGreaterThan(0.5)
  })

  it('stretches a model whose spread is wrong', () => {
    const result = calibrationRoom(sample(8000, { shift: -0.3, slope: 0.5 }), {
      ...options,
      methods: ['none', 'intercept', 'platt'],
    })
    expect(result.method).toBe('platt')
    expect(Math.abs((result.test.slope.estimate as number) - 1)).toBeLessThan(0.2)
    expect(result.uncalibrated.slope.estimate).toBeLessThan(0.65)
    expect(result.keepsRanking).toBe(true)
  })

  it('reports the ties that isotonic makes', () => {
    const result = calibrationRoom(sample(4000, { shift: 1, slope: 0.4 }), { ...options, methods: ['isotonic'] })
    const [isotonic] = result.comparison
    expect(isotonic?.distinctScores).toBe(4000)
    expect(isotonic?.distinctProbabilities).toBeLessThan(200)
    if (result.method === 'isotonic') expect(result.keepsRanking).toBe(false)
    else expect(isotonic?.logLoss).toMatchObject({ kind: 'undefined' })
  })

  it('shows a curve of which every group holds enough people with the outcome', () => {
    const { curve, test } = calibrationRoom(sample(600, { shift: 0, slope: 1 }), options)
    expect(curve.reduce((sum, point) => sum + point.rows, 0)).toBe(600)
    expect(curve.every(({ events }) => events >= 10)).toBe(true)
    expect(curve.reduce((sum, point) => sum + point.events, 0)).toBe(test.events)
    for (const { observed, lower, upper } of curve) {
      expect(lower).toBeLessThanOrEqual(observed)
      expect(upper).toBeGreaterThanOrEqual(observed)
    }
  })

  it('shows nothing of the outcome when fewer people than the minimum have it', () => {
    const input = sample(400, { shift: 0, slope: 1 })
    const label = Uint8Array.from(input.label, (_, row) => (row < 9 ? 1 : 0))
    const result = calibrationRoom({ ...input, label }, options)
    expect(result.test).toMatchObject({ events: null, meanObserved: null })
    expect(result.test.slope).toMatchObject({ estimate: { kind: 'undefined' }, lower: null })
    expect(result.curve).toEqual([])
    expect(calibrationResult.parse(result)).toEqual(result)
  })

  it('says why there is no slope: one class, equal predictions, or a probability of 0 or 1', () => {
    const input = sample(400, { shift: 0, slope: 1 })
    const because = (change: Partial<CalibrationInput>, name: 'slope' | 'intercept' = 'slope'): unknown =>
      calibrationRoom({ ...input, ...change }, { ...options, minimum: 0 }).uncalibrated[name].estimate
    expect(because({ label: new Uint8Array(400) })).toMatchObject({ because: 'no row has the outcome' })
    expect(because({ label: new Uint8Array(400).fill(1) }, 'intercept')).toMatchObject({
      because: 'every row has the outcome',
    })
    expect(because({ linearPredictor: new Float64Array(400).fill(-1) })).toMatchObject({
      because: 'all predictions are equal',
    })
    expect(because({ linearPredictor: new Float64Array(400).fill(1e308) })).toMatchObject({
      because: expect.stringContaining('exactly 0 or 1'),
    })
    const separated = Float64Array.from(input.label, (y, row) => (y === 1 ? 1 : -1) + row * 1e-4)
    expect(because({ linearPredictor: separated })).toMatchObject({ because: expect.stringContaining('separate') })
  })

  it('refuses columns of another length, predictions that are not numbers, and a single fold', () => {
    const input = sample(100, { shift: 0, slope: 1 })
    expect(() => calibrationRoom({ ...input, label: new Uint8Array(3) }, options)).toThrow('mismatched-length')
    expect(() =>
      calibrationRoom({ ...input, linearPredictor: new Float64Array(100).fill(Number.NaN) }, options),
    ).toThrow('invalid-number')
    const validation = { ...input.validation, fold: new Uint8Array(100) }
    expect(() => calibrationRoom({ ...input, validation }, options)).toThrow('too-few-folds')
  })
})
