import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawCalibrated, outcomeDependence } from '../../src/calibration/calibrated-outcomes.js'
import { levelsOf } from '../../src/calibration/corp-levels.js'
import type { Predicted } from '../../src/calibration/probabilities.js'
import { corpReliability, type Reliability } from '../../src/calibration/reliability.js'
import { type ScoreDecomposition, scoreDecomposition } from '../../src/calibration/score-decomposition.js'
import { scoresOf } from '../../src/calibration/scores.js'
import { densePeople } from '../../src/numeric/people.js'
import { againstOracle } from '../support/oracle.js'
import { simulatedOutcomes } from './simulated-outcomes.js'

const folder = new URL('../oracles/reliability/', import.meta.url)
const json = (name: string): never => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as never
const input: { probability: number[]; label: number[]; person: number[] } = json('input.json')
const expected: ScoreDecomposition & { levels: number[]; rates: number[]; dependence: number } = json('expected.json')

const predictedOf = (rows: { probability: number[]; label: number[]; person: number[] }): Predicted => ({
  probability: Float64Array.from(rows.probability),
  label: Uint8Array.from(rows.label),
  people: densePeople(Int32Array.from(rows.person)),
})
const defined = <T extends object>(value: T): Exclude<T, { kind: 'undefined' }> => {
  if ('kind' in value) throw new Error('undefined')
  return value as Exclude<T, { kind: 'undefined' }>
}
const OPTIONS = { replicates: 200, seed: 1, minimum: 0 } as const

describe('the decomposition of the Brier score', () => {
  it('is that of the max-min formula', () => {
    const found = defined(scoreDecomposition(predictedOf(input)))
    for (const part of ['brier', 'miscalibration', 'discrimination', 'uncertainty'] as const)
      againstOracle('corp', found[part], expected[part])
    const { curve } = defined(corpReliability(predictedOf(input), { ...OPTIONS, replicates: 0 }))
    expected.levels.forEach((level, index) => {
      const step = curve.find(({ from, to }) => from <= level && level <= to)
      againstOracle('corp-curve', step?.recalibrated, expected.rates[index])
    })
  })

  const rows = fc.array(
    fc.record({
      probability: fc.oneof(fc.constantFrom(0, 1, 0.5), fc.double({ min: 0, max: 1, noNaN: true })),
      label: fc.integer({ min: 0, max: 1 }),
      person: fc.integer({ min: 0, max: 5 }),
    }),
    { minLength: 1, maxLength: 40 },
  )
  const columns = (list: readonly { probability: number; label: number; person: number }[]): Predicted =>
    predictedOf({
      probability: list.map((row) => row.probability),
      label: list.map((row) => row.label),
      person: list.map((row) => row.person),
    })

  it('adds up exactly, has no negative part, and is blind to the order of rows', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const predicted = columns(list)
        const found = defined(scoreDecomposition(predicted))
        const sum = found.miscalibration - found.discrimination + found.uncertainty
        expect(Math.abs(sum - found.brier)).toBeLessThan(1e-15)
        expect(Math.abs(found.brier - (scoresOf(predicted).brier.estimate as number))).toBeLessThan(1e-14)
        for (const part of Object.values(found)) expect(part).toBeGreaterThanOrEqual(0)
        expect(scoreDecomposition(columns([...list].reverse()))).toEqual(found)
      }),
      { numRuns: 300 },
    )
  })

  it('is all uncertainty for the overall rate, and all discrimination for an oracle', () => {
    const label = Uint8Array.of(1, 0, 0, 1, 0)
    const people = densePeople(Int32Array.of(0, 1, 2, 3, 4))
    const rate = defined(scoreDecomposition({ probability: new Float64Array(5).fill(0.4), label, people }))
    expect(rate.miscalibration).toBeLessThan(1e-16)
    expect(rate.discrimination).toBeLessThan(1e-16)
    const oracle = defined(scoreDecomposition({ probability: Float64Array.from(label), label, people }))
    expect(oracle).toEqual({
      brier: 0,
      miscalibration: 0,
      discrimination: oracle.uncertainty,
      uncertainty: oracle.uncertainty,
    })
  })

  it('does not exist without rows', () => {
    expect(scoreDecomposition(predictedOf({ probability: [], label: [], person: [] }))).toMatchObject({
      kind: 'undefined',
    })
    expect(corpReliability(predictedOf({ probability: [], label: [], person: [] }), OPTIONS)).toMatchObject({
      kind: 'undefined',
    })
  })
})

describe('outcomes drawn under calibration', () => {
  it('measure the dependence of rows of one person as written out over all pairs', () => {
    againstOracle('outcome-dependence', outcomeDependence(predictedOf(input)), expected.dependence)
    expect(outcomeDependence({ ...predictedOf(input), people: densePeople(Int32Array.from(input.label.keys())) })).toBe(
      0,
    )
  })

  it('have the rate and the dependence that they were asked for', () => {
    const predicted = simulatedOutcomes(4000, 3)
    const draws = 30
    const { people } = predicted
    const levels = levelsOf(predicted)
    expect(levels.probability).toHaveLength(predicted.label.length)
    const drawn = { ...levels, person: levels.order.map((row) => people.of[row] as number), people: people.people }
    for (const dependence of [0, 0.5, 1]) {
      const label = new Uint8Array(predicted.label.length)
      const events = new Float64Array(label.length)
      const rates: number[] = []
      const found: number[] = []
      for (let replicate = 0; replicate < draws; replicate += 1) {
        drawCalibrated(drawn, events, { dependence, seed: 5, replicate })
        levels.order.forEach((row, level) => {
          label[row] = events[level] as number
        })
        rates.push(label.reduce((sum, y) => sum + y, 0) / label.length)
        found.push(outcomeDependence({ ...predicted, label }))
      }
      const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
      const wanted = mean([...predicted.probability])
      const spread = Math.sqrt(mean(rates.map((rate) => (rate - mean(rates)) ** 2)) / draws)
      expect(Math.abs(mean(rates) - wanted)).toBeLessThan(5 * spread)
      expect(Math.abs(mean(found) - dependence)).toBeLessThan(0.02)
    }
  })
})

describe('the consistency band', () => {
  it('is the same for the same seed and narrower with more people', () => {
    const width = ({ band }: Reliability): number =>
      band.reduce((sum, { lower, upper }) => sum + upper - lower, 0) / band.length
    const few = defined(corpReliability(simulatedOutcomes(300, 1), OPTIONS))
    const many = defined(corpReliability(simulatedOutcomes(3000, 1), OPTIONS))
    expect(defined(corpReliability(simulatedOutcomes(300, 1), OPTIONS))).toEqual(few)
    expect(width(many)).toBeLessThan(width(few) / 1.5)
    expect(many.band.length).toBeGreaterThan(20)
  })

  it('is left by predictions that are too extreme', () => {
    const found = defined(
      corpReliability(
        simulatedOutcomes(1500, 1, (eta) => 2 * eta),
        OPTIONS,
      ),
    )
    expect(found.p).toBe(1 / 201)
    const outside = found.band.filter(({ probability, lower, upper }) => {
      const step = found.curve.find(({ from, to }) => from <= probability && probability <= to)
      return step !== undefined && (step.recalibrated < lower || step.recalibrated > upper)
    })
    expect(outside.length).toBeGreaterThan(found.band.length / 3)
  })

  it('shows no step with fewer people with the outcome than the minimum, and nothing when there are too few', () => {
    const predicted = simulatedOutcomes(400, 2)
    const { curve } = defined(corpReliability(predicted, { ...OPTIONS, minimum: 10 }))
    for (const { from, to } of curve) {
      const people = new Set<number>()
      predicted.label.forEach((y, row) => {
        const p = predicted.probability[row] as number
        if (y === 1 && p >= from && p <= to) people.add(predicted.people.of[row] as number)
      })
      expect(people.size).toBeGreaterThanOrEqual(10)
    }
    expect(curve.reduce((sum, { rows }) => sum + rows, 0)).toBe(predicted.label.length)
    expect(
      corpReliability({ ...predicted, label: new Uint8Array(predicted.label.length) }, { ...OPTIONS, minimum: 10 }),
    ).toMatchObject({
      because: 'fewer than 10 people with the outcome',
    })
  })

  it('holds the isotonic curve of right predictions about 95 times in 100, and its test rejects 5 times, with people of several rows', () => {
    const simulations = 250
    let rejected = 0
    let points = 0
    let inside = 0
    for (let seed = 0; seed < simulations; seed += 1) {
      const found = defined(
        corpReliability(simulatedOutcomes(250, 7000 + seed), { ...OPTIONS, replicates: 99, points: 9 }),
      )
      if ((found.p as number) <= 0.05) rejected += 1
      // Not the ends: there the curve is often exactly 0, and a bound of exactly 0 holds it.
      for (const { probability, lower, upper } of found.band.slice(2, -1)) {
        const step = found.curve.find(({ from, to }) => from <= probability && probability <= to)
        points += 1
        if (step !== undefined && step.recalibrated >= lower && step.recalibrated <= upper) inside += 1
      }
    }
    expect(Math.abs(rejected / simulations - 0.05)).toBeLessThan(3.3 * Math.sqrt((0.05 * 0.95) / simulations))
    expect(inside / points).toBeGreaterThan(0.92)
    expect(inside / points).toBeLessThan(0.98)
  })
})

const DATA = '../shared/data/numerics/calib_test_with_p.csv'
const REFERENCE = '../shared/reference/numerics.json'
describe.skipIf(!existsSync(DATA) || !existsSync(REFERENCE))(`isotonic_pav_on_test in ${REFERENCE}`, () => {
  it('is met by the recalibrated Brier score', () => {
    const reference = JSON.parse(readFileSync(REFERENCE, 'utf8')).calibration as {
      brier: number
      isotonic_pav_on_test: { n_levels: number; brier_after: number }
    }
    const rows = readFileSync(DATA, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number))
    const predicted = predictedOf({
      probability: rows.map((row) => row[5] as number),
      label: rows.map((row) => row[0] as number),
      person: [...rows.keys()],
    })
    const found = defined(scoreDecomposition(predicted))
    expect(found.brier).toBeCloseTo(reference.brier, 10)
    expect(found.brier - found.miscalibration).toBeCloseTo(reference.isotonic_pav_on_test.brier_after, 10)
    const { curve } = defined(corpReliability(predicted, { ...OPTIONS, replicates: 0 }))
    expect(curve).toHaveLength(reference.isotonic_pav_on_test.n_levels)
  })
})
