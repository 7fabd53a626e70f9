import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { examineFits, independentFits, wholePoints } from '../../src/fit/examine-fit.js'
import type { IntegerCard } from '../../src/fit/integer-points.js'
import { pointsScore } from '../../src/fit/points-score.js'
import { samplingCheck } from '../../src/fit/sampling-check.js'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { logistic } from '../../src/numeric/link.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { random } from '../../src/random.js'
import { levelsBlock, normal, rowDesign, valuesBlock } from '../numeric/designs.js'

const people = (rows: number, seed: number, intercept = -3) => {
  const source = random(seed, 'examine-fit')
  const x = Array.from({ length: rows }, () => normal(source))
  const level = Array.from({ length: rows }, () => source.below(3))
  const y = x.map((value, i) =>
    source.uniform() < logistic(intercept + 0.8 * value + 0.7 * (level[i] as number)) ? 1 : 0,
  )
  return rowDesign([valuesBlock('x', x), levelsBlock('l', level, 3)], y)
}

describe('the check of the correction for sampling', () => {
  it('finds the base rate again where the model is right, and not without the correction', () => {
    for (const seed of [1, 2, 3]) {
      const check = samplingCheck(people(20_000, seed), { random: random(seed, 'check'), thinnings: 10 })
      expect(Math.abs(check.corrected - check.baseRate)).toBeLessThan(4 * check.standardError + 0.01 * check.baseRate)
      expect(check.uncorrected).toBeGreaterThan(2.5 * check.baseRate)
    }
  })

  it('keeps every row where events are no rarer than non-events', () => {
    const check = samplingCheck(people(400, 4, 2), { random: random(1, 'check'), thinnings: 2 })
    expect(check.kept).toBe(1)
    expect(check.corrected).toBeCloseTo(check.baseRate, 10)
    expect(check.standardError).toBeCloseTo(0, 12)
  })

  it('gives the same numbers for the same stream', () => {
    const run = () => samplingCheck(people(3000, 5), { random: random(9, 'check'), thinnings: 3 })
    expect(run()).toEqual(run())
  })
})

describe('fits on independent rows', () => {
  it('stand beside Firth, which is close to maximum likelihood with many events', () => {
    const fits = independentFits(people(20_000, 6))
    expect(Array.isArray(fits.likelihoodRatio) && fits.likelihoodRatio.map(({ df }) => df)).toEqual([1, 2])
    const terms = Array.isArray(fits.terms) ? fits.terms : []
    expect(terms).toHaveLength(4)
    for (const { estimate, lower, upper, distance } of terms) {
      expect(lower as number).toBeLessThan(estimate as number)
      expect(upper as number).toBeGreaterThan(estimate as number)
      expect(Math.abs(distance as number)).toBeLessThan(0.1)
    }
  })

  it('say why there is no maximum likelihood under separation, and keep Firth’s finite estimate', () => {
    const x = Array.from({ length: 40 }, (_, i) => i)
    const fits = independentFits(
      rowDesign(
        [valuesBlock('x', x)],
        x.map((value) => (value < 20 ? 0 : 1)),
      ),
    )
    expect(fits.likelihoodRatio).toEqual({ kind: 'undefined', because: 'separation' })
    const terms = Array.isArray(fits.terms) ? fits.terms : []
    expect(terms.map(({ estimate }) => estimate)).toEqual([
      { kind: 'undefined', because: 'separation' },
      { kind: 'undefined', because: 'separation' },
    ])
    expect(terms.every(({ firth }) => Number.isFinite(firth))).toBe(true)
  })
})

describe('the examination of a fit', () => {
  const examine = (solverDifference: number | null) => {
    const design = people(8000, 7)
    const { estimates } = fitLogistic(design)
    return examineFits(
      { independent: design, training: design, estimates, solverDifference },
      { ridge: 0.001, thinnings: 4, random: random(1, 'examine') },
    )
  }
  const passed = (guards: readonly { readonly name: string; readonly passed: boolean }[], name: string) =>
    guards.find((guard) => guard.name === name)?.passed

  it('passes its guards where nothing is wrong', () => {
    expect(examine(1e-12).guards.map(({ passed: own }) => own)).toEqual([true, true, true])
  })

  it('refuses solvers that disagree, and leaves the guard out where there was no second one', () => {
    expect(passed(examine(1e-3).guards, 'second-solver')).toBe(false)
    expect(passed(examine(null).guards, 'second-solver')).toBeUndefined()
  })

  it('warns of rare events where Firth and maximum likelihood part', () => {
    const x = Array.from({ length: 40 }, (_, i) => i)
    const design = rowDesign(
      [valuesBlock('x', x)],
      x.map((i) => (i === 31 || (i >= 34 && i !== 35) ? 1 : 0)),
    )
    const { estimates } = fitLogistic(design)
    const { guards } = examineFits(
      { independent: design, training: design, estimates, solverDifference: null },
      { ridge: 0.001, thinnings: 2, random: random(1, 'examine') },
    )
    expect(passed(guards, 'rare-events')).toBe(false)
  })
})

describe('the log-odds of a card of whole points', () => {
  it('is the intercept less the points of the levels over the factor, plus the linear terms', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ code: fc.integer({ min: 0, max: 2 }), x: fc.double({ min: -5, max: 5, noNaN: true }) }), {
          minLength: 1,
          maxLength: 30,
        }),
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 3, maxLength: 3 }),
        (rows, points) => {
          const card = {
            factor: 12,
            intercept: -1,
            levels: points.map((value, code) => ({ candidate: 'l', code, points: value })).reverse(),
            linear: [{ candidate: 'x', estimate: 0.3 }],
          }
          const blocks = [
            levelsBlock(
              'l',
              rows.map(({ code }) => code),
              3,
            ),
            valuesBlock(
              'x',
              rows.map(({ x }) => x),
            ),
          ]
          const eta = pointsScore(card, blocks, rows.length)
          rows.forEach(({ code, x }, i) => {
            expect(eta[i]).toBeCloseTo(-1 - (points[code] as number) / 12 + 0.3 * x, 12)
          })
        },
      ),
    )
  })

  it('of a fine card is close to the model it was made from', () => {
    const design = people(6000, 8)
    const { estimates } = fitLogistic(design)
    const card = wholePoints(design, { estimates, range: 1000 }) as IntegerCard
    const eta = pointsScore(card, design.blocks, design.trials.length)
    const own = linearPredictor(design.blocks, estimates, design.trials.length)
    expect(Math.max(...eta.map((value, i) => Math.abs(value - (own[i] as number))))).toBeLessThan(0.01)
  })

  it('does not exist for a model without levels', () => {
    const design = rowDesign([valuesBlock('x', [1, 2, 3, 4, 5, 6])], [0, 1, 0, 1, 0, 1])
    expect(wholePoints(design, { estimates: Float64Array.of(0, 0), range: 10 })).toMatchObject({ kind: 'undefined' })
  })
})
