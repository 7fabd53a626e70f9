import { z } from 'zod'
import { columnContract } from '../columns.js'
import { stamp } from './common.js'

/** A problem with the data: a rule, where it is broken and by how many rows; never a value. */
export const contractIssue = z.strictObject({
  rule: z.string(),
  table: z.string(),
  column: z.string().nullable(),
  /** Rows that break the rule; null when fewer people than the disclosure minimum stand behind them, or when the rule is about a whole column. */
  count: z.int().nullable(),
  /** True when rows break the rule, but fewer people than the minimum. */
  belowMinimum: z.boolean(),
  /** Rows looked at. */
  rows: z.int().nullable(),
  expected: z.string(),
  found: z.string(),
  advice: z.string(),
  /** `refuse`: the data do not go on. `refused-rows`: within the share the study allows; these rows do not go on. */
  severity: z.enum(['refuse', 'refused-rows', 'warn', 'note']),
})
export type ContractIssue = z.infer<typeof contractIssue>

/** What a column looks like, also over time. Shares of cells with fewer people than the minimum are null. */
export const columnProfile = z.strictObject({
  name: z.string(),
  type: columnContract.shape.type,
  rows: z.int(),
  missing: z.int().nullable(),
  notApplicable: z.int().nullable(),
  special: z.int().nullable(),
  /** Distinct values; null for identifiers. */
  distinct: z.int().nullable(),
  /** Share of the commonest value among the values; null for identifiers, and when there is none. */
  constantShare: z.number().nullable(),
  /** The range that the contract declares, not the one in the data. */
  min: z.number().nullable(),
  max: z.number().nullable(),
  /** By month of the row: share missing. Empty where nothing is missing, or where the table has no date. */
  months: z.array(z.strictObject({ month: z.string(), rows: z.int().nullable(), missingShare: z.number().nullable() })),
  /** Categories that are not there in every month: the first and the last month with enough people. */
  levels: z.array(z.strictObject({ value: z.string(), firstMonth: z.string(), lastMonth: z.string() })),
})
export type ColumnProfile = z.infer<typeof columnProfile>

/** Result of the room `contract`: did the data keep the contract, which rows were refused and why, and a profile of every column. */
export const contractResult = z.strictObject({
  kind: z.literal('contract'),
  ...stamp,
  passed: z.boolean(),
  tables: z.array(
    z.strictObject({
      name: z.string(),
      /** Base name of the file. */
      file: z.string(),
      /** Rows that go on. */
      rows: z.int(),
      /** Rows that do not; null when there are some but fewer than the minimum. */
      refusedRows: z.int().nullable(),
      columns: z.array(columnProfile),
    }),
  ),
  issues: z.array(contractIssue),
})
export type ContractResult = z.infer<typeof contractResult>
