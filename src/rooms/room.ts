import { WorkbenchError } from '../errors.js'
import type { Progress } from '../progress.js'
import type { RunResults } from '../run-results.js'

/** Enters a room and hands its results over. */
export type Room = <T>(name: string, work: () => Promise<T>, results: (value: T) => Partial<RunResults>) => Promise<T>

/** Who is told what happens in the rooms, and may ask to stop. */
export interface Visitor {
  /** Receives each room's result as soon as it is there. */
  readonly onResult?: (results: Partial<RunResults>) => void
  readonly onProgress?: Progress
  readonly signal?: AbortSignal
}

/** The way into each room: says so, stops first when asked to (`cancelled`), and hands its results over. */
export const roomsOf =
  ({ onProgress, onResult, signal }: Visitor): Room =>
  async (name, work, results) => {
    if (signal?.aborted === true) {
      throw new WorkbenchError('cancelled', { expected: 'a run to its end', found: 'a request to stop', where: name })
    }
    onProgress?.({ stage: name })
    const value = await work()
    onResult?.(results(value))
    return value
  }
