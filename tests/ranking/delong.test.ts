import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { densePeople, type People } from '../../src/numeric/people.js'
import { auc } from '../../src/ranking/auc.js'
import { type AucComparison, clusteredAuc, compareAuc } from '../../src/ranking/delong.js'
import { rankingOf } from '../../src/ranking/order.js'
import { againstOracle } from '../support/oracle.js'
import { simulatedModels } from './simulated-models.js'

const folder = new URL('../oracles/comparison/', import.meta.url)
const json = (name: string): never => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as never
interface Expected {
  readonly first: number
  readonly second: number
  readonly seFirst: number
  readonly seSecond: number
  readonly z: number
  readonly p: number
}
const input: { person: number[]; label: number[]; first: number[]; second: number[] } = json('input.json')
const label = Uint8Array.from(input.label)
const alone = (rows: number): People => densePeople(Int32Array.from({ length: rows }, (_, row) => row))
const compared = (people: People): AucComparison => {
  const ranked = (score: readonly number[]) => rankingOf(Float64Array.from(score))
  const found = compareAuc(ranked(input.first), ranked(input.second), { label, people })
  if ('kind' in found) throw new Error(found.because)
  return found
}
const agrees = (id: 'delong' | 'delong-clustered', { first, second, z, p }: AucComparison, wanted: Expected): void => {
  againstOracle(id, [first.estimate, second.estimate, z, p], [wanted.first, wanted.second, wanted.z, wanted.p])
  againstOracle(id, [first.standardError, second.standardError], [wanted.seFirst, wanted.seSecond])
}

describe("DeLong's test", () => {
  it('is that of pROC for rows taken as independent', () => {
    const reference: Expected & { lower: number; upper: number } = json('proc.json')
    const found = compared(alone(label.length))
    agrees('delong', found, reference)
    againstOracle('delong', [found.difference.lower, found.difference.upper], [reference.lower, reference.upper])
  })

  it('is that of Obuchowski, written out over all pairs, for rows of people', () => {
    const expected: Record<'clustered' | 'independent', Expected> = json('expected.json')
    agrees('delong-clustered', compared(densePeople(Int32Array.from(input.person))), expected.clustered)
    agrees('delong-clustered', compared(alone(label.length)), expected.independent)
  })

  const rows = fc.array(
    fc.record({
      first: fc.integer({ min: -3, max: 3 }),
      second: fc.integer({ min: -3, max: 3 }),
      label: fc.integer({ min: 0, max: 1 }),
      person: fc.integer({ min: 0, max: 6 }),
    }),
    { maxLength: 30 },
  )

  it('has the AUC of the ranking, changes sign with the order of the models and does not see the order of rows', () => {
    fc.assert(
      fc.property(rows, (list) => {
        const of = (order: readonly (typeof list)[number][]) => {
          const [one, two] = (['first', 'second'] as const).map((name) =>
            rankingOf(Float64Array.from(order, (row) => row[name])),
          )
          return {
            one: one as ReturnType<typeof rankingOf>,
            two: two as ReturnType<typeof rankingOf>,
            by: {
              label: Uint8Array.from(order, (row) => row.label),
              people: densePeople(Int32Array.from(order, (row) => row.person)),
            },
          }
        }
        const { one, two, by } = of(list)
        const found = compareAuc(one, two, by)
        const turned = compareAuc(two, one, by)
        const reversed = of([...list].reverse())
        const again = compareAuc(reversed.one, reversed.two, reversed.by)
        if ('kind' in found || 'kind' in turned || 'kind' in again) {
          expect(auc(one, by.label)).toMatchObject({ because: 'only one class is present' })
          return
        }
        expect(found.first.estimate).toBe(auc(one, by.label))
        expect(turned.difference.estimate + found.difference.estimate).toBe(0)
        if (typeof found.z === 'number') {
          expect(turned.z).toBeCloseTo(-found.z, 9)
          expect(again.z).toBeCloseTo(found.z, 9)
          expect(found.p).toBeGreaterThanOrEqual(0)
          expect(found.p).toBeLessThanOrEqual(1)
        } else expect(typeof turned.z).toBe('object')
      }),
      { numRuns: 200 },
    )
  })

  it('has no verdict on a score and the same score stretched', () => {
    const { first, label: y, person } = simulatedModels(80, 1)
    const found = compareAuc(rankingOf(first), rankingOf(first.map((x) => Math.exp(x))), {
      label: y,
      people: densePeople(person),
    })
    expect(found).toMatchObject({
      difference: { estimate: 0, standardError: 0 },
      z: { kind: 'undefined' },
      p: { kind: 'undefined' },
    })
  })

  it('has no standard error with one person, nor an AUC with one class', () => {
    const ranking = rankingOf(Float64Array.of(3, 2, 1))
    const people = densePeople(Int32Array.of(4, 4, 4))
    expect(clusteredAuc(ranking, { label: Uint8Array.of(1, 0, 0), people })).toMatchObject({
      estimate: 1,
      standardError: { kind: 'undefined' },
      lower: null,
    })
    expect(clusteredAuc(ranking, { label: new Uint8Array(3), people })).toMatchObject({ kind: 'undefined' })
    expect(compareAuc(ranking, ranking, { label: new Uint8Array(3), people })).toMatchObject({ kind: 'undefined' })
  })

  it('rejects a true null about once in twenty, where rows taken as independent reject far more often', () => {
    const simulations = 600
    let clustered = 0
    let independent = 0
    for (let seed = 0; seed < simulations; seed += 1) {
      const { first, second, label: y, person } = simulatedModels(200, seed)
      const [one, two] = [rankingOf(first), rankingOf(second)]
      const p = (people: People): number => {
        const found = compareAuc(one, two, { label: y, people })
        return 'kind' in found ? 1 : (found.p as number)
      }
      if (p(densePeople(person)) < 0.05) clustered += 1
      if (p(alone(y.length)) < 0.05) independent += 1
    }
    const noise = 3.3 * Math.sqrt((0.05 * 0.95) / simulations)
    expect(Math.abs(clustered / simulations - 0.05)).toBeLessThan(noise)
    expect(independent / simulations).toBeGreaterThan(0.1)
  })
})
