import type { Study } from '../../data-schemas/study.js'
import { type Engine, ident } from '../engine/engine.js'
import { type Issue, RefusedError, WorkbenchError } from '../errors.js'
import { bsnFindings } from './bsn.js'
import { decodeSql, type RawColumn } from './decode.js'
import { type DataFile, findFiles } from './files.js'
import type { Finding } from './finding.js'
import { headerIssues, missingColumns } from './header-checks.js'
import type { OpenedData, OpenedTable, TableKey } from './opened.js'
import { type Contracts, resolveContracts, type TableContract } from './resolve.js'
import { type Ragged, type Source, sourceOf } from './source.js'

/** Decoded data before its contract is checked, with what was found on the way. */
export interface DecodedData extends Omit<OpenedData, 'digest'> {
  readonly findings: readonly Finding[]
}

interface Loaded {
  readonly table: OpenedTable
  readonly findings: readonly Finding[]
}

const quoted = (texts: readonly string[]): string => texts.join(', ')

const dropObjects = async (engine: Engine, key: TableKey): Promise<void> => {
  await engine.run(`DROP VIEW IF EXISTS raw_${key}`)
  for (const table of [`t_${key}`, `d_${key}`, `refused_${key}`]) await engine.run(`DROP TABLE IF EXISTS ${table}`)
}

/** A view that reads the file again as it is; only the quarantine uses it. */
const rawView = (source: Source, columns: readonly RawColumn[], key: TableKey): string => {
  const place = source.row ?? 'row_number() OVER () - 1'
  const expressions = columns.map(({ sql, name }) => `${sql} AS ${ident(name)}`)
  return `CREATE VIEW raw_${key} AS SELECT ${quoted([`CAST(${place} AS BIGINT) AS __row`, ...expressions])} FROM ${source.from}`
}

const rawColumns = (contract: TableContract, source: Source, file: DataFile): readonly RawColumn[] =>
  source.columns.flatMap(({ name, type, sql }) => {
    const column = contract.get(name)
    return column === undefined ? [] : [{ name, contract: column, type, sql, nullValues: file.csv.nullValues }]
  })

const raggedRules: Readonly<Record<string, string>> = {
  'MISSING COLUMNS': 'ragged-row',
  'TOO MANY COLUMNS': 'ragged-row',
  'UNQUOTED VALUE': 'broken-quotes',
  'LINE SIZE OVER MAXIMUM': 'line-too-long',
  'INVALID ENCODING': 'not-utf8',
}

/** Rows of delimited text that cannot be split into the columns of the header: counted by kind, never shown. */
const raggedFindings = async (
  engine: Engine,
  key: TableKey,
  source: Source,
  rows: number,
): Promise<readonly Finding[]> => {
  const counting = source.from.replace(
    /ignore_errors=true\)$/,
    "store_rejects=true, rejects_table='contract_rejects', rejects_scan='contract_scans')",
  )
  await engine.run(
    `CREATE TEMP TABLE contract_counting AS SELECT ${quoted(source.columns.map(({ sql }) => sql))} FROM ${counting}`,
  )
  const kinds = await engine.rows(
    'SELECT CAST(error_type AS VARCHAR) AS kind, count(DISTINCT line) AS n FROM contract_rejects GROUP BY kind ORDER BY kind',
  )
  for (const name of ['contract_counting', 'contract_rejects', 'contract_scans']) await engine.run(`DROP TABLE ${name}`)
  const byRule = new Map<string, number>()
  for (const { kind, n } of kinds) {
    const rule = raggedRules[String(kind)] ?? 'ragged-row'
    byRule.set(rule, (byRule.get(rule) ?? 0) + Number(n))
  }
  return [...byRule].map(([rule, count]) => ({
    rule,
    table: key,
    count,
    rows: rows + count,
    expected: `${source.columns.length} fields in every row`,
    found: 'rows that cannot be split so',
    advice: 'Check the delimiter, the quotes and line ends inside texts; these rows were not read.',
    severity: 'bounded',
  }))
}

const isCsvError = (error: unknown): boolean => error instanceof WorkbenchError && error.found.includes('CSV Error')

const load = async (engine: Engine, source: Source, columns: readonly RawColumn[], key: TableKey): Promise<number> => {
  await dropObjects(engine, key)
  await engine.run(rawView(source, columns, key))
  if (source.row !== undefined) {
    await engine.run(`CREATE TABLE t_${key} AS ${decodeSql(columns, source.from, source.row)}`)
  } else {
    await engine.run(`CREATE TABLE d_${key} AS ${decodeSql(columns, source.from)}`)
    await engine.run(`CREATE TABLE t_${key} AS SELECT CAST(rowid AS BIGINT) AS __row, * FROM d_${key}`)
    await engine.run(`DROP TABLE d_${key}`)
  }
  const [counted] = await engine.rows(`SELECT count(*) AS n FROM t_${key}`)
  return Number(counted?.['n'])
}

/** Faults of the engine, or of what it was asked, that say nothing about the file. */
const NOT_OF_THE_FILE: readonly string[] = ['out-of-memory', 'engine-lost', 'engine-cannot', 'engine-cannot-read']

/** A file that cannot be read to its end is refused. */
const unreadable = (key: TableKey, file: DataFile, cause: unknown): WorkbenchError => {
  if (cause instanceof WorkbenchError && NOT_OF_THE_FILE.includes(cause.code)) return cause
  return new RefusedError(
    'data-refused',
    [
      {
        rule: file.format === 'parquet' ? 'corrupt-parquet' : 'unreadable-file',
        table: key,
        expected: `a ${file.format === 'parquet' ? 'Parquet' : file.format.toUpperCase()} file that can be read to its end`,
        found: 'one that cannot',
        advice: 'Copy or deliver the file again.',
        severity: 'refuse',
      },
    ],
    file.file,
  )
}

const loadTolerant = async (
  engine: Engine,
  file: DataFile,
  columns: readonly RawColumn[],
  key: TableKey,
): Promise<{ readonly rows: number; readonly findings: readonly Finding[] }> => {
  try {
    return { rows: await load(engine, await sourceOf(engine, file), columns, key), findings: [] }
  } catch (error) {
    if (!isCsvError(error)) throw unreadable(key, file, error)
  }
  const ragged: Ragged = 'set-aside'
  try {
    const source = await sourceOf(engine, file, ragged)
    const rows = await load(engine, source, columns, key)
    return { rows, findings: await raggedFindings(engine, key, source, rows) }
  } catch (error) {
    throw unreadable(key, file, error)
  }
}

const sourceOrIssue = async (engine: Engine, file: DataFile): Promise<Source> => {
  try {
    return await sourceOf(engine, file)
  } catch (error) {
    throw unreadable(file.key, file, error)
  }
}

const loadTable = async (
  engine: Engine,
  file: DataFile,
  source: Source,
  place: { readonly key: TableKey; readonly contract: TableContract },
): Promise<Loaded> => {
  const { key, contract } = place
  const columns = rawColumns(contract, source, file)
  const { rows, findings } = await loadTolerant(engine, file, columns, key)
  if (rows === 0) {
    throw new RefusedError(
      'data-refused',
      [
        {
          rule: 'no-rows',
          table: key,
          expected: 'rows under the header',
          found: 'none',
          advice: 'Deliver the file again.',
          severity: 'refuse',
        },
      ],
      file.file,
    )
  }
  return {
    table: {
      name: `t_${key}`,
      file: file.file,
      rows,
      columns: Object.fromEntries(columns.map(({ name, contract: column }) => [name, column])),
    },
    findings,
  }
}

const collect = async <T>(jobs: readonly (() => Promise<T>)[]): Promise<readonly T[]> => {
  const results: T[] = []
  const issues: Issue[] = []
  for (const job of jobs) {
    try {
      results.push(await job())
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      issues.push(...error.issues)
    }
  }
  if (issues.length > 0) throw new RefusedError('data-refused', issues)
  return results
}

const unused = (key: TableKey, source: Source, contracts: Contracts): readonly Finding[] => {
  const used = (name: string): boolean =>
    contracts[key]?.has(name) === true || (key === 'flat' && contracts.audit?.has(name) === true)
  return source.columns
    .filter(({ name }) => !used(name))
    .map(({ name }) => ({
      rule: 'unused-column',
      table: key,
      column: name,
      expected: 'columns that the study uses',
      found: 'one that it does not',
      advice: 'Nothing to do; leave it out of the next delivery.',
      severity: 'note' as const,
    }))
}

/**
 * Reads the files of a study into engine tables `t_flat`, or `t_snapshots`, `t_clients`, `t_bijstand`, `t_audit` and `t_pilot`, with one explicit
 * decoder for each column of the contract and no type ever guessed. Values that break a rule are counted by `checkContract`.
 * @param dataPath the file of a flat study (CSV, Parquet or JSON lines), the folder of a panel study
 * Throws {@link RefusedError} `data-refused` (exit 2) when a file or a header is wrong: every such problem at once.
 */
export const decodeData = async (engine: Engine, study: Study, dataPath: string): Promise<DecodedData> => {
  const { files, issues } = await findFiles(study, dataPath)
  if (issues.length > 0) throw new RefusedError('data-refused', issues)
  const sources = await collect(files.map((file) => async () => ({ file, source: await sourceOrIssue(engine, file) })))
  const headers = new Map(
    sources.map(({ file, source }) => [file.key, source.columns.map(({ name }) => name)] as const),
  )
  const contracts = resolveContracts(study, headers)
  const wrong = sources.flatMap(({ file, source }) => {
    const expected = file.key === 'flat' ? [contracts.flat, contracts.audit] : [contracts[file.key]]
    const names = source.columns.map(({ name }) => name)
    const columns = new Map(expected.flatMap((contract) => [...(contract ?? [])]))
    return [...missingColumns(file.key, columns, names), ...headerIssues(file.key, columns, names)]
  })
  if (wrong.length > 0) throw new RefusedError('data-refused', wrong)
  await engine.run(`SET preserve_insertion_order = true`)
  const jobs = sources.flatMap(({ file, source }) =>
    (file.key === 'flat' ? (['flat', 'audit'] as const) : ([file.key] as const)).flatMap((key) => {
      const contract = contracts[key]
      return contract === undefined || (key === 'audit' && contract.size === 0)
        ? []
        : [async () => ({ key, ...(await loadTable(engine, file, source, { key, contract })) })]
    }),
  )
  const loaded = await collect(jobs).finally(() => engine.run('SET preserve_insertion_order = false'))
  const bsn = await Promise.all(
    sources.map(async ({ file }) => bsnFindings(engine, file.key, await sourceOf(engine, file, 'set-aside'))),
  )
  const table = (key: TableKey): OpenedTable | undefined => loaded.find((one) => one.key === key)?.table
  return {
    kind: study.data.kind,
    tables: {
      flat: table('flat'),
      snapshots: table('snapshots'),
      clients: table('clients'),
      bijstand: table('bijstand'),
      audit: table('audit'),
      ...(loaded.some(({ key }) => key === 'pilot') ? { pilot: table('pilot') } : {}),
    },
    findings: [
      ...loaded.filter((one) => study.data.kind === 'panel' || one.key === 'flat').flatMap((one) => one.findings),
      ...bsn.flat(),
      ...sources.flatMap(({ file, source }) => unused(file.key, source, contracts)),
    ],
  }
}
