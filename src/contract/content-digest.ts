import type { ColumnContract } from '../../data-schemas/columns.js'
import { digestOf } from '../digest.js'
import { type Engine, ident } from '../engine/engine.js'
import { type OpenedData, type OpenedTable, stateColumn } from './opened.js'

const LIMB = 4503599627370496

/**
 * Exact text of a double, in operations that any engine rounds alike: a whole number as it is; a number of hundredths as that number and `c`;
 * otherwise its floor and two limbs of 52 binary places (what lies below 2⁻¹⁰⁴ does not count).
 */
const numberText = (value: string): string => {
  const big = (part: string): string => `CAST(CAST(${part} AS BIGINT) AS VARCHAR)`
  const hundredths = `floor(${value} * 100.0 + 0.5)`
  const fraction = `(${value} - floor(${value}))`
  const first = `floor(${fraction} * ${LIMB}.0)`
  const second = `floor((${fraction} * ${LIMB}.0 - ${first}) * ${LIMB}.0)`
  return `CASE WHEN floor(${value}) = ${value} THEN ${big(value)} WHEN ${hundredths} / 100.0 = ${value} THEN concat(${big(hundredths)}, 'c') ELSE concat(${big(`floor(${value})`)}, '.', ${big(first)}, '.', ${big(second)}) END`
}

const valueText = (name: string, { type }: ColumnContract): string => {
  const value = ident(name)
  switch (type) {
    case 'number':
    case 'ordinal':
      return numberText(value)
    case 'integer':
      return `CAST(${value} AS VARCHAR)`
    case 'boolean':
      return `CASE WHEN ${value} THEN '1' ELSE '0' END`
    case 'date':
      return `CAST(${value} - DATE '1970-01-01' AS VARCHAR)`
    default:
      return `concat(CAST(strlen(${value}) AS VARCHAR), ':', ${value})`
  }
}

/** A value, or `s` and its state; the type of the column and, for texts, the length in bytes make the joined row unambiguous. */
const cell = (name: string, contract: ColumnContract): string =>
  `CASE WHEN ${ident(stateColumn(name))} = 0 THEN ${valueText(name, contract)} ELSE concat('s', CAST(${ident(stateColumn(name))} AS VARCHAR)) END`

/** Rows that the embedded engine digests at once: their texts are held in memory, and lists cannot go to disk. */
const AT_ONCE = 8_000_000

const digestOfList = (texts: string): string => `sha256(array_to_string(list_sort(list(${texts})), '\n'))`

/** What to digest of a table, and how to group it. */
export interface DigestOptions {
  /** Columns that count, in any order; all columns of the table by default. */
  readonly columns?: readonly string[]
  /** Column whose values put rows together before they are digested, such as the person; it only saves time. */
  readonly by?: string
  /** Rows that are digested at once, where the engine must hold them in memory; the digest is the same. Default 8,000,000. */
  readonly atOnce?: number
}

const bucketsSql = (rows: string): string =>
  `SELECT substr(h, 1, 3) AS bucket, ${digestOfList('h')} AS digest, CAST(sum(n) AS BIGINT) AS n FROM (${rows}) GROUP BY bucket`

type Buckets = Awaited<ReturnType<Engine['rows']>>

/** How the content of one table is asked for, and what its digest names beside it. */
interface Digesting {
  readonly columns: readonly (readonly [name: string, type: string])[]
  readonly by: string | null
  /** Digests of rows that belong together, with the number of rows. */
  readonly rows: (where: string) => string
  /** In how many parts. */
  readonly parts: number
}

const DIGESTS = 'contract_digests'
const HEXADECIMAL = [...'0123456789abcdef']

/** The buckets of more rows than memory has room for: the people in parts, then the digests by their first character. The same to the last bit. */
const bucketsInParts = async (engine: Engine, { rows, parts, by }: Digesting): Promise<Buckets> => {
  await engine.run(`CREATE OR REPLACE TABLE ${DIGESTS} (h VARCHAR, n BIGINT)`)
  try {
    for (let part = 0; part < (by === null ? 1 : parts); part += 1) {
      const where = by === null ? '' : `WHERE coalesce(hash(${ident(by)}), 0) % ${parts} = ${part}`
      await engine.run(`INSERT INTO ${DIGESTS} ${rows(where)}`)
    }
    const found: Record<string, string | number | boolean | null>[] = []
    for (const first of HEXADECIMAL) {
      const buckets = bucketsSql(`SELECT h, n FROM ${DIGESTS} WHERE substr(h, 1, 1) = '${first}'`)
      found.push(...(await engine.rows(`${buckets} ORDER BY bucket`)))
    }
    return found
  } finally {
    await engine.run(`DROP TABLE IF EXISTS ${DIGESTS}`)
  }
}

const digesting = (engine: Engine, table: OpenedTable, options: DigestOptions): Digesting => {
  const contracts = new Map(Object.entries(table.columns))
  const names = [...(options.columns ?? contracts.keys())].sort().filter((name) => contracts.has(name))
  const cells = names.map((name) => cell(name, contracts.get(name) as ColumnContract))
  const row = cells.length === 0 ? "''" : `concat_ws(';', ${cells.join(', ')})`
  const by = options.by !== undefined && contracts.has(options.by) ? options.by : null
  return {
    columns: names.map((name) => [name, contracts.get(name)?.type ?? ''] as const),
    by,
    rows: (where) =>
      by === null
        ? `SELECT sha256(${row}) AS h, 1 AS n FROM ${ident(table.name)}`
        : `SELECT ${digestOfList('text')} AS h, count(*) AS n FROM (SELECT ${ident(by)} AS person, ${row} AS text FROM ${ident(table.name)} ${where}) GROUP BY person`,
    parts: engine.kind === 'duckdb' ? Math.ceil(table.rows / (options.atOnce ?? AT_ONCE)) : 1,
  }
}

/** The buckets of several tables, all small enough, in one statement: a small table then fills the threads that a large one leaves. */
const bucketsTogether = async (engine: Engine, of: readonly Digesting[]): Promise<readonly Buckets[]> => {
  if (of.length === 0) return []
  const tables = of.map(
    ({ rows }, place) => `SELECT ${place} AS place, bucket, digest, n FROM (${bucketsSql(rows(''))})`,
  )
  const found = await engine.rows(
    `SELECT place, bucket, digest, n FROM (${tables.join(' UNION ALL ')}) ORDER BY place, bucket`,
  )
  return of.map((_, index) => found.filter(({ place }) => Number(place) === index))
}

const finish = ({ columns, by }: Digesting, buckets: Buckets): string =>
  digestOf({
    columns,
    by,
    rows: buckets.reduce((sum, { n }) => sum + Number(n), 0),
    buckets: buckets.map(({ bucket, digest }) => [String(bucket), String(digest)]),
  })

const digestsOf = async (engine: Engine, of: readonly Digesting[]): Promise<readonly string[]> => {
  const small = of.filter(({ parts }) => parts <= 1)
  const together = await bucketsTogether(engine, small)
  const digests: string[] = []
  for (const one of of) {
    const buckets = together[small.indexOf(one)] ?? (await bucketsInParts(engine, one))
    digests.push(finish(one, buckets))
  }
  return digests
}

/**
 * SHA-256 of the content of a table, whatever the order of its rows, the format of its file and the number of threads.
 *
 * Every row becomes one text of cells joined by semicolons. The texts of rows with the same value of `by` are sorted, joined by line feeds and
 * digested (without `by`, each row alone); these digests are put in buckets by their first three characters, sorted and joined and digested in
 * the same way; the digests of the buckets are digested with the names and types of the columns. In Spark SQL the same is `octet_length` for
 * `strlen`, `unix_date` for the day number, and `sha2(array_join(sort_array(collect_list(h)), '\n'), 256)`.
 */
export const contentDigest = async (
  engine: Engine,
  table: OpenedTable,
  options: DigestOptions = {},
): Promise<string> => {
  const [digest] = await digestsOf(engine, [digesting(engine, table, options)])
  return digest as string
}

/** Digest of opened data: that of each of its tables, by name. */
export const dataDigest = async (engine: Engine, tables: OpenedData['tables'], person?: string): Promise<string> => {
  const present = Object.entries(tables).flatMap(([key, table]) => (table === undefined ? [] : [{ key, table }]))
  const options = person === undefined ? {} : { by: person }
  const digests = await digestsOf(
    engine,
    present.map(({ table }) => digesting(engine, table, options)),
  )
  return digestOf(Object.fromEntries(present.map(({ key }, i) => [key, digests[i]])))
}
