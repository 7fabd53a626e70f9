import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { agreement, secondSolver } from '../../src/numeric/second-solver.js'
import { againstOracle } from '../support/oracle.js'
import { levelsBlock, readJson, rowDesign, simulated, valuesBlock } from './designs.js'

interface Oracle {
  readonly data: Record<'x1' | 'x2' | 'level' | 'y' | 'offset', readonly number[]>
  readonly plain: { estimates: number[]; loglik: number }
}
const { data, plain } = readJson<Oracle>('tests/oracles/logistic/expected.json')
const design = rowDesign(
  [valuesBlock('x1', data.x1), valuesBlock('x2', data.x2), levelsBlock('level', data.level, 4)],
  data.y,
)

describe('the second solver', () => {
  it('agrees with statsmodels on its own', () => {
    const found = secondSolver(design)
    expect(found.converged).toBe(true)
    againstOracle('second-solver', found.estimates, plain.estimates)
    expect(Math.abs(found.loglik / plain.loglik - 1)).toBeLessThan(1e-12)
  })

  it('agrees with the Newton fit on any design that has a maximum', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.array(fc.integer({ min: 2, max: 6 }), { maxLength: 3 }),
        (seed, coded) => {
          const any = simulated(seed, 400, { linear: 2, coded })
          const offset = Float64Array.from(any.trials, (_, i) => (i % 5) / 5)
          for (const given of [undefined, offset]) {
            const first = fitLogistic(any, given === undefined ? {} : { offset: given })
            const { largestDifference, loglikDifference, converged } = agreement(any, first, given)
            expect(converged).toBe(true)
            expect(largestDifference).toBeLessThan(1e-7)
            expect(Math.abs(loglikDifference)).toBeLessThan(1e-9)
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('tells a wrong first fit', () => {
    const first = fitLogistic(design)
    const estimates = first.estimates.map((value, j) => (j === 1 ? value * 1.01 : value))
    expect(agreement(design, { ...first, estimates }).largestDifference).toBeGreaterThan(1e-3)
    expect(agreement(design, { ...first, loglik: first.loglik - 1e-3 }).loglikDifference).toBeCloseTo(1e-3, 8)
  })

  it('holds columns of any size and distance from 0, and the empty model', () => {
    const far = {
      ...design,
      blocks: [
        valuesBlock(
          'x1',
          data.x1.map((value) => 1e9 + 1e5 * value),
        ),
      ],
    }
    expect(agreement(far, fitLogistic(far)).largestDifference).toBeLessThan(1e-5)
    const none = { ...design, blocks: [] }
    expect(agreement(none, fitLogistic(none)).largestDifference).toBeLessThan(1e-9)
  })

  it('says that it did not settle where no maximum exists', () => {
    const split = secondSolver(rowDesign([valuesBlock('x', [1, 2, 3, 4])], [0, 0, 1, 1]))
    expect(split.loglik).toBeGreaterThan(-1e-6)
    expect(split.estimates.every(Number.isFinite)).toBe(true)
  })
})
