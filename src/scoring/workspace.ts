import { join } from 'node:path'
import { openDuckDB } from '../engine/duckdb.js'
import type { Engine } from '../engine/engine.js'
import { cancelled } from './check-signal.js'
import { cannotWrite, type Draft, isWriteError, openDraft } from './output.js'

/** Memory, threads and stopping of the engine. */
export interface WorkspaceOptions {
  readonly data: string
  readonly out: string
  /** Memory of the engine, default "800MB"; the process takes up to twice as much. What does not fit goes to a folder beside the output. */
  readonly memory?: string
  readonly threads?: number
  readonly signal?: AbortSignal
}

const openEngine = async ({ memory, threads, signal }: WorkspaceOptions, { work }: Draft): Promise<Engine> => {
  const engine = await openDuckDB({
    memory: memory ?? '800MB',
    file: join(work, 'tables.duckdb'),
    spill: join(work, 'spill'),
    ...(threads === undefined ? {} : { threads }),
    ...(signal === undefined ? {} : { signal }),
  })
  // Place in the file is the last word among equals, and tables are read side by side: everything stays in the order of the file.
  await engine.run('SET preserve_insertion_order = true')
  // The tables are thrown away: writing them a second time, for safety, would only cost time.
  await engine.run("SET checkpoint_threshold = '1TB'")
  await engine.run('PRAGMA disable_checkpoint_on_shutdown')
  return engine
}

/**
 * Lends an engine with its tables on disk and a draft of the output, and clears both away whatever happens: the output is there whole, or
 * as it was before. Throws `cannot-write` and `cancelled`, and what `work` throws.
 */
export const inWorkspace = async <T>(
  options: WorkspaceOptions,
  work: (engine: Engine, draft: Draft) => Promise<T>,
): Promise<T> => {
  const draft = openDraft(options.out, options.data)
  try {
    const engine = await openEngine(options, draft)
    try {
      return await work(engine, draft)
    } finally {
      engine.close()
    }
  } catch (cause) {
    if (options.signal?.aborted === true) throw cancelled()
    throw isWriteError(cause) ? cannotWrite(options.out, cause) : cause
  } finally {
    draft.discard()
  }
}
