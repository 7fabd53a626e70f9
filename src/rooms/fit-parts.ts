import type { Stamp } from '../../data-schemas/results/common.js'
import type { FitExaminationResult } from '../../data-schemas/results/fit-examination.js'
import { examineFits, type FitExaminationInputs, wholePoints } from '../fit/examine-fit.js'
import { pointsScore } from '../fit/points-score.js'
import type { Block } from '../numeric/design.js'
import { random } from '../random.js'
import { type RankingLoss, rankingLosses, type TwoScores } from '../ranking/points-loss.js'

type Card = Extract<FitExaminationResult['points'], { kind: 'card' }>

/** What the fit is examined on: designs of the training side, and the rows that are ranked. */
export interface FitPartsInput extends FitExaminationInputs {
  readonly test: Omit<TwoScores, 'before' | 'after'> & {
    readonly blocks: readonly Block[]
    readonly score: Float64Array
  }
}

/** What is asked; see `study.examination.fit`. */
export interface FitPartsOptions {
  readonly ridge: number
  readonly thinnings: number
  readonly points: number
  readonly replicates: number
  readonly shares: readonly number[]
  readonly seed: number
}

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

/** Other ways to the fit, and what a card of whole points would do to the list. Needs arrays only, so that any thread can do it. */
export const fitParts = (
  input: FitPartsInput,
  options: FitPartsOptions,
): Omit<FitExaminationResult, 'kind' | keyof Stamp> => {
  const { shares, replicates, seed } = options
  const own = examineFits(input, { ...options, random: random(seed, 'fit examination') })
  const card = wholePoints(input.training, { estimates: input.estimates, range: options.points })
  if ('kind' in card) return { ...own, points: card }
  const { blocks, score: before, ...rows } = input.test
  const after = pointsScore(card, blocks, before.length)
  const { factor, intercept, levels, linear, loglik, certificate } = card
  return {
    ...own,
    points: {
      kind: 'card',
      factor,
      intercept,
      levels: [...levels],
      linear: [...linear],
      loglik,
      certificate,
      ranking: rankingLosses({ ...rows, before, after }, { shares, replicates, seed }).map(lossOf),
    },
  }
}
