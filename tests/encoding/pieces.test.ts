import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { informationValue, weightOfEvidence } from '../../src/encoding/evidence.js'
import { intervalLabels } from '../../src/encoding/labels.js'
import { roundedRange, separator } from '../../src/encoding/separator.js'
import { shownCounts } from '../../src/encoding/suppress.js'

describe('the separator of two values', () => {
  it.each([
    [3, 4, 3.5],
    [3, 7, 5],
    [0.1, 0.2, 0.15],
    [1312.4, 1312.6, 1312.5],
    [987, 1312, 1000],
    [-3, 8, 0],
    [-1e308, 1e308, 0],
    [1e308, 1.5e308, 1.2e308],
    [0, Number.MIN_VALUE, Number.MIN_VALUE],
  ])('of %d and %d is %d', (lower, upper, expected) => {
    expect(separator(lower, upper)).toBe(expected)
  })

  it('lies above the lower and at or below the upper value, whatever they are', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        fc.pre(a !== b)
        const [lower, upper] = a < b ? [a, b] : [b, a]
        const edge = separator(lower, upper)
        expect(edge > lower && edge <= upper).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a rounded range', () => {
  it('contains the values seen and does not repeat them', () => {
    expect(roundedRange(512.37, 4871.02, {})).toEqual([500, 4900])
    expect(roundedRange(18, 66, { min: 18, max: 66 })).toEqual([18, 66])
    expect(roundedRange(-1e308, 1e308, {})).toEqual([-1e308, 1e308])
    expect(roundedRange(5, 5, {})).toEqual([5, 5])
  })

  it('contains the values seen, whatever they are', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true })
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const [lowest, highest] = a < b ? [a, b] : [b, a]
        const [low, high] = roundedRange(lowest, highest, {})
        expect(low <= lowest && high >= highest && Number.isFinite(low) && Number.isFinite(high)).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('labels of bins', () => {
  it('are what a person would say', () => {
    expect(intervalLabels([3.5, 7], 'number')).toEqual(['< 3.5', '3.5–7', '≥ 7'])
    expect(intervalLabels([-5, 2], 'number')).toEqual(['< -5', '-5 to 2', '≥ 2'])
    expect(intervalLabels([3.5, 8.5, 9.5], 'integer')).toEqual(['3 or less', '4–8', '9', '10 or more'])
    expect(intervalLabels([4, 9], 'ordinal')).toEqual(['3 or less', '4–8', '9 or more'])
    expect(intervalLabels([0.5], 'boolean')).toEqual(['no', 'yes'])
    expect(intervalLabels([], 'boolean')).toEqual(['any value'])
    expect(intervalLabels([18262.5, 18993.5], 'date')).toEqual([
      '2020-01-01 or earlier',
      '2020-01-02 to 2022-01-01',
      '2022-01-02 or later',
    ])
  })
})

describe('weight of evidence and information value', () => {
  it('are the textbook numbers', () => {
    const levels = [
      { events: 30, nonEvents: 70 },
      { events: 10, nonEvents: 190 },
    ]
    const total = { events: 40, nonEvents: 260 }
    const first = Number(weightOfEvidence(levels[0] as (typeof levels)[0], total))
    const second = Number(weightOfEvidence(levels[1] as (typeof levels)[0], total))
    expect(first).toBeCloseTo(1.024504316514388, 14)
    expect(second).toBeCloseTo(-1.072636802264849, 14)
    const byHand = (30 / 40 - 70 / 260) * first + (10 / 40 - 190 / 260) * second
    expect(informationValue(levels)).toBeCloseTo(byHand, 14)
  })

  it('say why they do not exist, and are never infinite', () => {
    const total = { events: 4, nonEvents: 4 }
    expect(weightOfEvidence({ events: 0, nonEvents: 2 }, total)).toEqual({
      kind: 'undefined',
      because: 'no event in the level',
    })
    expect(weightOfEvidence({ events: 2, nonEvents: 0 }, total)).toMatchObject({ kind: 'undefined' })
    expect(weightOfEvidence({ events: 2, nonEvents: 1 }, { events: 0, nonEvents: 4 })).toMatchObject({
      kind: 'undefined',
    })
    expect(informationValue([])).toMatchObject({ kind: 'undefined' })
    expect(informationValue([total, { events: 1, nonEvents: 0 }])).toMatchObject({ kind: 'undefined' })
  })

  it('is never negative, and merging levels never adds information', () => {
    const level = fc.record({ events: fc.integer({ min: 1, max: 99 }), nonEvents: fc.integer({ min: 1, max: 999 }) })
    fc.assert(
      fc.property(fc.array(level, { minLength: 2, maxLength: 9 }), (levels) => {
        const [a, b, ...rest] = levels as [(typeof levels)[0], (typeof levels)[0], ...typeof levels]
        const merged = [{ events: a.events + b.events, nonEvents: a.nonEvents + b.nonEvents }, ...rest]
        const whole = Number(informationValue(levels))
        expect(whole).toBeGreaterThanOrEqual(-1e-15)
        expect(Number(informationValue(merged))).toBeLessThanOrEqual(whole + 1e-12)
      }),
    )
  })
})

describe('counts that may be shown', () => {
  const level = (people: number, eventPeople: number, nonEventPeople = people - eventPeople) => ({
    rows: 3 * people,
    events: 2 * eventPeople,
    people,
    eventPeople,
    nonEventPeople,
  })

  it('hides a small level, and the smallest other one so that it cannot be found by subtraction', () => {
    const shown = shownCounts([level(500, 50), level(40, 15), level(300, 30), level(4, 1)], 10)
    expect(shown.map((counts) => counts.rows)).toEqual([1500, null, 900, null])
    expect(shown.map((counts) => counts.events)).toEqual([100, null, 60, null])
  })

  it('hides events where too few people have, or do not have, the outcome', () => {
    const shown = shownCounts([level(500, 50), level(80, 3), level(300, 295), level(400, 40)], 10)
    expect(shown.map((counts) => counts.rows)).toEqual([1500, 240, 900, 1200])
    expect(shown.map((counts) => counts.events)).toEqual([100, null, null, 80])
  })

  it('shows null for an empty level without hiding another', () => {
    const shown = shownCounts([level(500, 50), level(40, 15), level(0, 0)], 10)
    expect(shown.map((counts) => counts.rows)).toEqual([1500, 120, null])
  })

  it('never lets what is hidden be the difference of one level', () => {
    const tally = fc
      .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }))
      .map(([events, others]) => level(events + others, events, others))
    fc.assert(
      fc.property(fc.array(tally, { minLength: 1, maxLength: 8 }), fc.integer({ min: 2, max: 20 }), (all, minimum) => {
        const hidden = shownCounts(all, minimum).flatMap((counts, i) => {
          expect(counts.people === null || counts.people >= minimum).toBe(true)
          const people = all[i]?.people ?? 0
          return counts.rows === null && people > 0 ? [people] : []
        })
        const present = all.filter((item) => item.people > 0).length
        const everything = hidden.length === present
        expect(
          hidden.length === 0 || everything || (hidden.length > 1 && hidden.reduce((a, b) => a + b, 0) >= minimum),
        ).toBe(true)
      }),
    )
  })
})
