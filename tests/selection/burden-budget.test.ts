import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RefusedError } from '../../src/errors.js'
import { selectBest } from '../../src/selection/select-best.js'
import { everySet, hard } from './hard-design.js'

const stamp = { study: 'test', data: '0'.repeat(64), synthetic: true }

describe('a budget for legal burden', () => {
  it('gives the best of the sets that brute force finds within it', async () => {
    const problem = fc.record({
      seed: fc.nat(1e6),
      size: fc.integer({ min: 1, max: 4 }),
      points: fc.dictionary(fc.constantFrom('c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6'), fc.constantFrom(0.5, 1, 3)),
      budget: fc.constantFrom(0, 1, 2, 4),
    })
    await fc.assert(
      fc.asyncProperty(problem, async ({ seed, size, points, budget }) => {
        const design = hard(seed, { rows: 150, candidates: 7, signal: 0.4 })
        const burden = { points, budget }
        const left = everySet(design, size).filter(
          ({ set }) => set.reduce((sum, name) => sum + (points[name] ?? 0), 0) <= budget,
        )
        const found = selectBest(design, { size, burden, nearOptimal: 2, stamp })
        if (left.length === 0) {
          await expect(found).rejects.toMatchObject({ code: 'infeasible-selection', exit: 2 })
          return
        }
        const { best, nearOptimal, constraints } = await found
        expect([best, ...nearOptimal].map(({ set }) => set)).toEqual(left.slice(0, 3).map(({ set }) => set))
        expect(constraints.burden).toBe(budget)
      }),
      { numRuns: 40 },
    )
  })

  it('says what the lightest set weighs when none is light enough', async () => {
    const design = hard(1, { rows: 150, candidates: 4, signal: 0.4 })
    const burden = { points: { c0: 3, c1: 1, c2: 2, c3: 5 }, budget: 4 }
    const refused = await selectBest(design, {
      size: 2,
      keep: ['c0'],
      burden: { ...burden, budget: 3.5 },
      stamp,
    }).catch((error: RefusedError) => error)
    expect((refused as RefusedError).issues).toMatchObject([
      { rule: 'burden-too-small', found: '4 points for the lightest set', expected: expect.stringContaining('3.5') },
    ])
    const { selected } = await selectBest(design, { size: 2, keep: ['c0'], burden, stamp })
    expect(selected).toEqual(['c0', 'c1'])
  })
})
