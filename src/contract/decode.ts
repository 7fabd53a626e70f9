import type { ColumnContract } from '../../data-schemas/columns.js'
import { ident, literal } from '../engine/engine.js'
import { DECODED, VALUE_STATE } from './faults.js'
import { stateColumn } from './opened.js'

/** A column as the file has it, and what it must become. */
export interface RawColumn {
  readonly name: string
  readonly contract: ColumnContract
  /** Type that the engine read: VARCHAR for delimited text. */
  readonly type: string
  /** Texts that stand for "no value". */
  readonly nullValues: readonly string[]
  /** Expression that reads it. */
  readonly sql: string
}

/** Magnitude above which a number is not believed. */
export const PLAUSIBLE = 1e15
const SPACES: readonly string[] = ["' '", 'chr(9)', 'chr(160)']
const TRUE = ['1', 'true', 'yes', 'ja']
const FALSE = ['0', 'false', 'no', 'nee']
const WRITTEN = ['True', 'TRUE', 'False', 'FALSE']
const NUMERIC = /^(?:U?(?:TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL)/

interface Names {
  readonly raw: string
  readonly text: string
  readonly number: string
}
/** SQL of one column: the parsed value, the CASE branches that give its state, and the value that is stored. */
interface Decoder {
  readonly parsed: string
  readonly branches: readonly string[]
  readonly stored: string
}

const list = (values: readonly string[]): string => values.map((value) => literal(value)).join(', ')
const when = (condition: string, state: number): string => `WHEN ${condition} THEN ${state}`

/** Trimming costs more than looking for white space, which is rare. */
const trimmed = (raw: string): string =>
  `CASE WHEN ${SPACES.map((space) => `contains(${raw}, ${space})`).join(' OR ')} THEN trim(${raw}, ${SPACES.join(' || ')}) ELSE ${raw} END`

const isText = (column: RawColumn): boolean =>
  !NUMERIC.test(column.type) && !['BOOLEAN', 'DATE'].includes(column.type) && !column.type.startsWith('TIMESTAMP')

/** A typed value as text: whole numbers without a decimal point, so that CSV and Parquet of the same content agree. */
const asText = (column: RawColumn, raw: string): string =>
  /^(?:FLOAT|DOUBLE|DECIMAL)/.test(column.type)
    ? `CASE WHEN abs(${raw}) < 1e15 AND floor(${raw}) = ${raw} THEN CAST(CAST(${raw} AS BIGINT) AS VARCHAR) ELSE CAST(${raw} AS VARCHAR) END`
    : `CAST(${raw} AS VARCHAR)`

const codeStates = (contract: ColumnContract): readonly (readonly [value: string | number, state: number])[] => {
  let special = 0
  return contract.codes.map(({ value, state }) => {
    if (state === 'missing') return [value, VALUE_STATE.missing]
    if (state === 'not-applicable') return [value, VALUE_STATE.notApplicable]
    special += 1
    return [value, VALUE_STATE.special + special - 1]
  })
}

const textCodes = (column: RawColumn, names: Names): readonly string[] =>
  codeStates(column.contract).map(([value, state]) => when(`${names.text} = ${literal(String(value))}`, state))

const numberCodes = (column: RawColumn, names: Names): readonly string[] =>
  codeStates(column.contract).flatMap(([value, state]) =>
    Number.isFinite(Number(value)) ? [when(`${names.number} = ${Number(value)}`, state)] : [],
  )

const rangeBranches = ({ min, max }: ColumnContract, value: string): readonly string[] => [
  ...(min !== undefined && min >= 0 ? [when(`${value} < 0`, DECODED.negative)] : []),
  ...(min === undefined ? [] : [when(`${value} < ${min}`, DECODED['out-of-range'])]),
  ...(max === undefined ? [] : [when(`${value} > ${max}`, DECODED['out-of-range'])]),
]

const numberDecoder = (column: RawColumn, names: Names): Decoder => {
  const { raw, text, number } = names
  const { contract } = column
  const whole = contract.type === 'integer'
  const textual = isText(column)
  const comma = contract.decimal === ',' && textual
  const other = comma ? `replace(${text}, ',', '.')` : text
  const swapped = `TRY_CAST(replace(${text}, ',', '.') AS DOUBLE) IS NOT NULL AND NOT contains(${text}, '.')`
  const misread = comma ? `contains(${text}, '.')` : `contains(${text}, ',') AND ${swapped}`
  return {
    parsed: textual
      ? `TRY_CAST(${other} AS DOUBLE)`
      : `TRY_CAST(${column.type === 'BOOLEAN' ? `CAST(${raw} AS TINYINT)` : raw} AS DOUBLE)`,
    branches: [
      ...numberCodes(column, names),
      ...(textual
        ? [
            ...(comma
              ? [when(`${misread} AND TRY_CAST(${text} AS DOUBLE) IS NOT NULL`, DECODED['decimal-comma'])]
              : []),
            when(`${number} IS NULL AND (${misread})`, comma ? DECODED['not-a-number'] : DECODED['decimal-comma']),
            when(`${number} IS NULL OR contains(${text}, '_')`, DECODED['not-a-number']),
          ]
        : [when(`${number} IS NULL`, DECODED['not-a-number'])]),
      when(`isnan(${number}) OR isinf(${number})`, DECODED['not-finite']),
      when(`abs(${number}) > ${PLAUSIBLE}`, DECODED['implausible-magnitude']),
      ...(whole ? [when(`floor(${number}) <> ${number}`, DECODED['not-an-integer'])] : []),
      ...rangeBranches(contract, number),
      ...(textual ? [when(`${text} <> ${raw}`, DECODED['text-variant'])] : []),
      ...(whole && textual
        ? [when(`contains(${other}, '.') OR contains(lower(${text}), 'e')`, DECODED['decimal-integer'])]
        : []),
    ],
    stored: whole ? `CAST(${number} AS BIGINT)` : number,
  }
}

const booleanDecoder = (column: RawColumn, names: Names): Decoder => {
  const { raw, text, number } = names
  const textual = isText(column)
  const folded = `lower(${text})`
  const parsed =
    column.type === 'BOOLEAN'
      ? raw
      : textual
        ? `CASE WHEN ${folded} IN (${list([...TRUE, '1.0'])}) THEN TRUE WHEN ${folded} IN (${list([...FALSE, '0.0'])}) THEN FALSE END`
        : `CASE WHEN ${raw} = 1 THEN TRUE WHEN ${raw} = 0 THEN FALSE END`
  return {
    parsed,
    branches: [
      when(`${number} IS NULL`, DECODED['not-a-boolean']),
      ...(textual
        ? [
            when(`${folded} IN ('1.0', '0.0')`, DECODED['decimal-integer']),
            when(`${raw} NOT IN (${list([...TRUE, ...FALSE, ...WRITTEN])})`, DECODED['text-variant']),
          ]
        : []),
    ],
    stored: number,
  }
}

const ISO = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}([ T]00:00:00([.]0+)?)?$'"
const DUTCH = "'^[0-9]{1,2}[-/][0-9]{1,2}[-/][0-9]{4}$'"
const isoDate = (text: string): string =>
  `CASE WHEN length(${text}) = 10 AND CAST(TRY_CAST(${text} AS DATE) AS VARCHAR) = ${text} THEN TRY_CAST(${text} AS DATE) WHEN regexp_matches(${text}, ${ISO}) THEN TRY_CAST(left(${text}, 10) AS DATE) END`
const dutchDate = (text: string): string =>
  `CASE WHEN regexp_matches(${text}, ${DUTCH}) THEN CAST(TRY_STRPTIME(replace(${text}, '/', '-'), '%d-%m-%Y') AS DATE) END`

const dateDecoder = (column: RawColumn, names: Names): Decoder => {
  const { raw, text, number } = names
  const textual = isText(column)
  const dutch = column.contract.dateFormat === 'dutch'
  const [own, other] = dutch ? [dutchDate(text), isoDate(text)] : [isoDate(text), dutchDate(text)]
  return {
    parsed: textual ? own : `TRY_CAST(${raw} AS DATE)`,
    branches: [
      ...(textual ? [when(`${number} IS NULL AND ${other} IS NOT NULL`, DECODED['mixed-date-formats'])] : []),
      when(`${number} IS NULL`, DECODED['not-a-date']),
      ...(column.type.startsWith('TIMESTAMP')
        ? [when(`CAST(${raw} AS TIMESTAMP) <> CAST(${number} AS TIMESTAMP)`, DECODED['not-a-date'])]
        : []),
      when(`${number} < DATE '1900-01-01' OR ${number} > DATE '2100-12-31'`, DECODED['out-of-range']),
      ...(textual ? [when(`${text} <> ${raw}`, DECODED['text-variant'])] : []),
    ],
    stored: number,
  }
}

const foldable = (values: readonly string[]): boolean =>
  new Set(values.map((value) => value.trim().toLowerCase())).size === values.length

const textDecoder = (column: RawColumn, names: Names): Decoder => {
  const { raw, text, number } = names
  const { values, pattern, type } = column.contract
  const matches =
    pattern === undefined ? [] : [when(`NOT regexp_full_match(${number}, ${literal(pattern)})`, DECODED.pattern)]
  const exact = type === 'string'
  if (exact)
    return {
      parsed: raw,
      branches: [
        ...(values === undefined ? [] : [when(`${raw} NOT IN (${list(values)})`, DECODED['unknown-category'])]),
        ...matches,
      ],
      stored: number,
    }
  if (values === undefined)
    return { parsed: text, branches: [...matches, when(`${text} <> ${raw}`, DECODED['text-variant'])], stored: number }
  const folded = foldable(values)
    ? values.map((value) => `WHEN ${literal(value.trim().toLowerCase())} THEN ${literal(value)}`).join(' ')
    : ''
  const fold = folded === '' ? 'NULL' : `CASE lower(${text}) ${folded} END`
  return {
    parsed: `CASE WHEN ${raw} IN (${list(values)}) THEN ${raw} ELSE ${fold} END`,
    branches: [
      when(`${number} IS NULL`, DECODED['unknown-category']),
      ...matches,
      when(`${number} <> ${raw}`, DECODED['text-variant']),
    ],
    stored: number,
  }
}

const ranked = (values: readonly string[]): boolean =>
  values.some((value) => !Number.isFinite(Number(value)) || value.trim() === '')

const ordinalDecoder = (column: RawColumn, names: Names): Decoder => {
  const values = column.contract.values ?? []
  if (values.length === 0) return numberDecoder(column, names)
  if (!ranked(values)) {
    const decoder = numberDecoder(column, names)
    return {
      ...decoder,
      branches: [
        ...decoder.branches.slice(0, -1),
        when(`${names.number} NOT IN (${values.map(Number).join(', ')})`, DECODED['unknown-category']),
        ...decoder.branches.slice(-1),
      ],
    }
  }
  const decoder = textDecoder({ ...column, contract: { ...column.contract, type: 'category' } }, names)
  const rank = values.map((value, index) => `WHEN ${literal(value)} THEN ${index}`).join(' ')
  return { ...decoder, stored: `CAST(CASE ${names.number} ${rank} END AS DOUBLE)` }
}

const decoderOf = (column: RawColumn, names: Names): Decoder => {
  switch (column.contract.type) {
    case 'number':
    case 'integer':
      return numberDecoder(column, names)
    case 'ordinal':
      return ordinalDecoder(column, names)
    case 'boolean':
      return booleanDecoder(column, names)
    case 'date':
      return dateDecoder(column, names)
    default:
      return textDecoder(column, names)
  }
}

const wantsText = (column: RawColumn): boolean =>
  isText(column) ||
  ['string', 'category'].includes(column.contract.type) ||
  (column.contract.type === 'ordinal' && ranked(column.contract.values ?? []))

/**
 * SQL that turns the raw columns of `source` into typed values and states, one explicit decoder for each column.
 * A text column's value is compared after trimming; `string` columns (identifiers) are kept as they are, leading zeros included.
 * Values that break a rule get a state of {@link DECODED} and no value.
 * @param source what to read from: a table, a view or a reading function
 * @param row expression for the place in the file, which becomes `__row`; without it the order of reading is the place
 */
export const decodeSql = (columns: readonly RawColumn[], source: string, row?: string): string => {
  const parts = columns.map((column, index) => {
    const names: Names = { raw: `r${index}`, text: `t${index}`, number: `n${index}` }
    const textual = wantsText(column)
    const typed: RawColumn = textual && !isText(column) ? { ...column, type: 'VARCHAR' } : column
    const decoder = decoderOf(typed, names)
    const raw = textual && column.type !== 'VARCHAR' ? asText(column, column.sql) : column.sql
    const none = column.nullValues.length === 0 ? '' : ` OR ${names.text} IN (${list(column.nullValues)})`
    const missing = `${names.raw} IS NULL${textual ? none : ''}`
    const codes = textual
      ? textCodes(column, names)
      : numberCodes(column, {
          ...names,
          number: column.type === 'BOOLEAN' ? 'NULL' : `TRY_CAST(${names.raw} AS DOUBLE)`,
        })
    const branches = [when(missing, VALUE_STATE.missing), ...codes, ...decoder.branches]
    return {
      raw: `${raw} AS ${names.raw}`,
      text: textual ? [`${trimmed(names.raw)} AS ${names.text}`] : [],
      parsed: `${decoder.parsed} AS ${names.number}`,
      state: `CAST(CASE ${branches.join(' ')} ELSE 0 END AS UTINYINT) AS s${index}`,
      stored: `CASE WHEN s${index} IN (0, ${DECODED['decimal-integer']}, ${DECODED['text-variant']}) THEN ${decoder.stored} END AS ${ident(column.name)}, s${index} AS ${ident(stateColumn(column.name))}`,
    }
  })
  const level = (inner: string, extra: readonly string[]): string =>
    `SELECT ${['*', ...extra].join(', ')} FROM (${inner})`
  const place = row === undefined ? [] : [`CAST(${row} AS BIGINT) AS __row`]
  const raw = `SELECT ${[...place, ...parts.map((part) => part.raw)].join(', ')} FROM ${source}`
  const texts = level(
    raw,
    parts.flatMap((part) => part.text),
  )
  const states = level(
    level(
      texts,
      parts.map((part) => part.parsed),
    ),
    parts.map((part) => part.state),
  )
  return `SELECT ${[...(row === undefined ? [] : ['__row']), ...parts.map((part) => part.stored)].join(', ')} FROM (${states})`
}
