import { chiSquareTail } from '../numeric/chi-square.js'
import { cholesky, choleskySolve } from '../numeric/cholesky.js'
import { descendingOrder } from '../numeric/descending-order.js'
import { type FewColumns, type FewFit, fewPredictor, fitFewColumns } from '../numeric/few-columns.js'
import { gatherNumbers } from '../numeric/gather.js'
import { criticalValue } from '../numeric/interval.js'
import { logistic, logit } from '../numeric/link.js'
import { countPeople, type People } from '../numeric/people.js'
import { quantile } from '../numeric/quantile.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type ChanceDistance, chanceDistance } from './chance-distance.js'
import { clusteredFew, outerProducts, personScores } from './clustered-few.js'
import { checkPredicted, type Predicted } from './probabilities.js'
import { splineColumns, splineKnots } from './spline.js'

/** Options of {@link smoothCurve}. */
export interface SmoothOptions {
  /** Knots of the spline, 3 to 7. Default 5. */
  readonly knots?: number
  /** Distinct people with the outcome without whom nothing is shown. */
  readonly minimum: number
  /** Of the band, at each point by itself. Default 0.95. */
  readonly confidence?: number
  /** Points of the curve. Default 40. */
  readonly points?: number
  /** Draws of the distance that chance alone gives. Default 1000. */
  readonly draws?: number
  readonly seed: number
}

/** The smooth curve at one prediction. */
export interface SmoothPoint {
  readonly predicted: number
  readonly observed: number
  readonly lower: number | null
  readonly upper: number | null
}

/** Calibration without groups: a spline, its band, and how far it lies from the diagonal. */
export interface SmoothCurve {
  /** Knots on the scale of log-odds; none for a straight line, where the predictions are too few values for a spline. */
  readonly knots: readonly number[]
  /** Ascending, evenly spaced in log-odds, from the tenth lowest prediction to the tenth highest. */
  readonly points: readonly SmoothPoint[]
  /** Integrated calibration index: mean over the rows of |smooth − predicted| (Austin and Steyerberg 2019). 0 is right. */
  readonly ici: number
  /** Median and 90th percentile of the same distances, and the largest. */
  readonly e50: number
  readonly e90: number
  readonly largest: number
  /** What the index is when predictions are right: the mean, and what one sample in twenty exceeds. A distance cannot be negative, so it is never 0. */
  readonly chance: ChanceDistance | Undefined
  /** Score test, with the scores of people as its variance, that the curve is the diagonal (Boos 1992). Rejects right predictions
   * too often where few people have the outcome: measured 7 to 11 in 100 with 5 knots and 1,500 to 6,000 people, 5 to 8 in 100 with 3 knots. So no result shows it. */
  readonly test: { readonly chiSquare: number; readonly df: number; readonly p: number } | Undefined
  readonly confidence: number
}

interface Fitted {
  readonly fit: FewFit
  readonly covariance: Float64Array | Undefined
  readonly knots: readonly number[]
}

/** Estimates of the diagonal: intercept 0, slope 1, nothing else. */
const diagonal = (size: number): Float64Array => Float64Array.from({ length: size }, (_, j) => (j === 1 ? 1 : 0))

/** Score test of the diagonal. */
const diagonalTest = (rows: FewColumns, people: People): SmoothCurve['test'] => {
  const size = rows.columns.length + 1
  const scores = personScores(rows, diagonal(size), people)
  const total = new Float64Array(size)
  for (let at = 0; at < scores.length; at += size)
    for (let j = 0; j < size; j += 1) total[j]! += scores[at + j] as number
  const factor = cholesky(outerProducts(scores, size), size)
  if (factor === null) return undefinedBecause('fewer people than parameters')
  const solved = choleskySolve(factor, total)
  const chiSquare = total.reduce((sum, value, j) => sum + value * (solved[j] as number), 0)
  return { chiSquare, df: size, p: chiSquareTail(chiSquare, size) }
}

const none = { trials: new Float64Array(0), events: new Float64Array(0) }

const pointsAt = (x: Float64Array, fitted: Fitted, confidence: number): readonly SmoothPoint[] => {
  const { fit, covariance, knots } = fitted
  const columns = splineColumns(x, knots)
  const eta = fewPredictor({ columns, ...none }, fit.estimates, x.length)
  const size = fit.estimates.length
  const z = criticalValue(confidence)
  return Array.from(x, (value, i) => {
    const row = [1, ...columns.map((column) => column[i] as number)]
    let variance = 0
    if (covariance instanceof Float64Array) {
      for (let j = 0; j < size; j += 1) {
        for (let k = 0; k < size; k += 1)
          variance += (row[j] as number) * (covariance[j * size + k] as number) * (row[k] as number)
      }
    }
    const half = z * Math.sqrt(Math.max(0, variance))
    const shown = covariance instanceof Float64Array
    return {
      predicted: logistic(value),
      observed: logistic(eta[i] as number),
      lower: shown ? logistic((eta[i] as number) - half) : null,
      upper: shown ? logistic((eta[i] as number) + half) : null,
    }
  })
}

const distances = (rows: FewColumns, fit: FewFit, probability: Float64Array): Float64Array =>
  fewPredictor(rows, fit.estimates, probability.length)
    .map((eta, row) => Math.abs(logistic(eta) - (probability[row] as number)))
    .sort()

/** The fit on a spline with these knots; null where there is none. */
const fittedOn = (rows: FewColumns, knots: readonly number[], people: People): Fitted | null => {
  const fit = fitFewColumns({ ...rows, start: diagonal(rows.columns.length + 1) })
  return 'kind' in fit ? null : { fit, knots, covariance: clusteredFew(rows, fit, people) }
}

const whyNone = (rows: FewColumns): Undefined => {
  const fit = fitFewColumns({ ...rows, start: diagonal(rows.columns.length + 1) })
  return 'kind' in fit ? fit : undefinedBecause('the spline could not be fitted')
}

/** Evenly spaced from the tenth lowest to the tenth highest, as in `rms::val.prob`: the outermost predictions are single people. */
const gridOf = (sorted: Float64Array, points: number): Float64Array => {
  const end = Math.max(0, Math.min(9, Math.floor((sorted.length - 1) / 2)))
  const from = sorted[end] as number
  const to = sorted[sorted.length - 1 - end] as number
  if (!(to > from)) return Float64Array.of(from)
  return Float64Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1))
}

/**
 * Smooth calibration curve: logistic regression of the outcome on a restricted cubic spline of the log-odds (Harrell 2015, §10.11 and `rms`),
 * with a pointwise band from the person-clustered sandwich; a straight line where the spline cannot be fitted. Undefined, with the reason, with too few people with the outcome, with probabilities of
 * exactly 0 or 1, and where no such fit exists.
 * @throws WorkbenchError `mismatched-length`, `invalid-probability`, `invalid-label`
 */
export const smoothCurve = (predicted: Predicted, options: SmoothOptions): SmoothCurve | Undefined => {
  checkPredicted(predicted)
  const { probability, label, people } = predicted
  const { minimum, confidence = 0.95, points = 40, draws = 1000, seed } = options
  if (countPeople(people, (row) => label[row] === 1) < Math.max(1, minimum)) {
    return undefinedBecause(`fewer than ${minimum} people with the outcome`)
  }
  if (probability.some((p) => p === 0 || p === 1)) {
    return undefinedBecause('a probability of exactly 0 or 1 has no log-odds')
  }
  const x = probability.map(logit)
  const order = descendingOrder(x)
  const sorted = gatherNumbers(x, order).reverse()
  const wanted = splineKnots(sorted, options.knots ?? 5)
  const rows = (knots: readonly number[]): FewColumns => ({
    columns: splineColumns(x, knots),
    trials: new Float64Array(x.length).fill(1),
    events: new Float64Array(label),
  })
  const fitted = fittedOn(rows(wanted), wanted, people) ?? fittedOn(rows([]), [], people)
  if (fitted === null) return whyNone(rows([]))
  const away = distances(rows(fitted.knots), fitted.fit, probability)
  const { covariance, knots } = fitted
  return {
    knots,
    points: pointsAt(gridOf(sorted, points), fitted, confidence),
    ici: away.reduce((sum, value) => sum + value, 0) / away.length,
    e50: quantile(away, 0.5) as number,
    e90: quantile(away, 0.9) as number,
    largest: away.at(-1) as number,
    chance:
      covariance instanceof Float64Array ? chanceDistance(sorted, { covariance, knots, draws, seed }) : covariance,
    test: diagonalTest(rows(knots), people),
    confidence,
  }
}
