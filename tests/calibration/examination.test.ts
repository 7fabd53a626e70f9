import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { betaCalibration } from '../../src/calibration/beta.js'
import { examineParts, rankGuard, slopeGuard } from '../../src/calibration/examine-calibration.js'
import type { Predicted } from '../../src/calibration/probabilities.js'
import { rankEffect } from '../../src/calibration/rank-effect.js'
import { smoothCurve } from '../../src/calibration/smooth-curve.js'
import { splineColumns, splineKnots } from '../../src/calibration/spline.js'
import { calibrator } from '../../src/numeric/calibrator.js'
import { fitFewColumns } from '../../src/numeric/few-columns.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { densePeople } from '../../src/numeric/people.js'
import { refit } from '../../src/numeric/refit.js'
import { undefinedBecause } from '../../src/numeric/undefined.js'
import { simulatedOutcomes } from './simulated-outcomes.js'

const rows = (probability: number[], label: number[], person: number[] = [...label.keys()]): Predicted => ({
  probability: Float64Array.from(probability),
  label: Uint8Array.from(label),
  people: densePeople(Int32Array.from(person)),
})

const because = (value: object): string => (value as { because?: string }).because ?? 'defined'

describe('the smooth curve', () => {
  const options = { minimum: 1, seed: 1 }

  it('says why there is none', () => {
    expect(because(smoothCurve(rows([], []), options))).toContain('people with the outcome')
    expect(because(smoothCurve(rows([0.2, 0.4], [0, 0]), options))).toContain('people with the outcome')
    expect(because(smoothCurve(rows([0.2, 0.4], [1, 1]), options))).toContain('every row')
    expect(because(smoothCurve(rows([0, 0.4], [0, 1]), options))).toContain('exactly 0 or 1')
    expect(because(smoothCurve(rows([0.4, 0.4, 0.4], [0, 1, 0]), options))).toContain('equal')
    expect(because(smoothCurve(rows([0.1, 0.2, 0.7, 0.8], [0, 0, 1, 1]), options))).toContain('separated')
  })

  it('has no band for one person, and a straight line where there are few values', () => {
    const label = [0, 1, 0, 0, 1, 1, 0, 1]
    const p = [0.2, 0.2, 0.2, 0.2, 0.6, 0.6, 0.6, 0.6]
    const one = smoothCurve(
      rows(
        p,
        label,
        label.map(() => 0),
      ),
      options,
    )
    if ('kind' in one) throw new Error(one.because)
    expect(one.knots).toEqual([])
    expect(one.points.every(({ lower, upper }) => lower === null && upper === null)).toBe(true)
    expect(one.test).toMatchObject({ kind: 'undefined' })
    expect(one.chance).toMatchObject({ kind: 'undefined' })
  })

  it('passes through the rates of two values', () => {
    const label = [0, 1, 0, 0, 1, 1, 0, 1]
    const found = smoothCurve(rows([0.2, 0.2, 0.2, 0.2, 0.6, 0.6, 0.6, 0.6], label), options)
    if ('kind' in found) throw new Error(found.because)
    expect(found.points[0]?.observed).toBeCloseTo(0.25, 10)
    expect(found.points.at(-1)?.observed).toBeCloseTo(0.75, 10)
    expect(found.ici).toBeCloseTo(0.1, 10)
  })

  it('has a distance that chance explains for right predictions and not for wrong ones', () => {
    const right = smoothCurve(simulatedOutcomes(3000, 5), options)
    const wrong = smoothCurve(
      simulatedOutcomes(3000, 5, (eta) => 2 * eta + 0.5),
      options,
    )
    if ('kind' in right || 'kind' in wrong || 'kind' in right.chance || 'kind' in wrong.chance) throw new Error('none')
    expect(right.ici).toBeLessThan(right.chance.upper)
    expect(wrong.ici).toBeGreaterThan(3 * wrong.chance.upper)
    if ('kind' in right.test || 'kind' in wrong.test) throw new Error('none')
    expect(right.test.p).toBeGreaterThan(0.01)
    expect(wrong.test.p).toBeLessThan(1e-10)
  })

  it('is linear beyond its outer knots', () => {
    const x = Float64Array.from({ length: 101 }, (_, i) => (i - 50) / 10)
    const knots = splineKnots(x, 5)
    for (const column of splineColumns(Float64Array.of(6, 7, 8, -9, -8, -7), knots)) {
      const [a, b, c, d, e, f] = column as unknown as number[]
      expect((b as number) - (a as number)).toBeCloseTo((c as number) - (b as number), 10)
      expect((e as number) - (d as number)).toBeCloseTo((f as number) - (e as number), 10)
    }
  })
})

describe('beta calibration', () => {
  it('never turns people round, whatever the outcomes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: -30, max: 30, noNaN: true }), fc.nat(5), fc.nat(5)), {
          minLength: 2,
          maxLength: 30,
        }),
        (given) => {
          const found = betaCalibration({
            linearPredictor: Float64Array.from(given, ([x]) => x),
            trials: Float64Array.from(given, ([, a, b]) => a + b + 1),
            events: Float64Array.from(given, ([, a]) => a),
          })
          if (found.kind !== 'beta') return
          expect(found.low).toBeGreaterThanOrEqual(0)
          expect(found.high).toBeGreaterThanOrEqual(0)
          const map = calibrator(found)
          const out = [-800, -40, -1, 0, 1, 40, 800].map(map)
          expect(out.every((p) => p >= 0 && p <= 1)).toBe(true)
          expect(out).toEqual([...out].sort((a, b) => a - b))
        },
      ),
    )
  })
})

describe('few columns and refits', () => {
  it('say why there is no fit', () => {
    const why = (x: number[], y: number[]) =>
      because(
        fitFewColumns({
          columns: [Float64Array.from(x)],
          trials: Float64Array.from(y, () => 1),
          events: Float64Array.from(y),
        }),
      )
    expect(why([1, 2, 3], [0, 0, 0])).toContain('no row')
    expect(why([1, 2, 3], [1, 1, 1])).toContain('every row')
    expect(why([2, 2, 2], [0, 1, 0])).toContain('equal')
    expect(why([1, 2, 3, 4], [0, 0, 1, 1])).toContain('separated')
    expect(why([1, 2, 2, 4], [0, 0, 1, 1])).toContain('separated')
  })

  it('reach the full fit from the fit of other counts', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(3), fc.nat(6)), { minLength: 24, maxLength: 24 }), (given) => {
        const codes = Uint16Array.from({ length: 24 }, (_, i) => i % 4)
        const values = Float64Array.from({ length: 24 }, (_, i) => Math.floor(i / 4) - 2)
        const blocks = [
          {
            kind: 'coded' as const,
            name: 'a',
            columns: ['a1', 'a2', 'a3'],
            codes,
            table: Float64Array.of(0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1),
          },
          { kind: 'values' as const, name: 'b', columns: ['b'], values },
        ]
        const before = {
          trials: new Float64Array(24).fill(4),
          events: Float64Array.from({ length: 24 }, (_, i) => 1 + (i % 3)),
        }
        const start = fitLogistic({ blocks, ...before })
        const trials = Float64Array.from(given, ([a, b]) => a + b + 2)
        const events = Float64Array.from(given, ([a]) => a + 1)
        const known = { estimates: start.estimates, covariance: start.covariance, trials: 96 }
        const found = refit(blocks, { trials, events }, { known, tolerance: 1e-8 })
        const full = fitLogistic({ blocks, trials, events })
        if ('kind' in found) throw new Error(found.because)
        found.forEach((value, j) => {
          expect(Math.abs(value - (full.estimates[j] as number))).toBeLessThan(1e-6)
        })
      }),
    )
  })

  it('give up where a resample is separated', () => {
    const blocks = [{ kind: 'values' as const, name: 'x', columns: ['x'], values: Float64Array.of(-2, -1, 1, 2) }]
    const fit = fitLogistic({ blocks, trials: new Float64Array(4).fill(4), events: Float64Array.of(1, 2, 2, 3) })
    const known = { estimates: fit.estimates, covariance: fit.covariance, trials: 16 }
    const options = { known, tolerance: 1e-3 }
    const trials = new Float64Array(4).fill(4)
    expect(because(refit(blocks, { trials, events: Float64Array.of(0, 0, 4, 4) }, options))).toContain('settle')
    expect(because(refit(blocks, { trials, events: new Float64Array(4) }, options))).toContain('one class')
  })
})

describe('the order of people', () => {
  it('is counted as pair by pair', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(12), fc.nat(4)), { maxLength: 25 }), (given) => {
        const score = Float64Array.from(given, ([s]) => s)
        const probability = Float64Array.from(given, ([, p]) => p / 4)
        const found = rankEffect(score, probability, [0.5])
        let tied = 0
        for (let i = 0; i < given.length; i += 1) {
          for (let j = 0; j < i; j += 1) if (score[i] !== score[j] && probability[i] === probability[j]) tied += 1
        }
        // Ties are found among neighbours in score: for maps that do not turn people round that is all of them.
        const monotone = given.every(([s, p]) => given.every(([t, q]) => (s < t ? p <= q : s > t || p === q)))
        if (monotone) expect(found).toMatchObject({ pairsTied: tied, turned: 0 })
      }),
    )
  })

  it('counts the rows newly tied at the cut, and rows that are turned', () => {
    const score = Float64Array.of(5, 4, 3, 2, 1)
    const flat = rankEffect(score, Float64Array.of(0.9, 0.5, 0.5, 0.5, 0.1), [0.4, 0.2])
    expect(flat).toEqual({
      distinctScores: 5,
      distinctProbabilities: 3,
      pairsTied: 3,
      rowsTied: 3,
      turned: 0,
      atCut: [
        { k: 0.4, rowsTied: 2 },
        { k: 0.2, rowsTied: 0 },
      ],
    })
    expect(rankEffect(score, Float64Array.of(0.1, 0.5, 0.4, 0.3, 0.2), []).turned).toBe(1)
    expect(rankEffect(Float64Array.of(1, 1 + 1e-15), Float64Array.of(0.3, 0.3), [])).toMatchObject({ pairsTied: 0 })
  })
})

describe('the guards', () => {
  const none = undefinedBecause('no date')
  const options = { margin: 1.25, periodMargin: 1.1, minimum: 10, confidence: 0.95 }
  const names = ['2023-Q1', '2023-Q2', '2023-Q3']

  /** Right predictions in three periods; in the last one the outcome is more likely than predicted. */
  const shifted = (seed: number, shift: number): { predicted: Predicted; of: Int32Array } => {
    const right = simulatedOutcomes(6000, seed)
    const other = simulatedOutcomes(6000, seed, (eta) => eta - shift)
    const of = right.people.of.map((who) => who % 3)
    const late = (row: number): boolean => of[row] === 2
    return {
      of,
      predicted: {
        ...right,
        probability: right.probability.map((p, row) => (late(row) ? (other.probability[row] as number) : p)),
      },
    }
  }

  it('fire for the period that is shifted and no other, and never when none is', () => {
    for (let seed = 0; seed < 8; seed += 1) {
      const failed = (shift: number): readonly string[] => {
        const { predicted, of } = shifted(seed, shift)
        const parts = examineParts(predicted, { attributes: [], periods: { of, names } }, options)
        expect(parts.guards.every(({ severity }) => severity === 'refuse')).toBe(true)
        return parts.guards.filter(({ passed }) => !passed).map(({ name }) => name)
      }
      expect(failed(0)).toEqual([])
      expect(failed(0.6)).toEqual(['calibration-of-period:2023-Q3'])
    }
  })

  it('warn for a group that is off, and leave out groups with too few people', () => {
    const { predicted, of } = shifted(3, 0.8)
    const tiny = of.map((code, row) => (row < 5 ? 3 : code))
    const group = { name: 'origin', of: tiny, names: ['a', 'b', 'c', 'tiny'] }
    const { guards, groups } = examineParts(predicted, { attributes: [group], periods: none }, options)
    expect(groups[0]?.at(3)).toMatchObject({ rows: null, verdict: 'insufficient-evidence', slope: { lower: null } })
    expect(guards.map(({ name }) => name)).not.toContain('calibration-of-group:origin=tiny')
    expect(guards.filter(({ passed }) => !passed)).toMatchObject([
      { name: 'calibration-of-group:origin=c', severity: 'warn', threshold: '0.8 to 1.25' },
    ])
  })

  it('ask for declaration of ties, and refuse turned people even so', () => {
    const effect = rankEffect(Float64Array.of(3, 2, 1), Float64Array.of(0.5, 0.5, 0.1), [])
    expect(rankGuard(effect, false)).toMatchObject({ passed: false, value: 1 })
    expect(rankGuard(effect, true)).toMatchObject({ passed: true, value: 0 })
    const turned = rankEffect(Float64Array.of(3, 2, 1), Float64Array.of(0.1, 0.2, 0.3), [])
    expect(rankGuard(turned, true)).toMatchObject({ passed: false, value: 2 })
  })

  it('warn for a corrected slope that is too low, and are silent where there is none', () => {
    const metric = (corrected: number) => ({
      failed: [],
      metrics: [
        {
          metric: 'slope' as const,
          apparent: 1,
          optimism: 1 - corrected,
          standardError: 0.01,
          corrected,
          replicates: 50,
        },
      ],
    })
    expect(slopeGuard(metric(0.85), 0.9)).toMatchObject([{ passed: false, severity: 'warn', value: 0.85 }])
    expect(slopeGuard(metric(0.95), 0.9)).toMatchObject([{ passed: true }])
    expect(slopeGuard(undefinedBecause('x'), 0.9)).toEqual([])
  })
})
