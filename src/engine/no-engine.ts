import { WorkbenchError } from '../errors.js'
import type { Engine } from './engine.js'

const refuse = (): never => {
  throw new WorkbenchError('no-engine', {
    expected: 'work on arrays alone',
    found: 'a question to an engine',
    where: 'work in memory',
  })
}

/** An engine where there is none: for work on arrays that shares its code with work on tables. Asking it anything is a bug (`no-engine`). */
export const NO_ENGINE: Engine = {
  kind: 'duckdb',
  version: 'none',
  run: refuse,
  columns: refuse,
  stream: refuse,
  append: refuse,
  rows: refuse,
  close: refuse,
}
