import type { TableKey } from './opened.js'

/** What a rule found, with exact counts. Internal to the room: results show counts only at or above the disclosure minimum. */
export interface Finding {
  readonly rule: string
  readonly table: TableKey
  readonly column?: string
  /** Rows that break the rule; undefined for findings about a column or a file as a whole. */
  readonly count?: number
  /** Distinct people behind these rows. */
  readonly people?: number
  readonly rows?: number
  readonly expected: string
  readonly found: string
  readonly advice: string
  /** `bounded`: refused above the share that the study allows, otherwise those rows are refused. */
  readonly severity: 'refuse' | 'bounded' | 'warn' | 'note'
}
