import type { Model, ModelInput, RawValue } from '../../data-schemas/artifact.js'
import { WorkbenchError } from '../errors.js'
import { ranksOf } from '../scoring/slot.js'
import type { ParityRequest } from './export.js'
import type { SqlDialectName } from './sql-dialect.js'

/** What must hold of a statement in any engine. */
export const SQL_TOLERANCE = { linearPredictor: 1e-12, probability: 1e-12, order: 'same' } as const

/** File of a dialect; the portable statement is the main one. */
export const sqlFile = (dialect: SqlDialectName): string =>
  dialect === 'portable' ? 'score.sql' : `score.${dialect}.sql`

/** A statement of an export, without the semicolon at its end. Throws `cannot-export` where the export has none for the dialect. */
export const statementOf = ({ files }: Pick<ParityRequest, 'files'>, dialect: SqlDialectName): string => {
  const bytes = files.get(sqlFile(dialect))
  if (bytes !== undefined) return new TextDecoder().decode(bytes).trimEnd().replace(/;$/, '')
  throw new WorkbenchError('cannot-export', {
    expected: sqlFile(dialect),
    found: 'no such file in the export',
    advice: 'use the statement of the engine',
    exit: 2,
  })
}

/** Type of a column that holds the input, in words that DuckDB, PostgreSQL and SQLite share. */
const columnType = (input: ModelInput): string => {
  const { type } = input.contract
  if (type === 'boolean') return 'BOOLEAN'
  if (type === 'date') return 'DATE'
  return type === 'category' || type === 'string' || ranksOf(input) !== null ? 'VARCHAR' : 'DOUBLE PRECISION'
}

/** Columns of a table with the rows of a check: person, list columns that are no input, inputs. */
export const tableColumns = (model: Model): readonly (readonly [name: string, type: string])[] => {
  const inputs = model.inputs.map((input) => [input.column, columnType(input)] as const)
  const taken = new Set(inputs.map(([name]) => name))
  const key = new Set([...(model.key.person === null ? [] : [model.key.person]), ...model.key.list])
  return [...[...key].filter((name) => !taken.has(name)).map((name) => [name, 'VARCHAR'] as const), ...inputs]
}

/** Rows of that table, in the order of the check. */
export const tableRows = ({
  model,
  reference,
}: Pick<ParityRequest, 'model' | 'reference'>): readonly (readonly RawValue[])[] => {
  const { rows, persons, lists } = reference.inputs
  const readers = tableColumns(model).map(([name]): ((index: number) => RawValue) => {
    const place = model.inputs.findIndex(({ column }) => column === name)
    if (place >= 0) return (index) => rows[index]?.[place] ?? null
    const list = model.key.list.indexOf(name)
    return list < 0 ? (index) => persons[index] ?? null : (index) => lists[index]?.[list] ?? null
  })
  return rows.map((_, index) => readers.map((read) => read(index)))
}
