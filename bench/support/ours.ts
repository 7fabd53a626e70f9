import { readFileSync } from 'node:fs'
import type { Contender } from './types.js'

const version = (): string => {
  const file = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  return `maatwerkscan-workbench ${file.version}, node ${process.versions.node}`
}

/** A contender of the workbench: `work` is timed as it is, in this process. */
export const ours = (name: string, how: string, work: () => Promise<unknown> | unknown): Contender => ({
  name,
  versions: version(),
  how,
  ours: true,
  run: async () => {
    globalThis.gc?.()
    const cpu = process.cpuUsage()
    const begin = performance.now()
    const value = await work()
    const seconds = (performance.now() - begin) / 1000
    const used = process.cpuUsage(cpu)
    return { seconds, cpu: (used.user + used.system) / 1e6, value }
  },
  close: () => undefined,
})
