import { describe, expect, it } from 'vitest'
import { clusterMoments, rowsByPerson } from '../../src/fairness/cluster-moments.js'
import { type ClusterRatio, clusterDifference, clusterRatio } from '../../src/fairness/cluster-ratio.js'
import { type FishersExact, fishersExact } from '../../src/fairness/fishers-exact.js'
import { type MantelHaenszel, mantelHaenszel } from '../../src/fairness/mantel-haenszel.js'
import { type TwoProportions, twoProportions } from '../../src/fairness/two-proportions.js'
import { waldInterval } from '../../src/numeric/interval.js'
import { twoSided } from '../../src/numeric/normal.js'
import { againstOracle } from '../support/oracle.js'
import { numbersOf, referenceAt, shared } from './shared-data.js'

// What the audit's tests and clustered differences give here. Left to the estimates of effect: Welch's test, pooled and HC1 to HC3
// errors, adjusted regression, and standardised differences (balance).

const experiment = shared('nsw_lalonde/nsw_dw_experimental.csv', 'effects')
const observed = shared('nsw_lalonde/lalonde_observational_matchit.csv', 'effects')

/** Means of two arms, one row a person: the clustered difference of the audit, with the factor people ÷ (people − 1) taken off. */
const difference = (value: readonly number[], treat: readonly number[]) => {
  const moments = clusterMoments(
    rowsByPerson(Int32Array.from(value.keys())),
    {
      numerator: Float64Array.from(value),
      denominator: new Float64Array(value.length).fill(1),
      codes: Int32Array.from(treat),
      groups: 2,
    },
    0,
  )
  const [control, treated] = moments.map((one) => (clusterRatio(one) as ClusterRatio).estimate)
  const found = clusterDifference(moments[1]!, moments[0]!)
  const plain = found.standardError * Math.sqrt((value.length - 1) / value.length)
  return { control, treated, difference: found.difference, plain }
}

describe('the randomised sample', () => {
  it.skipIf(experiment.absent)(
    `has the means and the difference in earnings, with the HC0 error (${experiment.data})`,
    () => {
      const column = numbersOf(experiment.data)
      const found = difference(column('re78'), column('treat'))
      const unadjusted = referenceAt<Record<string, number>>(experiment.reference, 'nsw', 'unadj')
      const ols = referenceAt<Record<string, number>>(experiment.reference, 'nsw', 'ols')
      againstOracle(
        'lalonde-means',
        [found.treated, found.control, found.difference, found.difference, found.plain],
        [unadjusted['mean1'], unadjusted['mean0'], unadjusted['diff'], ols['coef'], ols['se_HC0']],
      )
    },
  )

  it.skipIf(experiment.absent)('has the counts of people without earnings and every test of them', () => {
    const column = numbersOf(experiment.data)
    const [treat, re78] = [column('treat'), column('re78')]
    const without = re78.map((earned) => Number(earned === 0))
    const arm = (code: number) => {
      const own = without.filter((_, i) => treat[i] === code)
      return { events: own.reduce((a, b) => a + b, 0), n: own.length }
    }
    const [treated, control] = [arm(1), arm(0)]
    const wanted = referenceAt<Record<string, number> & { x: number[]; n: number[]; p: number[]; ci95_wald: number[] }>(
      experiment.reference,
      'nsw',
      'unemp78',
    )
    againstOracle('lalonde-counts', [treated.events, control.events, treated.n, control.n], [...wanted.x, ...wanted.n])
    const { z } = twoProportions(treated, control) as TwoProportions
    const fisher = fishersExact(treated, control) as FishersExact
    const one = mantelHaenszel([{ group: treated, reference: control }]) as MantelHaenszel
    const found = difference(without, treat)
    const { lower, upper } = waldInterval(found.difference, found.plain, 0.95)
    againstOracle(
      'lalonde-tests',
      [found.treated, found.control, one.riskDifference, one.riskRatio, one.oddsRatio, found.plain, lower, upper],
      [
        ...wanted.p,
        wanted['diff'],
        wanted['relative_risk'],
        wanted['odds_ratio'],
        wanted['se_unpooled'],
        ...wanted.ci95_wald,
      ],
    )
    againstOracle(
      'lalonde-tests',
      [z ** 2, twoSided(z), fisher.twoSided],
      [wanted['chisq_nocorr'], wanted['p_value'], wanted['p_fisher']],
    )
  })
})

describe('the sample that was not randomised', () => {
  it.skipIf(observed.absent)(`has the naive difference, of the wrong sign (${observed.data})`, () => {
    const column = numbersOf(observed.data)
    const found = difference(column('re78'), column('treat'))
    const naive = referenceAt<Record<string, number>>(observed.reference, 'lalonde_obs', 'naive')
    againstOracle(
      'lalonde-means',
      [found.treated, found.control, found.difference],
      [naive['mean1'], naive['mean0'], naive['diff']],
    )
    expect(found.difference).toBeLessThan(0)
  })

  it.skipIf(observed.absent)(
    'shows in its groups that the arms are not alike: the audit sees it where the mean does not',
    () => {
      const column = numbersOf(observed.data)
      const found = difference(column('married'), column('treat'))
      expect(found.difference / found.plain).toBeLessThan(-5)
    },
  )
})
