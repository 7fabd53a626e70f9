import type { Engine } from '../engine/engine.js'
import type { Finding } from './finding.js'
import type { TableKey } from './opened.js'
import type { Source, SourceColumn } from './source.js'

const SAMPLE = 100_000
/** Share of the values that must look like citizen service numbers; about 1 in 11 random numbers pass the test by chance. */
const SHARE = 0.8
const LEAST = 10

const couldHold = ({ type }: SourceColumn): boolean =>
  /^(?:VARCHAR|U?(?:SMALL|BIG|HUGE)?INT|U?INTEGER|DOUBLE|DECIMAL)/.test(type)

const digitsOf = ({ sql, type }: SourceColumn): string =>
  type === 'VARCHAR' ? `trim(${sql})` : `CAST(TRY_CAST(${sql} AS BIGINT) AS VARCHAR)`

/** Dutch eleven-test: 9a + 8b + 7c + 6d + 5e + 4f + 3g + 2h − i divisible by 11, for nine digits (eight get a leading zero). */
const elevenTest = (text: string): string => {
  const digit = (place: number): string => `CAST(substr(lpad(${text}, 9, '0'), ${place}, 1) AS INTEGER)`
  const sum = [9, 8, 7, 6, 5, 4, 3, 2].map((weight, index) => `${weight} * ${digit(index + 1)}`).join(' + ')
  return `CASE WHEN length(${text}) BETWEEN 8 AND 9 AND regexp_matches(${text}, '^[0-9]{8,9}$') AND ${text} <> '000000000' THEN (${sum} - ${digit(9)}) % 11 = 0 ELSE FALSE END`
}

const bsnLike = (table: TableKey, column: string): Finding => ({
  rule: 'bsn-like',
  table,
  column,
  expected: 'no citizen service numbers',
  found: 'a column most of whose values pass the eleven-test',
  advice: 'Pseudonymise the person number before delivery, with a key that stays outside the workbench.',
  severity: 'refuse',
})

/**
 * Columns whose values pass the eleven-test of the Dutch citizen service number (BSN) in at least four of five cases, used by the study or
 * not. Looks at a fixed sample of at most 100,000 rows: the first ones of a text file, evenly spread ones of a Parquet file.
 */
export const bsnFindings = async (engine: Engine, table: TableKey, source: Source): Promise<readonly Finding[]> => {
  const columns = source.columns.filter(couldHold)
  if (columns.length === 0) return []
  const texts = columns.map((column, index) => `${digitsOf(column)} AS d${index}`).join(', ')
  const [total] = source.row === undefined ? [undefined] : await engine.rows(`SELECT count(*) AS n FROM ${source.from}`)
  const step = Math.max(1, Math.ceil(Number(total?.['n'] ?? 0) / SAMPLE))
  const sample = source.row === undefined ? `LIMIT ${SAMPLE}` : `WHERE ${source.row} % ${step} = 0`
  const counts = columns
    .map(
      (_, index) =>
        `count(*) FILTER (WHERE d${index} IS NOT NULL AND d${index} <> '') AS n${index}, count(*) FILTER (WHERE ${elevenTest(`d${index}`)}) AS b${index}`,
    )
    .join(', ')
  const sampled = `(SELECT ${texts} FROM ${source.from} ${sample})`
  const [row] = await engine.rows(`SELECT ${counts} FROM ${sampled}`)
  const number = (name: string): number => Number(row?.[name] ?? 0)
  const findings: Finding[] = []
  for (const [index, { name }] of columns.entries()) {
    const passing = number(`b${index}`)
    if (passing < LEAST || passing < SHARE * number(`n${index}`)) continue
    const [distinct] = await engine.rows(`SELECT count(DISTINCT d${index}) AS k FROM ${sampled}`)
    if (Number(distinct?.['k']) >= LEAST) findings.push(bsnLike(table, name))
  }
  return findings
}
