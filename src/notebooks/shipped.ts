import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Folder of the notebooks that ship with the package, whether this runs from `src/` or from `dist/src/`. */
export const shippedNotebooks = (): string =>
  ['../../notebooks', '../../../notebooks'].map((up) => fileURLToPath(new URL(up, import.meta.url))).find(existsSync) ??
  'notebooks'
