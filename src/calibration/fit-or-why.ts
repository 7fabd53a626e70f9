import { WorkbenchError } from '../errors.js'
import type { Design } from '../numeric/design.js'
import { fitLogistic, type Logistic, type LogisticOptions } from '../numeric/logistic.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

const REASONS: Readonly<Record<string, string>> = {
  'no-events': 'no row has the outcome',
  'no-nonevents': 'every row has the outcome',
  collinear: 'all predictions are equal',
  separation: 'the predictions separate the outcomes completely, so no estimate exists',
  'not-converged': 'the fit did not settle',
}

/** A logistic fit, or the reason why none exists. Anything else that goes wrong is thrown on. */
export const fitOrWhy = (design: Design, options: LogisticOptions = {}): Logistic | Undefined => {
  try {
    return fitLogistic(design, options)
  } catch (error) {
    const reason = error instanceof WorkbenchError ? REASONS[error.code] : undefined
    if (reason === undefined) throw error
    return undefinedBecause(reason)
  }
}
