import { WorkbenchError } from '../errors.js'

/** Where a statement is to run. `portable` is one text for DuckDB, PostgreSQL and SQLite; the others use what only they have. */
export const SQL_DIALECTS = ['portable', 'duckdb', 'postgresql', 'sqlite', 'spark'] as const
export type SqlDialectName = (typeof SQL_DIALECTS)[number]

/** How one engine writes what engines write differently. Everything else in a statement is the same. */
export interface SqlDialect {
  readonly name: SqlDialectName
  /** Quotes a name. */
  readonly ident: (name: string) => string
  /** Quotes a text. */
  readonly text: (value: string) => string
  /** A double, exact to the last bit. */
  readonly number: (value: number) => string
  readonly double: string
  readonly varchar: string
  /** SHA-256 of a text (UTF-8) as lower-case hexadecimal text. */
  readonly sha256: (text: string) => string
  /** Days since 1970-01-01 of a date; null where the engines of the dialect have no common way. */
  readonly days: ((date: string) => string) | null
  /** A whole number as it is, and any other double as another number, as a double. Spark's FLOOR is a BIGINT and fails beyond it. */
  readonly whole: (value: string) => string
  /** Columns may hold values of another type than they were declared with, so each value is looked at. */
  readonly loose: boolean
  /** True when a text is a real day; null where the column's type says so. */
  readonly isDate: ((date: string) => string) | null
  /** Keeps an engine from working out the same expression several times. */
  readonly materialized: string
}

const cannot = (what: string, found: string): WorkbenchError =>
  new WorkbenchError('cannot-export', {
    expected: `${what} that can be written in SQL`,
    found,
    advice: 'a NUL or half of a surrogate pair has no place in a statement; correct it in the study',
    exit: 2,
  })

/** Throws `cannot-export` for a text with a NUL or half a surrogate pair, which SQL cannot hold. */
const writable = (text: string, what: string): string => {
  if (text.includes('\0')) throw cannot(what, 'a NUL')
  if (/\p{Surrogate}/u.test(text)) throw cannot(what, 'half of a surrogate pair')
  return text
}

const name = (text: string): string => {
  if (text === '') throw cannot('a name', 'an empty one')
  return writable(text, 'a name')
}

const quoted = (text: string): string => `"${name(text).replaceAll('"', '""')}"`
const doubled = (text: string): string => `'${writable(text, 'a text').replaceAll("'", "''")}'`

const powerOfTwo = (exponent: number, double: string): string => `CAST(${2n ** BigInt(exponent)} AS ${double})`
const STEP = 62

/**
 * A double as a quotient (or product) of whole numbers, which every engine reads exactly: SQLite before 3.47 rounds about one in ten
 * thousand decimal literals of 17 digits to the neighbour.
 */
export const exactQuotient = (value: number, double: string): string => {
  if (Number.isSafeInteger(value)) return `CAST(${Object.is(value, -0) ? 0 : value} AS ${double})`
  let mantissa = value
  let exponent = 0
  while (!Number.isSafeInteger(mantissa)) {
    const up = Math.abs(mantissa) < 2 ** 53
    mantissa = up ? mantissa * 2 : mantissa / 2
    exponent += up ? -1 : 1
  }
  const sign = exponent < 0 ? ' / ' : ' * '
  const steps: string[] = []
  for (let left = Math.abs(exponent); left > 0; left -= STEP) steps.push(powerOfTwo(Math.min(left, STEP), double))
  return `(CAST(${mantissa} AS ${double})${steps.map((step) => sign + step).join('')} /* ${value} */)`
}

const cast = (double: string) => (value: number) =>
  Number.isSafeInteger(value)
    ? `CAST(${Object.is(value, -0) ? 0 : value} AS ${double})`
    : `CAST('${value}' AS ${double})`

const DOUBLE = 'DOUBLE PRECISION'
const EPOCH = "CAST('1970-01-01' AS DATE)"

const portable: SqlDialect = {
  name: 'portable',
  ident: quoted,
  text: doubled,
  number: (value) => exactQuotient(value, DOUBLE),
  double: DOUBLE,
  varchar: 'VARCHAR',
  sha256: (text) => `sha256(${text})`,
  days: null,
  whole: (value) => `FLOOR(${value})`,
  loose: true,
  isDate: null,
  materialized: 'MATERIALIZED ',
}

/** A backslash is written by its code, so that the statement means the same whatever `standard_conforming_strings` says. */
const postgresText = (value: string): string =>
  writable(value, 'a text').includes('\\')
    ? `(${value
        .split('\\')
        .map((part) => doubled(part))
        .join(' || chr(92) || ')})`
    : doubled(value)

const SPARK_ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  "'": "\\'",
  $: '\\u0024',
  '\r': '\\r',
  '\n': '\\n',
}

/**
 * In Spark a backslash escapes, and `${…}` is filled in before the statement is read. Ends of lines are written as escapes too: whoever reads
 * the file in Python as text gets other ones.
 */
const sparkText = (value: string): string =>
  `'${writable(value, 'a text').replaceAll(/[\\'$\r\n]/g, (character) => SPARK_ESCAPES[character] as string)}'`

const sparkIdent = (text: string): string => {
  if (name(text).includes('${')) throw cannot('a name', 'a name that Spark would fill in')
  return `\`${text.replaceAll('`', '``')}\``
}

const DIALECTS: Readonly<Record<SqlDialectName, SqlDialect>> = {
  portable,
  duckdb: {
    ...portable,
    name: 'duckdb',
    number: cast('DOUBLE'),
    double: 'DOUBLE',
    days: (date) => `CAST(${date} - ${EPOCH} AS DOUBLE)`,
    loose: false,
  },
  postgresql: {
    ...portable,
    name: 'postgresql',
    text: postgresText,
    number: cast(DOUBLE),
    sha256: (text) => `encode(sha256(convert_to(${text}, 'UTF8')), 'hex') COLLATE "C"`,
    days: (date) => `CAST(${date} - ${EPOCH} AS ${DOUBLE})`,
    loose: false,
  },
  sqlite: {
    ...portable,
    name: 'sqlite',
    days: (date) => `(julianday(${date}) - 2440587.5)`,
    isDate: (date) => `date(${date}) = ${date} AND length(${date}) = 10`,
  },
  spark: {
    ...portable,
    name: 'spark',
    ident: sparkIdent,
    text: sparkText,
    number: cast('DOUBLE'),
    double: 'DOUBLE',
    varchar: 'STRING',
    sha256: (text) => `sha2(${text}, 256)`,
    days: (date) => `CAST(datediff(${date}, ${EPOCH}) AS DOUBLE)`,
    whole: (value) => `RINT(${value})`,
    loose: false,
    materialized: '',
  },
}

/** The dialect of a name. */
export const sqlDialect = (dialect: SqlDialectName): SqlDialect => DIALECTS[dialect]
