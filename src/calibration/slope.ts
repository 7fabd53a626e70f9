import { type ClusterRows, clusteredCovariance } from '../numeric/cluster.js'
import { gatherBytes, gatherCodes, gatherNumbers } from '../numeric/gather.js'
import { logit } from '../numeric/link.js'
import type { Logistic } from '../numeric/logistic.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type Estimate, wald, without } from './estimate.js'
import { fitOrWhy } from './fit-or-why.js'
import { interceptDesign, patternsOf, slopeDesign } from './patterns.js'
import { checkPredicted, type Predicted } from './probabilities.js'

/** An estimate with both standard errors; the interval is the person-clustered one. */
export interface SlopeEstimate extends Estimate {
  /** From the inverse information, as if rows were independent. */
  readonly modelStandardError: number | null
  /** Person-clustered sandwich, factor people ÷ (people − 1). */
  readonly standardError: number | null
}

/** Calibration in the large and the calibration slope (Cox 1958; Miller, Hui and Tierney 1991). */
export interface CalibrationSlope {
  /** Intercept with the slope held at 1: 0 when the mean prediction is right. */
  readonly intercept: SlopeEstimate
  /** Slope of the outcome on the log-odds of the prediction: 1 when the spread is right, below 1 when predictions are too extreme. */
  readonly slope: SlopeEstimate
  /** Intercept of the fit that has the slope. */
  readonly interceptAtSlope: SlopeEstimate
}

/**
 * Intercept and slope by logistic regression of the outcome on the log-odds of the probability, with Wald intervals from the
 * person-clustered sandwich. Undefined, with the reason, when a probability is exactly 0 or 1 (no log-odds), when one class is
 * absent, when all predictions are equal (slope), or when the predictions separate the outcomes (slope).
 * @throws WorkbenchError `mismatched-length`, `invalid-probability`, `invalid-label`
 */
export const calibrationSlope = (predicted: Predicted, confidence = 0.95): CalibrationSlope => {
  checkPredicted(predicted)
  const extreme = predicted.probability.reduce((count, p) => count + (p === 0 || p === 1 ? 1 : 0), 0)
  if (extreme > 0) {
    const reason = missing(
      undefinedBecause(`${extreme} rows have a probability of exactly 0 or 1, which has no log-odds`),
    )
    return { intercept: reason, slope: reason, interceptAtSlope: reason }
  }
  const rows = sortedByPerson(predicted)
  const patterns = patternsOf({
    linearPredictor: rows.x,
    trials: new Float64Array(rows.x.length).fill(1),
    events: new Float64Array(rows.outcome),
  })
  const sides = fitOrWhy(slopeDesign(patterns))
  const large = fitOrWhy(interceptDesign(patterns), { offset: patterns.linearPredictor })
  const [interceptAtSlope, slope] = estimates(
    sides,
    2,
    { ...rows, blocks: slopeDesign(rowPatterns(rows)).blocks },
    confidence,
  )
  const [intercept] = estimates(large, 1, { ...rows, blocks: [], offset: rows.x }, confidence)
  return {
    intercept: intercept as SlopeEstimate,
    slope: slope as SlopeEstimate,
    interceptAtSlope: interceptAtSlope as SlopeEstimate,
  }
}

interface Rows {
  readonly x: Float64Array
  readonly outcome: Uint8Array
  readonly person: Int32Array
}

const rowPatterns = ({ x }: Rows): { linearPredictor: Float64Array; trials: Float64Array; events: Float64Array } => ({
  linearPredictor: x,
  trials: x,
  events: x,
})

/** Log-odds, outcome and person, rows of one person together. */
const sortedByPerson = ({ probability, label, people }: Predicted): Rows => {
  const next = new Int32Array(people.people + 1)
  for (const who of people.of) next[who + 1]! += 1
  for (let who = 0; who < people.people; who += 1) next[who + 1]! += next[who] as number
  const order = new Int32Array(label.length)
  people.of.forEach((who, row) => {
    order[next[who] as number] = row
    next[who]! += 1
  })
  return {
    x: gatherNumbers(probability, order).map(logit),
    outcome: gatherBytes(label, order),
    person: gatherCodes(people.of, order),
  }
}

const missing = (reason: Undefined): SlopeEstimate => ({
  ...without(reason),
  modelStandardError: null,
  standardError: null,
})

const estimates = (
  fit: Logistic | Undefined,
  size: number,
  rows: Omit<ClusterRows, 'model'>,
  confidence: number,
): readonly SlopeEstimate[] => {
  if ('kind' in fit) return Array.from({ length: size }, () => missing(fit))
  const people = new Set(rows.person).size
  const clustered = people < 2 ? null : clusteredCovariance({ ...rows, model: fit }).covariance
  return Array.from(fit.estimates, (value, index) => {
    const at = index * size + index
    const standardError = clustered === null ? null : Math.sqrt(clustered[at] as number)
    return {
      ...wald(value, standardError ?? undefinedBecause('one person gives no measure of spread'), confidence),
      modelStandardError: Math.sqrt(fit.covariance[at] as number),
      standardError,
    }
  })
}
