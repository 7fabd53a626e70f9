import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { densePeople } from '../../src/numeric/people.js'
import { caughtAt, entriesOf, type Resampled, resampler } from '../../src/ranking/entries.js'
import { rankingOf } from '../../src/ranking/order.js'

const ROWS = 1500

/** Many rows in few ties, and weights up to the largest that a byte holds: sums of 16 bits are full. */
const drawn = fc.record({
  score: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: ROWS, maxLength: ROWS }),
  label: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: ROWS, maxLength: ROWS }),
  weights: fc.array(fc.tuple(...Array.from({ length: 4 }, () => fc.constantFrom(0, 1, 254, 255))), {
    minLength: 3,
    maxLength: 3,
  }),
})

const packedOf = (weights: readonly (readonly number[])[]): Uint32Array =>
  Uint32Array.from(weights, (four) => four.reduce((word, weight, lane) => word + weight * 256 ** lane, 0))

describe('four resamples in one pass', () => {
  it('count what each counts by itself, whatever the ties and weights', () => {
    fc.assert(
      fc.property(drawn, ({ score, label, weights }) => {
        const person = Int32Array.from({ length: ROWS }, (_, row) => row % 3)
        const people = densePeople(person)
        const entries = entriesOf(rankingOf(Float64Array.from(score)), Uint8Array.from(label), people)
        const found = resampler(entries)(packedOf(weights))
        found.forEach((own: Resampled, lane) => {
          const at = (row: number): number => weights[row % 3]?.[lane] as number
          const sum = (over: (row: number) => number): number => score.reduce((total, _, row) => total + over(row), 0)
          const of = (value: number, event: 0 | 1): number =>
            sum((row) => (score[row] === value && label[row] === event ? at(row) : 0))
          const events = [0, 1, 2].map((value) => of(value, 1)) as [number, number, number]
          const others = [0, 1, 2].map((value) => of(value, 0)) as [number, number, number]
          expect(own.rows).toBe(sum(at))
          expect(own.events).toBe(events[0] + events[1] + events[2])
          const below = [0, others[0], others[0] + others[1]]
          expect(own.twice).toBe(
            events.reduce(
              (total, count, value) => total + count * (2 * (below[value] as number) + (others[value] as number)),
              0,
            ),
          )
          expect(caughtAt(own, events[2] + others[2])).toBeCloseTo(events[2], 9)
          expect(caughtAt(own, own.rows)).toBe(own.rows === 0 ? 0 : own.events)
        })
      }),
      { numRuns: 30 },
    )
  })
})
