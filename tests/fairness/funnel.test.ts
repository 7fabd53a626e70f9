import { describe, expect, it } from 'vitest'
import { funnel as schema } from '../../data-schemas/results/fairness-audit.js'
import { auditCodes } from '../../src/disclosure/audit-codes.js'
import { funnel } from '../../src/fairness/funnel.js'

const options = { confidence: 0.95, margin: 0.05, minimum: 10, reference: 'a' } as const

/** `sizes[g]` = people of group g, then those who reach each step, one row per person. */
const people = (sizes: readonly (readonly number[])[]) => {
  const at = sizes.flatMap((size, group) => Array.from({ length: size[0]! }, (_, i) => ({ group, i })))
  return {
    rows: {
      person: Int32Array.from(at.keys()),
      steps: ['listed', 'contacted', 'helped'].map((name, step) => ({
        name,
        reached: Uint8Array.from(at, ({ group, i }) => (i < sizes[group]![step + 1]! ? 1 : 0)),
      })),
    },
    attribute: auditCodes(
      'group',
      ['a', 'b', 'c'].slice(0, sizes.length),
      Int32Array.from(at, ({ group }) => group),
    ),
  }
}

describe('the road from the list to help', () => {
  it('finds the step where the gap arises, and its parts add up', () => {
    const { rows, attribute } = people([
      [2000, 400, 360, 180],
      [2000, 400, 200, 100],
    ])
    const result = funnel(rows, attribute, options)
    expect(schema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    expect(result.arises[0]).toMatchObject({ group: 'b', firstGap: 'contacted', largestPart: 'contacted' })
    const shares = result.arises[0]!.shares!
    expect(shares.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
    expect(shares[1]).toBeCloseTo(1, 12)
    const b = result.groups[1]!.rates
    expect(b.map(({ rate }) => rate.estimate)).toEqual([0.2, 0.5, 0.5])
    expect(b.map(({ reached }) => reached.estimate)).toEqual([0.2, 0.1, 0.05])
  })

  it('says cannot-tell, not equal, where too few people take a step, and hides what the product would give away', () => {
    const { rows, attribute } = people([
      [500, 100, 80, 40],
      [500, 100, 6, 3],
      [500, 90, 70, 30],
    ])
    const result = funnel(rows, attribute, options)
    const last = result.comparisons.find(({ metric, group }) => metric === 'helped' && group === 'b')!
    expect(last).toMatchObject({ verdict: 'cannot-tell', difference: null })
    const b = result.groups[1]!.rates[2]!
    expect(b.rate.estimate).toEqual({ kind: 'suppressed' })
    expect(b.reached.estimate).toEqual({ kind: 'suppressed' })
    expect(result.arises.find(({ group }) => group === 'b')).toMatchObject({ largestPart: null, shares: null })
  })

  it('counts people who took a step without the one before, and does not follow them', () => {
    const { rows, attribute } = people([
      [100, 40, 30, 20],
      [100, 40, 30, 20],
    ])
    const helped = rows.steps[2]!.reached.map((value, row) => (row >= 80 && row < 95 ? 1 : value))
    const steps = [rows.steps[0]!, rows.steps[1]!, { name: 'helped', reached: helped }]
    const result = funnel({ ...rows, steps }, attribute, options)
    expect(result.outOfOrder).toBe(15)
    expect(result.groups[0]!.rates[2]!.rate.estimate).toBeCloseTo(20 / 30, 12)
    expect(funnel(rows, attribute, options).outOfOrder).toBeNull()
  })

  it('refuses no steps and arrays of different lengths', () => {
    const { rows, attribute } = people([[20, 10, 5, 2]])
    expect(() => funnel({ ...rows, steps: [] }, attribute, options)).toThrow('no-steps')
    expect(() => funnel({ ...rows, person: rows.person.subarray(1) }, attribute, options)).toThrow('mismatched-lengths')
  })
})

describe('a funnel of some of the rows', () => {
  it('is that of these rows alone, says how many they are, and hides that when few are left out', () => {
    const inside = people([
      [400, 100, 80, 40],
      [400, 120, 60, 40],
    ])
    const wide = people([
      [500, 100, 80, 40],
      [460, 120, 60, 40],
    ])
    const scope = Uint8Array.from([
      ...Array.from({ length: 500 }, (_, i) => (i < 400 ? 1 : 0)),
      ...Array.from({ length: 460 }, (_, i) => (i < 400 ? 1 : 0)),
    ])
    const { scope: told, ...found } = funnel({ ...wide.rows, scope }, wide.attribute, options)
    const alone = funnel(inside.rows, inside.attribute, options)
    expect(told).toEqual({ rows: 800, people: 800 })
    expect(found.groups.map(({ rates }) => rates.map(({ rate }) => rate.estimate))).toEqual(
      alone.groups.map(({ rates }) => rates.map(({ rate }) => rate.estimate)),
    )
    expect(found.groups.map(({ rates }) => rates.map(({ reached }) => reached.estimate))).toEqual(
      alone.groups.map(({ rates }) => rates.map(({ reached }) => reached.estimate)),
    )
    expect(found.outOfOrder).toEqual(alone.outOfOrder)
    const nearly = scope.map((one, row) => (row < 495 || row >= 500 ? 1 : one))
    expect(funnel({ ...wide.rows, scope: nearly }, wide.attribute, options).scope).toEqual({ rows: null, people: null })
    const shorter = { ...wide.rows, scope: scope.slice(1) }
    expect(() => funnel(shorter, wide.attribute, options)).toThrow(/mismatched-lengths/)
  })
})
