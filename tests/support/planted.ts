import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { StudyInput } from '../../data-schemas/study.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { literal } from '../../src/engine/engine.js'

type Table = 'clients' | 'snapshots' | 'bijstand' | 'audit'
type CandidateInput = StudyInput['candidates'][number]

/** A fault planted in a population of parquet files, and the study that uses what was planted. */
export interface Planted {
  readonly folder: string
  readonly study: (clean: StudyInput) => StudyInput
}

/** Changes of some tables: SQL over the names of the clean tables, which gives the table with the fault. */
type Changes = Readonly<Partial<Record<Table, string>>>

/** A copy of the population in `out` with some of its tables replaced. */
const replaced = async (source: string, out: string, changes: Changes): Promise<string> => {
  mkdirSync(out, { recursive: true })
  for (const name of readdirSync(source)) {
    const table = name.replace(/\.parquet$/, '') as Table
    if (changes[table] === undefined && !name.startsWith('truth')) copyFileSync(join(source, name), join(out, name))
  }
  const engine = await openDuckDB({ threads: 1 })
  try {
    for (const table of ['clients', 'snapshots', 'bijstand', 'audit']) {
      await engine.run(
        `CREATE VIEW ${table} AS SELECT * FROM read_parquet(${literal(join(source, `${table}.parquet`))})`,
      )
    }
    for (const [table, sql] of Object.entries(changes)) {
      await engine.run(`COPY (${sql}) TO ${literal(join(out, `${table}.parquet`))} (FORMAT parquet)`)
    }
  } finally {
    engine.close()
  }
  return out
}

/** A number from 0 to 999 that looks random and is the same on every run. */
const dice = (key: string): string => `(hash(${key}) % 1000)`

const withCandidate =
  (candidate: CandidateInput) =>
  (clean: StudyInput): StudyInput => ({ ...clean, candidates: [...clean.candidates, candidate] })

const snapshotCandidate = (name: string): CandidateInput => ({
  name,
  type: 'boolean',
  expected: '+',
  changes: 'weekly',
  from: { kind: 'column', table: 'snapshots', column: name },
  known: { kind: 'column', column: 'known_on' },
  legalBasis: 'Invented for this test.',
})

const startsWithin = (days: string): string =>
  `EXISTS (SELECT 1 FROM bijstand b WHERE b.client_id = s.client_id AND b.start_date > s.snapshot_date AND b.start_date <= s.snapshot_date + INTERVAL ${days})`

/**
 * Leak, blunt: a column that is the outcome itself, wrong in five rows of a thousand, with a date of knowledge that says otherwise.
 */
export const plantLeak = async (source: string, out: string): Promise<Planted> => ({
  folder: await replaced(source, out, {
    snapshots: `SELECT s.*, (${startsWithin('12 MONTH')}) <> (${dice("s.client_id || '/' || s.snapshot_date")} < 5) AS welfare_soon FROM snapshots s`,
  }),
  study: withCandidate(snapshotCandidate('welfare_soon')),
})

/** Leak, subtle: a letter that goes to most of those who enter welfare within sixty days, and to hardly anyone else. */
export const plantLetter = async (source: string, out: string): Promise<Planted> => ({
  folder: await replaced(source, out, {
    snapshots: `SELECT s.*, CASE WHEN ${startsWithin('60 DAY')} THEN ${dice('s.client_id')} < 700
      ELSE ${dice("s.client_id || '/' || s.snapshot_date")} < 2 END AS welfare_letter FROM snapshots s`,
  }),
  study: withCandidate(snapshotCandidate('welfare_letter')),
})

/** Proxy: a district that is the audit attribute origin for nineteen people in twenty, under another name. */
export const plantProxy = async (source: string, out: string): Promise<Planted> => ({
  folder: await replaced(source, out, {
    clients: `SELECT c.*, 'district ' || CAST(CASE WHEN ${dice('c.client_id')} < 950
      THEN (SELECT count(DISTINCT o.origin) FROM audit o WHERE o.origin < a.origin)
      ELSE ${dice("c.client_id || 'elsewhere'")} % 5 END AS VARCHAR) AS district
      FROM clients c LEFT JOIN audit a USING (client_id)`,
  }),
  study: withCandidate({
    name: 'district',
    type: 'category',
    from: { kind: 'column', table: 'clients', column: 'district' },
    known: { kind: 'column', column: 'registered_on' },
    legalBasis: 'Invented for this test.',
  }),
})

/**
 * Contaminated outcome: one in ten people was offered help from the autumn of 2021 on; half of those who would have entered welfare
 * after it did not. The column says which snapshots have such an outcome.
 */
export const plantContamination = async (source: string, out: string): Promise<Planted> => {
  const offered = (person: string): string => `${dice(`${person} || 'offer'`)} < 100`
  return {
    folder: await replaced(source, out, {
      snapshots: `SELECT s.*, ${offered('s.client_id')} AND s.snapshot_date > DATE '2020-09-27' AS contaminated FROM snapshots s`,
      bijstand: `SELECT b.* FROM bijstand b WHERE NOT (${offered('b.client_id')} AND b.start_date > DATE '2021-09-27' AND ${dice(`b.client_id || 'helped'`)} < 500)`,
    }),
    study: (clean) => ({ ...clean, exposure: { table: 'snapshots', column: 'contaminated', required: false } }),
  }
}

/** Shifted period: in the third quarter of 2021 the WW amount is written down per week instead of per month. */
export const plantShiftedPeriod = async (source: string, out: string): Promise<Planted> => ({
  folder: await replaced(source, out, {
    snapshots: `SELECT s.* REPLACE (CASE WHEN s.snapshot_date BETWEEN DATE '2021-07-01' AND DATE '2021-09-30'
      THEN round(s.ww_amount / 4.33, 2) ELSE s.ww_amount END AS ww_amount) FROM snapshots s`,
  }),
  study: (clean) => clean,
})
