import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { knownNear } from '../../src/selection/known-near.js'
import { nearDistance } from '../../src/selection/near-distance.js'
import { nearOptimalWithin } from '../../src/selection/near-optimal.js'
import { selectBest } from '../../src/selection/select-best.js'
import { hard } from './hard-design.js'

const stamp = { study: 'test', data: '0'.repeat(64), synthetic: true }

describe('near-optimal sets that the selection has proven already', () => {
  it('are those that a search of their own finds, or none are given', async () => {
    let known = 0
    const problem = fc.record({
      seed: fc.nat(1e6),
      size: fc.integer({ min: 1, max: 5 }),
      distance: fc.constantFrom(0, 0.5, 2, 10, 1000),
      nearOptimal: fc.constantFrom(0, 3, 10, 100),
      most: fc.constantFrom(1, 4, 50),
      criterion: fc.constantFrom<'loglik' | 'bic'>('loglik', 'bic'),
    })
    await fc.assert(
      fc.asyncProperty(problem, async ({ seed, size, distance, nearOptimal, most, criterion }) => {
        const design = hard(seed, { rows: 150, candidates: 7, signal: 0.3 })
        const selection = await selectBest(design, { size, nearOptimal, criterion, stamp })
        const found = knownNear(selection, { distance, most })
        if (found === null) return
        known += 1
        const searched = await nearOptimalWithin(design, { size, distance, most, criterion })
        expect(found.sets.map(({ set }) => set)).toEqual(searched.sets.map(({ set }) => set))
        const { fits: _, sets, covered, candidates, ...rest } = searched
        const { fits: __, sets: ownSets, covered: ownCovered, candidates: ownCandidates, ...own } = found
        expect(own).toEqual(rest)
        expect(ownCovered).toBeCloseTo(covered, 6)
        expect(ownSets.length).toBe(sets.length)
        expect(ownCandidates.map(({ candidate, sets: times, role }) => [candidate, times, role])).toEqual(
          candidates.map(({ candidate, sets: times, role }) => [candidate, times, role]),
        )
      }),
      { numRuns: 40 },
    )
    expect(known).toBeGreaterThan(10)
  })
})

describe('the distance within which sets are near', () => {
  it('is a hundredth of what the best gains, and reaches the fifth best set where that is further', async () => {
    const design = hard(3, { rows: 300, candidates: 8, signal: 1 })
    const selection = await selectBest(design, { size: 3, stamp })
    const fifth = selection.nearOptimal[3]?.distance as number
    const share = 0.01 * (selection.best.loglik - selection.nullLoglik)
    expect(nearDistance(selection).distance).toBeCloseTo(Math.max(fifth, share), 12)
    const close = {
      ...selection,
      nearOptimal: selection.nearOptimal.map((one) => ({ ...one, value: selection.best.value })),
    }
    expect(nearDistance(close).distance).toBeCloseTo(share, 12)
    expect(nearDistance({ ...selection, nearOptimal: [] }).distance).toBeCloseTo(share, 12)
  })
})
