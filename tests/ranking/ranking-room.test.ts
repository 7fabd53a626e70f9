import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rankingResult } from '../../data-schemas/results/ranking.js'
import { random } from '../../src/random.js'
import { type RankingInput, type RankingOptions, rankingRoom } from '../../src/ranking/ranking-room.js'

const options: RankingOptions = {
  stamp: { study: 'test', data: 'a'.repeat(64), synthetic: true },
  shares: [0.1, 0.2],
  replicates: 100,
  seed: 1,
  minimum: 10,
}

/** Rows of people with a risk that the score knows imperfectly. */
const population = (people: number, rate: number, seed = 1): RankingInput => {
  const stream = random(seed, 'room')
  const rows = people * 2
  const risk = Float64Array.from({ length: people }, () => stream.uniform() ** 3 * rate * 4)
  const score = Float64Array.from({ length: rows }, (_, row) => Math.round((risk[row >> 1] as number) * 200))
  return {
    score,
    label: Uint8Array.from({ length: rows }, (_, row) => (stream.uniform() < (risk[row >> 1] as number) ? 1 : 0)),
    person: Int32Array.from({ length: rows }, (_, row) => row >> 1),
    probability: score.map((value) => value / 200),
    list: Int32Array.from({ length: rows }, (_, row) => row % 7),
    period: { of: Int32Array.from({ length: rows }, (_, row) => (row < rows / 2 ? 0 : 1)), names: ['first', 'second'] },
    tieKey: Float64Array.from({ length: rows }, () => stream.uniform()),
    baselines: [
      { kind: 'random', name: 'random' },
      {
        kind: 'rule',
        name: 'even rows',
        selected: Uint8Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? 1 : 0)),
      },
      { kind: 'rule', name: 'few', selected: Uint8Array.from({ length: rows }, (_, row) => (row < 12 ? 1 : 0)) },
    ],
  }
}

describe('the ranking room', () => {
  const result = rankingRoom(population(3000, 0.15), options)

  it('returns what its schema promises, as plain JSON', () => {
    expect(rankingResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
  })

  it('has intervals around its estimates and bounds around the expectation', () => {
    const { auc, atK } = result.test
    expect(auc.lower).toBeLessThan(auc.estimate as number)
    expect(auc.upper).toBeGreaterThan(auc.estimate as number)
    for (const cut of atK) {
      for (const numbers of [cut, cut.withinLists]) {
        const recall = numbers?.recall
        expect(recall?.worst).toBeLessThanOrEqual(recall?.expected as number)
        expect(recall?.best).toBeGreaterThanOrEqual(recall?.expected as number)
        expect(recall?.production).toBeGreaterThanOrEqual(recall?.worst as number)
        expect(recall?.lower).toBeLessThan(recall?.expected as number)
        expect(recall?.upper).toBeGreaterThan(recall?.expected as number)
      }
    }
    expect(atK.map(({ size }) => size)).toEqual([600, 1200])
    expect(result.test.deciles).toHaveLength(10)
  })

  it('puts random and rules beside the model at equal size, and suppresses a list of few people', () => {
    expect(result.baselines.map(({ name, suppressed }) => [name, suppressed])).toEqual([
      ['random', false],
      ['random', false],
      ['even rows', false],
      ['few', true],
    ])
    expect(result.baselines[0]?.recall).toBe(0.1)
    expect(result.baselines[0]?.modelRecall).toBe(result.test.atK[0]?.recall.expected)
    expect(result.baselines[2]?.size).toBe(1200)
    expect(result.baselines[3]).toMatchObject({ recall: null, size: null, difference: null })
  })

  it('is the same bytes for the same seed and other intervals for another', () => {
    expect(JSON.stringify(rankingRoom(population(3000, 0.15), options))).toBe(JSON.stringify(result))
    const other = rankingRoom(population(3000, 0.15), { ...options, seed: 2 })
    expect(other.test.auc.estimate).toBe(result.test.auc.estimate)
    expect(other.test.auc.lower).not.toBe(result.test.auc.lower)
  })

  it('draws curve and deciles on boundaries with enough people with the outcome between them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 15, max: 400 }), (seed, people) => {
        const input = population(people, 0.2, seed)
        // Without ties the rows of a step are known, so the people in it can be counted.
        const score = input.score.map((value, row) => value + row / 1e6)
        const { test } = rankingRoom({ ...input, score }, { ...options, shares: [0.5], replicates: 0 })
        const order = [...score.keys()].sort((a, b) => (score[b] as number) - (score[a] as number))
        const eventPeople = (from: number, to: number): number =>
          new Set(
            order
              .slice(from, to)
              .filter((row) => input.label[row] === 1)
              .map((row) => input.person[row]),
          ).size
        const forced = test.atK.flatMap(({ suppressed, size }) => (suppressed ? [] : [size]))
        const ends = test.curve.map(({ share }) => Math.round(share * score.length))
        ends.forEach((end, index) => {
          // A list size of the study is shown whatever lies between it and the last row.
          const begin = ends[index - 1] ?? 0
          const only = forced.includes(begin) && end === score.length
          if (!only) expect(eventPeople(begin, end)).toBeGreaterThanOrEqual(10)
        })
        let from = 0
        for (const part of test.deciles) {
          const known = [0, ...ends]
          expect(part.events !== null).toBe(
            test.curve.length > 0 && known.includes(from) && known.includes(from + part.rows),
          )
          from += part.rows
        }
        for (const band of test.bands) expect((band.events ?? 0) > 0 || band.to === 10).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('shows nothing of the outcome when fewer people than the minimum have it', () => {
    const input = population(200, 0.2)
    const label = Uint8Array.from(input.label, (_, row) => (row < 6 ? 1 : 0))
    const { test, baselines } = rankingRoom({ ...input, label }, options)
    expect(test).toMatchObject({ events: null, eventPeople: null, curve: [], bands: [] })
    expect(test.auc).toMatchObject({ estimate: { kind: 'undefined' }, lower: null, upper: null })
    expect(test.atK.every(({ suppressed, recall }) => suppressed && recall.worst === null)).toBe(true)
    expect(test.deciles.every(({ events, cumulativeRecall }) => events === null && cumulativeRecall === null)).toBe(
      true,
    )
    expect(test.periods.every(({ suppressed }) => suppressed)).toBe(true)
    expect(baselines.every(({ suppressed }) => suppressed)).toBe(true)
    expect(JSON.stringify(test)).not.toContain('"events":6')
  })

  it('hides a second period when one is hidden, so that it does not follow from the total', () => {
    const input = population(2000, 0.15)
    const rows = input.score.length
    const of = Int32Array.from({ length: rows }, (_, row) => (row < 30 ? 0 : row < 2000 ? 1 : 2))
    const { periods } = rankingRoom({ ...input, period: { of, names: ['a', 'b', 'c'] } }, options).test
    expect(periods.map(({ suppressed }) => suppressed)).toEqual([true, true, false])
  })

  it('survives no rows, one row, one class and a constant score', () => {
    const empty = { score: new Float64Array(0), label: new Uint8Array(0), person: new Int32Array(0) }
    expect(rankingResult.parse(rankingRoom(empty, options)).test.n).toBe(0)
    const one = { score: Float64Array.of(1), label: Uint8Array.of(1), person: Int32Array.of(4) }
    expect(rankingResult.parse(rankingRoom(one, options)).test.atK[0]?.recall.expected).toMatchObject({
      kind: 'undefined',
    })
    const input = population(500, 0.2)
    for (const label of [new Uint8Array(1000), new Uint8Array(1000).fill(1)])
      expect(rankingResult.parse(rankingRoom({ ...input, label }, options)).test.auc.estimate).toMatchObject({
        kind: 'undefined',
      })
    const flat = rankingRoom({ ...input, score: new Float64Array(1000).fill(1e308) }, options)
    expect(rankingResult.parse(flat).test.atK[0]).toMatchObject({ tiedAtCut: 1000, drawnAtCut: 100 })
    expect(flat.test.atK[0]?.recall).toMatchObject({ worst: 0 })
    expect(flat.test.atK[0]?.recall.expected).toBeCloseTo(0.1, 14)
  })

  it('refuses columns of another length and scores that are not numbers', () => {
    const input = population(50, 0.2)
    expect(() => rankingRoom({ ...input, label: new Uint8Array(3) }, options)).toThrow('mismatched-length')
    expect(() => rankingRoom({ ...input, tieKey: new Float64Array(3) }, options)).toThrow('mismatched-length')
    expect(() => rankingRoom({ ...input, score: new Float64Array(100).fill(Number.NaN) }, options)).toThrow(
      'invalid-number',
    )
  })
})
