import { ident } from '../engine/engine.js'
import type { PanelCandidate, PanelTable } from '../panel/table.js'
import { marksOf } from './read-columns.js'
import { filterSql, type TrainingRows } from './row-filter.js'

/** The values of one candidate, row by row. */
export interface RawColumn {
  readonly candidate: PanelCandidate
  /** Numbers; for a category the place of its name in `names`. Meaningless where the state is not 0. */
  readonly value: Float64Array
  readonly state: Uint8Array
  /** Categories in code-unit order; empty for numbers. */
  readonly names: readonly string[]
}

/** Training rows with their values before encoding, in canonical order: what bins are learned from once more. Never leaves the machine. */
export interface RawRows {
  readonly table: string
  readonly where: string
  readonly outcome: Uint8Array
  readonly person: Int32Array
  /** What each row counts for, beside itself, as in `Column`. */
  readonly marks: Uint8Array
  readonly clustered: boolean
  readonly columns: readonly RawColumn[]
  /** Period of each row and the dates of the periods; only where bins must hold their order in every period. */
  readonly time?: { readonly period: Int32Array; readonly dates: readonly string[] }
}

const asNumbers = (texts: readonly (string | null)[]): Pick<RawColumn, 'value' | 'names'> => {
  const names = [...new Set(texts.flatMap((text) => (text === null ? [] : [text])))].sort((a, b) =>
    a < b ? -1 : a > b ? 1 : 0,
  )
  const place = new Map(names.map((name, index) => [name, index]))
  return { names, value: Float64Array.from(texts, (text) => (text === null ? -1 : (place.get(text) as number))) }
}

const isCategory = ({ candidate }: PanelCandidate): boolean => candidate.type === 'category'

const columnSql = ({ value, state, ...rest }: PanelCandidate & { readonly place: number }): readonly string[] => [
  isCategory({ value, state, ...rest })
    ? `${ident(value)} AS v_${rest.place}`
    : `coalesce(${ident(value)}, CAST('NaN' AS DOUBLE)) AS v_${rest.place}`,
  `${ident(state)} AS s_${rest.place}`,
]

/**
 * Reads the raw values of candidates for some training rows, in the order of `row_id`.
 * @param names candidates to read; those that live in the audit table are never read
 */
export const rawRows = async (
  panel: PanelTable,
  of: { readonly where: TrainingRows; readonly names: readonly string[] },
): Promise<RawRows> => {
  const candidates = panel.candidates.filter(({ candidate, read }) => read && of.names.includes(candidate.name))
  const where = filterSql(of.where)
  const dates = candidates.some(({ candidate }) => candidate.bins?.steady !== undefined) ? panel.dates : undefined
  const rowKeys = { row_id: 'f64', person: 'i32', outcome: 'u8' } as const
  const keys = dates === undefined ? rowKeys : ({ ...rowKeys, period: 'i32' } as const)
  const wanted = {
    ...keys,
    ...Object.fromEntries(candidates.map((one, i) => [`v_${i}`, isCategory(one) ? 'text' : 'f64'] as const)),
    ...Object.fromEntries(candidates.map((_, i) => [`s_${i}`, 'u8'] as const)),
  } as const
  const select = [...Object.keys(keys), ...candidates.flatMap((one, place) => columnSql({ ...one, place }))]
  const found = (await panel.engine.columns(
    `SELECT ${select.join(', ')} FROM ${ident(panel.table)} WHERE ${where} ORDER BY row_id`,
    wanted,
  )) as {
    readonly row_id: Float64Array
    readonly person: Int32Array
    readonly outcome: Uint8Array
    readonly period: Int32Array
  } & Readonly<Record<string, unknown>>
  return {
    table: panel.table,
    where,
    outcome: found.outcome,
    person: found.person,
    marks: marksOf(found, panel.clustered),
    clustered: panel.clustered,
    ...(dates === undefined ? {} : { time: { period: found.period, dates } }),
    columns: candidates.map((candidate, i): RawColumn => {
      const values = found[`v_${i}`]
      const own = isCategory(candidate)
        ? asNumbers(values as readonly (string | null)[])
        : { value: values as Float64Array, names: [] }
      return { candidate, state: found[`s_${i}`] as Uint8Array, ...own }
    }),
  }
}
