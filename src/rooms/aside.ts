import { examineCurves, examineNewPeople, examineParts } from '../calibration/examine-calibration.js'
import { listCourse } from '../explanation/list-course.js'
import { examineCandidates } from '../screening/examine-screening.js'
import { comparePaths } from '../selection/compare-paths.js'
import { fitParts } from './fit-parts.js'
import { resampledParts } from './resampled-parts.js'
import { scoreSets } from './score-sets.js'

/** Long work that takes arrays and plain values only, so that any thread can do it. */
export const TASKS = {
  fitParts,
  examineCandidates,
  examineCurves,
  examineNewPeople,
  examineParts,
  comparePaths,
  listCourse,
  resampledParts,
  scoreSets,
} as const
type Tasks = typeof TASKS

/** Asks for one of the {@link TASKS}; the result is the same on every thread. */
export type Ask = <Name extends keyof Tasks>(
  name: Name,
  ...input: Parameters<Tasks[Name]>
) => Promise<Awaited<ReturnType<Tasks[Name]>>>

/** Other threads that do long work. */
export interface Aside {
  readonly ask: Ask
  /** Does the oldest task that no thread has taken yet, in the calling one; false when there is none. */
  readonly help: () => Promise<boolean>
}

/** A task as it is sent to a thread. */
export interface SentTask {
  readonly name: keyof Tasks
  readonly input: readonly unknown[]
}

/** Does a task in the thread that calls. */
export const doTask = async ({ name, input }: SentTask): Promise<unknown> =>
  (TASKS[name] as (...input: readonly unknown[]) => unknown)(...input)

const here: Ask = async (name, ...input) => (await doTask({ name, input })) as never

/** How a run asks for long work: of another thread where it has one. */
export const asideOf = ({ aside }: { readonly aside?: Aside }): Ask => aside?.ask ?? here

/**
 * Begins work that reads, and then asks for a task; done when it has asked, or has ended without. A thread that computes cannot hand the
 * next task over: it is handed over before.
 * @returns the work in an object: a bare promise would be waited for to its end
 */
export const begun = async <T>(
  aside: Aside,
  work: (watched: Aside) => Promise<T>,
): Promise<{ readonly work: Promise<T> }> => {
  let asked: () => void = () => undefined
  const first = new Promise<void>((resolve) => {
    asked = resolve
  })
  const ask: Ask = (name, ...input) => {
    const result = aside.ask(name, ...input)
    asked()
    return result
  }
  const result = work({ ...aside, ask })
  await Promise.race([first, result.then(asked, asked)])
  return { work: result }
}

/** Waits for work that was asked for before; meanwhile does tasks that still wait for a thread. */
export const awaited = async <T>({ aside }: { readonly aside?: Aside }, work: Promise<T>): Promise<T> => {
  let settled = false
  const mark = (): void => {
    settled = true
  }
  work.then(mark, mark)
  const heard = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  for (await heard(); !settled && (await aside?.help()) === true; ) await heard()
  return work
}
