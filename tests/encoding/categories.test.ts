import { describe, expect, it } from 'vitest'
import { type CategoryTally, groupedLevels, ownLevels, shrunkenEvents } from '../../src/encoding/categories.js'
import { sumTallies } from '../../src/encoding/tally.js'
import { random } from '../../src/random.js'

const minima = { people: 10, eventPeople: 10, nonEventPeople: 10, rows: 0 }

const category = (name: string, people: number, events: number, weeks = 1): CategoryTally => ({
  name,
  rows: people * weeks,
  events: events * weeks,
  people,
  eventPeople: events,
  nonEventPeople: people - events,
})

/** Categories of the same true rate, unless `effect` says otherwise; sizes from very small to large. */
const towns = (count: number, seed: number, effect: (i: number) => number = () => 0): readonly CategoryTally[] => {
  const stream = random(seed, 'towns')
  return Array.from({ length: count }, (_, i) => {
    const people = 5 + Math.floor(400 * stream.uniform() ** 3)
    let events = 0
    const rate = 1 / (1 + Math.exp(2.5 - effect(i)))
    for (let person = 0; person < people; person += 1) if (stream.uniform() < rate) events += 1
    return category(`T${String(i).padStart(3, '0')}`, people, events)
  })
}

describe('few categories', () => {
  it('keep a level each, in order of name, and the small ones are pooled', () => {
    const { groups } = ownLevels(
      [category('c', 200, 30), category('a', 100, 20), category('x', 12, 4), category('b', 30, 8)],
      minima,
    )
    expect(groups.map((group) => [group.label, group.categories, group.sufficient])).toEqual([
      ['a', ['a'], true],
      ['c', ['c'], true],
      ['other (small)', ['b', 'x'], true],
    ])
  })

  it('make a pool that is insufficient when even together they are too few', () => {
    const { groups } = ownLevels([category('a', 100, 20), category('x', 12, 4)], minima)
    expect(groups[1]).toMatchObject({ label: 'other (small)', sufficient: false })
  })
})

describe('shrinkage', () => {
  it('counts people, not weeks: the same people seen ten times over are no more evidence', () => {
    const once = category('a', 20, 10)
    const often = category('a', 20, 10, 10)
    const others = category('b', 980, 90)
    const onceTotals = sumTallies([once, others])
    const oftenTotals = sumTallies([often, category('b', 980, 90, 10)])
    const first = shrunkenEvents(once, onceTotals, 20) / once.rows
    const second = shrunkenEvents(often, oftenTotals, 20) / often.rows
    expect(second).toBeCloseTo(first, 14)
    expect(first).toBeCloseTo((10 + 20 * 0.1) / 40, 14)
  })

  it('leaves the events as they are without pseudo-people, and goes to the overall rate with very many', () => {
    const a = category('a', 20, 10)
    const totals = sumTallies([a, category('b', 980, 90)])
    expect(shrunkenEvents(a, totals, 0)).toBeCloseTo(10, 13)
    expect(shrunkenEvents(a, totals, 1e12) / a.rows).toBeCloseTo(0.1, 9)
  })
})

describe('many categories', () => {
  const options = (all: readonly CategoryTally[], shrinkage: number) => ({
    maxGroups: 8,
    minima,
    totals: sumTallies(all),
    shrinkage,
  })

  const spread = (all: readonly CategoryTally[], shrinkage: number): number => {
    const { groups } = groupedLevels(all, options(all, shrinkage))
    const odds = groups.map((group) => Math.log(group.events / (group.tally.rows - group.events)))
    return Math.max(...odds) - Math.min(...odds)
  }

  it('come out in at most so many groups, every one large enough, in order of risk, every category once', () => {
    const all = towns(342, 1, (i) => (i % 7) * 0.2)
    const { groups, certificate } = groupedLevels(all, options(all, 20))
    expect(groups.length).toBeLessThanOrEqual(8)
    expect(groups.length).toBeGreaterThan(3)
    expect(certificate?.kind).toBe('exact')
    expect(groups.every((group) => group.sufficient && group.tally.eventPeople >= 10)).toBe(true)
    const rates = groups.map((group) => group.events / group.tally.rows)
    expect(rates).toEqual([...rates].sort((a, b) => a - b))
    expect(groups.flatMap((group) => group.categories).sort()).toEqual(all.map((item) => item.name))
  })

  it('are the same whatever the order in which they come', () => {
    const all = towns(120, 2, (i) => (i % 5) * 0.3)
    expect(groupedLevels([...all].reverse(), options(all, 20))).toEqual(groupedLevels(all, options(all, 20)))
  })

  it("spread less with shrinkage when nothing but chance tells them apart (winner's curse)", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const all = towns(342, seed)
      expect(spread(all, 250)).toBeLessThan(spread(all, 0) / 3)
    }
  })

  it('are weighed nearer to the truth with shrinkage than by raw counts', () => {
    const effect = (i: number): number => ((i * 37) % 11) * 0.08
    const error = (shrinkage: number): number => {
      let sum = 0
      for (const seed of [1, 2, 3]) {
        const all = towns(342, seed, effect)
        for (const group of groupedLevels(all, options(all, shrinkage)).groups) {
          const fitted = Math.log(group.events / (group.tally.rows - group.events))
          for (const name of group.categories) sum += (fitted - (effect(Number(name.slice(1))) - 2.5)) ** 2
        }
      }
      return sum
    }
    expect(error(100)).toBeLessThan(error(0))
  })

  it('can be thousands', () => {
    const all = towns(3000, 4, (i) => (i % 9) * 0.15)
    const { groups } = groupedLevels(all, options(all, 50))
    expect(groups.flatMap((group) => group.categories)).toHaveLength(3000)
    expect(groups.length).toBeGreaterThan(3)
  })
})
