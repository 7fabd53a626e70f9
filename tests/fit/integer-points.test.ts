import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type IntegerPointsOptions, integerPoints } from '../../src/fit/integer-points.js'
import { pointsBound } from '../../src/fit/points-bound.js'
import type { Design } from '../../src/numeric/design.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { codeOf, levelsBlock, rowDesign, simulated, valuesBlock } from '../numeric/designs.js'
import { grouped } from './oracle.js'

const card = (design: Design, options: Omit<IntegerPointsOptions, 'estimates'>) =>
  integerPoints(design, { ...options, estimates: fitLogistic(design).estimates })

const backwards = (design: Design): Design => ({
  trials: design.trials.slice().reverse(),
  events: design.events.slice().reverse(),
  blocks: design.blocks.map((block) =>
    block.kind === 'coded'
      ? { ...block, codes: block.codes.slice().reverse() }
      : { ...block, values: block.values.slice().reverse() },
  ),
})

/** Log-likelihood of points by a fit with a free scale, or with a fixed one; written without the search. */
const loglikOf = (design: Design, points: readonly (readonly number[])[], factor: number | null): number => {
  const total = Float64Array.from(design.trials, (_, i) =>
    design.blocks.reduce(
      (sum, block, b) => sum + (block.kind === 'coded' ? (points[b]?.[block.codes[i] as number] as number) : 0),
      0,
    ),
  )
  if (factor !== null) return fitLogistic({ ...design, blocks: [] }, { offset: total.map((x) => -x / factor) }).loglik
  if (total.every((x) => x === total[0])) return -Infinity
  return fitLogistic({ ...design, blocks: [valuesBlock('total', total)] }).loglik
}

/** Best of all points 0 … range for two candidates of three and two levels. */
const brute = (design: Design, range: number, factor: number | null): number => {
  const numbers = Array.from({ length: range + 1 }, (_, i) => i)
  let best = -Infinity
  for (const a of numbers)
    for (const b of numbers)
      for (const c of numbers)
        for (const d of numbers)
          for (const e of numbers) {
            if (Math.min(a, b, c) > 0 || Math.min(d, e) > 0) continue
            best = Math.max(
              best,
              loglikOf(
                design,
                [
                  [a, b, c],
                  [d, e],
                ],
                factor,
              ),
            )
          }
  return best
}

const small = (seed: number): Design => grouped(simulated(seed, 300, { linear: 0, coded: [3, 2] }))

describe('integer points', () => {
  it('never beat the best of all cards, which never beats the bound; and mostly are that best', () => {
    let hits = 0
    for (let seed = 0; seed < 6; seed += 1) {
      const design = small(seed)
      for (const doubling of [undefined, 2]) {
        const factor = doubling === undefined ? null : doubling / Math.LN2
        const found = card(design, { range: 3, keepOrder: false, ...(doubling === undefined ? {} : { doubling }) })
        const best = brute(design, 3, factor)
        expect(found.loglik.points).toBeLessThanOrEqual(best + 1e-9)
        expect(best).toBeLessThanOrEqual((found.loglik.bound as number) + 1e-9)
        expect(best - found.loglik.points).toBeLessThanOrEqual((found.certificate.atMostLost as number) + 1e-9)
        if (best - found.loglik.points < 1e-6) hits += 1
      }
    }
    expect(hits).toBeGreaterThanOrEqual(9)
  })

  it('has the log-likelihood that its card gives, and points within the range', () => {
    const options = fc.record({ range: fc.integer({ min: 1, max: 40 }), fixed: fc.boolean() })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), options, (seed, { range, fixed }) => {
        const design = simulated(seed, 600, { linear: 1, coded: [4, 3] })
        const found = card(design, { range, scales: 6, ...(fixed ? { doubling: range / 2 } : {}) })
        const eta = Float64Array.from(design.trials, (_, i) =>
          design.blocks.reduce((sum, block) => {
            if (block.kind === 'values')
              return sum + (found.linear[0]?.estimate as number) * (block.values[i] as number)
            const level = found.levels.find(
              ({ candidate, code }) => candidate === block.name && code === block.codes[i],
            )
            return sum - (level?.points as number) / found.factor
          }, found.intercept),
        )
        const loglik = eta.reduce(
          (sum, x, i) =>
            sum + (design.events[i] as number) * x - Math.log1p(Math.exp(x)) * (design.trials[i] as number),
          0,
        )
        expect(Math.abs(loglik - found.loglik.points)).toBeLessThan(1e-8)
        for (const { points } of found.levels) {
          expect(Number.isInteger(points) && points >= 0 && points <= range).toBe(true)
        }
        for (const { name } of design.blocks.filter(({ kind }) => kind === 'coded')) {
          const own = found.levels.filter(({ candidate }) => candidate === name).map(({ points }) => points)
          expect(Math.min(...own)).toBe(0)
        }
        expect(found.certificate.atMostLost).toBeGreaterThanOrEqual(-1e-9)
        expect(found.loglik.model).toBeLessThanOrEqual((found.loglik.bound as number) + 1e-8)
      }),
      { numRuns: 15 },
    )
  })

  it('are the same card when sums run in another order', () => {
    for (let seed = 0; seed < 40; seed += 1) {
      const design = grouped(simulated(seed, 2000, { linear: 0, coded: [2, 4, 2, 2] }))
      const [one, other] = [design, backwards(design)].map((of) => card(of, { range: 60 }))
      expect(other?.levels).toEqual(one?.levels)
    }
  })

  it('lose less with a wider range', () => {
    const design = grouped(simulated(3, 3000, { linear: 0, coded: [5, 4, 6] }))
    const lost = [1, 3, 10, 100].map((range) => card(design, { range }).certificate.atMostLost as number)
    expect(lost[0]).toBeGreaterThan(lost[1] as number)
    expect(lost[1]).toBeGreaterThan(lost[2] as number)
    expect(lost[3]).toBeLessThan(0.02)
  })

  it('are never worse than plain rounding at the same scale, and better at coarse scales', () => {
    let won = 0
    for (let seed = 0; seed < 8; seed += 1) {
      const design = grouped(simulated(seed, 1500, { linear: 0, coded: [5, 4, 6] }))
      const factor = 0.7 / Math.LN2
      const { estimates } = fitLogistic(design)
      let at = 1
      const plain = design.blocks.map((block) => {
        const own = [0, ...estimates.subarray(at, at + block.columns.length)]
        at += block.columns.length
        return own.map((x) => Math.round(factor * (Math.max(...own) - x)))
      })
      const found = integerPoints(design, { estimates, range: 20, doubling: 0.7 })
      expect(found.factor).toBe(factor)
      const gain = found.loglik.points - loglikOf(design, plain, factor)
      expect(gain).toBeGreaterThanOrEqual(-1e-9)
      if (gain > 0.01) won += 1
    }
    expect(won).toBeGreaterThanOrEqual(2)
  })

  it('keep the model’s order of levels unless told not to', () => {
    const design = grouped(simulated(9, 900, { linear: 0, coded: [6, 5] }))
    const { estimates } = fitLogistic(design)
    const found = integerPoints(design, { estimates, range: 6 })
    const scores = [
      [0, ...estimates.subarray(1, 6)],
      [0, ...estimates.subarray(6, 10)],
    ]
    design.blocks.forEach(({ name }, b) => {
      const own = found.levels.filter(({ candidate }) => candidate === name)
      const order = [...own].sort((x, y) => (scores[b]?.[x.code] as number) - (scores[b]?.[y.code] as number))
      order.slice(1).forEach(({ points }, i) => {
        expect(points).toBeLessThanOrEqual(order[i]?.points as number)
      })
    })
  })

  it('have a finite and true bound with a level without events, and with two levels that are the same rows', () => {
    const codes = Array.from({ length: 90 }, (_, i) => i % 3)
    const y = codes.map((code, i) => (code === 2 ? 0 : Number(i % 5 < 2 + code)))
    const same = codes.map((code) => (code === 1 ? 1 : 0))
    const design = rowDesign([levelsBlock('a', codes, 3), levelsBlock('b', same, 2)], y)
    const bound = pointsBound(design) as number
    const part = rowDesign(
      [
        levelsBlock(
          'a',
          codes.filter((code) => code < 2),
          2,
        ),
      ],
      y.filter((_, i) => (codes[i] as number) < 2),
    )
    expect(bound).toBeCloseTo(fitLogistic(part).loglik, 9)
    for (const b of [0, 5, 50])
      expect(
        loglikOf(
          design,
          [
            [3, 0, b],
            [0, 0],
          ],
          4,
        ),
      ).toBeLessThanOrEqual(bound)
  })

  it('have no bound where levels separate the outcomes together, and 0 where each does', () => {
    const design = rowDesign([levelsBlock('a', [0, 0, 1, 1], 2)], [0, 0, 1, 1])
    expect(pointsBound(design)).toBe(0)
    const both = rowDesign(
      [levelsBlock('a', [0, 0, 0, 0, 1, 1, 1, 1], 2), levelsBlock('b', [0, 0, 1, 1, 0, 0, 1, 1], 2)],
      [0, 0, 0, 1, 0, 1, 1, 1],
    )
    expect(pointsBound(both)).toMatchObject({ kind: 'undefined' })
  })

  it('refuse what makes no card', () => {
    const design = small(1)
    expect(codeOf(() => card(design, { range: 0 }))).toBe('invalid-points')
    expect(codeOf(() => card(design, { range: 2.5 }))).toBe('invalid-points')
    expect(codeOf(() => card(design, { range: 5, doubling: 0 }))).toBe('invalid-points')
    expect(codeOf(() => card(simulated(1, 100, { linear: 1, coded: [] }), { range: 5 }))).toBe('invalid-points')
  })
})
