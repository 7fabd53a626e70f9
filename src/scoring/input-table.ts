import type { Model, ModelInput } from '../../data-schemas/artifact.js'
import { type ColumnContract, type CsvFormat, columnContract } from '../../data-schemas/columns.js'
import { decodeSql, type RawColumn } from '../contract/decode.js'
import { DECODED } from '../contract/faults.js'
import { type DataFile, findFiles } from '../contract/files.js'
import { headerIssues, missingColumns } from '../contract/header-checks.js'
import { stateColumn } from '../contract/opened.js'
import { type Source, type SourceColumn, sourceOf } from '../contract/source.js'
import { type Engine, ident } from '../engine/engine.js'
import { type Issue, RefusedError, WorkbenchError } from '../errors.js'

/** Name of the decoded table in the engine. */
export const INPUT_TABLE = 'score_input'

/** A column that is carried to the output as it is: person, list, moment. */
export interface CarriedColumn {
  readonly name: string
  /** Column of {@link INPUT_TABLE} that holds it as text. */
  readonly column: string
  /** Type in the file, for output that keeps types. */
  readonly type: string
}

/** The table to score, decoded in the engine. */
export interface InputTable {
  readonly rows: number
  readonly format: DataFile['format']
  readonly carried: readonly CarriedColumn[]
  readonly issues: readonly Issue[]
}

/** How the file is read, and which columns go along. */
export interface InputOptions {
  readonly data: string
  readonly csv: CsvFormat
  readonly carry: readonly string[]
}

const refuse = (rule: string, file: string, expected: string, found: string): RefusedError =>
  new RefusedError(
    'data-refused',
    [{ rule, expected, found, advice: 'Copy or deliver the file again.', severity: 'refuse' }],
    file,
  )

const fileOf = async (options: InputOptions): Promise<DataFile> => {
  const { files, issues } = await findFiles({ data: { kind: 'flat', csv: options.csv } }, options.data)
  const [file] = files
  if (file === undefined) throw new RefusedError('data-refused', issues, options.data)
  return file
}

const readSource = async (engine: Engine, file: DataFile): Promise<Source> => {
  try {
    return await sourceOf(engine, file)
  } catch (cause) {
    if (!(cause instanceof WorkbenchError)) throw cause
    throw refuse('unreadable-file', file.file, 'a file that can be read to its end', 'one that cannot')
  }
}

/** What is read of a model; none to read keys only. */
type Inputs = Pick<Model, 'inputs'>

const exact: ColumnContract = columnContract.parse({ type: 'string', nullable: true })

const headerProblems = (model: Inputs, carry: readonly string[], source: Source): readonly Issue[] => {
  const header = source.columns.map((column) => column.name)
  const contract = new Map([
    ...carry.map((name) => [name, exact] as const),
    ...model.inputs.map((input) => [input.column, { ...input.contract, required: true }] as const),
  ])
  return [...headerIssues('flat', contract, header), ...missingColumns('flat', contract, header)].map(
    ({ table: _flat, ...issue }) => issue,
  )
}

const columnIn = (source: Source, name: string): SourceColumn =>
  source.columns.find((column) => column.name === name) as SourceColumn

const loadSql = (model: Inputs, source: Source, options: InputOptions): string => {
  const { carry, csv } = options
  const column = (name: string, from: string, contract: ColumnContract): RawColumn => {
    const { sql, type } = columnIn(source, from)
    return { name, contract, type, nullValues: csv.nullValues, sql }
  }
  const columns = [
    ...model.inputs.map((input, index) => column(`i${index}`, input.column, input.contract)),
    ...carry.map((name, index) => column(`k${index}`, name, exact)),
  ]
  return decodeSql(columns, source.from, source.row ?? 'row_number() OVER () - 1')
}

const nameOfState: ReadonlyMap<number, string> = new Map(Object.entries(DECODED).map(([rule, state]) => [state, rule]))

/** A value that was understood although it was not written as agreed. */
const UNDERSTOOD: readonly number[] = [DECODED['decimal-integer'], DECODED['text-variant']]

const decodeIssues = async (engine: Engine, inputs: readonly ModelInput[], rows: number): Promise<readonly Issue[]> => {
  const parts = inputs.map(
    (_, index) =>
      `SELECT ${index} AS input, s AS state, count(*) AS n FROM (SELECT ${ident(stateColumn(`i${index}`))} AS s FROM ${INPUT_TABLE}) WHERE s >= ${UNDERSTOOD[0]} GROUP BY s`,
  )
  if (parts.length === 0) return []
  const found = await engine.rows(`${parts.join(' UNION ALL ')} ORDER BY input, state`)
  return found.map(({ input, state, n }): Issue => {
    const { column, contract } = inputs[Number(input)] as ModelInput
    const understood = UNDERSTOOD.includes(Number(state))
    return {
      rule: nameOfState.get(Number(state)) ?? 'unreadable',
      column,
      count: Number(n),
      rows,
      expected: expectation(contract),
      found: understood ? 'the same written in another way' : 'something else',
      advice: understood
        ? 'It was understood; correct the delivery.'
        : 'Correct the delivery; such a row is not scored.',
      severity: understood ? 'warn' : 'refuse',
    }
  })
}

/** What a column must hold, in words. */
export const expectation = (contract: ColumnContract): string => {
  const { type, unit, min, max, values } = contract
  const range = [...(min === undefined ? [] : [`from ${min}`]), ...(max === undefined ? [] : [`to ${max}`])].join(' ')
  const list = values === undefined ? '' : ` out of ${values.length} values`
  return [type, range, unit].filter((part) => part !== undefined && part !== '').join(' ') + list
}

/** True for an engine error about the file itself; a full disk or a bug is neither. */
const damaged = (cause: unknown): boolean =>
  cause instanceof WorkbenchError &&
  /CSV Error|Parquet|Invalid Input|IO Error|decompress/i.test(cause.found) &&
  !/space|memory/i.test(cause.found)

/**
 * Reads a file into the engine with the model's own input contract, by the decoders that training uses.
 * Throws `data-refused` with every problem of file and header; problems of values come back as issues.
 */
export const openInput = async (engine: Engine, model: Inputs, options: InputOptions): Promise<InputTable> => {
  const file = await fileOf(options)
  const source = await readSource(engine, file)
  const problems = headerProblems(model, options.carry, source)
  if (problems.length > 0) throw new RefusedError('data-refused', problems, file.file)
  try {
    await engine.run(`CREATE TABLE ${INPUT_TABLE} AS ${loadSql(model, source, options)}`)
  } catch (cause) {
    if (!damaged(cause)) throw cause
    throw refuse(
      'unreadable-file',
      file.file,
      'rows that fit the header, to the end of the file',
      'rows that do not, or a damaged end',
    )
  }
  const [counted] = await engine.rows(`SELECT count(*) AS n FROM ${INPUT_TABLE}`)
  const rows = Number(counted?.['n'])
  if (rows === 0) throw refuse('no-rows', file.file, 'rows under the header', 'none')
  return {
    rows,
    format: file.format,
    carried: options.carry.map((name, index) => ({ name, column: `k${index}`, type: columnIn(source, name).type })),
    issues: await decodeIssues(engine, model.inputs, rows),
  }
}
