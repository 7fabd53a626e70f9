import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ident, literal } from '../../../src/engine/engine.js'
import type { ParityRequest } from '../../../src/exports/export.js'
import type { EngineScores } from '../../../src/exports/parity.js'
import type { SqlDialectName } from '../../../src/exports/sql-dialect.js'
import { statementOf, tableColumns, tableRows } from '../../../src/exports/sql-table.js'

const programs = (): string | null => {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).sort((a, b) => Number(b) - Number(a)) : []
  return versions.map((version) => join(root, version, 'bin')).find((bin) => existsSync(join(bin, 'initdb'))) ?? null
}

/** Folder of PostgreSQL's programs; null where it is not installed. */
export const POSTGRES = programs()

/** A server of our own: private socket, no network, as an unprivileged user, gone when stopped. */
export interface Postgres {
  readonly version: string
  /** Runs statements and returns what they print. */
  readonly sql: (text: string) => string
  readonly score: (request: ParityRequest, dialect: SqlDialectName) => EngineScores
  readonly stop: () => void
}

/** The server refuses to run as root; the package brings a user for it. */
const serverUser = (): { readonly uid: number; readonly gid: number } | null => {
  if (process.getuid?.() !== 0) return null
  const [, , uid, gid] = (readFileSync('/etc/passwd', 'utf8').match(/^postgres:.*$/m)?.[0] ?? '').split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

const csvField = (value: unknown): string => {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value)
}

const HELPER =
  "CREATE FUNCTION sha256(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex') $$"

const loadSql = (request: ParityRequest, file: string): string => {
  const columns = tableColumns(request.model)
  const types = columns.map(([name, type]) => `${ident(name)} ${type}`)
  return [
    'DROP TABLE IF EXISTS people CASCADE;',
    `CREATE TABLE people (${types.join(', ')});`,
    `COPY people FROM ${literal(file)} WITH (FORMAT csv);`,
    'ANALYZE people;',
  ].join('\n')
}

const gather = (request: ParityRequest, text: string): Omit<EngineScores, 'engine'> => {
  const { persons } = request.reference.inputs
  const rows = new Map(persons.map((person, index) => [Buffer.from(person).toString('hex'), index]))
  const linearPredictor = new Float64Array(persons.length).fill(Number.NaN)
  const probability = new Float64Array(persons.length).fill(Number.NaN)
  const refused = new Uint8Array(persons.length).fill(2)
  const rank = new Int32Array(persons.length)
  for (const line of text.split('\n').filter((part) => part !== '')) {
    const [person, lp, p, place, bad] = line.split('|') as [string, string, string, string, string]
    const index = rows.get(person) ?? -1
    linearPredictor[index] = lp === '' ? Number.NaN : Number(lp)
    probability[index] = p === '' ? Number.NaN : Number(p)
    rank[index] = place === '' ? 0 : Number(place)
    refused[index] = Number(bad)
  }
  return { linearPredictor, probability, refused, rank }
}

/** Starts the server in a temporary folder. */
export const startPostgres = (bin: string): Postgres => {
  const folder = mkdtempSync(join(tmpdir(), 'pg-'))
  const user = serverUser()
  if (user !== null) chownSync(folder, user.uid, user.gid)
  const server = (program: string, ...arguments_: readonly string[]): string =>
    execFileSync(join(bin, program), arguments_, {
      encoding: 'utf8',
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...user,
    })
  const data = join(folder, 'db')
  server('initdb', '-D', data, '-A', 'trust', '-U', 'maatwerkscan', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync')
  server('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', `-k ${folder} -h '' -F`, 'start')
  const sql = (text: string): string => {
    const script = join(folder, 'script.sql')
    writeFileSync(script, text)
    return execFileSync(
      join(bin, 'psql'),
      [
        '-X',
        '-q',
        '-A',
        '-t',
        '-v',
        'ON_ERROR_STOP=1',
        '-h',
        folder,
        '-U',
        'maatwerkscan',
        '-d',
        'postgres',
        '-f',
        script,
      ],
      { encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] },
    )
  }
  const version = sql('SHOW server_version').trim()
  sql(HELPER)
  return {
    version,
    sql,
    score: (request, dialect) => {
      const file = join(folder, 'rows.csv')
      writeFileSync(
        file,
        tableRows(request)
          .map((row) => row.map(csvField).join(','))
          .join('\n'),
      )
      if (user !== null) chownSync(file, user.uid, user.gid)
      sql(loadSql(request, file))
      const person = `encode(convert_to(${ident(request.model.key.person as string)}, 'UTF8'), 'hex')`
      const answer = `SELECT ${person}, linear_predictor, probability, "rank", CASE WHEN refused IS NULL THEN 0 ELSE 1 END FROM (${statementOf(request, dialect)}\n) answer;`
      return { engine: `PostgreSQL ${version}, ${dialect}`, ...gather(request, sql(answer)) }
    },
    stop: () => {
      server('pg_ctl', '-D', data, '-w', '-m', 'immediate', 'stop')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
