import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listSize } from '../../src/ranking/capacity.js'
import { listingChance, productionListing } from '../../src/ranking/listing.js'
import { type Ranking, rankingOf, rankingWithin } from '../../src/ranking/order.js'
import { drawAmongTied, type TieBounds, topK } from '../../src/ranking/top-k.js'

const bounds = (value: object): TieBounds => {
  if (!('expected' in value)) throw new Error('undefined where a number was expected')
  return value as TieBounds
}

/** Rows with few distinct scores, so that ties are common. */
const rows = fc
  .array(fc.record({ score: fc.integer({ min: 0, max: 4 }), label: fc.integer({ min: 0, max: 1 }) }), {
    minLength: 1,
    maxLength: 12,
  })
  .map((list) => ({
    score: Float64Array.from(list, (row) => row.score),
    label: Uint8Array.from(list, (row) => row.label),
  }))

/** Every choice of `size` rows that respects the score. */
const allLists = (ranking: Ranking, size: number): number[][] => {
  const choose = (from: readonly number[], k: number): number[][] =>
    k === 0
      ? [[]]
      : from.flatMap((first, index) => choose(from.slice(index + 1), k - 1).map((rest) => [first, ...rest]))
  return choose([...ranking.order.keys()], size).filter((list) => {
    const lowest = Math.min(...list.map((row) => -(ranking.groupOf[row] as number)))
    return [...ranking.order.keys()].every((row) => list.includes(row) || -(ranking.groupOf[row] as number) <= lowest)
  })
}

describe('the size of a list', () => {
  it('is floor(share × n): 10% of 1005 people is 100, as triage has it and aequitas has not', () => {
    expect(listSize({ kind: 'share', share: 0.1 }, 1005)).toBe(100)
    expect(listSize({ kind: 'share', share: 0.1 }, 885)).toBe(88)
    expect(listSize({ kind: 'share', share: 0.2 }, 1132)).toBe(226)
  })

  it('takes a product within rounding error of a whole number for that number', () => {
    expect(0.29 * 100).toBeLessThan(29)
    expect(listSize({ kind: 'share', share: 0.29 }, 100)).toBe(29)
  })

  it('equals exact arithmetic for every whole percentage and every n up to 2000', () => {
    for (let percent = 1; percent <= 100; percent += 1) {
      for (let n = 0; n <= 2000; n += 1) {
        const exact = (percent * n - ((percent * n) % 100)) / 100
        if (listSize({ kind: 'share', share: percent / 100 }, n) !== exact)
          expect([percent, n, listSize({ kind: 'share', share: percent / 100 }, n)]).toEqual([percent, n, exact])
      }
    }
  })

  it('of a fixed capacity never exceeds the people there are', () => {
    expect(listSize({ kind: 'size', size: 50 }, 7)).toBe(7)
  })
})

describe('the top-k object', () => {
  it('gives a constant score a recall of 0.10 at 10% in expectation, between 0 and 1', () => {
    const label = Uint8Array.from({ length: 1000 }, (_, row) => (row < 40 ? 1 : 0))
    const recall = bounds(topK(rankingOf(new Float64Array(1000)), label, { kind: 'share', share: 0.1 }).recall)
    expect(recall.expected).toBe(0.1)
    expect(recall.worst).toBe(0)
    expect(recall.best).toBe(1)
  })

  it('equals enumeration of every list that respects the score', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 6 }), ({ score, label }, wanted) => {
        const size = Math.min(wanted, score.length)
        const ranking = rankingOf(score)
        const caught = topK(ranking, label, { kind: 'size', size }).caught
        const counts = allLists(ranking, size).map((list) => list.reduce((sum, row) => sum + (label[row] as number), 0))
        const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
        const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length
        expect(caught.expected).toBeCloseTo(mean, 10)
        expect(caught.variance).toBeCloseTo(variance, 10)
        expect(caught.worst).toBe(Math.min(...counts))
        expect(caught.best).toBe(Math.max(...counts))
      }),
      { numRuns: 60 },
    )
  })

  it('keeps worst ≤ expected ≤ best and production between them', () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0.01, max: 1, noNaN: true }), ({ score, label }, share) => {
        const tieKey = Float64Array.from(score, (_, row) => (row * 7919) % 31)
        const { caught } = topK(rankingOf(score), label, { kind: 'share', share }, { tieKey })
        expect(caught.worst).toBeLessThanOrEqual(caught.expected)
        expect(caught.expected).toBeLessThanOrEqual(caught.best)
        expect(caught.production).toBeGreaterThanOrEqual(caught.worst)
        expect(caught.production).toBeLessThanOrEqual(caught.best)
      }),
    )
  })

  it('does not depend on the order of the rows', () => {
    fc.assert(
      fc.property(
        rows,
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        fc.infiniteStream(fc.nat()),
        (input, share, keys) => {
          const shuffled = [...input.score.keys()]
            .map((row) => [keys.next().value as number, row] as const)
            .sort((a, b) => a[0] - b[0])
            .map(([, row]) => row)
          const score = Float64Array.from(shuffled, (row) => input.score[row] as number)
          const label = Uint8Array.from(shuffled, (row) => input.label[row] as number)
          const capacity = { kind: 'share', share } as const
          expect(topK(rankingOf(score), label, capacity)).toEqual(topK(rankingOf(input.score), input.label, capacity))
        },
      ),
    )
  })

  it('has no recall without events and no precision without a list, and says why', () => {
    const ranking = rankingOf(Float64Array.of(3, 2, 1))
    expect(topK(ranking, new Uint8Array(3), { kind: 'size', size: 1 }).recall).toEqual({
      kind: 'undefined',
      because: 'no row has the outcome',
    })
    const empty = topK(ranking, Uint8Array.of(1, 0, 0), { kind: 'share', share: 0.1 })
    expect(empty.size).toBe(0)
    expect(empty.precision).toMatchObject({ kind: 'undefined', because: expect.stringContaining('floor') })
    expect(empty.recall).toMatchObject({ kind: 'undefined' })
    expect(topK(rankingOf(new Float64Array(0)), new Uint8Array(0), { kind: 'share', share: 0.1 }).size).toBe(0)
  })

  it('refuses labels that are neither 0 nor 1: an unknown outcome is not a miss', () => {
    const ranking = rankingOf(Float64Array.of(3, 2, 1))
    expect(() => topK(ranking, Uint8Array.of(1, 255, 0), { kind: 'size', size: 1 })).toThrow('invalid-label')
    expect(() => topK(ranking, Uint8Array.of(1, 0), { kind: 'size', size: 1 })).toThrow('invalid-label')
    expect(() => topK(ranking, Uint8Array.of(1, 0, 0), { kind: 'share', share: 0 })).toThrow('invalid-capacity')
    expect(() => topK(ranking, Uint8Array.of(1, 0, 0), { kind: 'share', share: 1.01 })).toThrow('invalid-capacity')
    expect(() => topK(ranking, Uint8Array.of(1, 0, 0), { kind: 'size', size: 1.5 })).toThrow('invalid-capacity')
  })

  it('orders infinities and huge scores, counts −0 with 0, and refuses NaN', () => {
    const ranking = rankingOf(Float64Array.of(-0, 1e308, -1e308, Number.POSITIVE_INFINITY, 0, Number.NEGATIVE_INFINITY))
    expect([...ranking.order]).toEqual([3, 1, 0, 4, 2, 5])
    expect(ranking.groupOf[0]).toBe(ranking.groupOf[4])
    expect(() => rankingOf(Float64Array.of(1, Number.NaN))).toThrow('1 of 2 values are NaN')
  })

  it('lists everyone at a share of 1', () => {
    const top = topK(rankingOf(Float64Array.of(1, 1, 2)), Uint8Array.of(1, 0, 1), { kind: 'share', share: 1 })
    expect(bounds(top.recall)).toMatchObject({ expected: 1, worst: 1, best: 1, variance: 0 })
    expect(top.tiedAtCut).toBe(top.drawnAtCut)
  })
})

describe('the draw among ties', () => {
  it('has the mean and variance of the hypergeometric distribution', () => {
    const draw = drawAmongTied(10, 4, 3)
    expect(draw.expected).toBeCloseTo(1.2, 14)
    expect(draw.variance).toBeCloseTo(3 * 0.4 * 0.6 * (7 / 9), 14)
    expect(drawAmongTied(10, 9, 3).worst).toBe(2)
    expect(drawAmongTied(1, 1, 1)).toEqual({ expected: 1, worst: 1, best: 1, variance: 0 })
  })
})

describe('the top k within lists', () => {
  const score = Float64Array.of(9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 9, 9)
  const list = Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 3)
  const label = Uint8Array.of(1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0)

  it('takes floor(share × n) of each list and counts the lists that get nobody', () => {
    const ranking = rankingOf(score)
    const top = topK(ranking, label, { kind: 'share', share: 0.2 }, { lists: rankingWithin(ranking, list) })
    expect(top.size).toBe(2)
    expect(top.lists).toBe(2)
    expect(top.emptyLists).toBe(1)
    expect(bounds(top.recall).expected).toBeCloseTo(2 / 3, 15)
    expect(top.threshold).toBeNull()
  })

  it('adds the ties of all lists', () => {
    const ranking = rankingOf(score)
    const top = topK(ranking, label, { kind: 'share', share: 0.5 }, { lists: rankingWithin(ranking, list) })
    expect(top.size).toBe(6)
    expect(top.caught).toMatchObject({ expected: 2.5, worst: 2, best: 3, variance: 0.25 })
  })

  it('equals the pooled cut when there is one list', () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0.01, max: 1, noNaN: true }), (input, share) => {
        const ranking = rankingOf(input.score)
        const capacity = { kind: 'share', share } as const
        const lists = rankingWithin(ranking, new Int32Array(ranking.n))
        const { threshold: _, ...pooled } = topK(ranking, input.label, capacity)
        expect(topK(ranking, input.label, capacity, { lists })).toMatchObject(pooled)
      }),
    )
  })

  it('refuses negative list codes', () => {
    expect(() =>
      rankingWithin(
        rankingOf(score),
        list.map((code) => code - 1),
      ),
    ).toThrow('invalid-list')
  })
})

describe('who is listed', () => {
  it('has chances that sum to the list and reproduce expected recall', () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0.01, max: 1, noNaN: true }), ({ score, label }, share) => {
        const ranking = rankingOf(score)
        const capacity = { kind: 'share', share } as const
        const chance = listingChance(ranking, capacity)
        const top = topK(ranking, label, capacity)
        expect(chance.reduce((sum, value) => sum + value, 0)).toBeCloseTo(top.size, 10)
        expect(chance.reduce((sum, value, row) => sum + value * (label[row] as number), 0)).toBeCloseTo(
          top.caught.expected,
          10,
        )
      }),
    )
  })

  it('in production gives ties to the smallest key and the realised recall', () => {
    const ranking = rankingOf(Float64Array.of(1, 1, 1, 2))
    const label = Uint8Array.of(0, 1, 0, 0)
    const tieKey = Float64Array.of(0.9, 0.1, 0.5, 0.7)
    const capacity = { kind: 'size', size: 2 } as const
    expect([...productionListing(ranking, capacity, { tieKey })]).toEqual([0, 1, 0, 1])
    expect(topK(ranking, label, capacity, { tieKey }).caught.production).toBe(1)
  })
})
