import { describe, it } from 'vitest'
import { scoresOf } from '../../src/calibration/scores.js'
import { calibrationSlope } from '../../src/calibration/slope.js'
import { groupCounts, groupRates } from '../../src/fairness/groups.js'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { logistic } from '../../src/numeric/link.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { densePeople } from '../../src/numeric/people.js'
import { quantile } from '../../src/numeric/quantile.js'
import { auc } from '../../src/ranking/auc.js'
import { rankingOf } from '../../src/ranking/order.js'
import { topK } from '../../src/ranking/top-k.js'
import { readColumns } from '../numeric/designs.js'
import { againstOracle } from '../support/oracle.js'
import { foldOf, numbersOf, plainDesign, referenceAt, shared } from './shared-data.js'

const predicted = (probability: ArrayLike<number>, label: ArrayLike<number>) => ({
  probability: Float64Array.from(probability),
  label: Uint8Array.from(label),
  people: densePeople(Int32Array.from({ length: label.length }, (_, row) => row)),
})
const [train, test] = [foldOf(false), foldOf(true)]

const heart = shared('numerics/SAheart.csv', 'numerics')
describe.each([
  ['SAheart_ESL_table4.2', 'sbp tobacco ldl famhist obesity alcohol age'],
  ['SAheart_ESL_table4.3', 'tobacco ldl famhist age'],
  ['SAheart_all9', 'sbp tobacco ldl adiposity famhist typea obesity alcohol age'],
])('%s', (key, columns) => {
  it.skipIf(heart.absent)(`has the AIC, deviance, AUC and Brier score of R (${heart.data})`, () => {
    const column = readColumns(heart.data)
    const value = (name: string) => column(name).map((text) => (name === 'famhist' ? +(text === 'Present') : +text))
    const design = plainDesign(columns.split(' '), value, value('chd'))
    const fit = fitLogistic(design)
    const probability = linearPredictor(design.blocks, fit.estimates, design.trials.length).map(logistic)
    const reference = referenceAt<Record<string, number>>(heart.reference, key)
    againstOracle(
      'shared-numbers',
      [
        -2 * fit.loglik,
        2 * fit.names.length - 2 * fit.loglik,
        1 - fit.loglik / fit.nullLoglik,
        auc(rankingOf(probability), Uint8Array.from(value('chd'))),
        scoresOf(predicted(probability, value('chd'))).brier.estimate,
      ],
      [reference['deviance'], reference['aic'], reference['mcfadden_r2'], reference['auc'], reference['brier']],
    )
  })
})

const calib = shared('numerics/calib_test_with_p.csv', 'numerics')
it.skipIf(calib.absent)(`calibration on new data has the numbers of R’s val.prob (${calib.data})`, () => {
  const column = numbersOf(calib.data)
  const rows = predicted(column('p'), column('y'))
  const area = auc(rankingOf(rows.probability), rows.label) as number
  const { slope, interceptAtSlope } = calibrationSlope(rows)
  const reference = referenceAt<Record<string, number>>(calib.reference, 'calibration', 'rms_val_prob')
  againstOracle(
    'shared-val-prob',
    [scoresOf(rows).brier.estimate, interceptAtSlope.estimate, slope.estimate],
    ['Brier', 'Intercept', 'Slope'].map((name) => reference[name]),
  )
  // the C of val.prob comes from lrm, which bins the probabilities; the AUC of the file itself is in the reference too
  againstOracle('shared-numbers', area, referenceAt(calib.reference, 'calibration', 'auc'))
})

const austria = shared('ubduration_austria/ubduration.csv', 'ranking')
it.skipIf(austria.absent)(
  `weeks of unemployment have the quantiles and shares of the reference (${austria.data})`,
  () => {
    const weeks = Float64Array.from(numbersOf(austria.data)('y')).sort()
    const at = referenceAt<Record<string, number>>(austria.reference, 'ubduration', 'y_quantiles')
    againstOracle(
      'shared-numbers',
      Object.keys(at).map((p) => quantile(weeks, Number(p))),
      Object.values(at),
    )
    const above = (limit: number): number => weeks.filter((one) => one > limit).length / weeks.length
    againstOracle(
      'shared-numbers',
      [above(26), above(52)],
      ['share_gt26', 'share_gt52'].map((name) => referenceAt(austria.reference, 'ubduration', name)),
    )
  },
)

const adult = shared('adult/adult.csv', 'ranking')
it.skipIf(adult.absent)(`base rates per group are those printed (${adult.data})`, () => {
  const column = readColumns(adult.data)
  const label = Uint8Array.from(column('income-per-year'), (text) => Number(text === '>50K'))
  const reference = referenceAt<{ rate: number; by_sex: Record<string, number>; by_race: Record<string, number> }>(
    adult.reference,
    'adult',
  )
  const rates = (of: readonly string[], names: readonly string[]) => {
    const codes = Int32Array.from(of, (value) => names.indexOf(value))
    const counts = groupCounts(new Float64Array(label.length), label, { codes, count: names.length })
    return counts.map((count) => groupRates(count, 0).prev)
  }
  againstOracle(
    'shared-base-rates',
    rates(
      [...label].map(() => 'all'),
      ['all'],
    ),
    [reference.rate],
  )
  for (const [name, wanted] of [
    ['sex', reference.by_sex],
    ['race', reference.by_race],
  ] as const)
    againstOracle('shared-base-rates', rates(column(name), Object.keys(wanted)), Object.values(wanted))
})

const student = shared('student_dropout/data.csv', 'selection')
describe('student_dropout', () => {
  const load = () => {
    const column = numbersOf(student.data, ';')
    const y = readColumns(student.data, ';')('Target').map((text) => Number(text === 'Dropout'))
    return {
      column,
      y,
      trained: (names: readonly string[]) => plainDesign(names, (name) => train(column(name)), train(y)),
    }
  }

  it.skipIf(student.absent)(
    `has the log-likelihood of every candidate alone, and of the best nine of those (${student.data})`,
    () => {
      const { trained } = load()
      const alone = referenceAt<{ var: string; loglik: number }[]>(
        student.reference,
        'student_train',
        'univariate_loglik',
      )
      againstOracle(
        'shared-numbers',
        alone.map(({ var: name }) => fitLogistic(trained([name])).loglik),
        alone.map(({ loglik }) => loglik),
      )
      const nine = [...alone].sort((a, b) => b.loglik - a.loglik).slice(0, 9)
      againstOracle(
        'shared-numbers',
        fitLogistic(trained(nine.map(({ var: name }) => name))).loglik,
        referenceAt(student.reference, 'student_train', 'top9_univariate_loglik'),
      )
    },
  )

  it.skipIf(student.absent)('has the test AUC, Brier score and recall of the best nine', () => {
    const { column, y, trained } = load()
    const { vars } = referenceAt<{ vars: string[] }[]>(student.reference, 'student_train', 'exhaustive_top5')[0]!
    const fit = fitLogistic(trained(vars))
    const held = plainDesign(vars, (name) => test(column(name)), test(y))
    const probability = linearPredictor(held.blocks, fit.estimates, held.trials.length).map(logistic)
    const label = Uint8Array.from(test(y))
    const ranking = rankingOf(probability)
    const recall = (share: number) => {
      const found = topK(ranking, label, { kind: 'share', share }).recall
      return 'expected' in found ? found.expected : found
    }
    const wanted = referenceAt<Record<string, number>>(student.reference, 'student_train', 'best9_test')
    againstOracle(
      'shared-numbers',
      [auc(ranking, label), scoresOf(predicted(probability, label)).brier.estimate, recall(0.1), recall(0.2)],
      [wanted['auc'], wanted['brier'], wanted['recall_top10'], wanted['recall_top20']],
    )
  })
})
