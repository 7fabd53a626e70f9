import { type FewColumns, type FewFit, fewPredictor } from '../numeric/few-columns.js'
import { logistic } from '../numeric/link.js'
import { sandwich } from '../numeric/matrix.js'
import type { People } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/**
 * Person-clustered sandwich covariance of a fit of a few columns on rows (Liang and Zeger 1986; factor people ÷ (people − 1)), p × p, row-major.
 * Only people who have a row count. Undefined for one person.
 */
export const clusteredFew = (rows: FewColumns, fit: FewFit, people: People): Float64Array | Undefined => {
  const size = fit.estimates.length
  const eta = fewPredictor(rows, fit.estimates, rows.events.length)
  const scores = new Float64Array(people.people * size)
  const seen = new Uint8Array(people.people)
  for (let row = 0; row < eta.length; row += 1) {
    const residual = (rows.events[row] as number) - (rows.trials[row] as number) * logistic(eta[row] as number)
    const at = (people.of[row] as number) * size
    seen[people.of[row] as number] = 1
    scores[at]! += residual
    for (let j = 1; j < size; j += 1)
      scores[at + j]! += residual * ((rows.columns[j - 1] as Float64Array)[row] as number)
  }
  const meat = new Float64Array(size * size)
  for (let at = 0; at < scores.length; at += size) {
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < size; j += 1) meat[i * size + j]! += (scores[at + i] as number) * (scores[at + j] as number)
    }
  }
  const present = seen.reduce((sum, one) => sum + one, 0)
  if (present < 2) return undefinedBecause('one person gives no measure of spread')
  const factor = present / (present - 1)
  return sandwich(fit.covariance, meat, size).map((value) => value * factor)
}
