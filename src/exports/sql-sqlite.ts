import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RawValue } from '../../data-schemas/artifact.js'
import { sha256 } from '../digest.js'
import { ident } from '../engine/engine.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { ParityEngine, ParityRequest } from './export.js'
import type { EngineScores } from './parity.js'
import { runPython } from './run-python.js'
import type { SqlDialectName } from './sql-dialect.js'
import { SQL_TOLERANCE, sqlFile, statementOf, tableColumns, tableRows } from './sql-table.js'

/** What is used of `node:sqlite`, which Node has since 22.5. */
interface Sqlite {
  readonly exec: (sql: string) => void
  readonly function: (name: string, call: (text: string) => string) => void
  readonly prepare: (sql: string) => {
    readonly run: (...values: readonly unknown[]) => unknown
    readonly all: () => readonly Readonly<Record<string, unknown>>[]
  }
  readonly close: () => void
}

const openSqlite = async (): Promise<Sqlite | null> => {
  const module = 'node:sqlite'
  try {
    const { DatabaseSync } = (await import(module)) as { readonly DatabaseSync: new (path: string) => Sqlite }
    return new DatabaseSync(':memory:')
  } catch {
    return null
  }
}

const plain = (value: RawValue): string | number | null => (typeof value === 'boolean' ? Number(value) : value)

const tableSql = (request: ParityRequest): { readonly prepare: readonly string[]; readonly insert: string } => {
  const columns = tableColumns(request.model)
  const parts = (request.options.table ?? 'people').split('.').map(ident)
  const types = columns.map(([name, type]) => `${ident(name)} ${type === 'DATE' ? 'TEXT' : type}`)
  return {
    prepare: [
      ...(parts.length > 1 ? [`ATTACH ':memory:' AS ${parts[0]}`] : []),
      `CREATE TABLE ${parts.join('.')} (${types.join(', ')})`,
    ],
    insert: `INSERT INTO ${parts.join('.')} VALUES (${columns.map(() => '?').join(', ')})`,
  }
}

const load = (database: Sqlite, request: ParityRequest): void => {
  const { prepare, insert } = tableSql(request)
  for (const statement of [...prepare, 'BEGIN']) database.exec(statement)
  const add = database.prepare(insert)
  for (const row of tableRows(request)) add.run(...row.map(plain))
  database.exec('COMMIT')
}

interface Answer {
  readonly version: string
  /** Person, linear predictor, probability, rank, problems. */
  readonly rows: readonly (readonly [string, number | null, number | null, number | null, string | null])[]
}

const scoresOf = ({ version, rows }: Answer, request: ParityRequest, dialect: SqlDialectName): EngineScores => {
  const found = new Map(rows.map((row) => [row[0], row]))
  const all = request.reference.inputs.persons.map((person) => found.get(person))
  return {
    engine: `SQLite ${version}, ${dialect}`,
    linearPredictor: Float64Array.from(all, (row) => row?.[1] ?? Number.NaN),
    probability: Float64Array.from(all, (row) => row?.[2] ?? Number.NaN),
    rank: Int32Array.from(all, (row) => row?.[3] ?? 0),
    refused: Uint8Array.from(all, (row) => (row === undefined ? 2 : row[4] === null ? 0 : 1)),
  }
}

const answerSql = (request: ParityRequest, dialect: SqlDialectName): string =>
  `SELECT ${ident(request.model.key.person as string)} AS person, linear_predictor, probability, "rank", refused FROM (${statementOf(request, dialect)}\n)`

const inNode = (database: Sqlite, request: ParityRequest, dialect: SqlDialectName): Answer => {
  try {
    database.function('sha256', (text) => sha256(text))
    load(database, request)
    const [version] = database.prepare('SELECT sqlite_version() AS v').all()
    const rows = database.prepare(answerSql(request, dialect)).all()
    return {
      version: String(version?.['v']),
      rows: rows.map((row) => [
        row['person'],
        row['linear_predictor'],
        row['probability'],
        row['rank'],
        row['refused'],
      ]) as unknown as Answer['rows'],
    }
  } finally {
    database.close()
  }
}

/** The same in the SQLite of Python: sha256 is the only thing that SQLite does not have and the statement needs. */
const PROGRAM = `
import hashlib, json, sqlite3, sys
request = json.load(open(sys.argv[1], encoding="utf-8"))
database = sqlite3.connect(":memory:")
database.create_function("sha256", 1, lambda text: hashlib.sha256(text.encode("utf-8")).hexdigest(), deterministic=True)
for statement in request["prepare"]:
    database.execute(statement)
database.executemany(request["insert"], request["rows"])
json.dump({"version": sqlite3.sqlite_version, "rows": database.execute(request["statement"]).fetchall()}, sys.stdout)
`

const inPython = async (request: ParityRequest, dialect: SqlDialectName): Promise<Answer | null> => {
  const folder = mkdtempSync(join(tmpdir(), 'maatwerkscan-parity-'))
  try {
    const file = join(folder, 'request.json')
    const { prepare, insert } = tableSql(request)
    const rows = tableRows(request)
    writeFileSync(file, JSON.stringify({ prepare, insert, rows, statement: answerSql(request, dialect) }))
    const text = await runPython(['-c', PROGRAM, file])
    return text === null ? null : (JSON.parse(text) as Answer)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const PROBE = 'import sqlite3; sqlite3.connect(":memory:").execute("SELECT exp(1), ln(2), floor(1.5)")'

/** No answer to a statement that should run is a check that does not hold. */
const NO_ANSWER: Answer = { version: '(it failed)', rows: [] }

const run = async (request: ParityRequest, dialect: SqlDialectName): Promise<EngineScores | Undefined> => {
  if (request.model.key.person === null) return undefinedBecause('the model names no person to find the rows back by')
  if (!request.files.has(sqlFile(dialect))) return undefinedBecause('the model has no portable statement')
  const database = await openSqlite()
  if (database !== null) return scoresOf(inNode(database, request, dialect), request, dialect)
  if ((await runPython(['-c', PROBE])) === null) {
    return undefinedBecause(
      `neither Node ${process.versions.node} nor python3 has an SQLite with mathematical functions`,
    )
  }
  return scoresOf((await inPython(request, dialect)) ?? NO_ANSWER, request, dialect)
}

/** The statements that SQLite can run, where this Node or python3 has it. */
export const sqliteChecks: readonly ParityEngine[] = (['portable', 'sqlite'] as const).map((dialect) => ({
  engine: `SQLite, ${dialect}`,
  tolerance: SQL_TOLERANCE,
  keyed: true,
  anyType: false,
  run: (request) => run(request, dialect),
}))
