import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustedList as schema } from '../../data-schemas/results/fairness-audit.js'
import { auditCodes } from '../../src/disclosure/audit-codes.js'
import { ADJUSTMENT_WARNING, adjustedList } from '../../src/fairness/adjusted-list.js'
import { groupSizes } from '../../src/fairness/group-sizes.js'
import { rankingOf, rankingWithin } from '../../src/ranking/order.js'
import { scoredPeople } from './scored-people.js'

const options = { k: 0.2, minimum: 10, confidence: 0.95 } as const
const attributeOf = (codes: Int32Array, values: readonly string[] = ['a', 'b']) => auditCodes('group', values, codes)

describe('a list with a cut per group', () => {
  const sample = scoredPeople(900, 6, { tilt: 0.35 })

  it.each(['equal-selection-rate', 'equal-recall'] as const)(
    '%s: closes the gap, keeps the size, and says what it costs',
    (rule) => {
      const result = adjustedList(sample, attributeOf(sample.codes), { ...options, rule })
      expect(schema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
      const metric = rule === 'equal-recall' ? 'recall' : 'selectionRate'
      const [a, b] = result.groups.map((group) => {
        if (group.suppressed) throw new Error('nothing is small')
        return group
      })
      const apart = (when: 'before' | 'after'): number =>
        Math.abs((a![metric][when] as number) - (b![metric][when] as number))
      expect(apart('before')).toBeGreaterThan(0.15)
      expect(apart('after')).toBeLessThan(0.02)
      // The list stays as long: whoever comes on takes the place of somebody who leaves.
      expect(b!.enter).toBeGreaterThan(100)
      expect(a!.leave).toBeCloseTo(b!.enter as number, 9)
      // Nobody of group a comes on the list: a count under the minimum, never a 0.
      expect(a!.enter).toEqual({ kind: 'suppressed' })
      const { before, after, change } = result.recall as { before: number; after: number; change: { estimate: number } }
      expect(change.estimate).toBeCloseTo(after - before, 12)
      expect(result.warning).toEqual(ADJUSTMENT_WARNING)
      expect(result.warning.nl).toMatch(/wettelijke grondslag/)
      expect(result.warning.en).toMatch(/legal basis/)
    },
  )

  it('shows who comes and goes when several groups do, and their numbers balance', () => {
    const four = scoredPeople(1200, 7, { tilt: 0.35, groups: 4 })
    const codes = four.codes
    const score = four.score.map((value, row) => value - (codes[row] === 2 ? 0.3 : 0))
    const result = adjustedList({ ...four, score }, attributeOf(codes, ['a', 'b', 'c', 'd']), {
      ...options,
      rule: 'equal-selection-rate',
    })
    const sum = (side: 'enter' | 'leave'): number =>
      result.groups.reduce(
        (total, group) => total + (!group.suppressed && typeof group[side] === 'number' ? group[side] : 0),
        0,
      )
    expect(sum('enter')).toBeGreaterThan(20)
    expect(sum('enter')).toBeCloseTo(sum('leave'), 9)
  })

  it('hides what comes after when so few people move that before and after would count them', () => {
    const even = scoredPeople(300, 8)
    const rate = adjustedList(even, attributeOf(even.codes), { ...options, minimum: 60, rule: 'equal-selection-rate' })
    for (const group of rate.groups) {
      if (group.suppressed) throw new Error('the groups are large')
      expect(typeof group.selectionRate.before).toBe('number')
      expect(group.selectionRate.after).toEqual({ kind: 'suppressed' })
    }
    expect(rate.recall.change).toEqual({ estimate: { kind: 'suppressed' }, lower: null, upper: null })
    expect(rate.recall.after).toEqual({ kind: 'suppressed' })
  })
})

describe('places per group', () => {
  const world = fc
    .record({ rows: fc.integer({ min: 1, max: 60 }), groups: fc.integer({ min: 1, max: 4 }) })
    .chain(({ rows, groups }) =>
      fc.record({
        score: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: rows, maxLength: rows }),
        label: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: rows, maxLength: rows }),
        codes: fc.array(fc.integer({ min: 0, max: groups - 1 }), { minLength: rows, maxLength: rows }),
        groups: fc.constant(groups),
        size: fc.integer({ min: 0, max: rows }),
      }),
    )

  it.each(['equal-selection-rate', 'equal-recall'] as const)(
    '%s: adds up to the list and never exceeds a group',
    (rule) => {
      fc.assert(
        fc.property(world, ({ score, label, codes, size }) => {
          const ranking = rankingOf(Float64Array.from(score))
          const lists = rankingWithin(ranking, Int32Array.from(codes))
          const sizes = groupSizes({ label: Uint8Array.from(label), ranking, lists }, { size, rule })
          expect(sizes.length).toBe(Math.max(...codes) + 1)
          expect(sizes.reduce((sum, value) => sum + value, 0)).toBe(size)
          sizes.forEach((value, group) => {
            const members = codes.filter((code) => code === group).length
            expect(value).toBeLessThanOrEqual(members)
            if (rule === 'equal-selection-rate')
              expect(Math.abs(value - (size * members) / codes.length)).toBeLessThan(1)
          })
        }),
      )
    },
  )
})
