import { z } from 'zod'
import { columnContract, csvFormat } from './columns.js'

/** Where a table comes from: a file in the data folder, read with the named built-in contract or with its own columns. */
export const tableSource = z.strictObject({
  /** File name inside the data folder; `<table>.parquet` or `<table>.csv` when absent. */
  file: z.string().optional(),
  csv: csvFormat.optional(),
  /** A contract that ships with the workbench (`data-schemas/tables/`). */
  contract: z.enum(['clients', 'snapshots', 'bijstand', 'audit', 'pilot']).optional(),
  /** Columns, by name; added to, or in place of, those of the named contract. */
  columns: z.record(z.string(), columnContract).optional(),
})
export type TableSource = z.infer<typeof tableSource>

/** One table. */
export const flatData = z.strictObject({
  kind: z.literal('flat'),
  file: z.string().optional(),
  csv: csvFormat.optional(),
  /** Contracts of columns; candidates without one get it from their own declaration. */
  columns: z.record(z.string(), columnContract).optional(),
})

/** Tables of persons and weeks. */
export const panelData = z.strictObject({
  kind: z.literal('panel'),
  /** Base table is `snapshots`: one row per person per week. */
  tables: z.strictObject({
    snapshots: tableSource,
    clients: tableSource,
    bijstand: tableSource,
    audit: tableSource.optional(),
    /** Who was offered help in a pilot, and how far it came: at most one row per person; read by the funnel of fairness only. */
    pilot: tableSource.optional(),
  }),
  /** Last day on which outcomes were observed; windows that close later are not yet closed. Default: the last start date seen. */
  observedUntil: z.iso.date().optional(),
})
