import { describe, expect, it } from 'vitest'
import { rowsByPerson } from '../../../src/fairness/cluster-moments.js'
import {
  type ClusterRatio,
  clusterDifference,
  clusterRatio,
  shareInterval,
} from '../../../src/fairness/cluster-ratio.js'
import { metricMoments } from '../../../src/fairness/group-cells.js'
import { benjaminiYekutieli } from '../../../src/fairness/multiplicity.js'
import { denseRanks } from '../../../src/screening/candidate-levels.js'
import { rankInterval, rankStatistic } from '../../../src/screening/rank-statistic.js'
import { simulatedPeople } from '../../fairness/simulated-people.js'

const SIMULATIONS = 10_000
const NOISE = 3.3 * Math.sqrt((0.05 * 0.95) / SIMULATIONS)

const momentsOf = (metric: 'selectionRate' | 'recall' | 'precision', seed: number, groups: number) => {
  const sample = simulatedPeople(300, groups, seed)
  return metricMoments(metric, sample, {
    codes: sample.codes,
    count: groups,
    reference: 0,
    people: rowsByPerson(sample.person),
  })
}

describe('comparisons of groups under the null, 10,000 samples of 300 people', () => {
  it.each(['selectionRate', 'recall', 'precision'] as const)(
    '%s: the clustered score test rejects one in twenty, within sampling noise and half a point',
    (metric) => {
      let rejected = 0
      for (let seed = 1; seed <= SIMULATIONS; seed += 1) {
        const moments = momentsOf(metric, seed, 2)
        if ((clusterDifference(moments[1]!, moments[0]!).p as number) < 0.05) rejected += 1
      }
      expect(Math.abs(rejected / SIMULATIONS - 0.05)).toBeLessThan(NOISE + 0.005)
    },
  )

  it('the family of five comparisons has a wrong rejection in at most 5% after adjustment', () => {
    let wrong = 0
    for (let seed = 1; seed <= SIMULATIONS / 4; seed += 1) {
      const moments = momentsOf('selectionRate', seed, 6)
      const p = moments.slice(1).map((one) => clusterDifference(one, moments[0]!).p as number)
      if (benjaminiYekutieli(p).some((value) => value < 0.05)) wrong += 1
    }
    expect(wrong / (SIMULATIONS / 4)).toBeLessThan(0.05 + 2 * NOISE)
  })

  it('the clustered Wilson interval of a selection rate covers the truth in about 95%', () => {
    // E(chance) = 0.1 + 0.5 × E(frailty) = 0.35
    let covered = 0
    for (let seed = 1; seed <= SIMULATIONS; seed += 1) {
      const [one] = momentsOf('selectionRate', seed, 1)
      const { lower, upper } = shareInterval(clusterRatio(one!) as ClusterRatio, 0.95)
      if ((lower as number) <= 0.35 && (upper as number) >= 0.35) covered += 1
    }
    expect(Math.abs(covered / SIMULATIONS - 0.95)).toBeLessThan(NOISE + 0.005)
  })

  it('the clustered interval of an AUC misses one half in about 5% for a value that says nothing', () => {
    let missed = 0
    for (let seed = 1; seed <= SIMULATIONS / 2; seed += 1) {
      const { person, label } = simulatedPeople(300, 1, seed)
      const value = Float64Array.from(person, (p) => (p * 7919) % 101)
      const { lower, upper } = rankInterval(rankStatistic({ rank: denseRanks(value), positive: label, person }))
      if ((lower as number) > 0.5 || (upper as number) < 0.5) missed += 1
    }
    expect(Math.abs(missed / (SIMULATIONS / 2) - 0.05)).toBeLessThan(1.5 * NOISE + 0.008)
  })
})
