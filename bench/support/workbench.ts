import { existsSync } from 'node:fs'
import type * as Library from '../../src/index.js'

/** The workbench as it is shipped: compiled, from dist. Types come from the sources, so that type checking needs no build. */
export interface Workbench {
  readonly library: typeof Library
  /** A compiled file of src by its path without extension, for parts that the barrel does not show. */
  file<Exports>(path: string): Promise<Exports>
}

const dist = new URL('../../dist/', import.meta.url)

/** Loads dist/index.js; throws when it was not built. */
export const loadWorkbench = async (): Promise<Workbench> => {
  const index = new URL('index.js', dist)
  if (!existsSync(index)) throw new Error('dist/ is not there: run "npm run build" first')
  return {
    library: (await import(index.href)) as typeof Library,
    file: async <Exports>(path: string) => (await import(new URL(`src/${path}.js`, dist).href)) as Exports,
  }
}
