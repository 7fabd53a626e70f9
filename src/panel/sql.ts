import { type Engine, ident } from '../engine/engine.js'

/** Creates a table from a query, in place of an earlier one of that name. */
export const recreate = async (engine: Engine, name: string, select: string): Promise<void> => {
  await engine.run(`DROP TABLE IF EXISTS ${ident(name)}`)
  await engine.run(`CREATE TABLE ${ident(name)} AS ${select}`)
}

/** Drops tables that only served the building. */
export const dropTables = async (engine: Engine, names: readonly string[]): Promise<void> => {
  for (const name of names) await engine.run(`DROP TABLE IF EXISTS ${ident(name)}`)
}

/**
 * A 32-bit hash of a text as a whole number in [0, 2³²): the first eight hexadecimal digits of MD5("seed/salt/text").
 * The same in DuckDB, in Spark and in any language with MD5; `salt` makes independent hashes of one text.
 */
export const hashSql = (kind: Engine['kind'], text: string, key: { seed: number; salt: string }): string => {
  const digits = `substr(md5(concat('${key.seed}/${key.salt}/', ${text})), 1, 8)`
  return kind === 'duckdb' ? `CAST(concat('0x', ${digits}) AS BIGINT)` : `CAST(conv(${digits}, 16, 10) AS BIGINT)`
}

/** Days since 1970-01-01 of a date expression. */
export const daysSql = (kind: Engine['kind'], date: string): string =>
  kind === 'duckdb' ? `datediff('day', DATE '1970-01-01', ${date})` : `unix_date(${date})`

/** Calendar months after a date: the same day of the month, or the month's last day where it is shorter. */
export const addMonthsSql = (date: string, months: number): string => `CAST(${date} + INTERVAL ${months} MONTH AS DATE)`

/** The smallest whole-number type of the engine. */
export const tinySql = (kind: Engine['kind'], expression: string): string =>
  `CAST(${expression} AS ${kind === 'duckdb' ? 'UTINYINT' : 'SMALLINT'})`

/** A number out of a row of counts. */
export const count = (row: Readonly<Record<string, unknown>> | undefined, name: string): number =>
  Number(row?.[name] ?? 0)
