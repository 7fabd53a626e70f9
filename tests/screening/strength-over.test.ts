import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chiSquareTail } from '../../src/numeric/chi-square.js'
import { hotellingTail } from '../../src/numeric/hotelling.js'
import { random } from '../../src/random.js'
import { informationValue } from '../../src/screening/information.js'
import { rankInterval, rankStatistic } from '../../src/screening/rank-statistic.js'
import {
  type GroupedRows,
  type Heterogeneity,
  heterogeneityOf,
  strengthOver,
} from '../../src/screening/strength-over.js'
import { againstOracle } from '../support/oracle.js'
import { clusteredSample } from './clustered-sample.js'

interface Oracle extends Record<'q' | 'p' | 'estimate' | 'lower' | 'upper' | 'mean', number> {
  readonly theta: number[]
  readonly covariance: number[]
}
const oracle = JSON.parse(
  readFileSync(new URL('../oracles/screening/heterogeneity.json', import.meta.url), 'utf8'),
) as readonly Oracle[]

const close = (found: number, wanted: number): void =>
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(wanted)))

const grouped = (people: number, seed: number): GroupedRows => {
  const sample = clusteredSample(people, seed)
  return { ...sample, rank: sample.level, group: sample.period, groups: 4 }
}

describe('heterogeneity of correlated estimates', () => {
  it.each(oracle)('equals the definition solved by scipy (case %#)', (wanted) => {
    const found = heterogeneityOf(wanted.theta, Float64Array.from(wanted.covariance)) as Heterogeneity
    const { q, p, mean, spread } = found
    againstOracle(
      'heterogeneity',
      [q, p, mean, spread.estimate, spread.lower, spread.upper ?? 1],
      [wanted.q, wanted.p, wanted.mean, wanted.estimate, wanted.lower, Math.min(1, wanted.upper)],
    )
    expect(found.stability.lower).toBeLessThanOrEqual(found.stability.estimate)
    expect(found.stability.upper).toBeGreaterThanOrEqual(found.stability.estimate)
  })

  it('is undefined for one group, and where the errors are not told apart', () => {
    expect(heterogeneityOf([0.6], Float64Array.of(1))).toMatchObject({ kind: 'undefined' })
    expect(heterogeneityOf([0.6, 0.7], Float64Array.of(1, 1, 1, 1))).toMatchObject({ kind: 'undefined' })
  })
})

describe('strength by group', () => {
  const rows = grouped(600, 3)

  it('is in each group what the whole statistic is on its rows', () => {
    const { groups } = strengthOver(rows, 10)
    for (const { group, auc, information, shift } of groups) {
      const kept = [...rows.group.keys()].filter((row) => rows.group[row] === group)
      const own = {
        rank: Int32Array.from(kept, (row) => rows.rank[row] as number),
        positive: Uint8Array.from(kept, (row) => rows.outcome[row] as number),
        person: Int32Array.from(kept, (row) => rows.person[row] as number),
      }
      const wanted = rankInterval(rankStatistic(own))
      close(auc?.estimate as number, wanted.estimate as number)
      close(auc?.lower as number, wanted.lower as number)
      close(auc?.upper as number, wanted.upper as number)
      const alone = informationValue({ level: own.rank, levels: 5, outcome: own.positive, person: own.person })
      expect(information).toEqual(alone)
      const member = Uint8Array.from(rows.group, (code) => (code === group ? 1 : 0))
      expect(shift?.value.estimate).toBe(informationValue({ ...rows, outcome: member }).value.estimate)
    }
  })

  it('hides groups with few people with or without the outcome, and leaves unknown groups out', () => {
    const group = rows.group.map((own, row) => (own === 3 && row > 60 ? -1 : own))
    const found = strengthOver({ ...rows, group }, 10)
    expect(found.groups[3]).toEqual({ group: 3, suppressed: true, information: null, auc: null, shift: null })
    expect(found.heterogeneity).toMatchObject({ groups: 3, df: 2 })
    const one = strengthOver({ ...rows, outcome: rows.outcome.map(() => 1) }, 10)
    expect(one.groups.every(({ suppressed }) => suppressed)).toBe(true)
    expect(one.heterogeneity).toMatchObject({ kind: 'undefined' })
  })

  it('tests with the covariance as estimated from the people of the smallest group', () => {
    const peopleOf = (group: number) =>
      new Set([...rows.group.keys()].filter((row) => rows.group[row] === group).map((row) => rows.person[row])).size
    const people = Math.min(...[0, 1, 2, 3].map(peopleOf))
    const { q, df, p, spread } = strengthOver(rows, 10).heterogeneity as Heterogeneity
    expect(p).toBe(hotellingTail(q, { df, people }))
    expect(p).toBeGreaterThan(chiSquareTail(q, df))
    expect(spread.lower > 0).toBe(p < 0.025)
  })

  it('sees a candidate that works in one period only', () => {
    const draw = random(4, 'strength-over')
    const level = rows.level.map((own, row) =>
      rows.group[row] === 0 && draw.uniform() < 0.8 ? 4 * (rows.outcome[row] as number) : own,
    )
    const found = strengthOver({ ...rows, level, rank: level }, 10).heterogeneity as Heterogeneity
    expect(found.p).toBeLessThan(1e-6)
    expect(found.spread.lower).toBeGreaterThan(0.05)
    expect(found.stability.upper).toBeLessThan(0.9)
  })

  it('does not care for the order of the rows', () => {
    const order = [...rows.group.keys()].reverse()
    const turned = (of: Int32Array) => Int32Array.from(order, (row) => of[row] as number)
    const back = strengthOver(
      {
        ...rows,
        rank: turned(rows.rank),
        level: turned(rows.level),
        outcome: Uint8Array.from(order, (row) => rows.outcome[row] as number),
        person: turned(rows.person),
        group: turned(rows.group),
      },
      10,
    )
    const found = strengthOver(rows, 10)
    close((back.heterogeneity as Heterogeneity).q, (found.heterogeneity as Heterogeneity).q)
  })

  it('finds a difference in about one of twenty samples in which there is none, people being in several periods', () => {
    let [rejected, covered] = [0, 0]
    const simulations = 400
    for (let seed = 1; seed <= simulations; seed += 1) {
      const found = strengthOver(grouped(300, seed), 10).heterogeneity as Heterogeneity
      if (found.p < 0.05) rejected += 1
      if (found.spread.lower === 0) covered += 1
    }
    const noise = 3.3 * Math.sqrt((0.05 * 0.95) / simulations)
    expect(Math.abs(rejected / simulations - 0.05)).toBeLessThan(noise + 0.01)
    expect(covered / simulations).toBeGreaterThan(0.975 - noise)
  })
})
