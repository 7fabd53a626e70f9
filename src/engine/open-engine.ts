import type { EngineSettings } from '../../data-schemas/engine.js'
import { type DuckDBOptions, openDuckDB } from './duckdb.js'
import type { Engine } from './engine.js'
import { openSpark } from './spark.js'

/** Opens the engine that a study asks for: the embedded one unless it names another. The options are those of the embedded one; `signal` counts for both. */
export const openEngine = (settings: EngineSettings | undefined, options: DuckDBOptions = {}): Promise<Engine> =>
  settings?.kind === 'spark'
    ? openSpark(settings, options.signal === undefined ? {} : { signal: options.signal })
    : openDuckDB(options)
