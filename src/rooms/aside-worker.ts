import { doTask } from './aside.js'
import { type ClaimedTask, claim, type ThreadResult } from './claim.js'
import { oneByOne } from './one-by-one.js'

/** Does a task on this worker thread after those that it was sent before, unless another thread has begun it by then. */
export const task = oneByOne(
  async (sent: ClaimedTask): Promise<ThreadResult> =>
    claim(sent.claim) ? { kind: 'done', value: await doTask(sent) } : { kind: 'elsewhere' },
)
