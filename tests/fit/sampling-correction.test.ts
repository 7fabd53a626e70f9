import { describe, expect, it } from 'vitest'
import {
  correctIntercept,
  fitWeighted,
  type OutcomeSampling,
  samplingOffset,
  samplingWeights,
} from '../../src/fit/sampling-correction.js'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { logistic } from '../../src/numeric/link.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { random } from '../../src/random.js'
import { codeOf, normal, rowDesign, valuesBlock, worstError } from '../numeric/designs.js'
import { againstOracle } from '../support/oracle.js'
import { grouped, oracleDesign, python } from './oracle.js'

/** A population with about 3% events of which a sample keeps all events and one in 20 of the others. */
const population = (seed: number) => {
  const source = random(seed, 'oversampling')
  const x = Array.from({ length: 60_000 }, () => normal(source))
  const y = x.map((value) => (source.uniform() < logistic(-4 + 0.9 * value) ? 1 : 0))
  const kept = y.flatMap((one, i) => (one === 1 || source.uniform() < 0.05 ? [i] : []))
  const of = (rows: readonly number[]) =>
    rowDesign(
      [
        valuesBlock(
          'x',
          rows.map((i) => x[i] as number),
        ),
      ],
      rows.map((i) => y[i] as number),
    )
  const rate = y.reduce((sum: number, one) => sum + one, 0) / y.length
  return { all: of(y.map((_, i) => i)), sample: of(kept), rate }
}
const { all, sample, rate } = population(1)
const meanRisk = (estimates: Float64Array): number =>
  linearPredictor(all.blocks, estimates, all.trials.length).reduce((sum, eta) => sum + logistic(eta), 0) /
  all.trials.length
const sampleRate = sample.events.reduce((sum, y) => sum + y, 0) / sample.trials.length

describe('correction for rows sampled on the outcome', () => {
  const fit = fitLogistic(sample)
  const ways: readonly OutcomeSampling[] = [
    { kind: 'rates', sample: sampleRate, population: rate },
    { kind: 'kept', events: 1, nonEvents: 0.05 },
  ]

  it('brings predictions to the true base rate, from which the raw sample is far', () => {
    expect(meanRisk(fit.estimates)).toBeGreaterThan(5 * rate)
    for (const sampling of ways) {
      expect(Math.abs(meanRisk(correctIntercept(fit.estimates, sampling)) / rate - 1)).toBeLessThan(0.05)
      expect(Math.abs(meanRisk(fitWeighted(sample, samplingWeights(sampling)).fit.estimates) / rate - 1)).toBeLessThan(
        0.05,
      )
    }
  })

  it('is the fit with the offset given, and leaves slopes and their errors alone', () => {
    for (const sampling of ways) {
      const offset = new Float64Array(sample.trials.length).fill(samplingOffset(sampling))
      const given = fitLogistic(sample, { offset })
      expect(worstError(correctIntercept(fit.estimates, sampling), given.estimates)).toBeLessThan(1e-9)
      expect(worstError(fit.covariance, given.covariance)).toBeLessThan(1e-8)
    }
  })

  it('is near what the whole population gives, within four standard errors', () => {
    const full = fitLogistic(all)
    const corrected = correctIntercept(fit.estimates, ways[1] as OutcomeSampling)
    const weighted = fitWeighted(sample, samplingWeights(ways[1] as OutcomeSampling))
    for (const j of [0, 1]) {
      const error = Math.sqrt(fit.covariance[3 * j] as number)
      expect(Math.abs((corrected[j] as number) - (full.estimates[j] as number))).toBeLessThan(4 * error)
      const robust = Math.sqrt(weighted.covariance[3 * j] as number)
      expect(Math.abs((weighted.fit.estimates[j] as number) - (full.estimates[j] as number))).toBeLessThan(4 * robust)
    }
  })

  it('agrees with the weighted estimates and sandwich errors of the definition, also on patterns', () => {
    const { events, nonEvents, estimates, se } = python.weighted
    for (const design of [oracleDesign('small'), grouped(oracleDesign('small'))]) {
      const found = fitWeighted(design, { events, nonEvents })
      const errors = estimates.map((_, j) => Math.sqrt(found.covariance[j * 6] as number))
      againstOracle('case-control-weights', [found.fit.estimates, errors], [estimates, se])
    }
  })

  it('does nothing when nothing was sampled, and refuses impossible rates', () => {
    expect(samplingOffset({ kind: 'kept', events: 1, nonEvents: 1 })).toBe(0)
    expect(samplingOffset({ kind: 'rates', sample: 0.2, population: 0.2 })).toBe(0)
    for (const bad of [0, 1, Number.NaN, -1]) {
      expect(codeOf(() => samplingOffset({ kind: 'rates', sample: bad, population: 0.1 }))).toBe('invalid-sampling')
    }
    expect(codeOf(() => samplingWeights({ kind: 'kept', events: 0, nonEvents: 1 }))).toBe('invalid-sampling')
    expect(codeOf(() => fitWeighted(sample, { events: 0, nonEvents: 1 }))).toBe('invalid-sampling')
  })
})
