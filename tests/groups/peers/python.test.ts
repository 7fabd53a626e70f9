import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { reliabilityCurve } from '../../../src/calibration/curve.js'
import { poolAdjacentViolators } from '../../../src/calibration/isotonic.js'
import { scoresOf } from '../../../src/calibration/scores.js'
import { weightOfEvidence } from '../../../src/encoding/evidence.js'
import { bestBinning } from '../../../src/encoding/monotone.js'
import { sumTallies, type Tally } from '../../../src/encoding/tally.js'
import { disparities, type GroupRates, groupCounts, groupRates } from '../../../src/fairness/groups.js'
import { clusteredCovariance } from '../../../src/numeric/cluster.js'
import { logit } from '../../../src/numeric/link.js'
import { fitLogistic } from '../../../src/numeric/logistic.js'
import { densePeople } from '../../../src/numeric/people.js'
import { quantile } from '../../../src/numeric/quantile.js'
import { random } from '../../../src/random.js'
import { auc } from '../../../src/ranking/auc.js'
import { listingChance } from '../../../src/ranking/listing.js'
import { rankingOf } from '../../../src/ranking/order.js'
import { readColumns, rowDesign } from '../../numeric/designs.js'
import { AEQUITAS, FAIRLEARN, NUMPY, OPTBINNING, SCIPY, SKLEARN, STATSMODELS } from '../../oracles/catalogue/tools.js'
import { againstOracle } from '../../support/oracle.js'
import { blocks, people, rows } from './people.js'
import { aequitas, ask, fairlearn, named, optbinning, science } from './tools.js'

interface Answer {
  readonly versions: Record<'numpy' | 'scipy' | 'statsmodels' | 'sklearn', string>
  readonly estimates: number[]
  readonly errors: number[]
  readonly loglik: number
  readonly clustered: number[]
  readonly auc: number[]
  readonly scores: number[]
  readonly curve: { observed: number[]; predicted: number[] }
  readonly levels: number[]
  readonly isotonic: number[]
  readonly ridge: number[]
}

const diagonal = (covariance: Float64Array, size: number): number[] =>
  Array.from({ length: size }, (_, j) => Math.sqrt(covariance[j * (size + 1)] as number))

describe.skipIf(science.absent !== null)(named('Python on the same people', science), () => {
  const answer = science.absent === null ? ask<Answer>(science, 'people.py', rows) : ({} as Answer)
  const { label, probability } = people
  const predicted = { label, probability, people: densePeople(people.person) }

  it('is the Python that the table names', () => {
    const { numpy, scipy, statsmodels, sklearn } = answer.versions
    expect([`numpy ${numpy}`, `scipy ${scipy}`, `statsmodels ${statsmodels}`, `scikit-learn ${sklearn}`]).toEqual([
      NUMPY,
      SCIPY,
      STATSMODELS,
      SKLEARN,
    ])
  })

  it('fits as statsmodels does, with person-clustered errors', () => {
    const model = fitLogistic(rowDesign(blocks, label))
    const { covariance } = clusteredCovariance({ model, blocks, outcome: label, person: people.person })
    againstOracle('live-statsmodels', [model.estimates, model.loglik], [answer.estimates, answer.loglik])
    againstOracle('live-statsmodels', diagonal(model.covariance, 7), answer.errors)
    againstOracle('live-statsmodels-clustered', diagonal(covariance, 7), answer.clustered)
  })

  it('has the AUC, Brier score, log loss, curve and ridge of scikit-learn', () => {
    const found = [people.first, people.second].map((score) => auc(rankingOf(score), label))
    const { brier, logLoss } = scoresOf(predicted)
    againstOracle('live-metrics', [...found, brier.estimate, logLoss.estimate], [...answer.auc, ...answer.scores])
    const curve = reliabilityCurve(predicted, { by: 'width' })
    againstOracle(
      'live-metrics',
      [curve.map(({ observed }) => observed), curve.map(({ meanPredicted }) => meanPredicted)],
      [answer.curve.observed, answer.curve.predicted],
    )
    againstOracle(
      'live-sklearn-ridge',
      fitLogistic(rowDesign(blocks, label), { ridge: 1 / 0.4 }).estimates,
      answer.ridge,
    )
  })

  it('has the isotonic rates of scikit-learn', () => {
    const steps = poolAdjacentViolators({
      linearPredictor: probability.map(logit),
      trials: new Float64Array(label.length).fill(1),
      events: Float64Array.from(label),
    })
    const rateAt = (p: number): number => {
      const step = steps.find(({ from, to }) => from - 1e-12 <= logit(p) && logit(p) <= to + 1e-12)
      return (step?.events ?? Number.NaN) / (step?.trials ?? Number.NaN)
    }
    againstOracle('live-isotonic', answer.levels.map(rateAt), answer.isotonic)
  })
})

interface Frame {
  readonly version: string
  readonly groups: Record<string, Record<string, number>>
  readonly difference: Record<string, number>
}

it.skipIf(fairlearn.absent !== null)(named('groups have the rates of fairlearn’s MetricFrame', fairlearn), () => {
  const { label, first, person } = people
  const chance = listingChance(rankingOf(first), { kind: 'share', share: 0.2 })
  const codes = Int32Array.from(person, (who) => who % 3)
  const listed = [...chance].map(Math.round)
  const answer = ask<Frame>(fairlearn, 'metric_frame.py', { label: rows.label, listed, group: [...codes] })
  expect(`fairlearn ${answer.version}`).toBe(FAIRLEARN)
  const counts = groupCounts(chance, label, { codes, count: 3 })
  const rates = counts.map((one) => ({ ...groupRates(one, 1) }))
  for (const [code, { size, ...wanted }] of Object.entries(answer.groups)) {
    const own = rates[Number(code)] as GroupRates
    expect(counts[Number(code)]?.size).toBe(size)
    for (const [name, value] of Object.entries(wanted))
      againstOracle('live-fairlearn', own[name as keyof GroupRates], value)
  }
  const { size: _, ...differences } = answer.difference
  for (const [name, value] of Object.entries(differences)) {
    const own = rates.map((one) => one[name as keyof GroupRates] as number)
    againstOracle('live-fairlearn', Math.max(...own) - Math.min(...own), value)
  }
})

const COMPAS = '../shared/data/compas/compas_for_aequitas.csv'
interface Crosstab {
  readonly attribute: string
  readonly value: string
  readonly values: Record<string, number | null>
  readonly disparity: Record<string, number | null>
}

it.skipIf(aequitas.absent !== null || !existsSync(COMPAS))(
  named(`groups at the top 10% have the crosstabs and disparities of aequitas (${COMPAS})`, aequitas),
  () => {
    const column = readColumns(COMPAS)
    const draw = random(3, 'no ties')
    // no two people with the same score: aequitas breaks ties by an unstable sort
    const score = Float64Array.from(column('score'), (value) => Number(value) + draw.uniform())
    const label = Uint8Array.from(column('label_value'), Number)
    const size = Math.floor(0.1 * label.length)
    const chance = listingChance(rankingOf(score), { kind: 'share', share: 0.1 })
    const answer = ask<{ version: string; groups: Crosstab[] }>(aequitas, 'crosstabs.py', {
      data: COMPAS,
      score: [...score],
      size,
    })
    expect(`aequitas ${answer.version}`).toBe(AEQUITAS)
    expect(answer.groups).toHaveLength(11)
    const references: Record<string, string> = { race: 'Caucasian', sex: 'Male', age_cat: '25 - 45' }
    for (const [attribute, reference] of Object.entries(references)) {
      const values = [...new Set(column(attribute))]
      const codes = Int32Array.from(column(attribute), (value) => values.indexOf(value))
      const counts = groupCounts(chance, label, { codes, count: values.length })
      const rates = counts.map((count) => groupRates(count, size))
      for (const group of answer.groups.filter((one) => one.attribute === attribute)) {
        const code = values.indexOf(group.value)
        const { size: rowsOf, ...own } = { ...counts[code]!, ...rates[code]! }
        const all: Record<string, unknown> = { ...own, group_size: rowsOf }
        const ratios = disparities(rates[code]!, rates[values.indexOf(reference)]!) as Record<string, unknown>
        for (const [found, wanted] of [
          [all, group.values],
          [ratios, group.disparity],
        ] as const)
          for (const [name, value] of Object.entries(wanted)) {
            // aequitas leaves a rate without a denominator empty
            if (value === null) expect(found[name]).toMatchObject({ kind: 'undefined' })
            else againstOracle('live-aequitas', found[name], value)
          }
      }
    }
  },
)

const ADULT = '../shared/data/adult/adult.csv'
interface Binned {
  readonly status: string
  readonly edges: number[]
  readonly iv: number
  readonly woe: number[]
}

it.skipIf(optbinning.absent !== null || !existsSync(ADULT))(
  named(`columns of Adult have the bins and information values of optbinning (${ADULT})`, optbinning),
  () => {
    const column = readColumns(ADULT)
    const label = column('income-per-year').map((text) => Number(text === '>50K'))
    const cases = [
      { column: 'age', trend: null, maxBins: 8 },
      { column: 'education-num', trend: 'ascending', maxBins: 6 },
      { column: 'hours-per-week', trend: 'ascending', maxBins: 5 },
      { column: 'age', trend: 'ascending', maxBins: 5 },
    ].map((one) => {
      const sorted = Float64Array.from(column(one.column), Number).sort()
      const cuts = Array.from({ length: 19 }, (_, i) => Math.floor(quantile(sorted, (i + 1) / 20) as number) + 0.5)
      return { ...one, splits: [...new Set(cuts)].filter((cut) => cut < (sorted.at(-1) as number)) }
    })
    const answer = ask<{ version: string; cases: Binned[] }>(optbinning, 'bins.py', { data: ADULT, cases })
    expect(`optbinning ${answer.version}`).toBe(OPTBINNING)
    answer.cases.forEach((wanted, i) => {
      const one = cases[i]!
      const values = column(one.column).map(Number)
      const prebins = Array.from({ length: one.splits.length + 1 }, () => ({ rows: 0, events: 0 }))
      values.forEach((value, row) => {
        const bin = prebins[one.splits.filter((cut) => value >= cut).length]!
        bin.rows += 1
        bin.events += label[row] as number
      })
      const tallies = prebins.map(
        (bin): Tally => ({ ...bin, people: bin.rows, eventPeople: bin.events, nonEventPeople: bin.rows - bin.events }),
      )
      const { rows: all, events } = sumTallies(tallies)
      const total = { events, nonEvents: all - events }
      const found = bestBinning(tallies, one.trend === null ? 'none' : 'increasing', {
        maxBins: one.maxBins,
        minima: { people: 0, eventPeople: 50, nonEventPeople: 50, rows: 0 },
        total,
      })
      expect(wanted.status).toBe('OPTIMAL')
      againstOracle(
        'live-optbinning',
        found.cuts.map((cut) => one.splits[cut - 1]),
        wanted.edges,
      )
      const bounds = [0, ...found.cuts, tallies.length]
      const woe = bounds.slice(1).map((end, b) => {
        const bin = sumTallies(tallies.slice(bounds[b], end))
        return weightOfEvidence({ events: bin.events, nonEvents: bin.rows - bin.events }, total)
      })
      againstOracle('live-optbinning', [found.value, woe], [wanted.iv, wanted.woe])
    })
  },
)
