import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { discloseCells, discloseCount, discloseCountdown } from '../../src/panel/disclose.js'

const step = (dropped: number, people = dropped): { dropped: number; people: number } => ({ dropped, people })

describe('a countdown', () => {
  it('shows every step that concerns nobody or enough people', () => {
    expect(discloseCountdown(100, [step(0), step(30), step(10)], 10)).toEqual({
      start: 100,
      steps: [
        { after: 100, dropped: 0 },
        { after: 70, dropped: 30 },
        { after: 60, dropped: 10 },
      ],
    })
  })

  it('joins a small step with the next that is large enough', () => {
    expect(discloseCountdown(100, [step(3), step(0), step(30), step(12)], 10).steps).toEqual([
      { after: null, dropped: null },
      { after: null, dropped: null },
      { after: 67, dropped: null },
      { after: 55, dropped: 12 },
    ])
  })

  it('joins a small last step with the ones before, and hides the start when none helps', () => {
    expect(discloseCountdown(100, [step(30), step(0), step(3)], 10)).toEqual({
      start: 100,
      steps: [
        { after: null, dropped: null },
        { after: null, dropped: null },
        { after: 67, dropped: null },
      ],
    })
    expect(discloseCountdown(100, [step(0), step(3)], 10)).toEqual({
      start: null,
      steps: [
        { after: null, dropped: null },
        { after: 97, dropped: null },
      ],
    })
  })

  it('never lets two shown counts differ by a step of a few people', () => {
    const steps = fc.array(
      fc.oneof(
        fc.constant(step(0)),
        fc.integer({ min: 1, max: 25 }).map((n) => step(n)),
      ),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(steps, fc.integer({ min: 2, max: 12 }), (given, minimum) => {
        const start = 1000
        const shown = discloseCountdown(start, given, minimum)
        const truth = given.map(
          (_, place) => start - given.slice(0, place + 1).reduce((n, { dropped }) => n + dropped, 0),
        )
        const seen: number[] = shown.start === null ? [] : [0]
        for (const [place, { after, dropped }] of shown.steps.entries()) {
          if (after !== null) {
            expect(after).toBe(truth[place])
            seen.push(place + 1)
          }
          if (dropped !== null) {
            expect(dropped).toBe(given[place]?.dropped)
            expect(dropped === 0 || dropped >= minimum).toBe(true)
          }
        }
        expect(shown.steps.length === 0 || shown.steps.at(-1)?.after !== null).toBe(true)
        for (let i = 1; i < seen.length; i += 1) {
          const between = given.slice(seen[i - 1], seen[i]).map(({ people }) => people)
          const most = Math.max(0, ...between)
          expect(most === 0 || most >= minimum).toBe(true)
        }
      }),
    )
  })
})

describe('cells and counts', () => {
  it('hide what concerns a few people, and never one cell alone', () => {
    expect(discloseCount(3, 3, 10)).toBeNull()
    expect(discloseCount(0, 0, 10)).toBe(0)
    expect(discloseCount(12, 10, 10)).toBe(12)
    const cells = [5, 40, 20, 0, 30].map((count) => ({ count, people: count }))
    expect(discloseCells(cells, 10)).toEqual([null, 40, null, 0, 30])
    expect(
      discloseCells(
        [5, 4, 20].map((count) => ({ count, people: count })),
        10,
      ),
    ).toEqual([null, null, null])
    expect(
      discloseCells(
        [15, 20].map((count) => ({ count, people: count })),
        10,
      ),
    ).toEqual([15, 20])
  })
})
