import { describe, expect, it } from 'vitest'
import { scoresOf } from '../../src/calibration/scores.js'
import { calibrationSlope } from '../../src/calibration/slope.js'
import { groupCounts, groupRates } from '../../src/fairness/groups.js'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { logistic } from '../../src/numeric/link.js'
import { fitLogistic } from '../../src/numeric/logistic.js'
import { densePeople } from '../../src/numeric/people.js'
import { auc } from '../../src/ranking/auc.js'
import { listingChance } from '../../src/ranking/listing.js'
import { rankingOf } from '../../src/ranking/order.js'
import { readColumns } from '../numeric/designs.js'
import { againstOracle } from '../support/oracle.js'
import { foldOf, numbersOf, plainDesign, referenceAt, type Shared, shared } from './shared-data.js'

interface Group {
  readonly n: number
  readonly pos: number
  readonly selected: number
  readonly tp: number
  readonly prevalence: number
  readonly selection_rate: number
  readonly tpr: number | null
  readonly fpr: number
  readonly ppv: number
  readonly auc: number | null
  readonly mean_score: number
}
interface Reference {
  readonly train_fit: { coef: Record<string, number>; se: Record<string, number>; loglik: number; n: number }
  readonly test: Record<
    'n' | 'brier' | 'logloss' | 'mean_p' | 'cal_slope' | 'cal_slope_se' | 'citl' | 'citl_se' | 'OE' | 'base_rate',
    number
  >
}
interface Study {
  readonly name: string
  readonly files: Shared
  readonly scores: string
  readonly at: readonly string[]
  readonly groups: readonly (readonly [path: readonly string[], column: () => readonly string[]])[]
  readonly column: (name: string) => readonly number[]
  readonly outcome: () => readonly number[]
  readonly predicted: string
}

const student = shared('student_dropout/data.csv', 'ranking')
const austria = shared('ubduration_austria/ubduration.csv', 'ranking')

/** The columns of a file, read once and only when asked for. */
const lazily = (path: string, delimiter: string) => {
  let read: ReturnType<typeof readColumns> | undefined
  return (name: string): readonly string[] => {
    read ??= readColumns(path, delimiter)
    return read(name)
  }
}
const studentColumn = lazily(student.data, ';')
const austriaColumn = lazily(austria.data, ',')

/** The columns of the Austrian model: years and rates as they are, an indicator of 50 and older, and one for each level. */
const austrian = (name: string): readonly number[] => {
  const column = austriaColumn
  const coded = /^(mar|edu|ind)_(\d+)$/.exec(name)
  if (coded !== null) {
    const from = { mar: 'marrstatus', edu: 'education', ind: 'industry' }[coded[1] as 'mar' | 'edu' | 'ind']
    return column(from).map((code) => Number(code === coded[2]))
  }
  if (name === 'age50plus') return column('z').map((years) => Number(Number(years) >= 0))
  return column(name).map(Number)
}

const studies: readonly Study[] = [
  {
    name: 'student_dropout, all twenty',
    files: student,
    scores: '../shared/data/student_dropout/reference_scores.csv',
    at: ['student_dropout', 'all20'],
    groups: [
      [['student_dropout', 'all20', 'top20_by_gender'], () => studentColumn('Gender')],
      [['student_dropout', 'all20', 'top20_by_scholarship'], () => studentColumn('Scholarship holder')],
    ],
    column: (name) => studentColumn(name).map(Number),
    outcome: () => studentColumn('Target').map((text) => Number(text === 'Dropout')),
    predicted: 'p_all20',
  },
  {
    name: 'ubduration_austria, longer than a year',
    files: austria,
    scores: '../shared/data/ubduration_austria/reference_scores.csv',
    at: ['ubduration', 'gt52_logit'],
    groups: [[['ubduration', 'gt52_logit', 'top20_by_foreign'], () => austriaColumn('foreign')]],
    column: austrian,
    outcome: () => austriaColumn('y').map((weeks) => Number(Number(weeks) > 52)),
    predicted: 'p',
  },
]

const [train, test] = [foldOf(false), foldOf(true)]

describe.each(studies)('$name', ({ files, scores, at, groups, column, outcome, predicted }) => {
  const skipped = files.absent
  const load = () => {
    const reference = referenceAt<Reference>(files.reference, ...at)
    const names = Object.keys(reference.train_fit.coef).filter((name) => name !== 'const')
    return { reference, names, y: outcome(), p: numbersOf(scores)(predicted) }
  }

  it.skipIf(skipped)(`has the fit of the reference (${files.data}), and its probabilities on all rows`, () => {
    const { reference, names, y, p } = load()
    const { coef, se, loglik, n } = reference.train_fit
    const design = plainDesign(names, (name) => train(column(name)), train(y))
    const fit = fitLogistic(design)
    const size = fit.names.length
    expect(design.trials).toHaveLength(n)
    const keys = ['const', ...names]
    againstOracle(
      'shared-fit',
      fit.estimates,
      keys.map((name) => coef[name]),
    )
    againstOracle(
      'shared-fit-errors',
      keys.map((_, j) => Math.sqrt(fit.covariance[j * size + j] as number)),
      keys.map((name) => se[name]),
    )
    againstOracle('shared-fit', fit.loglik, loglik)
    const everyone = plainDesign(names, column, y)
    againstOracle('shared-scores', linearPredictor(everyone.blocks, fit.estimates, y.length).map(logistic), p)
  })

  it.skipIf(skipped)('has its calibration on the test rows', () => {
    const { reference, y, p } = load()
    const label = Uint8Array.from(test(y))
    const rows = { label, probability: Float64Array.from(test(p)), people: densePeople(Int32Array.from(label.keys())) }
    const { brier, logLoss, observedToExpected, meanPredicted, meanObserved } = scoresOf(rows)
    const wanted = reference.test
    againstOracle(
      'shared-calibration',
      [brier.estimate, logLoss.estimate, observedToExpected.estimate, meanPredicted, meanObserved],
      [wanted.brier, wanted.logloss, wanted.OE, wanted.mean_p, wanted.base_rate],
    )
    const { intercept, slope } = calibrationSlope(rows)
    againstOracle(
      'shared-calibration',
      [intercept.estimate, intercept.modelStandardError, slope.estimate, slope.modelStandardError],
      [wanted.citl, wanted.citl_se, wanted.cal_slope, wanted.cal_slope_se],
    )
  })

  it.skipIf(skipped)('has its groups at 20%, with no rate where there is nobody to miss', () => {
    const { y, p } = load()
    const label = Uint8Array.from(test(y))
    const score = Float64Array.from(test(p))
    const chance = listingChance(rankingOf(score), { kind: 'share', share: 0.2 })
    for (const [path, values] of groups) {
      const reference = referenceAt<{ groups: Record<string, Group>; k: number }>(files.reference, ...path)
      const names = Object.keys(reference.groups)
      const codes = Int32Array.from(test(values()), (value) => names.indexOf(value))
      const counts = groupCounts(chance, label, { codes, count: names.length })
      expect(Math.round(chance.reduce((sum, one) => sum + one, 0))).toBe(reference.k)
      names.forEach((name, code) => {
        const group = reference.groups[name] as Group
        const found = counts[code]!
        const rates = groupRates(found, reference.k)
        againstOracle(
          'shared-groups',
          [found.size, found.tp + found.fn, found.pp, found.tp, rates.prev, rates.pprev, rates.fpr, rates.precision],
          [group.n, group.pos, group.selected, group.tp, group.prevalence, group.selection_rate, group.fpr, group.ppv],
        )
        const rows = [...codes.keys()].filter((row) => codes[row] === code)
        const own = (of: ArrayLike<number>) => rows.map((row) => of[row] as number)
        againstOracle('shared-groups', own(score).reduce((a, b) => a + b, 0) / rows.length, group.mean_score)
        const area = auc(rankingOf(Float64Array.from(own(score))), Uint8Array.from(own(label)))
        if (group.tpr === null) {
          expect(rates.tpr).toMatchObject({ kind: 'undefined' })
          expect(area).toMatchObject({ kind: 'undefined' })
        } else againstOracle('shared-groups', [rates.tpr, area], [group.tpr, group.auc])
      })
    }
  })
})
