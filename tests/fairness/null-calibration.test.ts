import { describe, expect, it } from 'vitest'
import { rowsByPerson } from '../../src/fairness/cluster-moments.js'
import { clusterDifference } from '../../src/fairness/cluster-ratio.js'
import { metricMoments } from '../../src/fairness/group-cells.js'
import { type TwoProportions, twoProportions } from '../../src/fairness/two-proportions.js'
import { simulatedPeople } from './simulated-people.js'

const SIMULATIONS = 600

describe('comparisons of groups that do not differ', () => {
  it.each(['selectionRate', 'recall', 'precision'] as const)(
    '%s: the clustered test rejects about one in twenty',
    (metric) => {
      let rejected = 0
      for (let seed = 1; seed <= SIMULATIONS; seed += 1) {
        const sample = simulatedPeople(240, 2, seed)
        const people = rowsByPerson(sample.person)
        const moments = metricMoments(metric, sample, { codes: sample.codes, count: 2, reference: 0, people })
        if ((clusterDifference(moments[1]!, moments[0]!).p as number) < 0.05) rejected += 1
      }
      // 99.9% of samples of a true 5% lie within ±3.3 standard errors
      expect(rejected / SIMULATIONS).toBeGreaterThan(0.05 - 3.3 * Math.sqrt((0.05 * 0.95) / SIMULATIONS))
      expect(rejected / SIMULATIONS).toBeLessThan(0.05 + 3.3 * Math.sqrt((0.05 * 0.95) / SIMULATIONS))
    },
  )

  it('the pooled Z, which ignores that weeks belong to people, rejects clearly too often', () => {
    let rejected = 0
    for (let seed = 1; seed <= SIMULATIONS; seed += 1) {
      const { chance, codes } = simulatedPeople(240, 2, seed)
      const count = (group: number) => ({
        events: chance.reduce((sum, value, row) => sum + (codes[row] === group ? value : 0), 0),
        n: codes.reduce((sum, code) => sum + (code === group ? 1 : 0), 0),
      })
      if (Math.abs((twoProportions(count(1), count(0)) as TwoProportions).z) > 1.96) rejected += 1
    }
    expect(rejected / SIMULATIONS).toBeGreaterThan(0.08)
  })
})
