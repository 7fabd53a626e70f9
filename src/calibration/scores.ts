import { compensatedSum } from '../numeric/sum.js'
import { undefinedBecause } from '../numeric/undefined.js'
import { clusteredRatio } from './clustered-mean.js'
import { type Estimate, logWald, wald, without } from './estimate.js'
import { checkPredicted, type Predicted } from './probabilities.js'

/** How well probabilities match what happened, beyond slope and intercept. */
export interface Scores {
  /** Mean squared distance of probability and outcome (Brier 1950), 0 best. */
  readonly brier: Estimate
  /** Mean −ln of the probability given to what happened, 0 best; undefined when that probability is 0 somewhere. */
  readonly logLoss: Estimate
  /** Rows with the outcome ÷ sum of the probabilities; interval on the log scale. */
  readonly observedToExpected: Estimate
  readonly meanPredicted: number | null
  readonly meanObserved: number | null
}

/**
 * Brier score, log loss and observed-to-expected with person-clustered (linearised) intervals.
 * All are undefined without rows.
 * @throws WorkbenchError `mismatched-length`, `invalid-probability`, `invalid-label`
 */
export const scoresOf = (predicted: Predicted, confidence = 0.95): Scores => {
  checkPredicted(predicted)
  const { probability, label, people } = predicted
  const rows = probability.length
  const outcome = new Float64Array(label)
  const squared = probability.map((p, row) => (p - (outcome[row] as number)) ** 2)
  return {
    brier: ratio(wald, clusteredRatio(squared, people), confidence),
    logLoss: logLoss(predicted, confidence),
    observedToExpected: ratio(logWald, clusteredRatio(outcome, people, probability), confidence),
    meanPredicted: rows === 0 ? null : compensatedSum(probability) / rows,
    meanObserved: rows === 0 ? null : compensatedSum(outcome) / rows,
  }
}

const ratio = (scale: typeof wald, value: ReturnType<typeof clusteredRatio>, confidence: number): Estimate =>
  'kind' in value ? without(value) : scale(value.estimate, value.standardError, confidence)

const logLoss = ({ probability, label, people }: Predicted, confidence: number): Estimate => {
  const losses = probability.map((p, row) => (label[row] === 1 ? -Math.log(p) : -Math.log1p(-p)))
  const infinite = losses.reduce((count, loss) => count + (Number.isFinite(loss) ? 0 : 1), 0)
  if (infinite > 0)
    return without(undefinedBecause(`a probability of 0 was given to what happened in ${infinite} rows`))
  return ratio(
    wald,
    clusteredRatio(
      losses.map((loss) => loss + 0),
      people,
    ),
    confidence,
  )
}
