import { readFileSync } from 'node:fs'

/** Version of this package, read from its package.json whether it runs from `src/` or from `dist/src/`. */
export const packageVersion = (): string => {
  for (const up of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(up, import.meta.url), 'utf8')) as {
        name?: string
        version?: string
      }
      if (name === 'maatwerkscan-workbench' && version !== undefined) return version
    } catch {
      // not this level; the next one up is tried
    }
  }
  return '0.0.0'
}
