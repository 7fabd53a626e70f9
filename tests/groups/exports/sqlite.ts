import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { ParityRequest } from '../../../src/exports/export.js'
import type { EngineScores } from '../../../src/exports/parity.js'
import type { SqlDialectName } from '../../../src/exports/sql-dialect.js'
import { statementOf, tableColumns, tableRows } from '../../../src/exports/sql-table.js'

interface Answer {
  readonly version: string
  readonly rows: readonly (readonly [string, number | null, number | null, number | null, string | null])[]
}

/** Runs a statement in the SQLite of python3. */
export const scoreInSqlite = (request: ParityRequest, dialect: SqlDialectName): EngineScores => {
  const folder = mkdtempSync(join(tmpdir(), 'sqlite-'))
  try {
    const file = join(folder, 'request.json')
    writeFileSync(
      file,
      JSON.stringify({
        statement: statementOf(request, dialect),
        columns: tableColumns(request.model),
        person: request.model.key.person,
        rows: tableRows(request),
      }),
    )
    const script = resolve('tests/groups/exports/scripts/sqlite.py')
    const text = execFileSync('python3', ['-I', script, file], { encoding: 'utf8', maxBuffer: 1 << 28 })
    const { version, rows } = JSON.parse(text) as Answer
    const { persons } = request.reference.inputs
    const found = new Map(rows.map((row) => [row[0], row]))
    const all = persons.map((person) => found.get(person))
    return {
      engine: `SQLite ${version}, ${dialect}`,
      linearPredictor: Float64Array.from(all, (row) => row?.[1] ?? Number.NaN),
      probability: Float64Array.from(all, (row) => row?.[2] ?? Number.NaN),
      rank: Int32Array.from(all, (row) => row?.[3] ?? 0),
      refused: Uint8Array.from(all, (row) => (row === undefined ? 2 : row[4] === null ? 0 : 1)),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
