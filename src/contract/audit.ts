import { type Engine, ident } from '../engine/engine.js'
import { WorkbenchError } from '../errors.js'
import type { OpenedData, OpenedTable } from './opened.js'
import { didYouMean, listed } from './suggest.js'

/** The rooms that may read the audit table. */
export type AuditReader = 'proxy-test' | 'fairness'

declare const audited: unique symbol
/**
 * Permission to read the audit table. Only {@link openAudit} makes one; the feature path has no parameter of this type, so that joining an
 * audit attribute into features does not type-check.
 */
export interface AuditHandle {
  readonly [audited]: true
  readonly reader: AuditReader
  readonly table: OpenedTable
}

/** One line of the log of readings: who opened which table and what of it was read. */
export interface AuditReading {
  readonly reader: AuditReader
  readonly table: string
  readonly attributes: readonly string[]
}

/**
 * Opens the audit table for one of the rooms that may read it. The opening is added to the log, which is returned.
 * Throws `no-audit-table` when the data hold none.
 */
export const openAudit = (
  opened: OpenedData,
  reader: AuditReader,
  log: readonly AuditReading[] = [],
): { readonly handle: AuditHandle; readonly log: readonly AuditReading[] } => {
  const table = opened.tables.audit
  if (table === undefined) {
    throw new WorkbenchError('no-audit-table', {
      expected: 'a table with audit attributes',
      found: 'none',
      advice: 'Declare "audit" in the study and deliver the table.',
    })
  }
  const handle = { reader, table } as AuditHandle
  return { handle, log: [...log, { reader, table: table.file, attributes: [] }] }
}

/** Values of one audit attribute, beside the row of the file or the person they belong to; in the order of the file. */
export interface AuditColumn {
  readonly keys: readonly (string | null)[]
  readonly values: readonly (string | null)[]
}

/**
 * Reads one audit attribute as texts; null where it is not a value. The reading is added to the log, which is returned.
 * @param by column that identifies the person; the place in the file when absent
 * Throws `unknown-attribute` when the table has no such column.
 */
export const readAudit = async (
  engine: Engine,
  handle: AuditHandle,
  wanted: { readonly column: string; readonly by?: string; readonly log: readonly AuditReading[] },
): Promise<{ readonly data: AuditColumn; readonly log: readonly AuditReading[] }> => {
  const { table, reader } = handle
  const names = Object.keys(table.columns)
  for (const name of [wanted.column, ...(wanted.by === undefined ? [] : [wanted.by])]) {
    if (!names.includes(name)) {
      throw new WorkbenchError('unknown-attribute', {
        expected: `one of ${listed(names)}`,
        found: `"${name}"`,
        advice: `Name a column of the audit table.${didYouMean(name, names)}`,
      })
    }
  }
  const by = wanted.by === undefined ? '__row' : ident(wanted.by)
  const { key, value } = await engine.columns(
    `SELECT ${by} AS key, ${ident(wanted.column)} AS value FROM ${ident(table.name)} ORDER BY __row`,
    { key: 'text', value: 'text' },
  )
  return {
    data: { keys: key, values: value },
    log: [...wanted.log, { reader, table: table.file, attributes: [wanted.column] }],
  }
}
