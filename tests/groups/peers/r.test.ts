import { describe, expect, it } from 'vitest'
import { poolAdjacentViolators } from '../../../src/calibration/isotonic.js'
import { calibrationSlope } from '../../../src/calibration/slope.js'
import { type FishersExact, fishersExact } from '../../../src/fairness/fishers-exact.js'
import { type MantelHaenszel, mantelHaenszel } from '../../../src/fairness/mantel-haenszel.js'
import { benjaminiYekutieli } from '../../../src/fairness/multiplicity.js'
import { type TwoProportions, twoProportions } from '../../../src/fairness/two-proportions.js'
import { fitFirth } from '../../../src/fit/firth.js'
import { fitRidge } from '../../../src/fit/ridge.js'
import { chiSquareTail } from '../../../src/numeric/chi-square.js'
import { clusteredCovariance } from '../../../src/numeric/cluster.js'
import type { Design } from '../../../src/numeric/design.js'
import { type Bounds, clopperPearson, wilsonInterval } from '../../../src/numeric/interval.js'
import { logit } from '../../../src/numeric/link.js'
import { fitLogistic } from '../../../src/numeric/logistic.js'
import { normalQuantile, twoSided } from '../../../src/numeric/normal.js'
import { densePeople } from '../../../src/numeric/people.js'
import { quantile } from '../../../src/numeric/quantile.js'
import { random } from '../../../src/random.js'
import { compareAuc } from '../../../src/ranking/delong.js'
import { rankingOf } from '../../../src/ranking/order.js'
import { rankCorrelation } from '../../../src/ranking/rank-correlation.js'
import { benjaminiHochberg, holm } from '../../../src/screening/false-discovery.js'
import { lasso } from '../../../src/selection/lasso.js'
import { rowDesign, valuesBlock } from '../../numeric/designs.js'
import { BRGLM2, GLMNET, PROC, R, RMS } from '../../oracles/catalogue/tools.js'
import { againstOracle } from '../../support/oracle.js'
import { blocks, people, rows } from './people.js'
import { ask, named, r } from './tools.js'

interface Answer {
  readonly versions: string[]
  readonly r: string
  readonly glm: { estimates: number[]; errors: number[]; loglik: number }
  readonly lrm: { estimates: number[]; robust: number[] }
  readonly clustered: number[]
  readonly delong: { auc: number[]; se: number[]; z: number; p: number; interval: number[]; ci: number[] }
  readonly firth: { estimates: number[]; errors: number[] }
  readonly lasso: number[][]
  readonly ridge: number[][]
  readonly calibration: { estimate: number[]; se: number[] }
  readonly isoreg: number[]
  readonly distinct: number[]
}

const tool = r('jsonlite', 'rms', 'sandwich', 'pROC', 'glmnet', 'brglm2')
const few = Array.from({ length: 60 }, (_, i) => 7 * i)
const lambdas = [0.05, 0.02, 0.005]
const design: Design = rowDesign(blocks, people.label)
const diagonal = (covariance: Float64Array, size: number): number[] =>
  Array.from({ length: size }, (_, j) => Math.sqrt(covariance[j * (size + 1)] as number))

describe.skipIf(tool.absent !== null)(named('R on the same people', tool), () => {
  const answer = tool.absent === null ? ask<Answer>(tool, 'people.R', { rows, few, lambdas }) : ({} as Answer)
  const fit = fitLogistic(design)

  it('is the R that the table names', () => {
    expect(`R ${answer.r}`).toBe(R)
    const versions = [RMS, PROC, GLMNET, BRGLM2].map((text) => (text.split(' ').at(-1) as string).replaceAll('-', '.'))
    expect(answer.versions.map((version, i) => version.startsWith(versions[i] as string))).toEqual([
      true,
      true,
      true,
      true,
    ])
  })

  it('fits as glm and lrm do', () => {
    againstOracle('live-glm', fit.estimates, answer.glm.estimates)
    againstOracle('live-glm', [diagonal(fit.covariance, 7), fit.loglik], [answer.glm.errors, answer.glm.loglik])
    againstOracle('live-lrm', fit.estimates, answer.lrm.estimates)
  })

  it('has person-clustered errors as sandwich and robcov have them', () => {
    const { covariance, correction } = clusteredCovariance({
      model: fit,
      blocks,
      outcome: people.label,
      person: people.person,
    })
    const found = diagonal(covariance, 7)
    againstOracle('live-vcovcl', found, answer.clustered)
    againstOracle(
      'live-robcov',
      found.map((error) => error / Math.sqrt(correction)),
      answer.lrm.robust,
    )
  })

  it('compares two AUCs as pROC does, one row a person', () => {
    const kept = [...people.person.keys()].filter((row) => people.person[row] !== people.person[row - 1])
    const of = (column: Float64Array) => rankingOf(Float64Array.from(kept, (row) => column[row] as number))
    const label = Uint8Array.from(kept, (row) => people.label[row] as number)
    const found = compareAuc(of(people.first), of(people.second), {
      label,
      people: densePeople(Int32Array.from(kept.keys())),
    })
    if ('kind' in found) throw new Error(found.because)
    const { first, second, difference, z, p } = found
    const { auc, se, interval, ci, z: theirs, p: their } = answer.delong
    againstOracle(
      'live-proc',
      [first.estimate, second.estimate, first.standardError, second.standardError, z, p],
      [...auc, ...se, theirs, their],
    )
    againstOracle('live-proc', [difference.lower, difference.upper, first.lower, first.upper], [...interval, ...ci])
  })

  it('fits Firth’s likelihood as brglm2 does', () => {
    const take = (column: ArrayLike<number>) => few.map((row) => column[row] as number)
    const small = rowDesign(
      [valuesBlock('first', take(people.first)), valuesBlock('second', take(people.second))],
      take(people.label),
    )
    const found = fitFirth(small)
    const errors = found.terms.map(({ standardError }) => standardError)
    againstOracle('live-brglm2', [found.estimates, errors], [answer.firth.estimates, answer.firth.errors])
  })

  it('has the lasso and the ridge of glmnet at three penalties', () => {
    const path = lasso(design)
    lambdas.forEach((lambda, i) => {
      againstOracle('live-lasso', path.fit(lambda).estimates, answer.lasso[i])
      againstOracle('live-ridge', fitRidge(design, lambda).estimates, answer.ridge[i])
    })
  })

  it('has calibration intercept and slope of glm, and the isotonic rates of isoreg', () => {
    const { label, probability } = people
    const found = calibrationSlope({ label, probability, people: densePeople(people.person) })
    againstOracle(
      'live-calibration',
      [
        found.intercept.estimate,
        found.slope.estimate,
        found.intercept.modelStandardError,
        found.slope.modelStandardError,
      ],
      [...answer.calibration.estimate, ...answer.calibration.se],
    )
    const steps = poolAdjacentViolators({
      linearPredictor: probability.map(logit),
      trials: new Float64Array(label.length).fill(1),
      events: Float64Array.from(label),
    })
    const rateAt = (p: number): number => {
      const step = steps.find(({ from, to }) => from - 1e-12 <= logit(p) && logit(p) <= to + 1e-12)
      return (step?.events ?? Number.NaN) / (step?.trials ?? Number.NaN)
    }
    againstOracle('live-isoreg', answer.distinct.map(rateAt), answer.isoreg)
  })
})

interface Base {
  readonly pairs: { fisher: number[]; chisq: number; p: number }[]
  readonly ones: { wilson: number[]; exact: number[] }[]
  readonly adjusted: number[][]
  readonly mh: number[]
  readonly tails: number[]
  readonly normal: number[]
  readonly quantiles: number[]
  readonly spearman: number
}
const base = r('jsonlite')

describe.skipIf(base.absent !== null)(named('base R', base), () => {
  const draw = random(9, 'base R')
  const count = (least: number): [number, number] => {
    const n = least + draw.below(400)
    return [1 + draw.below(n - 1), n]
  }
  const pairs = Array.from({ length: 30 }, () => [...count(4), ...count(4)] as [number, number, number, number])
  const input = {
    pairs,
    strata: pairs.slice(0, 5),
    ones: [...Array.from({ length: 30 }, () => count(3)), [0, 9], [9, 9]] as [number, number][],
    p: Array.from({ length: 60 }, () => draw.uniform() ** 3),
    chi: Array.from({ length: 40 }, () => [40 * draw.uniform(), 1 + draw.below(12)] as [number, number]),
    shares: Array.from({ length: 30 }, () => draw.uniform()),
    values: Array.from({ length: 50 }, () => draw.below(30)),
    others: Array.from({ length: 50 }, () => draw.below(12)),
  }
  const answer = base.absent === null ? ask<Base>(base, 'base.R', input) : ({} as Base)
  const two = ([a, n, b, m]: readonly number[]) =>
    [
      { events: a!, n: n! },
      { events: b!, n: m! },
    ] as const

  it('has the same tests of two proportions', () => {
    answer.pairs.forEach(({ fisher, chisq, p }, i) => {
      const [a, b] = two(pairs[i]!)
      const exact = fishersExact(a, b) as FishersExact
      const { z } = twoProportions(a, b) as TwoProportions
      againstOracle('live-fisher', [exact.upper, exact.lower, exact.twoSided], fisher)
      againstOracle('live-two-proportions', [z ** 2, twoSided(z)], [chisq, p])
    })
  })

  it('has the same Mantel–Haenszel over five strata', () => {
    const found = mantelHaenszel(
      input.strata.map((cells) => {
        const [group, reference] = two(cells)
        return { group, reference }
      }),
    ) as MantelHaenszel
    againstOracle('live-mantel-haenszel', [found.oddsRatio, found.chiSquare, found.p], answer.mh)
  })

  it('has the same intervals of a proportion', () => {
    answer.ones.forEach(({ wilson, exact }, i) => {
      const [events, n] = input.ones[i]!
      const score = wilsonInterval(events, n, 0.95) as Bounds
      const sure = clopperPearson(events, n, 0.95) as Bounds
      againstOracle('live-proportion', [score.lower, score.upper, sure.lower, sure.upper], [...wilson, ...exact])
    })
  })

  it('corrects p-values the same way', () => {
    againstOracle(
      'live-adjusted',
      [holm(input.p), benjaminiHochberg(input.p), benjaminiYekutieli(input.p)],
      answer.adjusted,
    )
  })

  it('has the same tails, quantiles and rank correlation', () => {
    againstOracle(
      'live-tails',
      input.chi.map(([x, df]) => chiSquareTail(x, df)),
      answer.tails,
    )
    againstOracle('live-tails', input.shares.map(normalQuantile), answer.normal)
    const sorted = Float64Array.from(input.values).sort()
    againstOracle(
      'live-quantile',
      input.shares.map((share) => quantile(sorted, share)),
      answer.quantiles,
    )
    const ranked = [input.values, input.others].map((of) => rankingOf(Float64Array.from(of)))
    againstOracle('live-quantile', rankCorrelation(ranked[0]!, ranked[1]!), answer.spearman)
  })
})
