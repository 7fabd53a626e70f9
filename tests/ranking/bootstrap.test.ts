import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusteredBootstrap, drawWeights, percentileInterval } from '../../src/numeric/clustered-bootstrap.js'
import { densePeople } from '../../src/numeric/people.js'
import { random } from '../../src/random.js'
import { auc } from '../../src/ranking/auc.js'
import { compareBaseline } from '../../src/ranking/baselines.js'
import { bootstrapRanking, bootstrapReplicates } from '../../src/ranking/bootstrap.js'
import { rankingOf, rankingWithin } from '../../src/ranking/order.js'
import type { RankedPeople } from '../../src/ranking/ranking-statistic.js'
import { topK } from '../../src/ranking/top-k.js'

interface Rows {
  readonly score: Float64Array
  readonly label: Uint8Array
  readonly person: Int32Array
  readonly list: Int32Array
}

const rows = fc
  .array(
    fc.record({
      score: fc.integer({ min: 0, max: 6 }),
      label: fc.integer({ min: 0, max: 1 }),
      person: fc.integer({ min: 0, max: 9 }),
      list: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 2, maxLength: 40 },
  )
  .map(
    (list): Rows => ({
      score: Float64Array.from(list, (row) => row.score),
      label: Uint8Array.from(list, (row) => row.label),
      person: Int32Array.from(list, (row) => row.person),
      list: Int32Array.from(list, (row) => row.list),
    }),
  )

const ranked = (input: Rows, withLists = true): RankedPeople => {
  const ranking = rankingOf(input.score)
  return {
    ranking,
    label: input.label,
    people: densePeople(input.person),
    ...(withLists ? { lists: rankingWithin(ranking, input.list) } : {}),
  }
}

/** Rows of the people drawn, repeated. */
const taken = (input: Rows, weights: Uint8Array): readonly number[] => {
  const { of } = densePeople(input.person)
  return [...input.score.keys()].flatMap((row) =>
    Array.from({ length: weights[of[row] as number] as number }, () => row),
  )
}

const marked = (input: Rows, weights: Uint8Array, marks: Uint8Array): Uint8Array =>
  Uint8Array.from(taken(input, weights), (row) => marks[row] as number)

/** The same people drawn, their rows really repeated. */
const repeated = (input: Rows, weights: Uint8Array): Rows => {
  const take = taken(input, weights)
  return {
    score: Float64Array.from(take, (row) => input.score[row] as number),
    label: Uint8Array.from(take, (row) => input.label[row] as number),
    person: Int32Array.from(take, (row) => input.person[row] as number),
    list: Int32Array.from(take, (row) => input.list[row] as number),
  }
}

const number = (value: object | number): number =>
  typeof value === 'number' ? value : 'expected' in value ? (value.expected as number) : Number.NaN

const equal = (found: number | undefined, wanted: number): void => {
  if (Number.isNaN(wanted)) expect(found).toBeNaN()
  else expect(found).toBeCloseTo(wanted, 12)
}

describe('person weights', () => {
  it('sum to the number of people and follow the multinomial distribution', () => {
    const people = 400
    const replicates = 3000
    const weights = new Uint8Array(people)
    const counts = new Float64Array(8)
    let cross = 0
    for (let r = 0; r < replicates; r += 1) {
      drawWeights(weights, 7, ['test', r])
      expect(weights.reduce((sum, weight) => sum + weight, 0)).toBe(people)
      for (const weight of weights) counts[Math.min(weight, 7)]! += 1
      cross += (weights[0] as number) * (weights[1] as number)
    }
    const total = people * replicates
    const binomial = (k: number): number => {
      let value = (1 - 1 / people) ** (people - k)
      for (let i = 0; i < k; i += 1) value *= (people - i) / (i + 1) / people
      return value
    }
    for (let k = 0; k < 6; k += 1) {
      const p = binomial(k)
      // Weights within a replicate are nearly independent: five standard errors.
      expect(Math.abs((counts[k] as number) / total - p)).toBeLessThan(5 * Math.sqrt((p * (1 - p)) / total) + 1e-6)
    }
    expect(Math.abs(cross / replicates - (1 - 1 / people))).toBeLessThan(5 / Math.sqrt(replicates))
  })

  it('depend on the seed, the name and the replicate only', () => {
    const draw = (seed: number, ...names: (string | number)[]): string => {
      const weights = new Uint8Array(100)
      drawWeights(weights, seed, names)
      return weights.join()
    }
    expect(draw(1, 'a', 0)).toBe(draw(1, 'a', 0))
    expect(new Set([draw(1, 'a', 0), draw(2, 'a', 0), draw(1, 'b', 0), draw(1, 'a', 1)]).size).toBe(4)
  })

  it('refuse a bootstrap of nobody', () => {
    expect(() => clusteredBootstrap({ people: 0, replicates: 1, seed: 1 }, 1, () => {})).toThrow('invalid-bootstrap')
  })
})

describe('percentile intervals', () => {
  it('use quantiles by definition R-7', () => {
    expect(percentileInterval(Float64Array.of(4, 1, 3, 2, 5), { index: 0, width: 1 }, 0.5)).toEqual({
      lower: 2,
      upper: 4,
      undefinedReplicates: 0,
    })
  })

  it('do not exist when more than one replicate in twenty has no value', () => {
    const numbers = new Float64Array(100).fill(1)
    numbers.fill(Number.NaN, 0, 5)
    expect(percentileInterval(numbers, { index: 0, width: 1 }).lower).toBe(1)
    numbers[5] = Number.NaN
    expect(percentileInterval(numbers, { index: 0, width: 1 })).toEqual({
      lower: null,
      upper: null,
      undefinedReplicates: 6,
    })
  })
})

describe('the ranking bootstrap', () => {
  const shares = [0.3, 0.1, 0.5]

  it('equals every measure computed on the rows really repeated, k drawn anew, pooled and within lists', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 0, max: 1000 }), (input, seed) => {
        const by = ranked(input)
        const replicates = 3
        const selected = Uint8Array.from(input.score, (value, row) => (value + row) % 2)
        const { numbers: found, columns } = bootstrapReplicates(by, { shares, replicates, seed, rules: [selected] })
        const { width } = columns
        const weights = new Uint8Array(by.people.people)
        for (let r = 0; r < replicates; r += 1) {
          drawWeights(weights, seed, ['bootstrap', r])
          const sample = ranked(repeated(input, weights))
          equal(found[r * width], number(auc(sample.ranking, sample.label)))
          shares.forEach((share, index) => {
            const capacity = { kind: 'share', share } as const
            const lists = sample.lists
            const pooled = topK(sample.ranking, sample.label, capacity)
            const within = topK(sample.ranking, sample.label, capacity, lists === undefined ? {} : { lists })
            for (const [top, at] of [
              [pooled, columns.pooled[index]],
              [within, columns.within[index]],
            ] as const) {
              equal(found[r * width + (at as number)], number(top.recall))
              equal(found[r * width + (at as number) + 1], number(top.precision))
              equal(found[r * width + (at as number) + 2], number(top.lift))
            }
            const random = compareBaseline(sample, { kind: 'random', share }, undefined).difference.estimate
            equal(found[r * width + (columns.random[index] as number)], number(random))
          })
          const rule = compareBaseline(sample, { kind: 'rule', selected: marked(input, weights, selected) }, undefined)
          equal(found[r * width + (columns.rules[0] as number)], number(rule.difference.estimate))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('is the same to the last bit for rows in another order and for work shared among workers', () => {
    fc.assert(
      fc.property(rows, (input) => {
        const options = { shares, replicates: 6, seed: 3 }
        const whole = bootstrapReplicates(ranked(input), options).numbers
        const reversed: Rows = {
          score: input.score.slice().reverse(),
          label: input.label.slice().reverse(),
          person: input.person.slice().reverse(),
          list: input.list.slice().reverse(),
        }
        expect(bootstrapReplicates(ranked(reversed), options).numbers).toEqual(whole)
        const halves = [0, 3].flatMap((from) => [
          ...bootstrapReplicates(ranked(input), { ...options, replicates: 3, from }).numbers,
        ])
        expect(Float64Array.from(halves)).toEqual(whole)
      }),
      { numRuns: 40 },
    )
  })

  it('gives a constant score an interval of zero width around k', () => {
    const n = 1000
    const by: RankedPeople = {
      ranking: rankingOf(new Float64Array(n)),
      label: Uint8Array.from({ length: n }, (_, row) => (row % 20 === 0 ? 1 : 0)),
      people: densePeople(Int32Array.from({ length: n }, (_, row) => row)),
    }
    const found = bootstrapRanking(by, { shares: [0.1], replicates: 200, seed: 1 })
    expect(found.pooled[0]?.recall.lower).toBeCloseTo(0.1, 12)
    expect(found.pooled[0]?.recall.upper).toBeCloseTo(0.1, 12)
    expect(found.auc).toMatchObject({ lower: 0.5, upper: 0.5 })
  })

  it('is wider for people with four rows each than for as many independent rows', () => {
    const stream = random(5, 'clusters')
    const n = 2000
    const risk = Float64Array.from({ length: n / 4 }, () => stream.uniform())
    const score = Float64Array.from({ length: n }, (_, row) => risk[row >> 2] as number)
    const own = Uint8Array.from({ length: n / 4 }, (_, who) => (stream.uniform() < (risk[who] as number) / 3 ? 1 : 0))
    const label = Uint8Array.from({ length: n }, (_, row) => own[row >> 2] as number)
    const width = (person: Int32Array): number => {
      const { recall } = bootstrapRanking(
        { ranking: rankingOf(score), label, people: densePeople(person) },
        { shares: [0.2], replicates: 400, seed: 2 },
      ).pooled[0] as { recall: { lower: number; upper: number } }
      return recall.upper - recall.lower
    }
    const ratio =
      width(Int32Array.from({ length: n }, (_, row) => row >> 2)) /
      width(Int32Array.from({ length: n }, (_, row) => row))
    expect(ratio).toBeGreaterThan(1.6)
    expect(ratio).toBeLessThan(2.4)
  })
})

describe('baselines at equal list size', () => {
  const stream = random(9, 'baseline')
  const n = 3000
  const score = Float64Array.from({ length: n }, () => stream.uniform())
  const label = Uint8Array.from(score, (p) => (stream.uniform() < p * 0.3 ? 1 : 0))
  const by: RankedPeople = {
    ranking: rankingOf(score),
    label,
    people: densePeople(Int32Array.from({ length: n }, (_, row) => row >> 1)),
  }
  const options = { replicates: 300, seed: 1 }

  it('at random have an expected recall of exactly floor(k × n) / n', () => {
    const found = compareBaseline(
      by,
      { kind: 'random', share: 0.1 },
      bootstrapRanking(by, { ...options, shares: [0.1] }).random[0],
    )
    expect(found).toMatchObject({ size: 300, share: 0.1, recall: 0.1 })
    const recall = topK(by.ranking, label, { kind: 'share', share: 0.1 }).recall
    expect(found.modelRecall).toBe(number(recall))
    expect(found.difference.estimate).toBeCloseTo(number(recall) - 0.1, 14)
    expect(found.difference.lower).toBeGreaterThan(0)
  })

  it('differ by exactly 0 from the model when the rule is the model itself', () => {
    const threshold = by.ranking.groupScore[599] as number
    const selected = Uint8Array.from(score, (value) => (value >= threshold ? 1 : 0))
    const { rules } = bootstrapRanking(by, { ...options, shares: [0.1], rules: [selected] })
    const found = compareBaseline(by, { kind: 'rule', selected }, rules[0])
    expect(found.size).toBe(600)
    expect(found.difference).toMatchObject({ estimate: 0, lower: 0, upper: 0 })
  })

  it('count the rows and events of the rule, with no interval when nothing is resampled', () => {
    fc.assert(
      fc.property(rows, fc.infiniteStream(fc.integer({ min: 0, max: 1 })), (input, marks) => {
        const selected = Uint8Array.from(input.score, () => marks.next().value as number)
        const found = compareBaseline(ranked(input, false), { kind: 'rule', selected }, undefined)
        const size = selected.reduce((sum, mark) => sum + mark, 0)
        const events = input.label.reduce((sum, y) => sum + y, 0)
        const caught = selected.reduce((sum, mark, row) => sum + mark * (input.label[row] as number), 0)
        expect(found.size).toBe(size)
        if (events === 0 || size === 0) expect(found.recall).toMatchObject({ kind: 'undefined' })
        else expect(found.recall).toBe(caught / events)
        expect(found.difference.lower).toBeNull()
      }),
    )
  })

  it('of an empty rule or other marks are undefined or refused', () => {
    const selected = new Uint8Array(n)
    const { rules } = bootstrapRanking(by, { ...options, shares: [0.1], rules: [selected] })
    const none = compareBaseline(by, { kind: 'rule', selected }, rules[0])
    expect(none.recall).toMatchObject({ kind: 'undefined' })
    expect(none.difference).toMatchObject({ lower: null, upper: null })
    expect(() => compareBaseline(by, { kind: 'rule', selected: new Uint8Array(3) }, undefined)).toThrow(
      'invalid-baseline',
    )
  })
})
