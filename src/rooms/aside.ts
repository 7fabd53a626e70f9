import { examineNewPeople } from '../calibration/examine-calibration.js'
import { fitParts } from './fit-parts.js'
import { resampledParts } from './resampled-parts.js'
import { scoreSets } from './score-sets.js'

/** Long work that takes arrays and plain values only, so that another thread can do it. */
export const TASKS = { fitParts, examineNewPeople, resampledParts, scoreSets } as const
type Tasks = typeof TASKS

/** Does one of the {@link TASKS}, here or on another thread: the result is the same. */
export type Aside = <Name extends keyof Tasks>(
  name: Name,
  ...input: Parameters<Tasks[Name]>
) => Promise<Awaited<ReturnType<Tasks[Name]>>>

/** Does the work in the calling thread. */
export const here: Aside = async (name, ...input) => {
  const work = TASKS[name] as (...input: readonly unknown[]) => unknown
  return (await work(...input)) as never
}

/** How a run does long work: on another thread where it has one. */
export const asideOf = ({ aside }: { readonly aside?: Aside }): Aside => aside ?? here
