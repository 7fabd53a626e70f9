import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { type Aside, doTask, type SentTask } from './aside.js'
import { type ClaimedTask, claim, newClaim, type ThreadResult } from './claim.js'

/** Threads for long work, to be closed when the run ends. */
export interface AsidePool {
  /** Absent where there is no second thread. */
  readonly aside?: Aside
  readonly close: () => Promise<void>
}

const NONE: AsidePool = { close: async () => undefined }

/** Memory that a thread's own objects may take, in MB; arrays do not count. */
const MEMORY = 8192

/**
 * Tasks that a thread holds: one at work and some to go on with. The calling thread cannot hand over the next one while it computes itself;
 * what no thread has begun, it may do.
 */
const HELD = 4

type Balancer = NonNullable<NonNullable<ConstructorParameters<typeof Piscina>[0]>['loadBalancer']>

/** Gives a task to the thread that holds fewest; one that works gets more only when there are as many threads as may be. */
const leastBusy =
  (most: number): Balancer =>
  (_, threads) => {
    const [least] = [...threads].sort((a, b) => a.currentUsage - b.currentUsage)
    if (least === undefined || (least.currentUsage > 0 && threads.length < most)) return null
    return least.currentUsage < HELD ? least : null
  }

/** A task that perhaps no thread has begun. */
interface Open {
  readonly task: ClaimedTask
  readonly settle: (by: Promise<unknown>) => void
}

/**
 * Opens threads for long work beside the calling one, one less than the run may use. One thread only, or uncompiled code: there is none, and the
 * work is done in the calling thread, with the same result.
 * @param threads that the run may use
 * @param signal stops the work
 */
export const openAside = (threads: number, signal?: AbortSignal): AsidePool => {
  if (threads < 2 || import.meta.url.endsWith('.ts')) return NONE
  const others = threads - 1
  const pool = new Piscina({
    filename: fileURLToPath(new URL('./aside-worker.js', import.meta.url)),
    minThreads: 1,
    maxThreads: others,
    concurrentTasksPerWorker: HELD,
    loadBalancer: leastBusy(others),
    resourceLimits: { maxOldGenerationSizeMb: MEMORY },
  })
  // The pool itself is not told of the signal: it gives a thread no second task while it does one that can be stopped.
  const stop = (): void => void pool.destroy()
  signal?.addEventListener('abort', stop, { once: true })
  const open: Open[] = []
  const ask = (sent: SentTask): Promise<unknown> =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted()
      const own: Open = { task: { ...sent, claim: newClaim() }, settle: (by) => void by.then(resolve, reject) }
      open.push(own)
      const close = (): void => {
        const at = open.indexOf(own)
        if (at >= 0) open.splice(at, 1)
      }
      const sending: Promise<ThreadResult> = pool.run(own.task, { name: 'task' })
      sending.then(
        (result) => {
          close()
          if (result.kind === 'done') resolve(result.value)
        },
        (error) => reject(signal?.aborted === true ? signal.reason : error),
      )
    })
  const help = async (): Promise<boolean> => {
    const next = open.shift()
    if (next === undefined) return false
    if (!claim(next.task.claim)) return help()
    const work = doTask(next.task)
    next.settle(work)
    await work.catch(() => undefined)
    return true
  }
  return {
    aside: { ask: async (name, ...input) => (await ask({ name, input })) as never, help },
    close: async () => {
      signal?.removeEventListener('abort', stop)
      await pool.destroy()
    },
  }
}
