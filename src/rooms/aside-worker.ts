import { TASKS } from './aside.js'

/** A task as it is sent to another thread. */
export interface SentTask {
  readonly name: keyof typeof TASKS
  readonly input: readonly unknown[]
}

/** Does a task on this worker thread. */
export const task = ({ name, input }: SentTask): unknown =>
  (TASKS[name] as (...input: readonly unknown[]) => unknown)(...input)
