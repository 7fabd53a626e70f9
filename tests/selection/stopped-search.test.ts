import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { selectionResult } from '../../data-schemas/results/selection.js'
import { bestSet } from '../../src/selection/best-set.js'
import { nearOptimalWithin } from '../../src/selection/near-optimal.js'
import { selectBest } from '../../src/selection/select-best.js'
import { everySet, hard } from './hard-design.js'

const stamp = { study: 'test', data: '0'.repeat(64), synthetic: true }

describe('a search that may cost so many fits and bounds', () => {
  const problem = fc.record({
    seed: fc.integer({ min: 0, max: 1e6 }),
    signal: fc.constantFrom(0, 0.2, 1),
    size: fc.integer({ min: 2, max: 5 }),
    work: fc.integer({ min: 1, max: 60 }),
  })

  it('never is further from the truth than it says, whenever it stops', async () => {
    let stops = 0
    await fc.assert(
      fc.asyncProperty(problem, async ({ seed, signal, size, work }) => {
        const design = hard(seed, { rows: 150, candidates: 9, signal })
        const truth = everySet(design, size)[0]?.loglik as number
        const found = await selectBest(design, { size, work, stamp })
        const { kind, open, subsets, subsetsPruned, subsetsFitted, collinear } = found.certificate
        expect(found.best.loglik + (open?.atMost ?? 0)).toBeGreaterThanOrEqual(truth - 1e-6)
        expect(subsetsPruned + subsetsFitted + collinear + (open?.subsets ?? 0)).toBe(subsets)
        expect(kind === 'stopped').toBe(open !== undefined)
        expect(selectionResult.parse(found)).toEqual(found)
        if (kind === 'stopped') stops += 1
        else expect(found.best.loglik).toBeCloseTo(truth, 6)
        const best = await bestSet(design, { size, work })
        expect(best.loglik + best.atMost).toBeGreaterThanOrEqual(truth - 1e-6)
      }),
      { numRuns: 30 },
    )
    expect(stops).toBeGreaterThan(5)
  })

  it('is the same search where the work suffices', async () => {
    const design = hard(5, { rows: 200, candidates: 9, signal: 0.3 })
    const free = await selectBest(design, { size: 4, stamp })
    expect(await selectBest(design, { size: 4, work: 100_000, stamp })).toEqual(free)
    expect(free.certificate.kind).toBe('exact')
  })

  it('gives the same twice', async () => {
    const design = hard(6, { rows: 200, candidates: 10, signal: 0 })
    const run = () => selectBest(design, { size: 5, work: 40, stamp })
    expect(await run()).toEqual(await run())
  })

  it('says of near-optimal sets that some may be missing', async () => {
    const design = hard(6, { rows: 200, candidates: 10, signal: 0 })
    const found = await nearOptimalWithin(design, { size: 5, distance: 3, work: 40 })
    const truth = everySet(design, 5)[0]?.loglik as number
    expect(found).toMatchObject({ certified: false, complete: false, covered: 0 })
    expect(found.statement).toMatch(/^not certified/)
    expect((found.sets[0]?.loglik as number) + found.atMost).toBeGreaterThanOrEqual(truth - 1e-6)
  })
})
