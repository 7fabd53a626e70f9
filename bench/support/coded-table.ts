import type { Encoder } from '../../data-schemas/encoder.js'
import type { CodedTable } from '../../src/encoding/coded.js'
import type { Workbench } from './workbench.js'

/** Rows in codes: what a run holds in its engine after encoding. */
export interface CodedRowsInput {
  /** Codes of each indicator, 0 the reference. */
  readonly codes: readonly Uint16Array[]
  readonly levels: readonly number[]
  readonly outcome: Uint8Array
}

const encoderOf = (index: number, levels: number): Encoder => {
  const columns = Array.from({ length: levels - 1 }, (_, j) => `x${index}_${j + 1}`)
  return {
    name: `x${index}`,
    type: 'integer',
    encoding: 'levels',
    rule: { kind: 'intervals', edges: columns.map((_, j) => j + 0.5) },
    columns,
    levels: Array.from({ length: levels }, (_, code) => ({
      code,
      kind: 'bin' as const,
      label: String(code),
      rows: null,
      people: null,
      events: null,
      woe: 0,
      values: columns.map((_, j) => (j === code - 1 ? 1 : 0)),
    })),
    codes: [],
    missingLevel: null,
    notApplicableLevel: null,
    unseenLevel: null,
    range: null,
    method: 'manual',
    direction: 'none',
  }
}

/** Puts codes in an engine table as `createCoded` leaves it, all rows on the training side. */
export const codedTable = async (workbench: Workbench, rows: CodedRowsInput): Promise<CodedTable> => {
  const engine = await workbench.library.openDuckDB()
  const names = rows.codes.map((_, index) => `e_${index}`)
  await engine.run(`CREATE TABLE raw (${['outcome', ...names].map((name) => `${name} DOUBLE`).join(', ')})`)
  const appender = await engine.append('raw')
  const step = 100_000
  for (let from = 0; from < rows.outcome.length; from += step) {
    appender.append(
      [rows.outcome, ...rows.codes].map((column) => Float64Array.from(column.subarray(from, from + step))),
    )
  }
  appender.close()
  await engine.run(
    `CREATE TABLE coded AS SELECT CAST(1 AS UTINYINT) AS split, CAST(1 AS UTINYINT) AS sample, CAST(outcome AS UTINYINT) AS outcome,
     ${names.map((name) => `CAST(${name} AS USMALLINT) AS ${name}`).join(', ')} FROM raw`,
  )
  await engine.run('DROP TABLE raw')
  return {
    engine,
    table: 'coded',
    columns: rows.levels.map((levels, index) => ({
      encoder: encoderOf(index, levels),
      column: names[index] as string,
    })),
  }
}
