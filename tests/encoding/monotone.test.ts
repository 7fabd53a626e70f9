import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { informationOf } from '../../src/encoding/evidence.js'
import { type BinningConstraints, bestBinning, type Trend } from '../../src/encoding/monotone.js'
import { isSufficient, sumTallies, type Tally } from '../../src/encoding/tally.js'

const tally = fc.record({ events: fc.integer({ min: 0, max: 12 }), others: fc.integer({ min: 0, max: 30 }) }).map(
  ({ events, others }): Tally => ({
    rows: events + others,
    events,
    people: events + others,
    eventPeople: events,
    nonEventPeople: others,
  }),
)

const totalOf = (prebins: readonly Tally[]): BinningConstraints['total'] => {
  const { rows, events } = sumTallies(prebins)
  return { events, nonEvents: rows - events }
}

const minima = (people: number, each: number) => ({ people, eventPeople: each, nonEventPeople: each, rows: 0 })

interface Best {
  readonly cuts: readonly number[]
  readonly value: number
}

/** Every way to cut, judged by the definition. */
const bruteForce = (prebins: readonly Tally[], trend: Trend, constraints: BinningConstraints): Best => {
  let best: Best = { cuts: [], value: 0 }
  for (let mask = 0; mask < 1 << (prebins.length - 1); mask += 1) {
    const cuts = Array.from({ length: prebins.length - 1 }, (_, i) => i + 1).filter((cut) => (mask >> (cut - 1)) & 1)
    if (cuts.length + 1 > constraints.maxBins) continue
    const bounds = [0, ...cuts, prebins.length]
    const bins = bounds.slice(1).map((end, b) => sumTallies(prebins.slice(bounds[b], end)))
    if (!bins.every((bin) => isSufficient(bin, constraints.minima))) continue
    const odds = bins.map((bin) => bin.events / (bin.rows - bin.events))
    const sign = trend === 'increasing' ? 1 : -1
    if (trend !== 'none' && odds.some((o, i) => i > 0 && sign * (o - (odds[i - 1] as number)) <= 0)) continue
    const value = bins.reduce(
      (sum, bin) =>
        sum + Number(informationOf({ events: bin.events, nonEvents: bin.rows - bin.events }, constraints.total)),
      0,
    )
    if (value > best.value + 1e-12 || (value > best.value - 1e-12 && cuts.length < best.cuts.length)) {
      best = { cuts, value }
    }
  }
  return best
}

describe('the best monotone binning', () => {
  it.each(['increasing', 'decreasing', 'none'] as const)('is the best of all binnings that are %s', (trend) => {
    fc.assert(
      fc.property(
        fc.array(tally, { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        (prebins, maxBins, each) => {
          const constraints = { maxBins, minima: minima(2 * each, each), total: totalOf(prebins) }
          const expected = bruteForce(prebins, trend, constraints)
          const found = bestBinning(prebins, trend, constraints)
          expect(Math.abs(found.value - expected.value)).toBeLessThan(1e-11)
          expect(found.cuts.length).toBe(expected.cuts.length)
        },
      ),
      { numRuns: 400 },
    )
  })

  it('takes the better direction when the sign is open', () => {
    fc.assert(
      fc.property(fc.array(tally, { minLength: 1, maxLength: 12 }), (prebins) => {
        const constraints = { maxBins: 5, minima: minima(1, 1), total: totalOf(prebins) }
        const best = bestBinning(prebins, 'auto', constraints).value
        const both = (['increasing', 'decreasing'] as const).map((t) => bestBinning(prebins, t, constraints).value)
        expect(best).toBe(Math.max(...both))
      }),
    )
  })

  it('gives the mirrored bins for mirrored data', () => {
    fc.assert(
      fc.property(fc.array(tally, { minLength: 2, maxLength: 12 }), (prebins) => {
        const constraints = { maxBins: 4, minima: minima(4, 2), total: totalOf(prebins) }
        const up = bestBinning(prebins, 'increasing', constraints)
        const down = bestBinning([...prebins].reverse(), 'decreasing', constraints)
        expect(Math.abs(up.value - down.value)).toBeLessThan(1e-12)
        expect(up.cuts.length).toBe(down.cuts.length)
      }),
    )
  })

  const even = (events: readonly number[], rows: number): readonly Tally[] =>
    events.map((n) => ({ rows, events: n, people: rows, eventPeople: n, nonEventPeople: rows - n }))

  it('takes the fewest bins, then the smallest cuts, when binnings are equally good', () => {
    const flat = even([10, 10, 20, 20, 20, 10, 10], 100)
    const constraints = { maxBins: 7, minima: minima(1, 1), total: totalOf(flat) }
    expect(bestBinning(flat, 'none', constraints).cuts).toEqual([2, 5])
    const mirror = even([10, 20, 10], 100)
    const two = { maxBins: 2, minima: minima(1, 1), total: totalOf(mirror) }
    const found = bestBinning(mirror, 'none', two)
    expect(found.cuts).toEqual([1])
  })

  it('is one bin, with the reason, when the data go against the required direction', () => {
    const prebins = even([30, 20, 10], 100)
    const found = bestBinning(prebins, 'increasing', { maxBins: 3, minima: minima(1, 1), total: totalOf(prebins) })
    expect(found.cuts).toEqual([])
    expect(found.because).toBe('no split in which the risk is increasing')
  })

  it('is one bin, with the reason, when no two bins can hold enough people', () => {
    const prebins = even([30, 20, 10], 100)
    for (const trend of ['auto', 'decreasing', 'none'] as const) {
      const found = bestBinning(prebins, trend, { maxBins: 3, minima: minima(200, 1), total: totalOf(prebins) })
      expect(found.cuts).toEqual([])
      expect(found.because).toMatch(/enough people/)
    }
  })

  it('says why for no values, one value, and an all-event candidate', () => {
    const total = { events: 5, nonEvents: 5 }
    const constraints = { maxBins: 3, minima: minima(1, 1), total }
    expect(bestBinning([], 'auto', constraints).because).toMatch(/no value/)
    expect(bestBinning(even([5], 10), 'auto', constraints).because).toMatch(/one distinct value/)
    const certain = bestBinning(even([5, 5], 5), 'auto', constraints)
    expect([certain.cuts, certain.value]).toEqual([[], 0])
  })

  it('reports what it searched', () => {
    const prebins = even([5, 9, 8, 20, 25, 24, 40], 100)
    const { certificate } = bestBinning(prebins, 'increasing', {
      maxBins: 4,
      minima: minima(1, 1),
      total: totalOf(prebins),
    })
    expect(certificate.kind).toBe('exact')
    expect(certificate.states).toBeGreaterThan(7)
  })

  it('cuts one hundred prebins in well under a second', () => {
    const prebins = even(
      Array.from({ length: 100 }, (_, i) => 20 + i + ((i * 7919) % 13)),
      1000,
    )
    const start = performance.now()
    const found = bestBinning(prebins, 'auto', { maxBins: 10, minima: minima(10, 10), total: totalOf(prebins) })
    expect(performance.now() - start).toBeLessThan(1000)
    expect(found.cuts.length).toBe(9)
  })
})
