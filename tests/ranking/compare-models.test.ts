import { describe, expect, it } from 'vitest'
import { drawWeights, percentileInterval } from '../../src/numeric/clustered-bootstrap.js'
import { densePeople } from '../../src/numeric/people.js'
import { compareModels } from '../../src/ranking/compare-models.js'
import { rankingOf, rankingWithin } from '../../src/ranking/order.js'
import { topK } from '../../src/ranking/top-k.js'
import { simulatedModels } from './simulated-models.js'

const OPTIONS = { shares: [0.1, 0.2], replicates: 60, seed: 3, minimum: 10 } as const

describe('two models on the same people', () => {
  it('have the differences and intervals of rows really repeated, pooled and within lists', () => {
    const { first, second, label, person, week } = simulatedModels(120, 5)
    const found = compareModels({ first, second }, { label, person, list: week }, { ...OPTIONS, minimum: 1 })
    const people = densePeople(person)
    const weights = new Uint8Array(people.people)
    const differences = [new Float64Array(60), new Float64Array(60)]
    for (let replicate = 0; replicate < 60; replicate += 1) {
      drawWeights(weights, 3, ['bootstrap', replicate])
      const take = [...label.keys()].flatMap((row) =>
        Array.from({ length: weights[people.of[row] as number] as number }, () => row),
      )
      const recall = (score: Float64Array, within: boolean): number => {
        const ranking = rankingOf(Float64Array.from(take, (row) => score[row] as number))
        const lists = rankingWithin(
          ranking,
          Int32Array.from(take, (row) => week[row] as number),
        )
        const y = Uint8Array.from(take, (row) => label[row] as number)
        const top = topK(ranking, y, { kind: 'share', share: 0.2 }, within ? { lists } : {})
        return 'expected' in top.recall ? top.recall.expected : Number.NaN
      }
      for (const within of [false, true])
        (differences[within ? 1 : 0] as Float64Array)[replicate] = recall(first, within) - recall(second, within)
    }
    const at = { index: 0, width: 1 }
    for (const [one, rows] of [
      [found.recall[1], differences[0]],
      [found.recallWithinLists[1], differences[1]],
    ] as const) {
      const interval = percentileInterval(rows as Float64Array, at)
      expect(one?.difference.lower).toBeCloseTo(interval.lower as number, 12)
      expect(one?.difference.upper).toBeCloseTo(interval.upper as number, 12)
      expect(one?.difference.estimate).toBeCloseTo((one?.first as number) - (one?.second as number), 15)
    }
  })

  it('cannot be told apart when they are one model', () => {
    const { first, label, person } = simulatedModels(300, 2)
    const found = compareModels({ first, second: first.map((x) => 2 * x) }, { label, person }, OPTIONS)
    for (const { difference } of found.recall)
      expect(difference).toEqual({ estimate: 0, lower: 0, upper: 0, verdict: 'cannot-tell' })
    expect(found.auc).toEqual({ estimate: 0, lower: 0, upper: 0, verdict: 'cannot-tell' })
  })

  it('are told apart when one of them sees nothing, whichever comes first', () => {
    const { first, label, person } = simulatedModels(600, 2)
    const noise = Float64Array.from(person, (who) => (who * 7919) % 101)
    const better = compareModels({ first, second: noise }, { label, person }, OPTIONS)
    const worse = compareModels({ first: noise, second: first }, { label, person }, OPTIONS)
    expect(better.recall.map(({ difference }) => difference.verdict)).toEqual(['higher', 'higher'])
    expect(worse.recall.map(({ difference }) => difference.verdict)).toEqual(['lower', 'lower'])
    expect([better.auc.verdict, worse.auc.verdict]).toEqual(['higher', 'lower'])
  })

  it('are not compared on fewer people with the outcome than the minimum', () => {
    const { first, second, person, label } = simulatedModels(200, 4)
    const few = label.map((y, row) => (y === 1 && (person[row] as number) < 9 ? 1 : 0))
    const found = compareModels({ first, second }, { label: few, person }, OPTIONS)
    const withheld = { kind: 'undefined', because: 'fewer than 10 people with the outcome' }
    expect(found.delong).toEqual(withheld)
    expect(found.auc).toEqual({ estimate: withheld, lower: null, upper: null, verdict: 'cannot-tell' })
    for (const one of found.recall) expect(one).toMatchObject({ first: withheld, second: withheld })
  })

  it('refuses columns of different lengths, and bears no rows at all', () => {
    const none = new Float64Array(0)
    const rows = { label: new Uint8Array(0), person: new Int32Array(0) }
    expect(compareModels({ first: none, second: none }, rows, OPTIONS)).toMatchObject({ rows: 0, people: 0 })
    expect(() => compareModels({ first: Float64Array.of(1), second: none }, rows, OPTIONS)).toThrow('mismatched-length')
  })

  it('leaves out a true difference of 0 about once in twenty', () => {
    const simulations = 300
    let recall = 0
    let auc = 0
    for (let seed = 0; seed < simulations; seed += 1) {
      const { first, second, label, person } = simulatedModels(200, 10_000 + seed)
      const found = compareModels(
        { first, second },
        { label, person },
        { shares: [0.2], replicates: 200, seed, minimum: 1 },
      )
      if (found.recall[0]?.difference.verdict !== 'cannot-tell') recall += 1
      if (found.auc.verdict !== 'cannot-tell') auc += 1
    }
    const noise = 3.3 * Math.sqrt((0.05 * 0.95) / simulations)
    expect(Math.abs(recall / simulations - 0.05)).toBeLessThan(noise)
    expect(Math.abs(auc / simulations - 0.05)).toBeLessThan(noise)
  })
})
