import type { SourceColumn } from '../contract/source.js'
import { type Engine, literal } from '../engine/engine.js'

/** What a column of a table looks like. Counts and levels only: no single value of a person. */
export interface ColumnProfile {
  readonly name: string
  readonly rows: number
  /** Rows without a value: empty, or one of the texts in {@link NOTHING}. */
  readonly missing: number
  readonly distinct: number
  /** Rows, of those with a value, that read as the type. */
  readonly integers: number
  readonly numbers: number
  readonly commaNumbers: number
  readonly isoDates: number
  readonly dutchDates: number
  /** Rows that begin with a zero before another digit: a code, not a number. */
  readonly leadingZeros: number
  readonly negative: number
  /** Values that at least `minimum` rows hold, most frequent first; null when the column has more than {@link MANY} values. */
  readonly levels: readonly { readonly value: string; readonly rows: number }[] | null
  /** Rows whose value fewer than `minimum` rows hold. */
  readonly rare: number
  /** Texts of {@link NOTHING} that occur. */
  readonly nothings: readonly string[]
}

/** Texts that often stand for "no value". */
export const NOTHING: readonly string[] = [
  '',
  'NA',
  'N/A',
  'NULL',
  'null',
  'NaN',
  'nan',
  '?',
  '-',
  '.',
  'onbekend',
  'unknown',
]

/** More values than this are no levels. */
export const MANY = 60

const count = (condition: string, name: string): string =>
  `CAST(count(*) FILTER (WHERE ${condition}) AS DOUBLE) AS ${name}`

const statistics = (value: string, from: string): string => {
  const known = `trim(${value}) NOT IN (${NOTHING.map(literal).join(', ')})`
  const number = `TRY_CAST(${value} AS DOUBLE) IS NOT NULL`
  const comma = `TRY_CAST(replace(replace(${value}, '.', ''), ',', '.') AS DOUBLE) IS NOT NULL`
  return `SELECT CAST(count(*) AS DOUBLE) AS "rows", ${[
    count(`NOT (${known})`, 'missing'),
    `CAST(count(DISTINCT ${value}) FILTER (WHERE ${known}) AS DOUBLE) AS "distinct"`,
    count(`${known} AND regexp_full_match(trim(${value}), '[+-]?[0-9]+')`, 'integers'),
    count(`${known} AND ${number}`, 'numbers'),
    count(`${known} AND ${comma}`, 'comma_numbers'),
    count(`${known} AND regexp_full_match(trim(${value}), '[0-9]{4}-[0-9]{2}-[0-9]{2}')`, 'iso_dates'),
    count(`${known} AND regexp_full_match(trim(${value}), '[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}')`, 'dutch_dates'),
    count(`${known} AND regexp_full_match(trim(${value}), '0[0-9]+')`, 'leading_zeros'),
    count(`${known} AND starts_with(trim(${value}), '-')`, 'negative'),
  ].join(', ')} FROM ${from}`
}

/**
 * Profiles one column of a source.
 * @param minimum fewest rows of a level that is named
 */
export const profileColumn = async (
  engine: Engine,
  source: { readonly from: string; readonly column: SourceColumn },
  minimum: number,
): Promise<ColumnProfile> => {
  const value = `coalesce(CAST(${source.column.sql} AS VARCHAR), '')`
  const [found = {}] = await engine.rows(statistics(value, source.from))
  const at = (name: string): number => Number(found[name] ?? 0)
  const nothing = NOTHING.map(literal).join(', ')
  const nothings = await engine.rows(
    `SELECT DISTINCT trim(${value}) AS value FROM ${source.from} WHERE trim(${value}) IN (${nothing}) ORDER BY value`,
  )
  const levels =
    at('distinct') > MANY
      ? null
      : await engine.rows(
          `SELECT ${value} AS value, CAST(count(*) AS DOUBLE) AS "rows" FROM ${source.from}
           WHERE trim(${value}) NOT IN (${nothing}) GROUP BY 1 ORDER BY "rows" DESC, value`,
        )
  const counted = levels?.map((level) => ({ value: String(level['value']), rows: Number(level['rows']) })) ?? null
  const common = counted?.filter(({ rows }) => rows >= minimum) ?? null
  return {
    name: source.column.name,
    rows: at('rows'),
    missing: at('missing'),
    distinct: at('distinct'),
    integers: at('integers'),
    numbers: at('numbers'),
    commaNumbers: at('comma_numbers'),
    isoDates: at('iso_dates'),
    dutchDates: at('dutch_dates'),
    leadingZeros: at('leading_zeros'),
    negative: at('negative'),
    levels: common,
    rare:
      common === null || counted === null
        ? 0
        : counted.filter(({ rows }) => rows < minimum).reduce((sum, { rows }) => sum + rows, 0),
    nothings: nothings.map(({ value: text }) => String(text)),
  }
}
