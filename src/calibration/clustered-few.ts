import { type FewColumns, type FewFit, fewPredictor } from '../numeric/few-columns.js'
import { logistic } from '../numeric/link.js'
import { sandwich } from '../numeric/matrix.js'
import type { People } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** First derivative of each person's log-likelihood at these estimates, people × p, row-major. */
export const personScores = (rows: FewColumns, estimates: Float64Array, people: People): Float64Array => {
  const size = estimates.length
  const eta = fewPredictor(rows, estimates, rows.events.length)
  const scores = new Float64Array(people.people * size)
  for (let row = 0; row < eta.length; row += 1) {
    const residual = (rows.events[row] as number) - (rows.trials[row] as number) * logistic(eta[row] as number)
    const at = (people.of[row] as number) * size
    scores[at]! += residual
    for (let j = 1; j < size; j += 1) {
      scores[at + j]! += residual * ((rows.columns[j - 1] as Float64Array)[row] as number)
    }
  }
  return scores
}

/** Σ over people of score · score', p × p, row-major. */
export const outerProducts = (scores: Float64Array, size: number): Float64Array => {
  const sums = new Float64Array(size * size)
  for (let at = 0; at < scores.length; at += size) {
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) sums[i * size + j]! += (scores[at + i] as number) * (scores[at + j] as number)
    }
  }
  return sums
}

const present = ({ people, of }: People): number => {
  const seen = new Uint8Array(people)
  for (const who of of) seen[who] = 1
  return seen.reduce((sum, one) => sum + one, 0)
}

/**
 * Person-clustered sandwich covariance of a fit of a few columns on rows (Liang and Zeger 1986; factor people ÷ (people − 1)), p × p, row-major.
 * Only people who have a row count. Undefined for one person.
 */
export const clusteredFew = (rows: FewColumns, fit: FewFit, people: People): Float64Array | Undefined => {
  const clusters = present(people)
  if (clusters < 2) return undefinedBecause('one person gives no measure of spread')
  const size = fit.estimates.length
  const meat = outerProducts(personScores(rows, fit.estimates, people), size)
  const factor = clusters / (clusters - 1)
  return sandwich(fit.covariance, meat, size).map((value) => value * factor)
}
