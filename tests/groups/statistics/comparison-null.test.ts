import { describe, expect, it } from 'vitest'
import { densePeople } from '../../../src/numeric/people.js'
import { compareModels } from '../../../src/ranking/compare-models.js'
import { compareAuc } from '../../../src/ranking/delong.js'
import { rankingOf } from '../../../src/ranking/order.js'
import { simulatedModels } from '../../ranking/simulated-models.js'

/** A share of simulations of at least 4% and at most 6%. */
const nominal = (count: number, simulations: number): void => {
  expect(count / simulations).toBeGreaterThanOrEqual(0.04)
  expect(count / simulations).toBeLessThanOrEqual(0.06)
}

describe('comparison of two equally good models, people with several rows', () => {
  it("DeLong's clustered test at 5% rejects 4 to 6% of 5,000 simulations", () => {
    let rejected = 0
    for (let seed = 0; seed < 5000; seed += 1) {
      const { first, second, label, person } = simulatedModels(300, 50_000 + seed)
      const found = compareAuc(rankingOf(first), rankingOf(second), { label, people: densePeople(person) })
      if (!('kind' in found) && (found.p as number) < 0.05) rejected += 1
    }
    nominal(rejected, 5000)
  })

  it('the paired bootstrap leaves out a difference of 0 in recall and AUC in 4 to 6% of 1,500 simulations of 800 people', () => {
    const rejected = { recall: 0, auc: 0 }
    for (let seed = 0; seed < 1500; seed += 1) {
      const { first, second, label, person } = simulatedModels(800, 200_000 + seed)
      const found = compareModels(
        { first, second },
        { label, person },
        { shares: [0.2], replicates: 1000, seed, minimum: 1 },
      )
      if (found.recall[0]?.difference.verdict !== 'cannot-tell') rejected.recall += 1
      if (found.auc.verdict !== 'cannot-tell') rejected.auc += 1
    }
    nominal(rejected.recall, 1500)
    nominal(rejected.auc, 1500)
  })
})
