import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nearOptimalWithin } from '../../src/selection/near-optimal.js'
import { selectBest } from '../../src/selection/select-best.js'
import { everySet, hard } from './hard-design.js'

const sorted = (names: readonly string[]): string => [...names].sort().join('|')

describe('all sets within a distance of the best', () => {
  it('are those that brute force finds, and no other', async () => {
    const problem = fc.record({
      seed: fc.integer({ min: 0, max: 1e6 }),
      candidates: fc.integer({ min: 2, max: 8 }),
      signal: fc.constantFrom(0, 0.2, 1),
      size: fc.integer({ min: 1, max: 5 }),
      distance: fc.constantFrom(0, 0.5, 2, 10, Infinity),
    })
    await fc.assert(
      fc.asyncProperty(problem, async ({ seed, candidates, signal, size, distance }) => {
        fc.pre(size <= candidates)
        const design = hard(seed, { rows: 150, candidates, signal })
        const all = everySet(design, size)
        const expected = all.filter(({ loglik }) => (all[0]?.loglik as number) - loglik <= distance)
        const found = await nearOptimalWithin(design, { size, distance })
        expect(found.sets.map(({ set }) => sorted(set))).toEqual(expected.map(({ set }) => sorted(set)))
        expect(found.complete).toBe(true)
        for (const { candidate, share, sets, role, without } of found.candidates) {
          const having = expected.filter(({ set }) => set.includes(candidate)).length
          expect(sets).toBe(having)
          expect(share).toBeCloseTo(having / expected.length, 12)
          expect(role).toBe(having === 0 ? 'never' : having === expected.length ? 'core' : 'optional')
          expect(without === null).toBe(role === 'core')
        }
        const total = found.candidates.reduce((sum, { sets }) => sum + sets, 0)
        expect(total).toBe(size * found.sets.length)
      }),
      { numRuns: 30 },
    )
  })

  it('say when there are more than may be listed, and list the best of them', async () => {
    const design = hard(3, { rows: 200, candidates: 8, signal: 0 })
    const all = everySet(design, 4)
    const found = await nearOptimalWithin(design, { size: 4, distance: Infinity, most: 12 })
    expect(found.complete).toBe(false)
    expect(found.sets.map(({ set }) => sorted(set))).toEqual(all.slice(0, 12).map(({ set }) => sorted(set)))
    expect(found.covered).toBeCloseTo((all[0]?.loglik as number) - (all[11]?.loglik as number), 7)
    expect(found.statement).toContain('more than 12 sets')
  })

  it('need fewer fits than there are sets', async () => {
    const design = hard(8, { rows: 500, candidates: 12, signal: 0.6 })
    const found = await nearOptimalWithin(design, { size: 6, distance: 3 })
    const best = await selectBest(design, {
      size: 6,
      stamp: { study: 'test', data: '0'.repeat(64), synthetic: true },
      nearOptimal: found.sets.length,
    })
    expect(found.fits).toBeLessThan(found.subsets / 2)
    expect(found.sets[0]?.set).toEqual(best.selected)
    expect(best.nearOptimal.at(-1)?.distance).toBeGreaterThan(3)
    expect(best.nearOptimal.slice(0, -1).map(({ set }) => set)).toEqual(found.sets.slice(1).map(({ set }) => set))
  })

  it('refuse a negative distance and a cap under one', async () => {
    const design = hard(3, { rows: 100, candidates: 3, signal: 0 })
    await expect(nearOptimalWithin(design, { size: 2, distance: -1 })).rejects.toMatchObject({
      code: 'invalid-distance',
    })
    await expect(nearOptimalWithin(design, { size: 2, distance: Number.NaN })).rejects.toMatchObject({
      code: 'invalid-distance',
    })
    await expect(nearOptimalWithin(design, { size: 2, distance: 1, most: 0 })).rejects.toMatchObject({
      code: 'invalid-distance',
    })
  })
})
