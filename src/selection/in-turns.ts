import { WorkbenchError } from '../errors.js'

/** Milliseconds of work between two looks at the signal. */
const TURN = 40

/** Runs work to its end in short turns, so that a signal can stop it and progress can be shown. Throws `cancelled`. */
export const inTurns = async (
  work: Generator<void>,
  options: { readonly signal?: AbortSignal | undefined; readonly onTurn?: () => void },
): Promise<void> => {
  let last = performance.now()
  for (const _ of work) {
    if (performance.now() - last < TURN) continue
    options.onTurn?.()
    await new Promise((resolve) => setImmediate(resolve))
    if (options.signal?.aborted === true) {
      throw new WorkbenchError('cancelled', {
        expected: 'the search to run to its end',
        found: 'a signal to stop',
        where: 'selection',
      })
    }
    last = performance.now()
  }
}
