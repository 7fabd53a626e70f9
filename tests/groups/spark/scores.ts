import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Model } from '../../../data-schemas/artifact.js'
import { openDuckDB } from '../../../src/engine/duckdb.js'
import { ident, literal } from '../../../src/engine/engine.js'
import type { ParityRequest } from '../../../src/exports/export.js'
import { generatedInputs } from '../../../src/exports/generated-inputs.js'
import { type EngineScores, referenceScores } from '../../../src/exports/parity.js'
import { statementOf, tableColumns, tableRows } from '../../../src/exports/sql-table.js'
import { sqlTarget } from '../../../src/exports/sql-target.js'
import { environment, program } from './cluster.js'

/** Rows with the scores of the kernel, and the exported statements, of a model. */
export const requestOf = (model: Model, count: number): ParityRequest => ({
  model,
  files: sqlTarget.write(model, {}),
  reference: referenceScores(model, generatedInputs(model, { count })),
  options: {},
})

const columnsOf = (model: Model): string =>
  tableColumns(model)
    .map(([name, type], place) => `CAST(c${place} AS ${type}) AS ${ident(name)}`)
    .join(', ')

/** Writes the rows of a request as Parquet, as a platform would hold them. */
const writeRows = async (request: ParityRequest, folder: string): Promise<void> => {
  const engine = await openDuckDB()
  try {
    const lines = tableRows(request).map((row) =>
      JSON.stringify(Object.fromEntries(row.map((value, place) => [`c${place}`, value]))),
    )
    writeFileSync(`${folder}.jsonl`, lines.join('\n'))
    const types = tableColumns(request.model).map(
      ([, type], place) => `c${place}: ${literal(type === 'DATE' ? 'VARCHAR' : type)}`,
    )
    const read = `read_json(${literal(`${folder}.jsonl`)}, format='newline_delimited', columns={${types.join(', ')}})`
    await engine.run(
      `COPY (SELECT ${columnsOf(request.model)} FROM ${read}) TO ${literal(`${folder}.parquet`)} (FORMAT parquet, ROW_GROUP_SIZE 10000)`,
    )
  } finally {
    engine.close()
  }
}

/** What a statement answered, in the order of the request. */
const answered = async (request: ParityRequest, path: string): Promise<EngineScores> => {
  const { persons } = request.reference.inputs
  const places = new Map(persons.map((person, index) => [person, index]))
  const engine = await openDuckDB()
  try {
    const found = await engine.columns(
      `SELECT ${ident(request.model.key.person as string)} AS person, linear_predictor AS lp, probability AS p, coalesce("rank", 0) AS rank, CASE WHEN refused IS NULL THEN 0 ELSE 1 END AS refused FROM read_parquet(${literal(path)})`,
      { person: 'text', lp: 'f64', p: 'f64', rank: 'i32', refused: 'u8' },
    )
    const scores = {
      engine: 'Spark SQL, spark',
      linearPredictor: new Float64Array(persons.length).fill(Number.NaN),
      probability: new Float64Array(persons.length).fill(Number.NaN),
      refused: new Uint8Array(persons.length).fill(2),
      rank: new Int32Array(persons.length),
    }
    for (const [index, person] of found.person.entries()) {
      const place = places.get(person as string) as number
      scores.linearPredictor[place] = found.lp[index] as number
      scores.probability[place] = found.p[index] as number
      scores.refused[place] = found.refused[index] as number
      scores.rank[place] = found.rank[index] as number
    }
    return scores
  } finally {
    engine.close()
  }
}

/** Scores of all requests by the exported statement for Spark, in one session. */
export const sparkScores = async (
  requests: readonly ParityRequest[],
  place: { readonly folder: string; readonly master: string; readonly configuration: string },
): Promise<readonly EngineScores[]> => {
  const jobs = await Promise.all(
    requests.map(async (request, index) => {
      const base = join(place.folder, `scores-${index}`)
      await writeRows(request, base)
      writeFileSync(`${base}.sql`, `${statementOf(request, 'spark')};\n`)
      return { rows: `${base}.parquet`, statement: `${base}.sql`, answer: `${base}-answer.parquet` }
    }),
  )
  const list = join(place.folder, 'jobs.json')
  writeFileSync(list, JSON.stringify(jobs))
  execFileSync(program('spark-submit'), ['--master', place.master, 'tests/groups/spark/score.py', list], {
    env: environment(place.configuration),
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 26,
  })
  return Promise.all(requests.map((request, index) => answered(request, jobs[index]?.answer as string)))
}
