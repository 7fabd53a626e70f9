import { stateColumn } from '../contract/opened.js'
import { type Engine, ident, literal } from '../engine/engine.js'
import type { Issue } from '../errors.js'
import { type CarriedColumn, INPUT_TABLE } from './input-table.js'

/** Name of the table with a number for each list. */
export const LIST_TABLE = 'lists'

/** Who a row is about, and on whose list it stands. */
export interface Keys {
  /** Person and list columns, each once. */
  readonly carried: readonly CarriedColumn[]
  readonly person: CarriedColumn | null
  readonly list: readonly CarriedColumn[]
}

/** True in SQL where person and list are there. */
export const keyedSql = ({ carried }: Keys): string =>
  carried.length === 0 ? 'TRUE' : carried.map(({ column }) => `t.${ident(stateColumn(column))} = 0`).join(' AND ')

/**
 * SHA-256 in hexadecimal of `salt|person|list values`; the person is the place in the file where no column names one. The same as
 * `tieHash`.
 */
export const hashSql = (keys: Keys, salt: string): string => {
  const who = keys.person === null ? 'CAST(t.__row + 1 AS VARCHAR)' : `t.${keys.person.column}`
  const lists = keys.list.map(({ column }) => `t.${column}`)
  return `sha256(concat_ws('|', ${[literal(salt), who, ...lists].join(', ')}))`
}

/** The first 32 hexadecimal digits of a hash as two whole numbers, which order as the digits do. */
export const hashParts = (hash: string, names: readonly [string, string]): string =>
  `CAST('0x' || ${hash}[1:16] AS UBIGINT) AS ${names[0]}, CAST('0x' || ${hash}[17:32] AS UBIGINT) AS ${names[1]}`

/** Numbers the lists that the keyed rows are on; returns how many there are. */
export const numberLists = async (engine: Engine, keys: Keys): Promise<number> => {
  const columns = keys.list.map(({ column }) => column)
  const distinct =
    columns.length === 0
      ? `SELECT 0 AS one, count(*) AS people FROM ${INPUT_TABLE}`
      : `SELECT ${columns.join(', ')}, count(*) AS people FROM ${INPUT_TABLE} t WHERE ${keyedSql(keys)} GROUP BY ${columns.join(', ')}`
  const order = columns.length === 0 ? 'one' : columns.join(', ')
  await engine.run(
    `CREATE TABLE ${LIST_TABLE} AS SELECT *, CAST(row_number() OVER (ORDER BY ${order}) AS INTEGER) AS list FROM (${distinct})`,
  )
  const [counted] = await engine.rows(`SELECT count(*) AS n FROM ${LIST_TABLE}`)
  return Number(counted?.['n'])
}

/** Ranges of list numbers with about so many people each; a longer list is a range of its own. */
export const listRanges = async (
  engine: Engine,
  people: number,
): Promise<readonly { readonly first: number; readonly last: number }[]> => {
  const before = `SELECT list, sum(people) OVER (ORDER BY list ROWS UNBOUNDED PRECEDING) - people AS before FROM ${LIST_TABLE}`
  const found = await engine.rows(
    `SELECT min(list) AS first, max(list) AS last FROM (${before}) GROUP BY CAST(floor(before / ${people}) AS BIGINT) ORDER BY first`,
  )
  return found.map(({ first, last }) => ({ first: Number(first), last: Number(last) }))
}

/** Joins the number of the list to rows `t` of the input. */
export const joinLists = (keys: Keys): string =>
  keys.list.length === 0
    ? `CROSS JOIN ${LIST_TABLE} g`
    : `LEFT JOIN ${LIST_TABLE} g ON ${keys.list.map(({ column }) => `t.${column} = g.${column}`).join(' AND ')}`

const missingKeys = async (engine: Engine, keys: Keys, rows: number): Promise<readonly Issue[]> => {
  const { carried } = keys
  if (carried.length === 0) return []
  const counts = carried.map(
    ({ column }, index) => `count(*) FILTER (WHERE ${ident(stateColumn(column))} <> 0) AS n${index}`,
  )
  const [empty] = await engine.rows(`SELECT ${counts.join(', ')} FROM ${INPUT_TABLE}`)
  return carried.flatMap(({ name }, index): Issue[] => {
    const count = Number(empty?.[`n${index}`])
    if (count === 0) return []
    return [
      {
        rule: 'missing-key',
        column: name,
        count,
        rows,
        expected: 'a value in every row',
        found: 'no value',
        advice: 'Correct the delivery; such a row has no place in a list.',
        severity: 'refuse',
      },
    ]
  })
}

/** Rows that repeat a person in a list. Groups of short hashes first, which fit where the keys do not; the keys decide. */
const repeated = async (engine: Engine, keys: Keys): Promise<number> => {
  const columns = keys.carried.map(({ column }) => `t.${column}`).join(', ')
  const keyed = keyedSql(keys)
  await engine.run(
    `CREATE TABLE twice AS SELECT h FROM (SELECT hash(${columns}) AS h FROM ${INPUT_TABLE} t WHERE ${keyed}) GROUP BY h HAVING count(*) > 1`,
  )
  const [twice] = await engine.rows(
    `SELECT coalesce(sum(n - 1), 0) AS n FROM (SELECT count(*) AS n FROM ${INPUT_TABLE} t WHERE ${keyed} AND hash(${columns}) IN (SELECT h FROM twice) GROUP BY ${columns} HAVING count(*) > 1)`,
  )
  return Number(twice?.['n'])
}

/** Rows without a key, and people who stand in a list more than once. */
export const keyIssues = async (engine: Engine, keys: Keys, rows: number): Promise<readonly Issue[]> => {
  const missing = await missingKeys(engine, keys, rows)
  if (keys.person === null) return missing
  const count = await repeated(engine, keys)
  if (count === 0) return missing
  return [
    ...missing,
    {
      rule: 'duplicate-in-list',
      column: keys.person.name,
      count,
      rows,
      expected: 'each person once in a list',
      found: 'the same person again',
      advice: 'Deliver each person once per list, or name the columns that make a list.',
      severity: 'refuse',
    },
  ]
}
