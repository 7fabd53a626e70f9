import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Model } from '../../data-schemas/artifact.js'
import { openDuckDB } from '../engine/duckdb.js'
import { type Engine, ident, literal } from '../engine/engine.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { ParityEngine, ParityRequest } from './export.js'
import type { EngineScores } from './parity.js'
import type { SqlDialectName } from './sql-dialect.js'
import { SQL_TOLERANCE, sqlFile, statementOf, tableColumns, tableRows } from './sql-table.js'

const ROWS = 'parity_rows'

/** Makes the table of the check from a file of JSON lines, which holds every double and text as it is. */
const load = async (engine: Engine, request: ParityRequest, file: string): Promise<void> => {
  const columns = tableColumns(request.model)
  const lines = tableRows(request).map((row, index) =>
    JSON.stringify(Object.fromEntries([['r', index], ...row.map((value, place) => [`c${place}`, value])])),
  )
  writeFileSync(file, lines.join('\n'))
  const types = columns.map(([, type], place) => `c${place}: ${literal(type === 'DATE' ? 'VARCHAR' : type)}`)
  const values = columns.map(([name, type], place) => `CAST(c${place} AS ${type}) AS ${ident(name)}`)
  await engine.run(
    `CREATE TABLE ${ROWS} AS SELECT r, ${columns.map((_, place) => `c${place}`).join(', ')}, ${values.join(', ')} FROM read_json(${literal(file)}, format='newline_delimited', columns={r: 'INTEGER', ${types.join(', ')}})`,
  )
}

/** A view under the name that the statement reads. */
const expose = async (engine: Engine, model: Model, table: string): Promise<void> => {
  const parts = table.split('.').map(ident)
  if (parts.length > 2) await engine.run(`ATTACH ':memory:' AS ${parts[0]}`)
  if (parts.length > 1) await engine.run(`CREATE SCHEMA IF NOT EXISTS ${parts.slice(0, -1).join('.')}`)
  const columns = tableColumns(model).map(([name]) => ident(name))
  await engine.run(
    `CREATE TABLE ${parts.join('.')} AS SELECT ${columns.join(', ')} FROM ${parts.length > 2 ? 'memory.main.' : ''}${ROWS}`,
  )
}

const answerSql = (model: Model, statement: string): string => {
  const scores =
    's.probability AS p, s.linear_predictor AS lp, coalesce(s."rank", 0) AS rank, CASE WHEN s.refused IS NULL THEN 0 ELSE 1 END AS refused'
  const { person } = model.key
  if (person !== null) {
    return `SELECT r.r AS row, ${scores} FROM ${ROWS} r JOIN (${statement}) s ON r.${ident(person)} = s.${ident(person)}`
  }
  const same = model.inputs.map(({ column }) => `r.${ident(column)} IS NOT DISTINCT FROM s.${ident(column)}`)
  return `SELECT r.r AS row, ${scores} FROM ${ROWS} r JOIN (SELECT DISTINCT * FROM (${statement})) s ON ${same.join(' AND ')}`
}

const scoreIn = async (engine: Engine, request: ParityRequest, statement: string): Promise<EngineScores> => {
  const count = request.reference.inputs.rows.length
  const found = await engine.columns(answerSql(request.model, statement), {
    row: 'i32',
    p: 'f64',
    lp: 'f64',
    rank: 'i32',
    refused: 'u8',
  })
  const linearPredictor = new Float64Array(count).fill(Number.NaN)
  const probability = new Float64Array(count).fill(Number.NaN)
  const refused = new Uint8Array(count).fill(2)
  const rank = new Int32Array(count)
  for (const [index, row] of found.row.entries()) {
    linearPredictor[row] = found.lp[index] as number
    probability[row] = found.p[index] as number
    refused[row] = found.refused[index] as number
    rank[row] = found.rank[index] as number
  }
  const keyless = request.model.key.person === null
  return { engine: `DuckDB ${engine.version}`, linearPredictor, probability, refused, rank: keyless ? null : rank }
}

const run = async (request: ParityRequest, dialect: SqlDialectName): Promise<EngineScores | Undefined> => {
  if (!request.files.has(sqlFile(dialect))) return undefinedBecause('the model has no portable statement')
  const folder = mkdtempSync(join(tmpdir(), 'maatwerkscan-parity-'))
  const engine = await openDuckDB()
  try {
    await load(engine, request, join(folder, 'rows.jsonl'))
    await expose(engine, request.model, request.options.table ?? 'people')
    const scores = await scoreIn(engine, request, statementOf(request, dialect))
    return { ...scores, engine: `${scores.engine}, ${dialect}` }
  } finally {
    engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The statements that DuckDB can run: its own, and the portable one. */
export const duckdbChecks: readonly ParityEngine[] = (['portable', 'duckdb'] as const).map((dialect) => ({
  engine: `DuckDB, ${dialect}`,
  tolerance: SQL_TOLERANCE,
  keyed: true,
  anyType: false,
  run: (request) => run(request, dialect),
}))
