import { WorkbenchError } from '../errors.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** Failures that belong to one sample and not to the study: the resample or the fold has no model. */
const OF_THE_SAMPLE: readonly string[] = ['separation', 'collinear', 'not-converged', 'no-events', 'no-nonevents']

const reasonOf = (error: unknown): Undefined => {
  if (error instanceof WorkbenchError && OF_THE_SAMPLE.includes(error.code)) return undefinedBecause(error.code)
  throw error
}

/** What the work gives, or why this sample has no model; every other error is thrown on. */
export const orReason = <Value>(work: () => Value): Value | Undefined => {
  try {
    return work()
  } catch (error) {
    return reasonOf(error)
  }
}

/** The same for work that waits. */
export const orReasonLater = async <Value>(work: () => Promise<Value>): Promise<Value | Undefined> => {
  try {
    return await work()
  } catch (error) {
    return reasonOf(error)
  }
}
