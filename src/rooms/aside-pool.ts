import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { type Aside, doTask, type SentTask } from './aside.js'

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
 * what no thread holds, it may do.
 */
const HELD = 3

/** Does a task, and settles what its asker waits for. */
type Waiting = (by: (sent: SentTask) => Promise<unknown>) => Promise<void>

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
    resourceLimits: { maxOldGenerationSizeMb: MEMORY },
  })
  const send = (sent: SentTask): Promise<unknown> =>
    pool.run(sent, { name: 'task', ...(signal === undefined ? {} : { signal }) })
  const waiting: Waiting[] = []
  let busy = 0
  const hand = (): void => {
    const next = busy < others * HELD ? waiting.shift() : undefined
    if (next === undefined) return
    busy += 1
    void next(send).then(() => {
      busy -= 1
      hand()
    })
  }
  const ask = (sent: SentTask): Promise<unknown> =>
    new Promise((resolve, reject) => {
      waiting.push((by) => by(sent).then(resolve, reject))
      hand()
    })
  const help = async (): Promise<boolean> => {
    const next = waiting.shift()
    await next?.(doTask)
    return next !== undefined
  }
  return {
    aside: { ask: async (name, ...input) => (await ask({ name, input })) as never, help },
    close: () => pool.destroy(),
  }
}
