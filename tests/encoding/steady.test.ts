import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareBinnings } from '../../src/encoding/compare-binnings.js'
import { informationOf, informationValue } from '../../src/encoding/evidence.js'
import { bestBinning } from '../../src/encoding/monotone.js'
import { type SteadyConstraints, steadyBinning } from '../../src/encoding/steady.js'
import { isSufficient, sumTallies, type Tally } from '../../src/encoding/tally.js'

const tallyOf = (events: number, others: number): Tally => ({
  rows: events + others,
  events,
  people: events + others,
  eventPeople: events,
  nonEventPeople: others,
})
const tally = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 20 })).map(([a, b]) => tallyOf(a, b))
const minima = (each: number) => ({ people: 0, eventPeople: each, nonEventPeople: each, rows: 0 })

const together = (periods: readonly (readonly Tally[])[]): readonly Tally[] =>
  (periods[0] ?? []).map((_, i) => sumTallies(periods.map((period) => period[i] as Tally)))

const constraintsOf = (periods: readonly (readonly Tally[])[], maxBins: number, each: number): SteadyConstraints => {
  const { rows, events } = sumTallies(together(periods))
  const total = { events, nonEvents: rows - events }
  return { maxBins, minima: minima(each), total, periods, periodMinima: minima(each) }
}

const odds = ({ events, rows }: Tally): number => events / (rows - events)

/** Every way to cut, judged by the definition. */
const bruteForce = (prebins: readonly Tally[], sign: number, by: SteadyConstraints): number => {
  let best = 0
  for (let mask = 0; mask < 1 << (prebins.length - 1); mask += 1) {
    const bounds = [0, ...prebins.flatMap((_, i) => (i > 0 && (mask >> (i - 1)) & 1 ? [i] : [])), prebins.length]
    if (bounds.length - 1 > by.maxBins) continue
    const cut = (of: readonly Tally[]) => bounds.slice(1).map((end, b) => sumTallies(of.slice(bounds[b], end)))
    const bins = cut(prebins)
    if (!bins.every((bin) => isSufficient(bin, by.minima))) continue
    if (bins.some((bin, i) => i > 0 && sign * (odds(bin) - odds(bins[i - 1] as Tally)) <= 0)) continue
    const turned = by.periods.some((period) =>
      cut(period).some((bin, i, all) => {
        const left = all[i - 1]
        if (left === undefined || !isSufficient(bin, by.periodMinima) || !isSufficient(left, by.periodMinima))
          return false
        return sign * (odds(bin) - odds(left)) < 0
      }),
    )
    if (turned) continue
    const value = bins.reduce(
      (sum, bin) => sum + Number(informationOf({ events: bin.events, nonEvents: bin.rows - bin.events }, by.total)),
      0,
    )
    best = Math.max(best, value)
  }
  return best
}

const shaped = fc
  .integer({ min: 1, max: 8 })
  .chain((size) => fc.array(fc.array(tally, { minLength: size, maxLength: size }), { minLength: 1, maxLength: 4 }))

describe('a binning that holds its order in every period', () => {
  it.each(['increasing', 'decreasing'] as const)('is the best of all binnings that do: %s', (trend) => {
    fc.assert(
      fc.property(shaped, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 3 }), (periods, maxBins, each) => {
        const prebins = together(periods)
        const by = constraintsOf(periods, maxBins, each)
        const wanted = bruteForce(prebins, trend === 'increasing' ? 1 : -1, by)
        expect(Math.abs(steadyBinning(prebins, trend, by).value - wanted)).toBeLessThan(1e-11)
      }),
      { numRuns: 300 },
    )
  })

  it('is the best monotone binning, cut for cut, when there are no periods', () => {
    fc.assert(
      fc.property(
        fc.array(tally, { minLength: 1, maxLength: 10 }),
        fc.integer({ min: 1, max: 5 }),
        (prebins, maxBins) => {
          const by = { ...constraintsOf([prebins], maxBins, 1), periods: [] }
          const free = bestBinning(prebins, 'increasing', by)
          const found = steadyBinning(prebins, 'increasing', by)
          expect([found.cuts, found.certificate.refused]).toEqual([free.cuts, 0])
          expect(Math.abs(found.value - free.value)).toBeLessThan(1e-12)
        },
      ),
    )
  })

  it('gives up a split that turns round in one period, and says how many pairs it refused', () => {
    const calm = [tallyOf(10, 90), tallyOf(20, 80), tallyOf(40, 60)]
    const turned = [tallyOf(10, 90), tallyOf(9, 91), tallyOf(40, 60)]
    const periods = [calm, turned]
    const by = constraintsOf(periods, 3, 5)
    expect(bestBinning(together(periods), 'increasing', by).cuts).toEqual([1, 2])
    const found = steadyBinning(together(periods), 'increasing', by)
    expect(found.cuts).toEqual([2])
    expect(found.certificate.refused).toBeGreaterThan(0)
    expect(steadyBinning([], 'increasing', by)).toMatchObject({ cuts: [], value: 0 })
  })
})

describe('manual bins beside the optimal ones', () => {
  const optimal = {
    edges: [1, 5],
    bins: [
      { events: 5, nonEvents: 95 },
      { events: 20, nonEvents: 80 },
      { events: 50, nonEvents: 50 },
    ],
  }
  const manual = {
    edges: [3],
    bins: [
      { events: 15, nonEvents: 135 },
      { events: 60, nonEvents: 90 },
    ],
  }

  it('are a difference in edges with the loss in information value', () => {
    const found = compareBinnings({ ...manual, edges: [5] }, optimal)
    expect([found.shared, found.manualOnly, found.optimalOnly]).toEqual([[5], [], [1]])
    const loss = (informationValue(optimal.bins) as number) - (informationValue(manual.bins) as number)
    expect(found.loss).toBe(loss)
    expect(found.lossShare).toBe(loss / (informationValue(optimal.bins) as number))
    expect(found.lossByChance).toBeCloseTo(1 / 75 + 1 / 225, 14)
  })

  it('lose nothing against themselves, and are not compared on other rows or with an empty bin', () => {
    expect(compareBinnings(optimal, optimal)).toMatchObject({ loss: 0, lossShare: 0, manualOnly: [], lossByChance: 0 })
    const fewer = { ...manual, bins: [manual.bins[0] as (typeof manual.bins)[0]] }
    expect(compareBinnings(fewer, optimal).loss).toMatchObject({ because: expect.stringMatching(/same rows/) })
    const empty = {
      edges: [3],
      bins: [
        { events: 0, nonEvents: 0 },
        { events: 75, nonEvents: 225 },
      ],
    }
    expect(compareBinnings(empty, optimal)).toMatchObject({
      loss: { kind: 'undefined' },
      lossShare: { kind: 'undefined' },
    })
  })
})
