import type { Scale } from '../../support/oracle-difference.js'

/** One row of docs/ORACLES.md. */
export interface OracleRow {
  readonly statistic: string
  /** One line: the formula, or where it comes from. */
  readonly definition: string
  /** Tool and version, or the published table. */
  readonly reference: string
  readonly data: string
  /** How the difference is measured. */
  readonly scale: Scale
  /** Largest difference that the tests accept; 0 asks for equality. */
  readonly tolerance: number
  /** A file beside the repository without which the row cannot be measured. */
  readonly needs?: string
  /** Compared with the tool itself, live, in the test group `peers`. */
  readonly live?: true
}

export type OracleRows = Readonly<Record<string, OracleRow>>
