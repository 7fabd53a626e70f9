import type { Encoder } from '../../data-schemas/encoder.js'
import { ident, type Wanted } from '../engine/engine.js'
import { WorkbenchError } from '../errors.js'
import type { Block, Design } from '../numeric/design.js'
import type { CodedColumn, CodedTable } from './coded.js'
import { foldStrata } from './fold-strata.js'
import { filterSql, type RowFilter } from './row-filter.js'

/** Values that each level of an encoder puts in its columns: levels × columns, row-major. Empty for `linear`. */
export const levelTable = (encoder: Encoder): Float64Array =>
  Float64Array.from(encoder.levels.flatMap((level) => level.values))

const columnOf = (coded: CodedTable, encoder: Encoder): CodedColumn => {
  const found = coded.columns.find((column) => column.encoder.name === encoder.name)
  if (found !== undefined) return { encoder, column: found.column }
  throw new WorkbenchError('not-coded', {
    expected: `one of ${coded.columns.map((column) => column.encoder.name).join(', ')}`,
    found: `"${encoder.name}"`,
    where: `coded table "${coded.table}"`,
    advice: 'make the coded table with this encoder',
  })
}

const kindOf = (encoder: Encoder): 'u16' | 'f64' => (encoder.rule.kind === 'linear' ? 'f64' : 'u16')

/** The block of a candidate from its column. */
export const blockOf = (encoder: Encoder, column: Uint16Array | Float64Array): Block =>
  column instanceof Float64Array
    ? { kind: 'values', name: encoder.name, columns: encoder.columns, values: column }
    : { kind: 'coded', name: encoder.name, columns: encoder.columns, codes: column, table: levelTable(encoder) }

const blocksFrom = (columns: readonly CodedColumn[], found: Readonly<Record<string, unknown>>): readonly Block[] =>
  columns.map(({ encoder, column }) => blockOf(encoder, found[column] as Uint16Array | Float64Array))

/**
 * Distinct patterns of the given encoders' codes among the rows asked for, with rows and events of each, in increasing order of
 * the codes (first encoder first). Codes that stand for different raw values but the same level are one pattern; values of
 * `linear` candidates are kept apart. No encoder: one pattern (or none when there are no rows).
 * Where training rows weigh (`CodedTable.weight`), counts are of weights: whole numbers per stratum from the engine, weighted here.
 * @param encoders a subset of those the coded table was made with
 * @param options `counts`: `rows` counts every row as one, whatever it weighs; default `weights`
 */
export const patterns = async (
  coded: CodedTable,
  encoders: readonly Encoder[],
  options: { readonly where: RowFilter; readonly counts?: 'weights' | 'rows' },
): Promise<Design> => {
  const columns = encoders.map((encoder) => columnOf(coded, encoder))
  const weight = options.counts === 'rows' ? undefined : weightOf(coded, options.where)
  const names = [...columns.map(({ column }) => column), ...(weight === undefined ? [] : ['stratum'])].join(', ')
  const order = names === '' ? 'HAVING count(*) > 0' : `GROUP BY ${names} ORDER BY ${names}`
  const wanted: Wanted = {
    n: 'f64',
    events: 'f64',
    ...Object.fromEntries(columns.map(({ encoder, column }) => [column, kindOf(encoder)] as const)),
    ...(weight === undefined ? {} : { stratum: 'u8' }),
  }
  const found = await coded.engine.columns(
    `SELECT ${['count(*) AS n', 'count(*) FILTER (WHERE outcome = 1) AS events', ...(names === '' ? [] : [names])].join(', ')}
     FROM ${ident(coded.table)} WHERE ${filterSql(options.where)} ${order}`,
    wanted,
  )
  const all = found as Readonly<Record<string, unknown>>
  const design = {
    blocks: blocksFrom(columns, all),
    trials: all['n'] as Float64Array,
    events: all['events'] as Float64Array,
  }
  return weight === undefined ? design : foldStrata(design, { stratum: all['stratum'] as Uint8Array, weight })
}

/** Weights of training rows by stratum; undefined where rows do not weigh, and on the test side. */
const weightOf = ({ weight }: CodedTable, where: RowFilter): Float64Array | undefined =>
  where.kind === 'test' ? undefined : weight

/** Rows in codes, one element a row, in canonical order (`row_id`: person, then period). */
export interface CodedRows {
  readonly blocks: readonly Block[]
  /** 0 or 1. */
  readonly outcome: Uint8Array
  readonly person: Int32Array
  readonly list: Int32Array
  readonly period: Int32Array
  readonly fold: Uint8Array
  /** Position in the panel, dense over all its rows. */
  readonly rowId: Float64Array
  /** Weight of each row, where training rows weigh. */
  readonly weight?: Float64Array
}

/**
 * The rows asked for, one by one, as typed arrays: what ranking, bootstrap and validation need.
 * @param encoders a subset of those the coded table was made with; may be empty
 */
export const codedRows = async (
  coded: CodedTable,
  encoders: readonly Encoder[],
  options: { readonly where: RowFilter },
): Promise<CodedRows> => {
  const columns = encoders.map((encoder) => columnOf(coded, encoder))
  const weight = weightOf(coded, options.where)
  const keys = { row_id: 'f64', person: 'i32', list: 'i32', period: 'i32', outcome: 'u8', fold: 'u8' } as const
  const wanted: Wanted = {
    ...keys,
    ...Object.fromEntries(columns.map(({ encoder, column }) => [column, kindOf(encoder)] as const)),
    ...(weight === undefined ? {} : { stratum: 'u8' }),
  }
  const found = (await coded.engine.columns(
    `SELECT ${Object.keys(wanted).join(', ')} FROM ${ident(coded.table)}
     WHERE ${filterSql(options.where)} ORDER BY row_id`,
    wanted,
  )) as Readonly<Record<string, unknown>>
  return {
    blocks: blocksFrom(columns, found),
    outcome: found['outcome'] as Uint8Array,
    person: found['person'] as Int32Array,
    list: found['list'] as Int32Array,
    period: found['period'] as Int32Array,
    fold: found['fold'] as Uint8Array,
    rowId: found['row_id'] as Float64Array,
    ...(weight === undefined
      ? {}
      : { weight: Float64Array.from(found['stratum'] as Uint8Array, (stratum) => weight[stratum] as number) }),
  }
}
