import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listChangesResult } from '../../data-schemas/results/list-changes.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { listChanges } from '../../src/explanation/list-changes.js'
import {
  type ListMoments,
  type PersonKey,
  type RankChange,
  type RankedList,
  rankChanges,
} from '../../src/explanation/rank-change.js'
import { type ScoreChange, scoreChange } from '../../src/explanation/score-change.js'
import { exactSum } from '../../src/numeric/exact-sum.js'
import { buildKernel, type Scored, scoreRow } from '../../src/scoring/kernel.js'
import { partsOf } from '../support/model.js'
import { SOMEBODY, welfareMade, welfareModel } from './welfare-model.js'

const kernel = buildKernel(welfareModel())
const later = buildKernel(
  freezeModel(
    partsOf(
      welfareMade()
        .slice(0, 8)
        .map((made) => ({
          ...made,
          term: {
            ...made.term,
            columns: made.term.columns.map((one) => ({ ...one, coefficient: one.coefficient * 1.1 + 0.01 })),
          },
        })),
      { intercept: -3.3 },
    ),
  ),
)

describe('why a score changed', () => {
  it('sums to the change exactly, over data, coefficients and intercept', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 24 }),
        fc.double({ min: 0, max: 6000, noNaN: true }),
        fc.boolean(),
        (months, money, side) => {
          const after = { ...SOMEBODY, ww_months_left: months, ww_amount: money, side_income: side }
          const found = scoreChange({
            before: { kernel, row: SOMEBODY },
            after: { kernel: later, row: after },
          }) as ScoreChange
          const parts = found.indicators.flatMap(({ data, coefficients }) => [data, coefficients])
          expect(exactSum([found.before, found.intercept, ...parts, ...found.rounding])).toBe(found.after)
          expect(found.after).toBe((scoreRow(later, after) as Scored).linearPredictor)
          expect(found.data + found.coefficients + found.cohort).toBeCloseTo(found.after - found.before, 12)
        },
      ),
    )
  })

  it('is all data under one model, and all coefficients for one row', () => {
    const moved = { ...SOMEBODY, ww_months_left: 1 }
    const data = scoreChange({ before: { kernel, row: SOMEBODY }, after: { kernel, row: moved } }) as ScoreChange
    expect(data.coefficients).toBe(0)
    expect(data.indicators[0]?.indicator).toBe('ww_months_left')
    expect(data.indicators[0]?.data).toBeCloseTo(0.85 * (0.85 - 0.55), 12)
    const model = scoreChange({
      before: { kernel, row: SOMEBODY },
      after: { kernel: later, row: SOMEBODY },
    }) as ScoreChange
    expect(model.data).toBe(0)
    expect(model.indicators.find(({ indicator }) => indicator === 'municipality')?.coefficients).toBeCloseTo(
      -0.37 * 1.26,
      12,
    )
  })

  it('is refused where a model refuses the row', () => {
    expect(
      scoreChange({ before: { kernel, row: SOMEBODY }, after: { kernel, row: { ...SOMEBODY, ww_months_left: 99 } } })
        .kind,
    ).toBe('refused')
  })
})

const listOf = (
  persons: readonly string[],
  underBefore: readonly number[],
  underAfter: readonly number[],
  capacity = 2,
): RankedList => ({
  persons,
  underBefore: Float64Array.from(underBefore),
  underAfter: Float64Array.from(underAfter),
  capacity,
})
const person = fc.record({
  id: fc.integer({ min: 0, max: 11 }),
  b: fc.integer({ min: 0, max: 5 }),
  a: fc.integer({ min: 0, max: 5 }),
})
const anyList = fc.uniqueArray(person, { selector: ({ id }) => id, maxLength: 12 }).map((all) =>
  listOf(
    all.map(({ id }) => `p${id}`),
    all.map(({ b }) => b),
    all.map(({ a }) => a),
    3,
  ),
)

/** Expected rank by counting, and Shapley by walking through all six orders: written from the definitions. */
const slow = ({ before, after }: ListMoments, who: PersonKey) => {
  const lists = [before, after]
  const rank = (data: number, model: number, cohort: number): number => {
    const key = model === 0 ? 'underBefore' : 'underAfter'
    const own = lists[data]?.[key][lists[data].persons.indexOf(who)] as number
    let found = 1
    lists[cohort]?.persons.forEach((other, index) => {
      const score = lists[cohort]?.[key][index] as number
      if (other !== who) found += score > own ? 1 : score === own ? 0.5 : 0
    })
    return found
  }
  const totals = [0, 0, 0]
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    const state: [number, number, number] = [0, 0, 0]
    for (const step of order) {
      const was = rank(...state)
      state[step] = 1
      totals[step] = (totals[step] as number) + rank(...state) - was
    }
  }
  return { before: rank(0, 0, 0), after: rank(1, 1, 1), twelfths: totals.map((total) => total * 2) }
}

describe('why a rank changed', () => {
  it('is what walking through all six orders gives, and sums exactly', () => {
    fc.assert(
      fc.property(anyList, anyList, (before, after) => {
        const changes = rankChanges({ before, after })
        for (const who of before.persons.filter((one) => after.persons.includes(one))) {
          const found = changes.of(who) as RankChange
          const expected = slow({ before, after }, who)
          expect(found.rank).toEqual({ before: expected.before, after: expected.after })
          const { data, coefficients, cohort } = found.twelfths
          expect([data, coefficients, cohort]).toEqual(expected.twelfths)
          expect(data + coefficients + cohort).toBe(12 * found.change)
        }
      }),
    )
  })

  it('is all cohort when somebody else arrives above, all data when only the own value changed', () => {
    const before = listOf(['me', 'other'], [2, 1], [2, 1])
    const crowd = listOf(['me', 'other', 'new'], [2, 1, 3], [2, 1, 3])
    expect(rankChanges({ before, after: crowd }).of('me')).toMatchObject({
      change: 1,
      parts: { data: 0, coefficients: 0, cohort: 1 },
    })
    const fallen = listOf(['me', 'other'], [0, 1], [0, 1])
    expect(rankChanges({ before, after: fallen }).of('me')).toMatchObject({
      change: 1,
      parts: { data: 1, coefficients: 0, cohort: 0 },
    })
    const reweighed = listOf(['me', 'other'], [2, 1], [2, 3])
    expect(rankChanges({ before: reweighed, after: reweighed }).of('me')).toMatchObject({
      change: 1,
      parts: { data: 0, coefficients: 1, cohort: 0 },
    })
  })

  it('knows who was not there', () => {
    const changes = rankChanges({ before: listOf(['a'], [1], [1]), after: listOf(['b'], [1], [1], 0) })
    expect([changes.of('a'), changes.of('b'), changes.of('c')]).toEqual([
      { kind: 'left', listed: true },
      { kind: 'arrived', listed: false },
      { kind: 'unknown', listed: false },
    ])
  })

  it('refuses a person twice, a score that is NaN and lengths that differ', () => {
    const good = listOf(['a'], [1], [1])
    for (const bad of [
      listOf(['a', 'a'], [1, 1], [1, 1]),
      listOf(['a'], [Number.NaN], [1]),
      listOf(['a'], [], [1]),
      listOf(['a'], [1], [1], 0.5),
    ])
      expect(() => rankChanges({ before: bad, after: good })).toThrow('invalid-list')
  })
})

describe('why people came on the lists and went off', () => {
  const many = (from: number, count: number, score: number) =>
    Array.from({ length: count }, (_, index) => ({ id: `p${from + index}`, score }))
  const built = (people: readonly { readonly id: string; readonly score: number }[], capacity: number): RankedList =>
    listOf(
      people.map(({ id }) => id),
      people.map(({ score }) => score),
      people.map(({ score }) => score),
      capacity,
    )

  it('counts main reasons: new people above push others off', () => {
    const before = built([...many(0, 40, 2), ...many(40, 40, 1)], 40)
    const after = built([...many(100, 40, 3), ...many(0, 40, 2), ...many(40, 40, 1)], 40)
    const found = listChanges([{ before, after }], 10)
    expect(listChangesResult.safeParse(found).success).toBe(true)
    expect(found.entered).toMatchObject({ people: 40 })
    expect(found.left).toMatchObject({ people: 40 })
    const of = (side: typeof found.left, reason: string) => side.reasons.find((one) => one.reason === reason)?.people
    // The other cells are 0 and hidden together; their sum is under the minimum, so the largest cell is hidden with them.
    expect(of(found.left, 'cohort')).toBeNull()
    expect(listChanges([{ before, after }], 1).left.reasons).toContainEqual({
      reason: 'cohort',
      people: null,
      share: null,
    })
  })

  it('shows reasons that enough people share', () => {
    const before = built([...many(0, 60, 2), ...many(60, 30, 1), ...many(90, 60, 0)], 60)
    const after = built([...many(200, 30, 5), ...many(60, 30, 4), ...many(0, 60, 2), ...many(90, 60, 0)], 60)
    const found = listChanges([{ before, after }], 10)
    expect(found.entered.people).toBe(60)
    expect(found.left.people).toBe(60)
    const shown = found.entered.reasons.filter(({ people }) => people !== null)
    expect(shown.length).toBeGreaterThan(0)
    for (const { people, share } of shown) expect(share).toBe((people as number) / 60)
  })

  it('says nothing of a few people: hidden, never 0', () => {
    const before = built(many(0, 20, 1), 5)
    const found = listChanges([{ before, after: built([...many(50, 2, 9), ...many(0, 20, 1)], 5) }], 10)
    expect(found.entered.people).toBeNull()
    expect(found.entered.reasons.every(({ people, share }) => people === null && share === null)).toBe(true)
  })

  it('hides so that no hidden count follows from the total', () => {
    fc.assert(
      fc.property(anyList, anyList, fc.integer({ min: 1, max: 4 }), (before, after, minimum) => {
        const found = listChanges([{ before, after }], minimum)
        for (const side of [found.entered, found.left]) {
          const hidden = side.reasons.filter(({ people }) => people === null)
          if (side.people !== null) expect(hidden.length).not.toBe(1)
          for (const { people } of side.reasons) expect(people === null || people >= minimum).toBe(true)
        }
      }),
    )
  })

  it('refuses a person on two lists at one moment', () => {
    const one = built(many(0, 2, 1), 1)
    expect(() =>
      listChanges(
        [
          { before: one, after: one },
          { before: one, after: one },
        ],
        10,
      ),
    ).toThrow('invalid-list')
    expect(listChanges([], 10)).toMatchObject({ lists: 0, entered: { people: null } })
  })
})
