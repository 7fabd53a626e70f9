import type { Encoder } from '../../data-schemas/encoder.js'
import { ident, type Wanted } from '../engine/engine.js'
import type { CodedTable } from './coded.js'

/** One candidate on rows of the training side, beside its level one snapshot of the panel earlier for the same person. */
export interface LaggedCandidate {
  readonly name: string
  readonly levels: number
  readonly level: Int32Array
  readonly earlier: Int32Array
}

/** Rows that have a row of the same person one date of the panel earlier. */
export interface LaggedRows {
  readonly outcome: Uint8Array
  readonly person: Int32Array
  readonly candidates: readonly LaggedCandidate[]
}

/**
 * Training rows of people who were there one snapshot date earlier too, in the order of `row_id`, with the level of each candidate on both dates.
 * Empty for data without dates. Candidates that enter as they are have no levels and are left out.
 */
export const laggedRows = async (coded: CodedTable, encoders: readonly Encoder[]): Promise<LaggedRows> => {
  const columns = coded.columns.filter(
    ({ encoder }) => encoder.rule.kind !== 'linear' && encoders.some(({ name }) => name === encoder.name),
  )
  const wanted: Wanted = {
    outcome: 'u8',
    person: 'i32',
    ...Object.fromEntries(columns.flatMap(({ column }) => [[column, 'i32'] as const, [`l_${column}`, 'i32'] as const])),
  }
  const select = columns.flatMap(({ column }) => [
    `CAST(c.${column} AS INTEGER) AS ${column}`,
    `CAST(p.${column} AS INTEGER) AS l_${column}`,
  ])
  const found = (await coded.engine.columns(
    `SELECT ${['c.outcome AS outcome', 'c.person AS person', ...select].join(', ')}
     FROM ${ident(coded.table)} c JOIN ${ident(coded.table)} p ON p.person = c.person AND p.period = c.period - 1
     WHERE c.split = 1 AND p.split = 1 ORDER BY c.row_id`,
    wanted,
  )) as Readonly<Record<string, unknown>>
  return {
    outcome: found['outcome'] as Uint8Array,
    person: found['person'] as Int32Array,
    candidates: columns.map(({ encoder, column }) => ({
      name: encoder.name,
      levels: encoder.levels.length,
      level: found[column] as Int32Array,
      earlier: found[`l_${column}`] as Int32Array,
    })),
  }
}
