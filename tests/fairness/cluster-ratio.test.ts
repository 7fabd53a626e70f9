import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusterMoments, rowsByPerson } from '../../src/fairness/cluster-moments.js'
import {
  type ClusterRatio,
  clusterDifference,
  clusterRatio,
  differenceInterval,
  shareInterval,
} from '../../src/fairness/cluster-ratio.js'
import { equivalenceP } from '../../src/fairness/equivalence.js'
import { cellOf, METRICS, metricMoments } from '../../src/fairness/group-cells.js'
import { clusteredBootstrap } from '../../src/numeric/clustered-bootstrap.js'
import { againstOracle } from '../support/oracle.js'

const folder = new URL('../oracles/fairness/', import.meta.url)
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const input = read('input.json') as {
  person: number[]
  group: number[]
  label: number[]
  score: number[]
  chance: number[]
}
const expected = read('expected.json')

const person = Int32Array.from(input.person)
const rows = {
  chance: Float64Array.from(input.chance),
  label: Uint8Array.from(input.label),
  probability: Float64Array.from(input.score),
}
const grouping = { codes: Int32Array.from(input.group), count: 3, reference: 0, people: rowsByPerson(person) }

describe('clustered ratios', () => {
  it.each(METRICS)('%s equals statsmodels in estimate, error, interval and comparison', (metric) => {
    const moments = metricMoments(metric, rows, grouping)
    const oracle = expected.metrics[metric]
    for (const [g, row] of oracle.groups.entries()) {
      const ratio = clusterRatio(moments[g]!) as ClusterRatio
      againstOracle('group-rate', [ratio.estimate, ratio.standardError], [row.estimate, row.se])
      expect(ratio.people).toBe(row.people)
      const cell = cellOf(
        { metric, moments, ratios: moments.map(clusterRatio), hidden: [false, false, false] },
        g,
        0.95,
      )
      againstOracle('group-interval', [cell.lower, cell.upper], [row.lower, row.upper])
    }
    for (const row of oracle.comparisons) {
      const found = clusterDifference(moments[row.group]!, moments[0]!)
      const { difference, standardError, correlation, z, p } = found
      againstOracle(
        'group-difference',
        [difference, standardError, correlation, z, p],
        [row.difference, row.se, row.correlation, row.z, row.p],
      )
      againstOracle('equivalence', equivalenceP(difference, standardError, 0.1), row.tost)
      if (row.lower === undefined) continue
      const bounds = (g: number) => {
        const ratio = clusterRatio(moments[g]!) as ClusterRatio
        const { lower, upper } = shareInterval(ratio, 0.95)
        return { estimate: ratio.estimate, lower: lower as number, upper: upper as number }
      }
      const interval = differenceInterval(bounds(row.group), bounds(0), found.correlation)
      againstOracle('difference-interval', [interval.lower, interval.upper], [row.lower, row.upper])
    }
  })

  it('have Newcombe’s interval for two independent proportions', () => {
    const share = (events: number, n: number) => {
      const p = events / n
      const { lower, upper } = shareInterval(
        { estimate: p, standardError: Math.sqrt((p * (1 - p)) / n), people: n },
        0.95,
      )
      return { estimate: p, lower: lower as number, upper: upper as number }
    }
    const { a, b, lower, upper } = expected.newcombe
    const found = differenceInterval(share(a[0], a[1]), share(b[0], b[1]), 0)
    againstOracle('newcombe', [found.lower, found.upper], [lower, upper])
  })

  it('have standard errors that a person-clustered bootstrap confirms within its own noise', () => {
    const moments = metricMoments('recall', rows, grouping)
    const found = clusterDifference(moments[1]!, moments[0]!)
    const people = grouping.people.people
    const sums = new Float64Array(4)
    const draws = clusteredBootstrap({ people, replicates: 4000, seed: 5 }, 1, (weights, out) => {
      sums.fill(0)
      for (let row = 0; row < person.length; row += 1) {
        const g = grouping.codes[row] as number
        if (g > 1 || rows.label[row] === 0) continue
        const weight = weights[person[row] as number] as number
        sums[2 * g]! += weight * (rows.chance[row] as number)
        sums[2 * g + 1]! += weight
      }
      out[0] = sums[2]! / sums[3]! - sums[0]! / sums[1]!
    })
    const mean = draws.reduce((a, b) => a + b, 0) / draws.length
    const sd = Math.sqrt(draws.reduce((a, b) => a + (b - mean) ** 2, 0) / (draws.length - 1))
    expect(sd / found.standardError).toBeGreaterThan(0.93)
    expect(sd / found.standardError).toBeLessThan(1.07)
  })

  it('keep uncertainty when everybody or nobody is found', () => {
    const certain = { estimate: 1, standardError: 0, people: 12 }
    const none = { estimate: 0, standardError: 0, people: 12 }
    expect(shareInterval(certain, 0.95).lower).toBeLessThan(0.8)
    expect(shareInterval(none, 0.95).upper).toBeGreaterThan(0.2)
  })

  it('are undefined without rows and with a single person', () => {
    const one = clusterMoments(
      rowsByPerson(Int32Array.of(0, 0)),
      { numerator: Float64Array.of(1, 0), denominator: Float64Array.of(1, 1), codes: Int32Array.of(0, 0), groups: 2 },
      0,
    )
    expect(clusterRatio(one[0]!)).toMatchObject({ kind: 'undefined' })
    expect(clusterRatio(one[1]!)).toMatchObject({ kind: 'undefined' })
  })

  it('stay the same when every person brings the same weeks twice', () => {
    const row = fc.record({
      who: fc.integer({ min: 0, max: 9 }),
      group: fc.integer({ min: 0, max: 1 }),
      on: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 4, maxLength: 60 }), (sample) => {
        const doubled = [...sample, ...sample]
        const estimate = (list: typeof sample) => {
          const who = Int32Array.from(list, (r) => r.who)
          const ratio = {
            numerator: Float64Array.from(list, (r) => Number(r.on)),
            denominator: new Float64Array(list.length).fill(1),
            codes: Int32Array.from(list, (r) => r.group),
            groups: 2,
          }
          return clusterMoments(rowsByPerson(who), ratio, 0).map(clusterRatio)
        }
        const [once, twice] = [estimate(sample), estimate(doubled)]
        for (const [g, ratio] of once.entries()) {
          if ('kind' in ratio) expect(twice[g]).toEqual(ratio)
          else expect((twice[g] as ClusterRatio).standardError).toBeCloseTo(ratio.standardError, 12)
        }
      }),
    )
  })
})
