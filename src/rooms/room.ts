import { WorkbenchError } from '../errors.js'
import type { Progress } from '../progress.js'
import type { RunResults } from '../run-results.js'

/** Looks a result up that an earlier, interrupted run on the very same inputs has left; undefined where it must be computed. */
export type Stored = <Name extends keyof RunResults>(name: Name) => RunResults[Name] | undefined

/** The way into the rooms of one run. */
export interface Rooms {
  /** Enters a room whose value is more than its results, such as a table: its work is always done. */
  readonly live: <T>(name: string, work: () => Promise<T>, results: (value: T) => Partial<RunResults>) => Promise<T>
  /** Enters a room whose value is its result: taken over where it is stored. */
  readonly result: <Name extends keyof RunResults>(
    name: Name,
    work: () => Promise<NonNullable<RunResults[Name]>>,
  ) => Promise<NonNullable<RunResults[Name]>>
  /** Begins work for a room that is entered later; undefined where its result is stored, so that nobody needs the work. */
  readonly early: <T>(name: keyof RunResults, work: () => Promise<T>) => Promise<T> | undefined
}

/** Who is told what happens in the rooms, and may ask to stop. */
export interface Visitor {
  /** Receives each room's result as soon as it is there. */
  readonly onResult?: (results: Partial<RunResults>) => void
  readonly onProgress?: Progress
  readonly signal?: AbortSignal
  /** What an interrupted run left; asked when the rooms before have handed over their results. */
  readonly stored?: Stored
}

/** Name of a room as people read it. */
export const stageOf = (name: keyof RunResults): string =>
  name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)

/** Lets the program hear a request to stop, and throws `cancelled` when there was one. */
export const mayGoOn = async (signal: AbortSignal | undefined, where: string): Promise<void> => {
  await new Promise((resolve) => setImmediate(resolve))
  if (signal?.aborted !== true) return
  throw new WorkbenchError('cancelled', { expected: 'a run to its end', found: 'a request to stop', where })
}

/** The way into each room: says so, stops first when asked to (`cancelled`), and hands its results over. */
export const roomsOf = ({ onProgress, onResult, signal, stored }: Visitor): Rooms => {
  const enter = async (name: string, stage: string): Promise<void> => {
    await mayGoOn(signal, name)
    onProgress?.({ stage })
  }
  return {
    live: async (name, work, results) => {
      await enter(name, name)
      const value = await work()
      onResult?.(results(value))
      return value
    },
    result: async (name, work) => {
      const stage = stageOf(name)
      const found = stored?.(name)
      await enter(stage, found === undefined ? stage : `${stage} (taken over)`)
      const value = found ?? (await work())
      onResult?.({ [name]: value })
      return value
    },
    early: (name, work) => (stored?.(name) === undefined ? work() : undefined),
  }
}
