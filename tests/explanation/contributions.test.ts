import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freezeModel } from '../../src/artifact/freeze.js'
import { contributionsOf } from '../../src/explanation/contributions.js'
import { averageReference, type Reference, rowReference } from '../../src/explanation/reference.js'
import { exactSum } from '../../src/numeric/exact-sum.js'
import { buildKernel, type Scored, scoreRow } from '../../src/scoring/kernel.js'
import { levelled, nineModel, partsOf, straight } from '../support/model.js'
import { SOMEBODY, welfareModel } from './welfare-model.js'

const model = welfareModel()
const kernel = buildKernel(model)
const average = averageReference(model) as Reference
const score = (row: Readonly<Record<string, string | number | boolean | null>>): Scored => {
  const scored = scoreRow(kernel, row)
  if (scored.kind === 'refused') throw new Error('refused')
  return scored
}
const anybody = fc.record({
  prior_bijstand: fc.option(fc.boolean()),
  ww_right_months: fc.integer({ min: 3, max: 24 }),
  ww_months_left: fc.integer({ min: 0, max: 24 }),
  ww_amount: fc.double({ min: 0, max: 6000, noNaN: true }),
  side_income: fc.option(fc.boolean()),
  tw_supplement: fc.boolean(),
  age_first_ww_day: fc.integer({ min: 18, max: 66 }),
  household_single: fc.boolean(),
  municipality: fc.constantFrom('GM9000', 'GM9181', 'elsewhere'),
})

describe('contributions relative to a reference', () => {
  it('add up to the score to the last bit, in any order', () => {
    fc.assert(
      fc.property(anybody, fc.boolean(), (row, backwards) => {
        const scored = score(row)
        const { parts, rounding, reference } = contributionsOf(kernel, scored, average)
        const all = [reference.linearPredictor, ...parts.map(({ difference }) => difference), ...rounding]
        expect(exactSum(backwards ? all.reverse() : all)).toBe(scored.linearPredictor)
        expect(Math.abs(rounding[0] ?? 0)).toBeLessThan(1e-14)
      }),
    )
  })

  it('add up even where the score all but cancels', () => {
    const wild = [
      straight('a', { type: 'number' }, 1e17),
      straight('b', { type: 'number' }, -1e17),
      straight('c', { type: 'number' }, 1e-9),
    ]
    const odd = freezeModel(partsOf(wild, { intercept: 0 }))
    const oddKernel = buildKernel(odd)
    const scored = scoreRow(oddKernel, { a: 1.1, b: 1.1, c: 3 }) as Scored
    const reference = averageReference(odd, { a: 0.3, b: 0.7, c: 1e-3 }) as Reference
    const { parts, rounding } = contributionsOf(oddKernel, scored, reference)
    expect(exactSum([reference.linearPredictor, ...parts.map((part) => part.difference), ...rounding])).toBe(
      scored.linearPredictor,
    )
  })

  it('come by size, largest first, equal ones in the order of the model', () => {
    const { parts } = contributionsOf(kernel, score(SOMEBODY), average)
    const sizes = parts.map(({ difference }) => Math.abs(difference))
    expect(sizes).toEqual([...sizes].sort((a, b) => b - a))
    expect(parts[0]?.indicator).toBe('prior_bijstand')
    const flat = contributionsOf(kernel, score(SOMEBODY), rowReference(model, { nl: 'zelf', en: 'self' }, SOMEBODY))
    expect(flat.parts.map(({ indicator }) => indicator)).toEqual(kernel.inputs)
    expect(flat.parts.every(({ difference }) => difference === 0)).toBe(true)
    expect(flat.rounding).toEqual([])
  })

  it('keep the numbers that the kernel added', () => {
    const scored = score(SOMEBODY)
    const { parts } = contributionsOf(kernel, scored, average)
    for (const part of parts) {
      const index = kernel.inputs.indexOf(part.indicator)
      expect(part.contribution).toBe(scored.contributions[index])
      expect(part.level).toBe(scored.levels[index])
    }
  })
})

describe('the average person of training', () => {
  it('is the mean over the rows that the artifact counts per level', () => {
    const expected = (0.9 * (4868 * -0.59 + 374 * 2.17)) / (4868 + 374)
    expect(average.contributions[0]).toBeCloseTo(expected, 12)
    expect(average.linearPredictor).toBe(average.contributions.reduce((sum, value) => sum + value, -3.5))
  })

  it('does not exist for a number without a mean, and says which', () => {
    const linear = freezeModel(partsOf([straight('hours', { type: 'number' })]))
    expect(averageReference(linear)).toEqual({ kind: 'undefined', because: 'no training mean is known of hours' })
    expect(averageReference(linear, { hours: Number.NaN }).kind).toBe('undefined')
    expect((averageReference(linear, { hours: 2 }) as Reference).contributions).toEqual([2 * -0.37])
  })

  it('does not exist where every count is hidden', () => {
    const made = levelled('single', { type: 'boolean' }, { kind: 'intervals', edges: [0.5] })
    const hidden = {
      ...made,
      encoder: { ...made.encoder, levels: made.encoder.levels.map((level) => ({ ...level, rows: null })) },
    }
    expect(averageReference(freezeModel(partsOf([hidden]))).kind).toBe('undefined')
  })

  it('belongs to its own model', () => {
    expect(() =>
      contributionsOf(buildKernel(nineModel()), score(SOMEBODY), { ...average, contributions: [1] }),
    ).toThrow('mismatched-reference')
    expect(() => rowReference(model, { nl: 'niemand', en: 'nobody' }, { ww_months_left: 99 })).toThrow(
      'invalid-reference',
    )
  })
})
