import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Candidate, candidate as candidateSchema } from '../../data-schemas/candidate.js'
import { type Study, type StudyInput, study } from '../../data-schemas/study.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import type { Engine } from '../../src/engine/engine.js'
import type { PanelTable } from '../../src/panel/table.js'
import { random } from '../../src/random.js'

/** One row of a test panel; a value is a number, a text, null (missing), or { state }. */
export interface TestRow {
  readonly person: number
  readonly outcome: 0 | 1
  readonly split: 0 | 1 | 2
  readonly values: readonly (number | string | null | { readonly state: number })[]
  readonly period?: number
  readonly list?: number
  readonly fold?: number
  readonly sample?: 0 | 1
}

export const candidateOf = (input: Record<string, unknown>): Candidate => candidateSchema.parse(input)

export const studyOf = (candidates: readonly Candidate[], more: Partial<StudyInput> = {}): Study =>
  study.parse({
    name: 'test',
    data: { kind: 'flat' },
    outcome: { kind: 'column', column: 'y', positive: [1] },
    candidates,
    selection: { size: 1 },
    ...more,
  })

const fields = (value: TestRow['values'][number], text: boolean): readonly string[] => {
  if (value === null) return ['', '1']
  if (typeof value === 'object') return ['', String(value.state)]
  return [text ? `"${String(value).replaceAll('"', '""')}"` : Number(value).toExponential(), '0']
}

/** Makes a panel table from rows; `order` is the physical order in which they are inserted. */
export const panelOf = async (
  engine: Engine,
  candidates: readonly Candidate[],
  rows: readonly TestRow[],
  options: { readonly table?: string; readonly order?: readonly number[] } = {},
): Promise<PanelTable> => {
  const table = options.table ?? 'panel'
  const types = candidates.flatMap((candidate, i) => [
    `v_${i}: '${candidate.type === 'category' ? 'VARCHAR' : 'DOUBLE'}'`,
    `s_${i}: 'UTINYINT'`,
  ])
  const lines = rows.map((row, id) => {
    const keys = [
      id,
      row.person,
      row.list ?? 0,
      row.period ?? 0,
      row.outcome,
      row.split,
      row.sample ?? 1,
      row.fold ?? 0,
    ]
    const values = candidates.flatMap((candidate, i) => fields(row.values[i] ?? null, candidate.type === 'category'))
    return [...keys, ...values].join(',')
  })
  const ordered = (options.order ?? rows.map((_, i) => i)).map((i) => lines[i] as string)
  const folder = mkdtempSync(join(tmpdir(), 'encoding-test-'))
  try {
    const file = join(folder, 'panel.csv')
    writeFileSync(file, ordered.map((line) => `${line}\n`).join(''))
    await engine.run(
      `CREATE OR REPLACE TABLE ${table} AS FROM read_csv('${file}', header = false, delim = ',', quote = '"', escape = '"',
        nullstr = '', columns = {row_id: 'BIGINT', person: 'INTEGER', list: 'INTEGER', period: 'INTEGER',
        outcome: 'UTINYINT', split: 'UTINYINT', sample: 'UTINYINT', fold: 'UTINYINT', ${types.join(', ')}})`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
  const none = { rows: 0, people: 0, events: 0, eventPeople: 0 }
  return {
    engine,
    table,
    candidates: candidates.map((candidate, index) => ({
      index,
      candidate,
      value: `v_${index}`,
      state: `s_${index}`,
      read: candidate.from?.kind !== 'audit',
    })),
    digest: '0'.repeat(64),
    counts: { train: none, test: none },
    clustered: new Set(rows.map((row) => row.person)).size < rows.length,
  }
}

/** Runs a test with an engine of its own. */
export const withEngine = async <T>(test: (engine: Engine) => Promise<T>, threads = 2): Promise<T> => {
  const engine = await openDuckDB({ threads })
  try {
    return await test(engine)
  } finally {
    engine.close()
  }
}

/** People with a few weeks each; the risk depends on the three values. Whole numbers, amounts, and towns. */
export const weeklyRows = (people: number, seed = 7): readonly TestRow[] => {
  const stream = random(seed, 'encoding-test')
  const rows: TestRow[] = []
  for (let person = 0; person < people; person += 1) {
    const town = Math.floor(stream.uniform() ** 2 * 40)
    const amount = Math.round(stream.uniform() ** 2 * 300_000) / 100
    const flag = stream.uniform() < 0.2 ? 1 : 0
    let left = stream.below(24)
    const weeks = 1 + stream.below(4)
    for (let week = 0; week < weeks && left >= 0; week += 1, left -= 1) {
      const logit = -2.5 + 1.5 * flag - 0.1 * left - amount / 2000 + (town % 5) * 0.3
      rows.push({
        person,
        period: week,
        outcome: stream.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0,
        split: person % 4 === 3 ? 2 : 1,
        fold: person % 5,
        sample: week === 0 ? 1 : 0,
        values: [
          left,
          stream.uniform() < 0.05 ? null : amount,
          flag,
          stream.uniform() < 0.02 ? { state: 2 } : `GM${String(town).padStart(4, '0')}`,
        ],
      })
    }
  }
  return rows
}

export const weeklyCandidates = (): readonly Candidate[] => [
  candidateOf({ name: 'left', type: 'integer', expected: '-' }),
  candidateOf({ name: 'amount', type: 'number', expected: 'any' }),
  candidateOf({ name: 'flag', type: 'boolean', expected: '+' }),
  candidateOf({ name: 'town', type: 'category', codes: [{ value: 'NA', state: 'not-applicable' }] }),
]
