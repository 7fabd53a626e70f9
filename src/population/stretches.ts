import { fileURLToPath } from 'node:url'
import { Piscina } from 'piscina'
import { WorkbenchError } from '../errors.js'
import { type Chunk, drawChunk, type Stretch } from './chunk.js'
import type { WorkerSetting } from './worker.js'
import { worldOf } from './world.js'

/** People drawn in one task. Results are the same for any number. */
const stretchSize = 10_000

/** How the people of a population are drawn. */
export interface DrawPlan extends WorkerSetting {
  readonly seed: number
  /** Threads; 1 draws in the calling thread. */
  readonly workers: number
  readonly signal?: AbortSignal | undefined
}

/** Compiled code of the worker, also when this file itself runs as TypeScript. */
const workerFile = (): string =>
  fileURLToPath(
    import.meta.url.endsWith('.ts')
      ? new URL('../../dist/src/population/worker.js', import.meta.url)
      : new URL('./worker.js', import.meta.url),
  )

/** Throws `cancelled` when the caller has asked to stop. */
export const stopWhenAsked = (signal: AbortSignal | undefined): void => {
  if (signal?.aborted === true) {
    throw new WorkbenchError('cancelled', {
      expected: 'to run to the end',
      found: 'a request to stop',
      where: 'making a population',
      advice: 'nothing was written; run it again when you want the population',
    })
  }
}

const stretchAt = (seed: number, index: number, end: number): Stretch => ({
  seed,
  from: index * stretchSize,
  to: Math.min((index + 1) * stretchSize, end),
})

async function* inThread(plan: DrawPlan, end: number): AsyncGenerator<Chunk> {
  const world = worldOf(plan.scenario, plan.weeks, plan.adjustments)
  for (let index = 0; index * stretchSize < end; index += 1) {
    await new Promise<void>((resolve) => setImmediate(resolve))
    stopWhenAsked(plan.signal)
    yield drawChunk(stretchAt(plan.seed, index, end), world)
  }
}

async function* onWorkers(plan: DrawPlan, end: number): AsyncGenerator<Chunk> {
  const { scenario, weeks, adjustments } = plan
  const setting: WorkerSetting = { scenario, weeks, adjustments }
  const pool = new Piscina({
    filename: workerFile(),
    minThreads: plan.workers,
    maxThreads: plan.workers,
    workerData: setting,
  })
  const waiting: Promise<Chunk>[] = []
  try {
    let next = 0
    for (;;) {
      while (waiting.length <= plan.workers && next * stretchSize < end) {
        const result: Promise<Chunk> = pool.run(stretchAt(plan.seed, next, end), { name: 'chunk' })
        result.catch(() => undefined)
        waiting.push(result)
        next += 1
      }
      const first = waiting.shift()
      if (first === undefined) return
      const chunk = await first
      stopWhenAsked(plan.signal)
      yield chunk
    }
  } finally {
    await pool.destroy()
  }
}

/**
 * Draws people 0, 1, 2, … up to `end` (not included; may be infinite: the caller stops asking) and yields the clients among them,
 * in order, stretch by stretch: the same on any number of workers.
 */
export const drawPeople = (plan: DrawPlan, end = Number.POSITIVE_INFINITY): AsyncGenerator<Chunk> =>
  plan.workers === 1 ? inThread(plan, end) : onWorkers(plan, end)
