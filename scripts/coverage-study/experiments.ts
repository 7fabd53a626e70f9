import { corpReliability } from '../../src/calibration/reliability.js'
import { scoresOf } from '../../src/calibration/scores.js'
import { calibrationSlope } from '../../src/calibration/slope.js'
import { smoothCurve } from '../../src/calibration/smooth-curve.js'
import { rowsByPerson } from '../../src/fairness/cluster-moments.js'
import { clusterDifference } from '../../src/fairness/cluster-ratio.js'
import { strataDifference } from '../../src/fairness/clustered-strata.js'
import { compareGroup, judge } from '../../src/fairness/compare.js'
import { benjaminiYekutieli } from '../../src/fairness/multiplicity.js'
import { metricTablesOf } from '../../src/fairness/one-metric.js'
import { fitFirth } from '../../src/fit/firth.js'
import { likelihoodRatioTests, profileIntervals } from '../../src/fit/profile.js'
import { clusteredCovariance } from '../../src/numeric/cluster.js'
import { waldInterval } from '../../src/numeric/interval.js'
import { logistic } from '../../src/numeric/link.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { twoSided } from '../../src/numeric/normal.js'
import { densePeople } from '../../src/numeric/people.js'
import { random } from '../../src/random.js'
import { bootstrapRanking } from '../../src/ranking/bootstrap.js'
import { compareModels } from '../../src/ranking/compare-models.js'
import { calibrationAtCut } from '../../src/ranking/cut-calibration.js'
import { clusteredAuc, compareAuc } from '../../src/ranking/delong.js'
import { listingChance } from '../../src/ranking/listing.js'
import { rankingOf } from '../../src/ranking/order.js'
import { topK } from '../../src/ranking/top-k.js'
import { trendOverPeriods } from '../../src/ranking/trend.js'
import { denseRanks } from '../../src/screening/candidate-levels.js'
import { outcomeShuffler } from '../../src/screening/control-outcomes.js'
import { informationValue } from '../../src/screening/information.js'
import { rankInterval, rankStatistic } from '../../src/screening/rank-statistic.js'
import { strengthOver } from '../../src/screening/strength-over.js'
import type { Experiment, Statistic } from './experiment.js'
import { allRows, designOf, firstRows, TRUTH, type World, world } from './world.js'

const K = 0.2
/** Predictions at which the smooth curve is looked at. */
const SMOOTH_AT = [0.05, 0.15, 0.3] as const
const TERMS = ['(Intercept)', 'levels', 'flag', 'amount', 'noise'] as const

const interval = (room: string, name: string, method: string): Statistic => ({ room, name, method, kind: 'interval' })
const test = (room: string, name: string, method: string): Statistic => ({ room, name, method, kind: 'test' })

type Bounds = { readonly lower: unknown; readonly upper: unknown }
const covers = ({ lower, upper }: Bounds, truth: number): boolean | null =>
  typeof lower === 'number' && typeof upper === 'number' ? lower <= truth && truth <= upper : null
const rejects = (p: unknown): boolean | null => (typeof p === 'number' ? p <= 0.05 : null)

const listed = (of: World, score = of.eta): Float64Array => listingChance(rankingOf(score), { kind: 'share', share: K })
const predictedBy = (of: World) => ({
  probability: of.eta.map(logistic),
  label: of.label,
  people: densePeople(of.person),
})

/** What a population without end has, from one that is nearly so. */
const truthOf = () => {
  const of = world(250_000, 0)
  const ranking = rankingOf(of.eta)
  const people = densePeople(of.person)
  const top = topK(ranking, of.label, { kind: 'share', share: K })
  const other = topK(rankingOf(of.first), of.label, { kind: 'share', share: K })
  const value = (share: unknown): number => (share as { readonly expected: number }).expected
  const auc = (score: Float64Array): number =>
    (clusteredAuc(rankingOf(score), { label: of.label, people }) as { readonly estimate: number }).estimate
  const share = (numerator: (row: number) => number, denominator: (row: number) => number): number => {
    let [up, down] = [0, 0]
    for (let row = 0; row < of.rows; row += 1) {
      up += numerator(row)
      down += denominator(row)
    }
    return up / down
  }
  const chance = listed(of)
  const inGroup = (row: number, group: number): number => (of.group[row] === group ? 1 : 0)
  const recall = (group: number): number =>
    share(
      (row) => (chance[row] as number) * (of.label[row] as number) * inGroup(row, group),
      (row) => (of.label[row] as number) * inGroup(row, group),
    )
  const selection = (group: number): number =>
    share(
      (row) => (chance[row] as number) * inGroup(row, group),
      (row) => inGroup(row, group),
    )
  const levels = { level: Int32Array.from(of.levels), levels: 4, outcome: of.label, person: of.person }
  return {
    recall: value(top.recall),
    precision: value(top.precision),
    recallDifference: value(top.recall) - value(other.recall),
    auc: auc(of.eta),
    aucDifference: auc(of.eta) - auc(of.first),
    brier: scoresOf(predictedBy(of)).brier.estimate as number,
    candidateAuc: auc(Float64Array.from(of.levels)),
    information: informationValue(levels).value.estimate as number,
    recallGap: recall(1) - recall(0),
    selectionGap: selection(1) - selection(0),
  }
}

/** Intervals that have a formula, on people with several rows. */
const formulas = (truthOnce: () => Truth): Experiment => ({
  populations: 2000,
  statistics: [
    ...TERMS.map((name) => interval('fit', `coefficient of ${name}`, 'Wald, clustered by person')),
    interval('ranking', 'AUC', 'DeLong, clustered by person'),
    interval('ranking', 'difference of two AUCs', 'DeLong, clustered by person'),
    interval('screening', 'AUC of a candidate', 'DeLong, clustered by person'),
    interval('screening', 'information value', 'linearised, clustered by person'),
    interval('calibration', 'intercept', 'sandwich, clustered by person'),
    interval('calibration', 'slope', 'sandwich, clustered by person'),
    interval('calibration', 'Brier score', 'linearised, clustered by person'),
    interval('calibration', 'observed ÷ expected', 'log scale, clustered by person'),
    interval('calibration', 'observed ÷ expected in the list', 'log scale, clustered by person'),
    interval('calibration', 'observed ÷ expected just below the cut', 'log scale, clustered by person'),
    ...SMOOTH_AT.map((at) => interval('calibration', `smooth curve at ${at}`, 'splines, sandwich clustered by person')),
    interval('fairness', 'difference in people found', 'Newcombe, clustered by person'),
    interval('fairness', 'difference in selection rate', 'Newcombe, clustered by person'),
  ],
  trial: (seed) => {
    const truth = truthOnce()
    const of = world(900, seed)
    const model = fitLogistic(designOf(of, allRows(of)))
    const { blocks } = designOf(of, allRows(of))
    const { covariance } = clusteredCovariance({ model, blocks, outcome: of.label, person: of.person })
    const size = TERMS.length
    const predicted = predictedBy(of)
    const { label, people } = predicted
    const [ranking, first] = [rankingOf(of.eta), rankingOf(of.first)]
    const two = compareAuc(ranking, first, { label, people })
    const candidate = rankStatistic({ rank: Int32Array.from(of.levels), positive: label, person: of.person })
    const levels = { level: Int32Array.from(of.levels), levels: 4, outcome: label, person: of.person }
    const slope = calibrationSlope(predicted)
    const scores = scoresOf(predicted)
    const cut = calibrationAtCut(ranking, predicted, { k: K, minimum: 1, margin: 1.25 })
    const chance = listed(of)
    const gap = (numerator: Float64Array, denominator: Float64Array) => {
      const by = { codes: of.group, count: 2, reference: 0, people: rowsByPerson(of.person) }
      const judgement = { confidence: 0.95, margin: null }
      return compareGroup(
        metricTablesOf({ metric: 'share', numerator, denominator }, by, 1),
        { group: 'b', reference: 'a' },
        { group: 1, reference: 0, judgement },
      )
    }
    const smooth = smoothCurve(predicted, { minimum: 1, draws: 1, seed })
    const near = (at: number): boolean | null => {
      if ('kind' in smooth) return null
      const point = smooth.points.reduce((best, one) =>
        Math.abs(one.predicted - at) < Math.abs(best.predicted - at) ? one : best,
      )
      return covers(point, point.predicted)
    }
    const events = Float64Array.from(label)
    return [
      ...TERMS.map((_, j) =>
        covers(
          waldInterval(model.estimates[j] as number, Math.sqrt(covariance[j * size + j] as number), 0.95),
          TRUTH[j] as number,
        ),
      ),
      covers(clusteredAuc(ranking, { label, people }) as Bounds, truth.auc),
      'kind' in two ? null : covers(two.difference, truth.aucDifference),
      covers(rankInterval(candidate), truth.candidateAuc),
      covers(informationValue(levels).value, truth.information),
      covers(slope.intercept, 0),
      covers(slope.slope, 1),
      covers(scores.brier, truth.brier),
      covers(scores.observedToExpected, 1),
      covers(cut.listed.observedToExpected, 1),
      covers(cut.below.observedToExpected, 1),
      ...SMOOTH_AT.map(near),
      covers(
        gap(
          chance.map((value, row) => value * (label[row] as number)),
          events,
        ),
        truth.recallGap,
      ),
      covers(gap(chance, new Float64Array(of.rows).fill(1)), truth.selectionGap),
    ]
  },
})

/** Intervals from resampling people. */
const resampled = (truthOnce: () => Truth): Experiment => ({
  populations: 800,
  statistics: [
    interval('ranking', `recall of a list of ${K}`, 'percentile, people resampled'),
    interval('ranking', `precision of a list of ${K}`, 'percentile, people resampled'),
    interval('ranking', `difference in recall of two models`, 'percentile, people resampled in pairs'),
  ],
  trial: (seed) => {
    const truth = truthOnce()
    const of = world(2000, 100_000 + seed)
    const people = densePeople(of.person)
    const one = bootstrapRanking(
      { ranking: rankingOf(of.eta), label: of.label, people },
      { shares: [K], replicates: 500, seed },
    )
    const two = compareModels(
      { first: of.eta, second: of.first },
      { label: of.label, person: of.person },
      { shares: [K], replicates: 500, seed, minimum: 1 },
    )
    return [
      covers(one.pooled[0]?.recall as Bounds, truth.recall),
      covers(one.pooled[0]?.precision as Bounds, truth.precision),
      covers(two.recall[0]?.difference as Bounds, truth.recallDifference),
    ]
  },
})

/** Likelihood on rows that are independent: one a person. */
const independent = (): Experiment => ({
  populations: 1500,
  statistics: [
    interval('fit', 'coefficient of flag', 'profile likelihood, one row a person'),
    interval('fit', 'coefficient of noise', 'profile likelihood, one row a person'),
    test('fit', 'a candidate without effect', 'likelihood ratio, one row a person'),
    interval('fit', 'coefficient of flag, few events', 'Firth, penalised profile'),
    test('fit', 'a candidate without effect, few events', 'Firth, penalised likelihood ratio'),
  ],
  trial: (seed) => {
    const of = world(700, 300_000 + seed)
    const design = designOf(of, firstRows(of))
    const profiled = profileIntervals(design, { coefficients: [2, 4] })
    const ratio = likelihoodRatioTests(design).find(({ candidate }) => candidate === 'noise')
    const few = designOf(of, firstRows(of).slice(0, 350))
    const firth = fitFirth(few, { coefficients: [2, 4] })
    const [flag, noise] = [firth.terms[2], firth.terms[4]]
    const of_ = (name: string): Bounds => profiled.find((one) => one.name === name) as Bounds
    return [
      covers(of_('flag'), TRUTH[2]),
      covers(of_('noise'), TRUTH[4]),
      rejects(ratio?.p),
      flag?.interval == null ? null : covers(flag.interval, TRUTH[2]),
      rejects(noise?.test?.p),
    ]
  },
})

/** Tests where there is nothing to find, on people with several rows. */
const nulls = (): Experiment => ({
  populations: 5000,
  statistics: [
    test('fit', 'a candidate without effect', 'Wald, clustered by person'),
    test('ranking', 'two equally good models', 'DeLong, clustered by person'),
    test('screening', 'a candidate that says nothing', 'AUC against a half, clustered by person'),
    test('screening', 'strength that is the same in every group', 'Cochran’s Q, clustered by person'),
    test('calibration', 'predictions that are right', 'miscalibration of the isotonic curve, outcomes drawn anew'),
    test('fairness', 'equal selection rates', 'score test, clustered by person'),
    test('fairness', 'equal shares found', 'score test, clustered by person'),
    test('fairness', 'conditional parity', 'Mantel–Haenszel, clustered by person'),
    {
      room: 'fairness',
      name: 'any of four equal groups against a fifth',
      method: 'Benjamini–Yekutieli',
      kind: 'family',
    },
  ],
  trial: (seed) => {
    const of = world(900, 500_000 + seed)
    const design = designOf(of, allRows(of))
    const model = fitLogistic(design)
    const { covariance } = clusteredCovariance({ model, blocks: design.blocks, outcome: of.label, person: of.person })
    const z = (model.estimates[4] as number) / Math.sqrt(covariance[4 * 5 + 4] as number)
    const two = compareAuc(rankingOf(of.first), rankingOf(of.second), {
      label: of.label,
      people: densePeople(of.person),
    })
    const shuffled = outcomeShuffler({ outcome: of.label, person: of.person }, random(seed, 'shuffle'))()
    const silent = rankStatistic({ rank: denseRanks(of.noise), positive: of.label, person: of.person })
    const aucZ = ((silent.estimate as number) - 0.5) / silent.standardError
    const over = strengthOver(
      {
        rank: Int32Array.from(of.levels),
        level: Int32Array.from(of.levels),
        levels: 4,
        outcome: of.label,
        person: of.person,
        group: of.arbitrary,
        groups: 3,
      },
      1,
    )
    const isotonic = corpReliability(predictedBy(of), { replicates: 99, minimum: 1, points: 2, seed })
    const people = rowsByPerson(of.person)
    const chance = listed(of)
    const ones = new Float64Array(of.rows).fill(1)
    const difference = (numerator: Float64Array, denominator: Float64Array): unknown => {
      const by = { codes: of.arbitrary, count: 3, reference: 0, people }
      const { moments } = metricTablesOf({ metric: 'share', numerator, denominator }, by, 1)
      return moments[0] === undefined || moments[1] === undefined ? null : clusterDifference(moments[1], moments[0]).p
    }
    const parity = strataDifference(
      { value: chance, stratum: Int32Array.from(of.label), codes: of.arbitrary, people },
      [1, 0],
      { minimum: 1, confidence: 0.95 },
    )
    const five = of.person.map((who) => (who * 7919 + (shuffled[0] as number)) % 5)
    const family = metricTablesOf(
      { metric: 'share', numerator: chance, denominator: ones },
      { codes: five, count: 5, reference: 0, people },
      1,
    ).moments
    const ps = family.slice(1).map((one) => clusterDifference(one, family[0] as (typeof family)[number]).p as number)
    const events = Float64Array.from(of.label)
    return [
      rejects(twoSided(z)),
      'kind' in two ? null : rejects(two.p),
      rejects(twoSided(aucZ)),
      over.heterogeneity === undefined || 'kind' in over.heterogeneity ? null : rejects(over.heterogeneity.p),
      'kind' in isotonic ? null : rejects(isotonic.p),
      rejects(difference(chance, ones)),
      rejects(
        difference(
          chance.map((value, row) => value * (of.label[row] as number)),
          events,
        ),
      ),
      'p' in parity ? rejects(parity.p) : null,
      benjaminiYekutieli(ps).some((p) => p < 0.05),
    ]
  },
})

/** "Equivalent" where the true difference is exactly the margin. */
const equivalence = (): Experiment => ({
  populations: 5000,
  statistics: [
    {
      room: 'fairness',
      name: 'equivalent, with a true difference at the margin',
      method: 'two one-sided tests by the interval',
      kind: 'equivalence',
    },
  ],
  trial: (seed) => {
    const of = world(1200, 700_000 + seed)
    const draw = random(seed, 'shift')
    // A fifth of all is listed; in group 1 as many more as make the difference a tenth.
    const chance = listed(of, of.noise).map((value, row) =>
      of.arbitrary[row] === 1 && draw.uniform() < 0.1 / 0.8 ? 1 : value,
    )
    const judgement = { confidence: 0.95, margin: 0.1 }
    const table = metricTablesOf(
      { metric: 'share', numerator: chance, denominator: new Float64Array(of.rows).fill(1) },
      { codes: of.arbitrary, count: 3, reference: 0, people: rowsByPerson(of.person) },
      1,
    )
    const compared = compareGroup(table, { group: 'b', reference: 'a' }, { group: 1, reference: 0, judgement })
    return [judge([compared], judgement)[0]?.verdict === 'equivalent']
  },
})

/** Resampling tests where there is nothing to find. */
const resampledNulls = (): Experiment => ({
  populations: 1500,
  statistics: [
    test('ranking', 'equal recall of two models', 'percentile interval of the difference'),
    test('ranking', 'no trend in AUC over four periods', 'slope, people resampled'),
  ],
  trial: (seed) => {
    const of = world(900, 900_000 + seed)
    const rows = { label: of.label, person: of.person }
    const two = compareModels({ first: of.first, second: of.second }, rows, {
      shares: [K],
      replicates: 500,
      seed,
      minimum: 1,
    })
    const trend = trendOverPeriods(
      { of: of.week, names: ['1', '2', '3', '4'] },
      { score: of.eta, ...rows },
      { measure: { kind: 'auc' }, replicates: 300, seed, minimum: 1 },
    )
    return [two.recall[0]?.difference.verdict !== 'cannot-tell', 'kind' in trend.slope ? null : rejects(trend.slope.p)]
  },
})

type Truth = ReturnType<typeof truthOf>

/** Every experiment of the study. The truth is computed once, when the first trial asks for it. */
export const experiments = (): readonly Experiment[] => {
  let known: Truth | undefined
  const truth = (): Truth => {
    known ??= truthOf()
    return known
  }
  return [formulas(truth), resampled(truth), independent(), nulls(), resampledNulls(), equivalence()]
}
