import type { RawValue } from '../../data-schemas/artifact.js'
import { sha256 } from '../digest.js'
import { ident } from '../engine/engine.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { ParityEngine, ParityRequest } from './export.js'
import type { EngineScores } from './parity.js'
import type { SqlDialectName } from './sql-dialect.js'
import { SQL_TOLERANCE, statementOf, tableColumns, tableRows } from './sql-table.js'

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

const load = (database: Sqlite, request: ParityRequest): void => {
  const columns = tableColumns(request.model)
  const table = (request.options.table ?? 'people').split('.').map(ident)
  if (table.length > 1) database.exec(`ATTACH ':memory:' AS ${table[0]}`)
  database.exec(
    `CREATE TABLE ${table.join('.')} (${columns.map(([name, type]) => `${ident(name)} ${type === 'DATE' ? 'TEXT' : type}`).join(', ')})`,
  )
  const insert = database.prepare(`INSERT INTO ${table.join('.')} VALUES (${columns.map(() => '?').join(', ')})`)
  database.exec('BEGIN')
  for (const row of tableRows(request)) insert.run(...row.map(plain))
  database.exec('COMMIT')
}

const gather = (database: Sqlite, request: ParityRequest, statement: string): Omit<EngineScores, 'engine'> => {
  const { persons } = request.reference.inputs
  const rows = new Map(persons.map((person, index) => [person, index]))
  const person = request.model.key.person as string
  const linearPredictor = new Float64Array(persons.length).fill(Number.NaN)
  const probability = new Float64Array(persons.length).fill(Number.NaN)
  const refused = new Uint8Array(persons.length).fill(2)
  const rank = new Int32Array(persons.length)
  for (const row of database.prepare(statement).all()) {
    const index = rows.get(String(row[person])) ?? -1
    linearPredictor[index] = Number(row['linear_predictor'] ?? Number.NaN)
    probability[index] = Number(row['probability'] ?? Number.NaN)
    refused[index] = row['refused'] === null ? 0 : 1
    rank[index] = Number(row['rank'] ?? 0)
  }
  return { linearPredictor, probability, refused, rank }
}

const run = async (request: ParityRequest, dialect: SqlDialectName): Promise<EngineScores | Undefined> => {
  if (request.model.key.person === null) return undefinedBecause('the model names no person to find the rows back by')
  const database = await openSqlite()
  if (database === null) return undefinedBecause(`Node ${process.versions.node} has no SQLite (22.5 and later do)`)
  try {
    database.function('sha256', (text) => sha256(text))
    load(database, request)
    const [version] = database.prepare('SELECT sqlite_version() AS v').all()
    const scores = gather(database, request, statementOf(request, dialect))
    return { engine: `SQLite ${String(version?.['v'])}, ${dialect}`, ...scores }
  } finally {
    database.close()
  }
}

/** The statements that SQLite can run, where this Node has it. */
export const sqliteChecks: readonly ParityEngine[] = (['portable', 'sqlite'] as const).map((dialect) => ({
  engine: `SQLite, ${dialect}`,
  tolerance: SQL_TOLERANCE,
  keyed: true,
  anyType: false,
  run: (request) => run(request, dialect),
}))
