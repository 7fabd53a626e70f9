import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { calibrationError, hosmerLemeshow, reliabilityCurve } from '../../src/calibration/curve.js'
import { isotonicCalibration, poolAdjacentViolators } from '../../src/calibration/isotonic.js'
import type { Predicted } from '../../src/calibration/probabilities.js'
import { scoresOf } from '../../src/calibration/scores.js'
import { calibrationSlope } from '../../src/calibration/slope.js'
import { calibrator } from '../../src/numeric/calibrator.js'
import { logit } from '../../src/numeric/link.js'
import { densePeople } from '../../src/numeric/people.js'
import { againstOracle } from '../support/oracle.js'

const DATA = '../shared/data/numerics/calib_test_with_p.csv'
const REFERENCE = '../shared/reference/numerics.json'

interface Reference {
  readonly citl: number
  readonly citl_se: number
  readonly slope: number
  readonly slope_se: number
  readonly intercept_at_slope: number
  readonly brier: number
  readonly logloss: number
  readonly mean_p: number
  readonly mean_y: number
  readonly hosmer_lemeshow_deciles: {
    readonly obs: number[]
    readonly n: number[]
    readonly expected: number[]
    readonly chisq: number
    readonly p: number
    readonly df: number
  }
  readonly ece10_equal_width: {
    readonly n: number[]
    readonly frac_pos: number[]
    readonly mean_pred: number[]
    readonly ece: number
    readonly mce: number
  }
  readonly isotonic_pav_on_test: { readonly levels: number[]; readonly n_levels: number; readonly brier_after: number }
}

const read = (): Predicted => {
  const rows = readFileSync(DATA, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number))
  return {
    label: Uint8Array.from(rows, (row) => row[0] as number),
    probability: Float64Array.from(rows, (row) => row[5] as number),
    people: densePeople(Int32Array.from(rows.keys())),
  }
}

describe.skipIf(!existsSync(DATA) || !existsSync(REFERENCE))(`reference values (${REFERENCE})`, () => {
  const load = (): { predicted: Predicted; reference: Reference } => ({
    predicted: read(),
    reference: JSON.parse(readFileSync(REFERENCE, 'utf8')).calibration,
  })

  it('are met by intercept and slope with their model-based errors', () => {
    const { predicted, reference } = load()
    const found = calibrationSlope(predicted)
    const { intercept, slope, interceptAtSlope } = found
    againstOracle(
      'calibration-slope-r',
      [intercept, slope, interceptAtSlope].map(({ estimate }) => estimate),
      [reference.citl, reference.slope, reference.intercept_at_slope],
    )
    againstOracle(
      'calibration-slope-r',
      [intercept.modelStandardError, slope.modelStandardError],
      [reference.citl_se, reference.slope_se],
    )
  })

  it('are met by Brier score, log loss and means', () => {
    const { predicted, reference } = load()
    const found = scoresOf(predicted)
    againstOracle(
      'scores-r',
      [found.brier.estimate, found.logLoss.estimate, found.meanPredicted, found.meanObserved],
      [reference.brier, reference.logloss, reference.mean_p, reference.mean_y],
    )
  })

  it('are met by the deciles and their chi-square', () => {
    const { predicted, reference } = load()
    const expected = reference.hosmer_lemeshow_deciles
    const curve = reliabilityCurve(predicted)
    expect(curve.map(({ events }) => events)).toEqual(expected.obs)
    expect(curve.map(({ rows }) => rows)).toEqual(expected.n)
    againstOracle(
      'hosmer-lemeshow',
      curve.map((point) => point.rows * point.meanPredicted),
      expected.expected,
    )
    const test = hosmerLemeshow(curve)
    if ('kind' in test) throw new Error(test.because)
    againstOracle('hosmer-lemeshow', [test.chiSquare, test.p], [expected.chisq, expected.p])
    expect(test.df).toBe(expected.df)
  })

  it('are met by the curve of equal widths and its calibration errors', () => {
    const { predicted, reference } = load()
    const expected = reference.ece10_equal_width
    const curve = reliabilityCurve(predicted, { by: 'width' })
    expect(curve.map(({ rows }) => rows)).toEqual(expected.n)
    againstOracle(
      'calibration-error',
      curve.map(({ observed, meanPredicted }) => [observed, meanPredicted]),
      expected.frac_pos.map((observed, index) => [observed, expected.mean_pred[index]]),
    )
    const { mean, largest } = calibrationError(curve)
    againstOracle('calibration-error', [mean, largest], [expected.ece, expected.mce])
  })

  it('are met by isotonic regression', () => {
    const { predicted, reference } = load()
    const expected = reference.isotonic_pav_on_test
    const input = {
      linearPredictor: predicted.probability.map(logit),
      trials: new Float64Array(predicted.label.length).fill(1),
      events: Float64Array.from(predicted.label),
    }
    const blocks = poolAdjacentViolators(input)
    expect(blocks).toHaveLength(expected.n_levels)
    againstOracle(
      'isotonic-r',
      blocks.map(({ events, trials }) => events / trials),
      expected.levels,
    )
    const calibration = isotonicCalibration(input)
    if (calibration.kind === 'undefined') throw new Error(calibration.because)
    const probability = input.linearPredictor.map(calibrator(calibration))
    againstOracle('isotonic-r', scoresOf({ ...predicted, probability }).brier.estimate, expected.brier_after)
  })
})
