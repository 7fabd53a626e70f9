import { fitFewColumns } from '../numeric/few-columns.js'
import { gatherBytes, gatherCodes, gatherNumbers } from '../numeric/gather.js'
import { logit } from '../numeric/link.js'
import { undefinedBecause } from '../numeric/undefined.js'
import { clusteredFew } from './clustered-few.js'
import { type Estimate, wald, without } from './estimate.js'
import type { Predicted } from './probabilities.js'

/** Slope of the outcome on the log-odds among some of the rows, with a Wald interval from the person-clustered sandwich. */
export const partSlope = (
  { probability, label, people }: Predicted,
  rows: Int32Array,
  confidence: number,
): Estimate => {
  const x = gatherNumbers(probability, rows).map(logit)
  if (!x.every(Number.isFinite)) return without(undefinedBecause('a probability of exactly 0 or 1 has no log-odds'))
  const data = {
    columns: [x],
    trials: new Float64Array(rows.length).fill(1),
    events: new Float64Array(gatherBytes(label, rows)),
  }
  const fit = fitFewColumns({ ...data, start: Float64Array.of(0, 1) })
  if ('kind' in fit) return without(fit)
  const covariance = clusteredFew(data, fit, { people: people.people, of: gatherCodes(people.of, rows) })
  const error = covariance instanceof Float64Array ? Math.sqrt(covariance[3] as number) : covariance
  return wald(fit.estimates[1] as number, error, confidence)
}
