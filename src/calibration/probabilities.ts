import { WorkbenchError } from '../errors.js'
import type { People } from '../numeric/people.js'

/** Predicted probabilities beside what happened, one entry per row; rows of one person share a number. */
export interface Predicted {
  /** In [0, 1]. */
  readonly probability: Float64Array
  /** 1 where the outcome happened, else 0. */
  readonly label: Uint8Array
  readonly people: People
}

/**
 * Checks lengths, probabilities and labels.
 * @throws WorkbenchError `mismatched-length`, `invalid-probability`, `invalid-label`
 */
export const checkPredicted = ({ probability, label, people }: Predicted): void => {
  const rows = probability.length
  if (label.length !== rows || people.of.length !== rows) {
    throw new WorkbenchError('mismatched-length', {
      expected: `${rows} labels and people, as many as probabilities`,
      found: `${label.length} and ${people.of.length}`,
      where: 'calibration',
    })
  }
  const outside = probability.reduce((count, p) => count + (p >= 0 && p <= 1 ? 0 : 1), 0)
  if (outside > 0) {
    throw new WorkbenchError('invalid-probability', {
      expected: 'a probability between 0 and 1 for every row',
      found: `${outside} of ${rows} outside`,
    })
  }
  const unknown = label.reduce((count, value) => count + (value > 1 ? 1 : 0), 0)
  if (unknown > 0) {
    throw new WorkbenchError('invalid-label', {
      expected: '0 or 1 for every row',
      found: `${unknown} of ${rows} others`,
    })
  }
}
