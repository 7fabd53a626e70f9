import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cholesky, choleskySolve } from '../../src/numeric/cholesky.js'
import { columnNames } from '../../src/numeric/design.js'
import { likelihood } from '../../src/numeric/information.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { backwardPath, forwardPath, isPath } from '../../src/selection/greedy-paths.js'
import { quadratic, scoreStatistic } from '../../src/selection/move-statistics.js'
import { hard } from './hard-design.js'

const seeds = fc.nat(1e6)

/** Columns of each block, the intercept being column 0. */
const columnsOfBlocks = (blocks: ReturnType<typeof hard>['blocks']): readonly (readonly number[])[] => {
  let next = 1
  return blocks.map(({ columns }) => columns.map(() => next++))
}

describe('what the information says of a move', () => {
  it('is the Wald statistic by the covariance of the fit, for a candidate that may go out', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const design = hard(seed, { rows: 200, candidates: 5, signal: 0.4 })
        const { estimates, covariance } = fitLogistic(design)
        const p = estimates.length
        const { information } = likelihood(design.blocks, { ...design, offset: undefined }, true).evaluate(estimates)
        for (const own of columnsOfBlocks(design.blocks)) {
          const others = Array.from({ length: p }, (_, j) => j).filter((j) => !own.includes(j))
          const block = Float64Array.from(own.flatMap((a) => own.map((b) => covariance[a * p + b] as number)))
          const values = Float64Array.from(own, (j) => estimates[j] as number)
          const factor = cholesky(block, own.length)
          if (factor === null) throw new Error('a covariance is positive definite')
          const wald = choleskySolve(factor, values).reduce((sum, x, j) => sum + x * (values[j] as number), 0)
          expect(quadratic(information, { own, others, vector: estimates }) / wald).toBeCloseTo(1, 7)
        }
      }),
      { numRuns: 20 },
    )
  })

  it('is near the likelihood ratio for a weak candidate that may come in', () => {
    const design = hard(3, { rows: 6000, candidates: 5, signal: 0.05 })
    const [last] = design.blocks.slice(-1)
    const rest = design.blocks.slice(0, -1)
    const without = fitLogistic({ ...design, blocks: rest })
    const at = Float64Array.from([...without.estimates, ...(last?.columns ?? []).map(() => 0)])
    const { score, information } = likelihood(design.blocks, { ...design, offset: undefined }, true).evaluate(at)
    const size = columnNames(rest).length + 1
    const others = Array.from({ length: size }, (_, j) => j)
    const own = (last?.columns ?? []).map((_, j) => size + j)
    const ratio = 2 * (fitLogistic(design).loglik - without.loglik)
    expect(scoreStatistic(information, { own, others, vector: score }) / ratio).toBeCloseTo(1, 1)
  })
})

describe('greedy paths that fit a few contenders of each step', () => {
  it('end where those that fit every move end, nearly always, and never further', () => {
    let same = 0
    let all = 0
    for (let seed = 0; seed < 12; seed += 1) {
      const design = hard(seed, { rows: 300, candidates: 8, signal: 0.4 })
      for (const path of [forwardPath, backwardPath]) {
        const [few, every] = [path(design, { size: 4, contenders: 3 }), path(design, { size: 4 })]
        if (!isPath(few) || !isPath(every)) throw new Error('both have a path')
        all += 1
        if (few.set.join() === every.set.join()) same += 1
        expect(few.steps[0]?.loglik).toBeLessThanOrEqual((every.steps[0]?.loglik as number) + 1e-9)
        expect(path(design, { size: 4, contenders: 8 })).toEqual(every)
      }
    }
    expect(same / all).toBeGreaterThan(0.9)
  })
})
