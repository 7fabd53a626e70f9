import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import type { Aside } from './aside.js'
import type { SentTask } from './aside-worker.js'

/** A second thread for long work, to be closed when the run ends. */
export interface AsidePool {
  /** Absent where there is no second thread. */
  readonly aside?: Aside
  readonly close: () => Promise<void>
}

const NONE: AsidePool = { close: async () => undefined }

/** Memory that the second thread may take, in MB: the arrays of the largest run that one machine is for. */
const MEMORY = 8192

/**
 * Opens a second thread for long work. One thread only, or uncompiled code: there is none, and the work is done in the calling thread, with the same result.
 * @param threads that the run may use
 * @param signal stops the work
 */
export const openAside = (threads: number, signal?: AbortSignal): AsidePool => {
  if (threads < 2 || import.meta.url.endsWith('.ts')) return NONE
  const pool = new Piscina({
    filename: fileURLToPath(new URL('./aside-worker.js', import.meta.url)),
    minThreads: 1,
    maxThreads: 1,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY },
  })
  const send = (sent: SentTask): Promise<unknown> =>
    pool.run(sent, { name: 'task', ...(signal === undefined ? {} : { signal }) })
  const aside: Aside = async (name, ...input) => (await send({ name, input })) as never
  return { aside, close: () => pool.destroy() }
}
