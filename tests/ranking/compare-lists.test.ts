import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawWeights } from '../../src/numeric/clustered-bootstrap.js'
import { quantile } from '../../src/numeric/quantile.js'
import { auc } from '../../src/ranking/auc.js'
import { compareLists, type ScoredPeople } from '../../src/ranking/compare-lists.js'
import { indicatorPrices } from '../../src/ranking/indicator-prices.js'
import { listOverlap } from '../../src/ranking/list-overlap.js'
import { listingChance } from '../../src/ranking/listing.js'
import { rankingOf } from '../../src/ranking/order.js'
import { topK } from '../../src/ranking/top-k.js'
import { weightedMetrics } from '../../src/ranking/weighted-metrics.js'
import { codeOf } from '../numeric/designs.js'
import { falselySmaller, listCoverage } from './list-coverage.js'
import { simulatedLists } from './simulated-lists.js'

const options = { share: 0.2, replicates: 40, seed: 3, minimum: 5 }

/** Numbers of a list by the one top-k object and the listing chances, on rows written out. */
const direct = (input: ScoredPeople, list: number, rows: readonly number[]) => {
  const score = Float64Array.from(rows, (row) => input.scores[list]!.score[row]!)
  const label = Uint8Array.from(rows, (row) => input.label[row]!)
  const ranking = rankingOf(score)
  const { recall } = topK(ranking, label, { kind: 'share', share: 0.2 })
  const chance = listingChance(ranking, { kind: 'share', share: 0.2 })
  const rates = (wanted: (i: number) => boolean) =>
    [0, 1].map((group) => {
      const own = rows.map((row, i) => [input.attributes![0]!.codes[row], i] as const)
      const members = own.filter(([code, i]) => code === group && wanted(i)).map(([, i]) => i)
      return members.reduce((sum, i) => sum + chance[i]!, 0) / members.length
    })
  const gap = ([a, b]: number[]): number => Math.abs(a! - b!)
  return {
    recall: 'expected' in recall ? recall.expected : Number.NaN,
    selection: gap(rates(() => true)),
    recallGap: gap(rates((i) => label[i] === 1)),
  }
}

describe('lists beside each other', () => {
  it('have the numbers of the top-k object, ties and all', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.constantFrom(1, 2, 5, 50), (seed, levels) => {
        const input = simulatedLists(seed, { people: 80, each: 2, levels })
        const { lists } = compareLists(input, { ...options, replicates: 0 })
        const rows = [...input.label.keys()]
        lists.forEach(({ recall, gaps }, list) => {
          const [own, first] = [direct(input, list, rows), direct(input, 0, rows)]
          expect(recall.estimate).toBeCloseTo(own.recall, 12)
          expect(recall.difference.estimate).toBeCloseTo(own.recall - first.recall, 12)
          expect(gaps[0]?.selection.estimate).toBeCloseTo(own.selection, 12)
          if (gaps[0]?.compared.recall === 2) expect(gaps[0].recall.estimate).toBeCloseTo(own.recallGap, 12)
        })
      }),
      { numRuns: 40 },
    )
  })

  it('have the intervals of people drawn and written out', () => {
    const input = simulatedLists(7, { people: 60, each: 3, levels: 3 })
    const { lists } = compareLists(input, options)
    const weights = new Uint8Array(60)
    const drawn = Array.from({ length: 40 }, (_, replicate) => {
      drawWeights(weights, 3, ['compare-lists', replicate])
      return [...input.label.keys()].flatMap((row) => Array.from({ length: weights[Math.floor(row / 3)]! }, () => row))
    })
    const differences = drawn
      .map((rows) => direct(input, 2, rows).recall - direct(input, 0, rows).recall)
      .sort((a, b) => a - b)
    const gaps = drawn.map((rows) => direct(input, 2, rows).selection).sort((a, b) => a - b)
    expect(lists[2]?.recall.difference.lower).toBeCloseTo(quantile(differences, 0.025) as number, 12)
    expect(lists[2]?.recall.difference.upper).toBeCloseTo(quantile(differences, 0.975) as number, 12)
    expect(lists[2]?.gaps[0]?.selection.lower).toBeCloseTo(quantile(gaps, 0.025) as number, 12)
    expect(lists[2]?.gaps[0]?.selection.upper).toBeCloseTo(quantile(gaps, 0.975) as number, 12)
  })

  it('differ by nothing from themselves, without any uncertainty', () => {
    const input = simulatedLists(2, { people: 100, each: 2 })
    const again = compareLists({ ...input, scores: [input.scores[0]!, input.scores[0]!] }, options).lists[1]
    expect(again?.recall.difference).toEqual({ estimate: 0, lower: 0, upper: 0 })
    expect(again?.overlap.share).toBeCloseTo(1, 12)
    expect(again?.overlap.jaccard).toBeCloseTo(1, 12)
    expect(again?.gaps[0]?.selection.difference).toEqual({ estimate: 0, lower: 0, upper: 0 })
  })

  it('do not depend on the order of the rows', () => {
    const input = simulatedLists(6, { people: 50, each: 2, levels: 2 })
    const back = <T extends Float64Array | Uint8Array | Int32Array>(values: T): T => values.slice().reverse() as T
    const reversed: ScoredPeople = {
      scores: input.scores.map(({ name, score }) => ({ name, score: back(score) })),
      label: back(input.label),
      person: back(input.person),
      attributes: input.attributes!.map((one) => ({ ...one, codes: back(one.codes) })),
    }
    const [one, other] = [compareLists(input, options), compareLists(reversed, options)]
    one.lists.forEach(({ recall, gaps }, list) => {
      expect(other.lists[list]?.recall).toEqual(recall)
      expect(other.lists[list]?.gaps).toEqual(gaps)
    })
  })

  it('do not compare groups with too few people, and say how many were compared', () => {
    const input = simulatedLists(2, { people: 100, each: 2 })
    const codes = input.person.map((who) => (who < 5 + 3 * 4 ? 1 : 0))
    const rare = { ...input, attributes: [{ name: 'rare', values: ['most', 'four people'], codes }] }
    const [gap] = compareLists(rare, options).lists[0]!.gaps
    expect(gap?.compared).toEqual({ selection: 1, recall: 1 })
    expect(gap?.selection.estimate).toMatchObject({ kind: 'undefined' })
    expect(gap?.selection.difference).toMatchObject({ lower: null, upper: null })
  })

  it('are undefined without the outcome or without a list, and refuse what does not fit', () => {
    const input = simulatedLists(2, { people: 30, each: 1 })
    const none = compareLists({ ...input, label: new Uint8Array(30) }, options)
    expect(none.lists[0]?.recall.estimate).toMatchObject({ kind: 'undefined' })
    const empty = compareLists(input, { ...options, share: 0.001 })
    expect(empty.lists[1]?.recall.estimate).toMatchObject({ kind: 'undefined' })
    expect(empty.lists[1]?.overlap.share).toMatchObject({ kind: 'undefined' })
    expect(codeOf(() => compareLists({ ...input, scores: [] }, options))).toBe('invalid-comparison')
    expect(codeOf(() => compareLists(input, { ...options, share: 0 }))).toBe('invalid-comparison')
    expect(codeOf(() => compareLists({ ...input, person: new Int32Array(3) }, options))).toBe('invalid-comparison')
    expect(codeOf(() => compareLists({ ...input, label: new Uint8Array(30).fill(2) }, options))).toBe('invalid-label')
  })

  it('have intervals that hold the truth about as often as they say', () => {
    for (const [name, share] of Object.entries(listCoverage(100, { people: 300, population: 60_000 }))) {
      expect(share, name).toBeGreaterThanOrEqual(0.9)
    }
  })

  it('seldom show a smaller gap where no list has a gap at all', () => {
    expect(falselySmaller(60, 200)).toBeLessThan(0.08)
  })
})

describe('overlap of lists', () => {
  it('is of sets where no ties are, whatever the lists', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat(30), { minLength: 1 }),
        fc.uniqueArray(fc.nat(30), { minLength: 1 }),
        (a, b) => {
          const mask = (rows: readonly number[]) =>
            Float64Array.from({ length: 31 }, (_, row) => Number(rows.includes(row)))
          const both = a.filter((row) => b.includes(row)).length
          const { share, jaccard } = listOverlap(mask(a), mask(b))
          expect(share).toBeCloseTo(both / a.length, 12)
          expect(jaccard).toBeCloseTo(both / new Set([...a, ...b]).size, 12)
        },
      ),
    )
  })
})

describe('price of an indicator', () => {
  it('is the recall that is lost, with the paired interval turned round', () => {
    const input = simulatedLists(12, { people: 200, each: 2 })
    const [whole, ...without] = input.scores
    const people = { score: whole!.score, without, label: input.label, person: input.person }
    const prices = indicatorPrices(people, options)
    const { lists } = compareLists({ scores: input.scores, label: input.label, person: input.person }, options)
    expect(prices.map(({ indicator }) => indicator)).toEqual(['weak', 'leaning'])
    prices.forEach(({ recallLost, listKept }, i) => {
      const { estimate, lower, upper } = lists[i + 1]!.recall.difference
      expect(recallLost.estimate).toBeCloseTo(-(estimate as number), 12)
      expect(recallLost.lower).toBeCloseTo(-(upper as number), 12)
      expect(recallLost.upper).toBeCloseTo(-(lower as number), 12)
      expect(listKept).toBe(lists[i + 1]?.overlap.share)
    })
    expect(prices[0]?.recallLost.estimate as number).toBeGreaterThan(0.01)
  })
})

describe('metrics under weights', () => {
  it('are those of rows written out', () => {
    fc.assert(
      fc.property(fc.nat(1e6), (seed) => {
        const input = simulatedLists(seed, { people: 40, each: 2, levels: 2 })
        const weights = new Uint8Array(40)
        drawWeights(weights, seed, ['weights'])
        const rows = [...input.label.keys()].flatMap((row) =>
          Array.from({ length: weights[Math.floor(row / 2)]! }, () => row),
        )
        const ranking = rankingOf(Float64Array.from(rows, (row) => input.scores[0]!.score[row]!))
        const label = Uint8Array.from(rows, (row) => input.label[row]!)
        const found = weightedMetrics(input.label, input.person, [0.1, 0.3])(input.scores[0]!.score)(weights)
        const expected = auc(ranking, label)
        if (typeof expected === 'number') expect(found['auc']).toBeCloseTo(expected, 12)
        else expect(found['auc']).toMatchObject({ kind: 'undefined' })
        for (const share of [0.1, 0.3]) {
          const { recall } = topK(ranking, label, { kind: 'share', share })
          if ('expected' in recall) expect(found[`recall@${share}`]).toBeCloseTo(recall.expected, 12)
          else expect(found[`recall@${share}`]).toMatchObject({ kind: 'undefined' })
        }
      }),
      { numRuns: 40 },
    )
  })
})
