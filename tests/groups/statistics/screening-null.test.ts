import { describe, expect, it } from 'vitest'
import { random } from '../../../src/random.js'
import { shuffledOutcome } from '../../../src/screening/control-outcomes.js'
import { informationControls, negativeControls, recallControl } from '../../../src/screening/negative-controls.js'
import { type Heterogeneity, strengthOver } from '../../../src/screening/strength-over.js'
import { clusteredSample } from '../../screening/clustered-sample.js'

/** So many that a right test leaves the band 4–6% in fewer than one study in a thousand (3.3 standard errors). */
const SIMULATIONS = 5200

describe('screening under the null, 5,200 samples of 300 people with several rows each', () => {
  it('controls, the permutation test of information and the test of heterogeneity reject 4–6% at 5%', {
    timeout: 600_000,
  }, () => {
    const rejected = { shuffled: 0, placebo: 0, recall: 0, information: 0, heterogeneity: 0 }
    for (let seed = 1; seed <= SIMULATIONS; seed += 1) {
      const sample = clusteredSample(300, seed)
      const own = { name: 'a', value: sample.value, level: sample.level, levels: sample.levels }
      const draw = random(seed, 'screening-null')
      const [shuffled, placebo] = negativeControls(sample, [own], draw, { draws: 29 })
      const [information] = informationControls(sample, [own], { shuffles: 39, draw: draw.fork('information') })
      const outcome = shuffledOutcome(sample, draw.fork('recall'))
      const listed = Float64Array.from(sample.level, (level) => (level === 4 ? 1 : 0))
      const recall = recallControl('shuffled', { ...sample, outcome }, { name: 'm', listed })
      const grouped = { ...sample, rank: sample.level, group: sample.period, groups: 4 }
      const heterogeneity = strengthOver(grouped, 10).heterogeneity as Heterogeneity
      if ((shuffled?.p as number) < 0.05) rejected.shuffled += 1
      if ((placebo?.p as number) < 0.05) rejected.placebo += 1
      if ((recall.p as number) < 0.05) rejected.recall += 1
      if ((information?.p as number) <= 0.05) rejected.information += 1
      if (heterogeneity.p < 0.05) rejected.heterogeneity += 1
    }
    const rates = Object.entries(rejected).map(([name, count]) => ({ name, rate: count / SIMULATIONS }))
    expect(rates.filter(({ rate }) => rate < 0.04 || rate > 0.06)).toEqual([])
  })
})
