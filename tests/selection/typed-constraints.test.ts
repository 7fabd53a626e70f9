import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { selectionResult } from '../../data-schemas/results/selection.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { type SelectionOptions, selectBest } from '../../src/selection/select-best.js'
import { everySet, hard } from './hard-design.js'

const stamp = { study: 'test', data: '0'.repeat(64), synthetic: true }
const design = hard(31, { rows: 200, candidates: 7, signal: 0.5 })
const select = (options: Omit<SelectionOptions, 'stamp'>, of = design) => selectBest(of, { ...options, stamp })

describe('constraints on what is together and on signs', () => {
  it('give the best of the sets that brute force leaves', async () => {
    const group = fc.subarray(['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6'], { minLength: 1, maxLength: 4 })
    const problem = fc.record({
      seed: fc.nat(1e6),
      size: fc.integer({ min: 1, max: 4 }),
      atMostOneOf: fc.array(group, { maxLength: 2 }),
      signs: fc.dictionary(fc.constantFrom('c0', 'c1', 'c2', 'c4'), fc.constantFrom<'+' | '-'>('+', '-')),
    })
    await fc.assert(
      fc.asyncProperty(problem, async ({ seed, size, atMostOneOf, signs }) => {
        const own = hard(seed, { rows: 150, candidates: 7, signal: 0.4 })
        const left = everySet(own, size).filter(({ set, blocks }) => {
          if (atMostOneOf.some((names) => names.filter((name) => set.includes(name)).length > 1)) return false
          const { names, estimates } = fitLogistic({ ...own, blocks })
          return names.every((name, j) => signs[name] === undefined || (signs[name] === '+') === estimates[j]! >= 0)
        })
        if (left.length === 0) {
          await expect(select({ size, atMostOneOf, signs }, own)).rejects.toMatchObject({
            code: 'infeasible-selection',
          })
          return
        }
        const found = await select({ size, atMostOneOf, signs, nearOptimal: 3 }, own)
        const sets = [found.best, ...found.nearOptimal].map(({ set }) => set)
        expect(sets).toEqual(left.slice(0, 4).map(({ set }) => set))
        expect(selectionResult.parse(found)).toEqual(found)
        const { subsets, subsetsPruned, subsetsFitted, collinear, refused } = found.certificate
        expect(subsetsPruned + subsetsFitted + collinear + (refused?.together ?? 0)).toBe(subsets)
      }),
      { numRuns: 40 },
    )
  })

  it('are in the result when asked, and nothing is there when not', async () => {
    const asked = await select({ size: 2, atMostOneOf: [['c0', 'c1']], signs: { c2: '+' } })
    expect(asked.constraints).toMatchObject({ atMostOneOf: [['c0', 'c1']], signs: { c2: '+' } })
    const plain = await select({ size: 2 })
    expect(plain.constraints).not.toHaveProperty('atMostOneOf')
    expect(plain.certificate).not.toHaveProperty('refused')
  })

  it.each([
    ['two kept of one group', { size: 3, keep: ['c0', 'c1'], atMostOneOf: [['c0', 'c1']] }, 'kept-together'],
    [
      'groups that leave too few',
      {
        size: 5,
        atMostOneOf: [
          ['c0', 'c1', 'c2'],
          ['c3', 'c4'],
        ],
      },
      'groups-leave-too-few',
    ],
    ['a sign for an unknown column', { size: 2, signs: { nobody: '+' } }, 'unknown-column'],
  ] as const)('explain %s in words', async (_, options, rule) => {
    await expect(select(options)).rejects.toMatchObject({
      code: 'infeasible-selection',
      exit: 2,
      message: expect.stringContaining(rule),
    })
  })

  it('explain that every set goes against a sign', async () => {
    const [single] = everySet(design, 1).filter(({ set }) => set[0] !== 'c3')
    const name = single!.set[0]!
    const estimate = fitLogistic({ ...design, blocks: single!.blocks }).estimates[1]!
    const signs = { [name]: estimate > 0 ? ('-' as const) : ('+' as const) }
    await expect(select({ size: 1, keep: [name], signs })).rejects.toMatchObject({
      message: expect.stringContaining('1 have a coefficient against its sign'),
    })
  })
})
