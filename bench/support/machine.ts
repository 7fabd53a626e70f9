import { cpus, loadavg, totalmem } from 'node:os'

/** The machine and the moment, for the head of the results. */
export interface Machine {
  readonly date: string
  readonly cores: number
  readonly cpu: string
  readonly memory: string
  readonly node: string
  readonly load: number
}

/** Where and when this runs. */
export const machine = (): Machine => ({
  date: new Date().toISOString().slice(0, 16).replace('T', ' '),
  cores: cpus().length,
  cpu: cpus()[0]?.model ?? 'unknown',
  memory: `${(totalmem() / 2 ** 30).toFixed(0)} GiB`,
  node: process.versions.node,
  load: loadavg()[0] as number,
})
