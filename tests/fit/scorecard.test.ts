import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scorecard } from '../../data-schemas/results/fit.js'
import { pointsCard } from '../../src/fit/scorecard.js'
import type { Design } from '../../src/numeric/design.js'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { codeOf, simulated } from '../numeric/designs.js'

const scale = { base: 600, odds: 50, doubling: 20 }
const cardOf = (design: Design, points = scale) => {
  const { estimates } = fitLogistic(design)
  return { estimates, card: pointsCard({ design, estimates, encoders: [] }, points) }
}

describe('points card', () => {
  it('adds up, unrounded, to the linear predictor of every pattern', () => {
    const scales = fc.record({
      base: fc.integer({ min: -1000, max: 1000 }),
      odds: fc.double({ min: 0.01, max: 100, noNaN: true }),
      doubling: fc.double({ min: 1, max: 100, noNaN: true }),
    })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e5 }), scales, (seed, points) => {
        const design = simulated(seed, 200, { linear: 1, coded: [3, 4] })
        const { card, estimates } = cardOf(design, points)
        const eta = linearPredictor(design.blocks, estimates, 200)
        eta.forEach((x, i) => {
          const total = design.blocks.reduce((sum, block) => {
            const levels = card.levels.filter((level) => level.candidate === block.name)
            const one =
              block.kind === 'values'
                ? levels[0]!.points * (block.values[i] as number)
                : levels[block.codes[i] as number]!.points
            return sum + one
          }, card.intercept.points)
          const back = (card.offset - total) / card.factor
          expect(Math.abs(back - x)).toBeLessThan(1e-11 * (1 + Math.abs(card.offset / card.factor)))
        })
      }),
      { numRuns: 20 },
    )
  })

  it('means what base, odds and doubling say', () => {
    const { card } = cardOf(simulated(1, 300, { linear: 0, coded: [3] }))
    const pointsAt = (oddsAgainst: number): number => card.offset + card.factor * Math.log(oddsAgainst)
    expect(pointsAt(50)).toBeCloseTo(600, 10)
    expect(pointsAt(100)).toBeCloseTo(620, 10)
    const stamped = { ...card, study: 'test', data: '0'.repeat(64), synthetic: true }
    expect(scorecard.parse(stamped)).toEqual(stamped)
  })

  it('says what rounding costs: little with many points, more with few, and never beyond half a point a term', () => {
    const design = simulated(4, 500, { linear: 0, coded: [3, 5, 4] })
    const fine = cardOf(design, { ...scale, doubling: 2000 }).card.rounding
    const coarse = cardOf(design, { ...scale, doubling: 3 }).card.rounding
    expect(fine.loglikLoss).toBeGreaterThanOrEqual(-1e-9)
    expect(coarse.loglikLoss).toBeGreaterThan(100 * Math.max(fine.loglikLoss, 1e-9))
    for (const { largestError } of [fine, coarse]) expect(largestError).toBeLessThanOrEqual(4 * 0.5 + 1e-9)
    expect(coarse.largestError).toBeGreaterThan(0)
  })

  it('gives one row per candidate and level, with whole points where there are levels', () => {
    const { card } = cardOf(simulated(4, 300, { linear: 1, coded: [3, 5] }))
    expect(card.levels.map(({ candidate, code }) => `${candidate}:${code}`)).toEqual([
      'x0:null',
      ...[0, 1, 2].map((code) => `level0:${code}`),
      ...[0, 1, 2, 3, 4].map((code) => `level1:${code}`),
    ])
    for (const { code, points, rounded } of card.levels) {
      if (code === null) expect(rounded).toBeNull()
      else expect(Math.abs((rounded as number) - points)).toBeLessThanOrEqual(0.5)
    }
  })

  it('takes the labels of the encoders', () => {
    const design = simulated(4, 300, { linear: 0, coded: [2] })
    const { estimates } = fitLogistic(design)
    const empty = { rows: null, people: null, events: null, woe: 0, values: [0] }
    const encoder = {
      name: 'level0',
      type: 'boolean' as const,
      encoding: 'levels' as const,
      rule: { kind: 'groups' as const, groups: [['no'], ['yes']] },
      columns: ['level0=1'],
      levels: ['no', 'yes'].map((label, code) => ({ ...empty, code, kind: 'bin' as const, label })),
      codes: [],
      missingLevel: null,
      notApplicableLevel: null,
      unseenLevel: null,
      range: null,
      method: 'categories' as const,
      direction: 'none' as const,
    }
    expect(pointsCard({ design, estimates, encoders: [encoder] }, scale).levels.map(({ label }) => label)).toEqual([
      'no',
      'yes',
    ])
  })

  it('refuses a scale without meaning', () => {
    const design = simulated(4, 100, { linear: 0, coded: [2] })
    expect(codeOf(() => cardOf(design, { ...scale, odds: 0 }))).toBe('invalid-points')
    expect(codeOf(() => cardOf(design, { ...scale, doubling: -1 }))).toBe('invalid-points')
    expect(codeOf(() => cardOf(design, { ...scale, base: Infinity }))).toBe('invalid-points')
  })
})
