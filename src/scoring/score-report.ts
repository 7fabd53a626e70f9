import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Issue } from '../errors.js'
import { cannotWrite } from './output.js'

/** What was found in a delivery: rules, columns and counts, never a value. */
export interface ScoreReport {
  readonly kind: 'score-report'
  readonly modelId: string
  /** Name of the file, without its folder. */
  readonly data: string
  readonly rows: number
  /** Rows that break the contract. */
  readonly failing: number
  /** Share of rows that may break it. */
  readonly threshold: number
  /** True when the delivery was refused and no score was written. */
  readonly refused: boolean
  readonly issues: readonly Issue[]
}

/** Writes the report whole or not at all. Throws `cannot-write`. */
export const writeReport = (path: string, report: ScoreReport): void => {
  const part = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  try {
    const file = openSync(part, 'w')
    try {
      writeSync(file, `${JSON.stringify(report, null, 2)}\n`)
    } finally {
      closeSync(file)
    }
    renameSync(part, path)
  } catch (cause) {
    rmSync(part, { force: true })
    throw cannotWrite(path, cause)
  }
}
