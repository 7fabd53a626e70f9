import type { FitExaminationResult } from '../../data-schemas/results/fit-examination.js'
import { patterns } from '../encoding/patterns.js'
import { examineFits, wholePoints } from '../fit/examine-fit.js'
import { pointsScore } from '../fit/points-score.js'
import { random } from '../random.js'
import { type RankingLoss, rankingLoss } from '../ranking/points-loss.js'
import type { Examined } from './examined.js'
import { SAMPLE, TRAIN } from './run.js'

type Card = Extract<FitExaminationResult['points'], { kind: 'card' }>

const lossOf = ({ k, size, changed, ties, recall }: RankingLoss): Card['ranking'][number] => ({
  k,
  size,
  changed,
  ties: {
    distinct: { before: ties.before.distinct, after: ties.after.distinct },
    atCut: { before: ties.before.tiedAtCut, after: ties.after.tiedAtCut },
    pairsCreated: ties.pairsCreated,
  },
  recall: {
    before: recall.before,
    after: recall.after,
    difference: recall.difference,
    lower: recall.interval.lower ?? { kind: 'undefined', because: 'no resampling' },
    upper: recall.interval.upper ?? { kind: 'undefined', because: 'no resampling' },
  },
})

/** Other ways to the fit, and what a card of whole points would do to the list of the test side. */
export const examineFit = async ({ run, judged, fitted, test }: Examined): Promise<FitExaminationResult> => {
  const { study, stamp, coded, panel } = run
  const { ridge, thinnings, points: range, replicates } = study.examination.fit
  const training = await patterns(coded, fitted.chosen, { where: TRAIN })
  const independent = panel.clustered ? await patterns(coded, fitted.chosen, { where: SAMPLE }) : training
  const { estimates } = fitted
  const solverDifference = judged.fit.secondSolver?.largestDifference ?? null
  const own = examineFits(
    { independent, training, estimates, solverDifference },
    { ridge, thinnings, random: random(study.seed, 'fit examination') },
  )
  const card = wholePoints(training, { estimates, range })
  if ('kind' in card) return { kind: 'fit-examination', ...stamp, ...own, points: card }
  const after = pointsScore(card, test.blocks, test.outcome.length)
  const scores = { before: test.score, after, label: test.outcome, person: test.person }
  const ranking = study.evaluation.k.map((k) =>
    lossOf(
      rankingLoss(
        { ...scores, ...(study.key.list === undefined ? {} : { list: test.list }) },
        { k, replicates, seed: study.seed },
      ),
    ),
  )
  const { factor, intercept, levels, linear, loglik, certificate } = card
  return {
    kind: 'fit-examination',
    ...stamp,
    ...own,
    points: {
      kind: 'card',
      factor,
      intercept,
      levels: [...levels],
      linear: [...linear],
      loglik,
      certificate,
      ranking,
    },
  }
}
