import { doTask, type SentTask } from './aside.js'

/** Does a task on this worker thread. */
export const task = (sent: SentTask): Promise<unknown> => doTask(sent)
