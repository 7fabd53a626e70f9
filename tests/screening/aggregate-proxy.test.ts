import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { normalQuantile } from '../../src/numeric/normal.js'
import { random } from '../../src/random.js'
import { aggregateProxy, type PublishedCategory } from '../../src/screening/aggregate-proxy.js'
import { againstOracle } from '../support/oracle.js'

interface Oracle
  extends Record<'people' | 'group' | 'rest', number[]>,
    Record<'auc' | 'jackknife' | 'population', number> {}
const oracle = JSON.parse(
  readFileSync(new URL('../oracles/screening/aggregate-proxy.json', import.meta.url), 'utf8'),
) as readonly Oracle[]

const tableOf = ({ people, group, rest }: Pick<Oracle, 'people' | 'group' | 'rest'>): readonly PublishedCategory[] =>
  people.map((n, i) => ({ people: n, group: group[i] as number, rest: rest[i] as number }))

const errorOf = ({
  lower,
  upper,
  estimate,
}: {
  lower: number | null
  upper: number | null
  estimate: unknown
}): number => {
  const logit = (x: number) => Math.log(x / (1 - x))
  const value = estimate as number
  return ((logit(upper as number) - logit(lower as number)) / 2 / normalQuantile(0.975)) * value * (1 - value)
}

describe('a proxy from published tables', () => {
  it.each(oracle)('equals scikit-learn on weighted counts, with the error of the jackknife (table %#)', (wanted) => {
    const found = aggregateProxy(tableOf(wanted), { minimum: 10 })
    againstOracle('aggregate-proxy', [found.auc?.estimate, found.population], [wanted.auc, wanted.population])
    againstOracle('aggregate-proxy-error', errorOf(found.auc as NonNullable<typeof found.auc>), wanted.jackknife)
    expect(found.covered).toBe(1)
    expect(found.rounding).toEqual({ lower: found.auc?.estimate, upper: found.auc?.estimate })
  })

  it('says 0.5 where every category is alike, whatever its size', () => {
    const found = aggregateProxy(
      [1, 20, 300].map((n) => ({ people: n, group: 10 * n, rest: 30 * n })),
      { minimum: 10 },
    )
    expect(found.auc).toMatchObject({ estimate: 0.5 })
  })

  it('says nothing of few people, and leaves categories without a published number out, telling how many people that leaves', () => {
    const table = [
      { people: 6, group: 10, rest: 90 },
      { people: 2, group: 40, rest: 60 },
      { people: 8, group: null, rest: 50 },
    ]
    const hidden = aggregateProxy(table, { minimum: 10 })
    expect(hidden).toEqual({ suppressed: true, auc: null, population: null, rounding: null, covered: 0.5 })
    expect(aggregateProxy(table, { minimum: 8 })).toMatchObject({ suppressed: false, covered: 0.5 })
    expect(aggregateProxy([], { minimum: 1 })).toMatchObject({ suppressed: true, covered: 0 })
  })

  it('is undefined when the table has nobody in the group', () => {
    const found = aggregateProxy([{ people: 50, group: 0, rest: 10 }], { minimum: 10 })
    expect(found.auc?.estimate).toMatchObject({ kind: 'undefined' })
  })

  it('bounds what the rounding of the table hides', () => {
    const draw = random(1, 'rounding')
    const table = Array.from({ length: 12 }, () => ({
      people: 10 + draw.below(50),
      group: 20 + draw.below(60),
      rest: 100 + draw.below(200),
    }))
    const exact = aggregateProxy(table, { minimum: 10 }).auc?.estimate as number
    const rounded = table.map((own) => ({
      ...own,
      group: 10 * Math.round(own.group / 10),
      rest: 10 * Math.round(own.rest / 10),
    }))
    const { rounding } = aggregateProxy(rounded, { minimum: 10, unit: 10 })
    expect(rounding?.lower).toBeLessThanOrEqual(exact)
    expect(rounding?.upper).toBeGreaterThanOrEqual(exact)
    expect(rounding?.upper).toBeLessThan(exact + 0.1)
  })

  it('covers the AUC of the population that the people are drawn from in 95 of 100 samples', () => {
    const wanted = oracle[1] as Oracle
    const total = wanted.group.map((n, i) => n + (wanted.rest[i] as number))
    const sum = total.reduce((a, b) => a + b, 0)
    let covered = 0
    const simulations = 500
    for (let seed = 1; seed <= simulations; seed += 1) {
      const draw = random(seed, 'aggregate')
      const people = total.map(() => 0)
      for (let i = 0; i < 400; i += 1) {
        let left = draw.uniform() * sum
        const at = total.findIndex((n) => {
          left -= n
          return left < 0
        })
        people[Math.max(0, at)]! += 1
      }
      const { auc } = aggregateProxy(tableOf({ ...wanted, people }), { minimum: 10 })
      if ((auc?.lower as number) <= wanted.population && wanted.population <= (auc?.upper as number)) covered += 1
    }
    expect(Math.abs(covered / simulations - 0.95)).toBeLessThan(3.3 * Math.sqrt((0.05 * 0.95) / simulations) + 0.005)
  })
})
