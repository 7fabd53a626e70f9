import { WorkbenchError } from '../errors.js'

/** The error that a request to stop ends in. */
export const cancelled = (): WorkbenchError =>
  new WorkbenchError('cancelled', {
    expected: 'time to finish',
    found: 'a request to stop',
    advice: 'nothing was written; run it again',
  })

/** Throws `cancelled` when somebody asked to stop. */
export const checkSignal = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) throw cancelled()
}
