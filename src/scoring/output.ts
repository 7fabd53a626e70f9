import { closeSync, existsSync, openSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import type { Model } from '../../data-schemas/artifact.js'
import { type Engine, ident, literal } from '../engine/engine.js'
import { WorkbenchError } from '../errors.js'
import { type CarriedColumn, INPUT_TABLE } from './input-table.js'
import { SCORED_TABLE } from './score-rows.js'

/** Formats that can be written, by the extension of the file. */
export type OutputFormat = 'csv' | 'parquet'

/** Format by extension. Throws `unknown-format` for any other. */
export const formatOf = (out: string): OutputFormat => {
  const extension = extname(out).toLowerCase()
  if (extension === '.csv') return 'csv'
  if (extension === '.parquet') return 'parquet'
  throw new WorkbenchError('unknown-format', {
    expected: 'an output that ends in .csv or .parquet',
    found: extension === '' ? 'no extension' : extension,
    where: basename(out),
    advice: 'name the output scores.csv or scores.parquet',
  })
}

const cannotWrite = (out: string, cause: unknown): WorkbenchError =>
  new WorkbenchError('cannot-write', {
    expected: 'a place that can be written',
    found: cause instanceof Error && 'code' in cause ? String(cause.code) : 'a write error',
    where: out,
    advice:
      'check that the folder exists, that you may write there and that the disk has room; nothing was left behind',
    cause,
  })

/** A temporary file beside the output; becomes the output by one rename, or leaves no trace. */
export interface Draft {
  readonly path: string
  /** Folder for what does not fit in memory; made by the engine when needed. */
  readonly spill: string
  readonly commit: () => void
  readonly discard: () => void
}

const samePlace = (a: string, b: string): boolean =>
  existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b)

/** Opens the draft, and so finds out at once whether the place can be written. Throws `cannot-write` or `same-file`. */
export const openDraft = (out: string, data: string): Draft => {
  if (samePlace(out, data)) {
    throw new WorkbenchError('same-file', {
      expected: 'an output other than the input',
      found: 'the same file',
      where: out,
      advice: 'name another output',
    })
  }
  const path = join(dirname(out), `.${basename(out)}.${process.pid}.part`)
  const spill = `${path}.spill`
  try {
    closeSync(openSync(path, 'w'))
  } catch (cause) {
    throw cannotWrite(out, cause)
  }
  const discard = (): void => {
    if (existsSync(path)) rmSync(path)
    rmSync(spill, { recursive: true, force: true })
  }
  return {
    path,
    spill,
    discard,
    commit: () => {
      try {
        renameSync(path, out)
      } catch (cause) {
        throw cannotWrite(out, cause)
      } finally {
        discard()
      }
    },
  }
}

/** A text that a spreadsheet would run as a formula gets an apostrophe in front: `=`, `+`, `-`, `@`, tab or carriage return. */
const guarded = (text: string): string =>
  `CASE WHEN left(${text}, 1) IN ('=', '+', '-', '@', chr(9), chr(13)) THEN '''' || ${text} ELSE ${text} END`

const guardedName = (name: string): string => (/^[=+\-@\t\r]/.test(name) ? `'${name}` : name)

const COLUMNS = ['probability', 'linear_predictor', 'points', 'rank', 'list_size'] as const

/** What goes into the output. */
export interface OutputOptions {
  readonly carried: readonly CarriedColumn[]
  /** Column of the input table with the person; null when rows are known by their place only. */
  readonly person: string | null
  /** Columns of the input table that make a list. */
  readonly list: readonly string[]
  readonly format: OutputFormat
}

const carriedSql = (columns: readonly CarriedColumn[], format: OutputFormat): readonly string[] =>
  columns.map(({ name, column, type }) =>
    format === 'csv'
      ? `${guarded(`t.${column}`)} AS ${ident(guardedName(name))}`
      : `${type === 'VARCHAR' ? `t.${column}` : `TRY_CAST(t.${column} AS ${type})`} AS ${ident(name)}`,
  )

/** Refuses names that would occur twice in the output. */
export const checkNames = (model: Model, carried: readonly string[]): void => {
  const own: readonly string[] = [
    ...COLUMNS,
    ...(carried.length === 0 ? ['row'] : []),
    ...model.inputs.map(({ name }) => `c_${name}`),
  ]
  const names = [...carried, ...own].map((name) => name.toLowerCase())
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice === undefined) return
  throw new WorkbenchError('column-collision', {
    expected: 'key and list columns with names of their own',
    found: `"${twice}" twice in the output`,
    advice: `the names ${COLUMNS.join(', ')} and c_… are taken; rename the column`,
  })
}

/** The output as a query, in the order of the file. */
export const outputSql = (model: Model, options: OutputOptions): string => {
  const { carried, person, list, format } = options
  const lists = list.map((column) => `t.${column}`)
  const who = person === null ? 'CAST(t.__row + 1 AS VARCHAR)' : `t.${person}`
  const hash = `sha256(concat_ws('|', ${[literal(model.modelId), who, ...lists].join(', ')}))`
  const within = `PARTITION BY ${['s.lp IS NULL', ...lists].join(', ')}`
  return [
    `SELECT ${[
      ...(carried.length === 0 ? ['t.__row + 1 AS "row"'] : carriedSql(carried, format)),
      's.p AS probability',
      's.lp AS linear_predictor',
      's.points AS points',
      `CASE WHEN s.lp IS NOT NULL THEN row_number() OVER (${within} ORDER BY s.lp DESC, ${hash}, t.__row) END AS "rank"`,
      `CASE WHEN s.lp IS NOT NULL THEN count(s.lp) OVER (${within}) END AS list_size`,
      ...model.inputs.map(({ name }, index) => `s.c${index} AS ${ident(`c_${name}`)}`),
    ].join(', ')}`,
    `FROM ${INPUT_TABLE} t JOIN ${SCORED_TABLE} s ON t.__row = CAST(s.r AS BIGINT) ORDER BY t.__row`,
  ].join(' ')
}

/** Writes the output to the draft. */
export const writeOutput = async (
  engine: Engine,
  sql: string,
  target: { path: string; format: OutputFormat },
): Promise<void> => {
  const how = target.format === 'csv' ? 'FORMAT csv, HEADER true' : 'FORMAT parquet, COMPRESSION zstd'
  try {
    await engine.run(`COPY (${sql}) TO ${literal(target.path)} (${how})`)
  } catch (cause) {
    if (cause instanceof WorkbenchError && /IO Error|space|permission/i.test(cause.found))
      throw cannotWrite(target.path, cause)
    throw cause
  }
}
