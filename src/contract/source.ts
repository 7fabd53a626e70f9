import { type Engine, ident, literal } from '../engine/engine.js'
import { WorkbenchError } from '../errors.js'
import type { DataFile } from './files.js'

/** A column that the engine sees in a file. */
export interface SourceColumn {
  readonly name: string
  /** Expression that reads it from {@link Source.from}. */
  readonly sql: string
  readonly type: string
}

/** A file as the engine reads it. */
export interface Source {
  readonly from: string
  readonly columns: readonly SourceColumn[]
  /** Expression for the place in the file; undefined where only the order of reading gives it. */
  readonly row: string | undefined
}

/** How to treat rows that do not have as many fields as the header. */
export type Ragged = 'refuse' | 'set-aside'

/** A path as the engine's file patterns read it literally. */
const fileLiteral = (path: string): string => literal(path.replaceAll(/[*?[]/g, (character) => `[${character}]`))

const csvSource = (file: DataFile, ragged: Ragged): Source => {
  const names = file.header.map((_, index) => `c${index}`)
  const quote = literal(file.csv.quote)
  const options = [
    fileLiteral(file.path),
    'auto_detect=false',
    'header=true',
    'strict_mode=true',
    `delim=${literal(file.csv.delimiter)}`,
    `quote=${quote}`,
    `escape=${quote}`,
    `columns={${names.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ')}}`,
    `force_not_null=[${names.map((name) => literal(name)).join(', ')}]`,
    ...(ragged === 'set-aside' ? ['ignore_errors=true'] : []),
  ]
  return {
    from: `read_csv(${options.join(', ')})`,
    columns: file.header.map((name, index) => ({ name, sql: `c${index}`, type: 'VARCHAR' })),
    row: undefined,
  }
}

const parquetSource = async (engine: Engine, file: DataFile): Promise<Source> => {
  const path = fileLiteral(file.path)
  const described = await engine.rows(
    `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM read_parquet(${path}))`,
  )
  return {
    from: `read_parquet(${path}, file_row_number=true)`,
    columns: described.map(({ name, type }) => ({ name: String(name), sql: ident(String(name)), type: String(type) })),
    row: 'file_row_number',
  }
}

const jsonSource = (file: DataFile): Source => ({
  from: `read_json(${fileLiteral(file.path)}, format='newline_delimited', columns={${file.header.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ')}})`,
  columns: file.header.map((name) => ({ name, sql: ident(name), type: 'VARCHAR' })),
  row: undefined,
})

const parquetOnly = (file: DataFile): WorkbenchError =>
  new WorkbenchError('engine-cannot', {
    expected: 'Parquet files on a distributed engine: the place of a row in a text file is known on one machine only',
    found: `${file.file} (${file.format})`,
    where: `table ${file.key}`,
    advice: 'Write the table as Parquet, or use the embedded engine.',
    exit: 2,
  })

/**
 * How the engine reads a file: everything in text files as text, Parquet columns with their own types; no type is ever guessed.
 * Throws `engine-cannot` (exit 2) for a text file on a distributed engine.
 */
export const sourceOf = async (engine: Engine, file: DataFile, ragged: Ragged = 'refuse'): Promise<Source> => {
  if (engine.kind === 'spark' && file.format !== 'parquet') throw parquetOnly(file)
  switch (file.format) {
    case 'csv':
      return csvSource(file, ragged)
    case 'parquet':
      return parquetSource(engine, file)
    case 'jsonl':
      return jsonSource(file)
  }
}
