import type { Challenged } from '../../data-schemas/results/challenger.js'
import { scoresOf } from '../calibration/scores.js'
import { calibrationSlope } from '../calibration/slope.js'
import { logistic } from '../numeric/link.js'
import { countPeople, densePeople } from '../numeric/people.js'
import { undefinedBecause } from '../numeric/undefined.js'
import { compareModels, type RecallComparison } from '../ranking/compare-models.js'
import type { AucEstimate } from '../ranking/delong.js'
import type { ChallengerOptions, ChallengerTest } from './input.js'

type Measured = Challenged['test']

/** The challenger against the model on the same people, and its calibration. */
export const measureChallenger = (
  score: Float64Array,
  test: ChallengerTest,
  { shares, replicates, seed, minimum }: Pick<ChallengerOptions, 'shares' | 'replicates' | 'seed' | 'minimum'>,
): Measured => {
  const { label, person, list } = test
  const compared = compareModels(
    { first: score, second: test.score },
    { label, person, ...(list === undefined ? {} : { list }) },
    { shares, replicates, seed, minimum },
  )
  const { delong } = compared
  return {
    rows: compared.rows,
    people: compared.people,
    replicates,
    confidence: compared.confidence,
    recall: compared.recall.map(recallOf),
    recallWithinLists: compared.recallWithinLists.map(recallOf),
    auc:
      delong === undefined || 'kind' in delong
        ? (delong ?? undefinedBecause('not computed'))
        : {
            challenger: plain(delong.first),
            model: plain(delong.second),
            difference: plain(delong.difference),
            p: delong.p,
          },
    calibration: calibrationOf(score, test, { minimum, confidence: compared.confidence }),
  }
}

const recallOf = ({ k, first, second, difference }: RecallComparison): Measured['recall'][number] => ({
  k,
  challenger: first,
  model: second,
  difference: { ...difference },
})

type Bounds = Measured['calibration']['slope']

const plain = ({
  estimate,
  lower,
  upper,
}: Pick<AucEstimate, 'lower' | 'upper'> & Pick<Bounds, 'estimate'>): Bounds => ({
  estimate,
  lower,
  upper,
})

const calibrationOf = (
  score: Float64Array,
  { label, person }: ChallengerTest,
  { minimum, confidence }: { readonly minimum: number; readonly confidence: number },
): Measured['calibration'] => {
  const people = densePeople(person)
  if (countPeople(people, (row) => label[row] === 1) < minimum) {
    const because = undefinedBecause(`fewer than ${minimum} people with the outcome`)
    const none: Bounds = { estimate: because, lower: null, upper: null }
    return { intercept: none, slope: none, brier: none, logLoss: none, observedToExpected: none }
  }
  const predicted = { probability: score.map(logistic), label, people }
  const { intercept, slope } = calibrationSlope(predicted, confidence)
  const { brier, logLoss, observedToExpected } = scoresOf(predicted, confidence)
  return {
    intercept: plain(intercept),
    slope: plain(slope),
    brier: plain(brier),
    logLoss: plain(logLoss),
    observedToExpected: plain(observedToExpected),
  }
}
