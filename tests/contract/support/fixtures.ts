import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ContractIssue, ContractResult } from '../../../data-schemas/results/contract.js'
import type { Study, StudyInput } from '../../../data-schemas/study.js'
import { contractRoom } from '../../../src/contract/contract-room.js'
import { parseStudy } from '../../../src/contract/study.js'
import { openDuckDB } from '../../../src/engine/duckdb.js'
import type { Engine } from '../../../src/engine/engine.js'
import { type Issue, RefusedError } from '../../../src/errors.js'

export type Row = Record<string, string>

/** A folder of its own for one test. */
export const folder = (): string => mkdtempSync(join(tmpdir(), 'contract-'))

const cell = (text: string, delimiter: string): string =>
  text.includes(delimiter) || text.includes('"') || text.includes('\n') ? `"${text.replaceAll('"', '""')}"` : text

export const csvText = (rows: readonly Row[], delimiter = ','): string => {
  const names = Object.keys(rows[0] ?? {})
  const lines = [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
  return `${lines.map((line) => line.map((text) => cell(text, delimiter)).join(delimiter)).join('\n')}\n`
}

/** Writes a text to a file in a folder of its own and returns its path. */
export const file = (text: string | Uint8Array, name = 'data.csv'): string => {
  const path = join(folder(), name)
  writeFileSync(path, text)
  return path
}

/** A flat study of two candidates, an outcome and a person number. */
export const flatStudy = (changes: Partial<StudyInput> = {}): Study =>
  parseStudy(
    {
      name: 'small',
      data: { kind: 'flat' },
      key: { person: 'id' },
      outcome: { kind: 'column', column: 'outcome', positive: ['yes'] },
      candidates: [
        { name: 'age', type: 'integer', min: 18, max: 66 },
        { name: 'amount', type: 'number', min: 0 },
      ],
      selection: { size: 1 },
      ...changes,
    },
    'test',
  )

/** Forty people in a flat table. */
export const flatRows = (): Row[] =>
  Array.from({ length: 40 }, (_, i) => ({
    id: String(i).padStart(5, '0'),
    age: String(20 + i),
    amount: (100 + i * 12.5).toFixed(2),
    outcome: i % 3 === 0 ? 'yes' : 'no',
  }))

export interface Panel {
  readonly clients: Row[]
  readonly snapshots: Row[]
  readonly bijstand: Row[]
  readonly audit: Row[]
}

const monday = (week: number): string => new Date(Date.UTC(2021, 0, 4 + 7 * week)).toISOString().slice(0, 10)
const id = (i: number): string => `C${String(i).padStart(7, '0')}`

/** Sixty clients, twelve weeks, a bijstand spell for every fourth of them. */
export const panel = (): Panel => {
  const people = Array.from({ length: 60 }, (_, i) => i)
  return {
    clients: people.map((i) => ({
      client_id: id(i),
      first_ww_day: '2020-12-28',
      age_first_ww_day: String(20 + (i % 40)),
      ww_right_months: String(12 + (i % 12)),
      household_single: i % 2 === 0 ? 'true' : 'false',
      municipality: i % 2 === 0 ? 'GM0518' : 'GM0599',
      sector: i % 2 === 0 ? 'retail' : 'health care',
    })),
    snapshots: people.flatMap((i) =>
      Array.from({ length: 12 }, (_, week) => ({
        client_id: id(i),
        snapshot_date: monday(week),
        ww_months_left: String(11 - Math.floor(week / 4)),
        ww_amount: (800 + 10 * i + week).toFixed(2),
        side_income: (i + week) % 3 === 0 ? 'true' : 'false',
        tw_supplement: (i + week) % 4 === 0 ? 'true' : 'false',
        known_on: monday(week),
      })),
    ),
    bijstand: people
      .filter((i) => i % 4 === 0)
      .map((i) => ({ client_id: id(i), start_date: '2021-06-01', end_date: i % 8 === 0 ? '' : '2021-12-31' })),
    audit: people.map((i) => ({ client_id: id(i), sex: i % 2 === 0 ? 'man' : 'woman' })),
  }
}

const date = { type: 'date' } as const
const yesNo = { type: 'boolean' } as const
const person = { type: 'string', pattern: 'C\\d{7}' } as const

/** A panel study over the tables of {@link panel}, with contracts of its own. */
export const panelStudy = (changes: Partial<StudyInput> = {}): Study =>
  parseStudy(
    {
      name: 'small-panel',
      data: {
        kind: 'panel',
        tables: {
          snapshots: {
            columns: {
              client_id: person,
              snapshot_date: date,
              ww_months_left: { type: 'integer', min: 0, max: 24 },
              ww_amount: { type: 'number', min: 0, max: 6000 },
              side_income: yesNo,
              tw_supplement: yesNo,
              known_on: date,
            },
          },
          clients: {
            columns: {
              client_id: { ...person, unique: true },
              first_ww_day: date,
              age_first_ww_day: { type: 'integer', min: 18, max: 66 },
              ww_right_months: { type: 'integer', min: 3, max: 24 },
              household_single: yesNo,
              municipality: { type: 'category', pattern: 'GM\\d{4}' },
              sector: { type: 'category', values: ['retail', 'health care'] },
            },
          },
          bijstand: { columns: { client_id: person, start_date: date, end_date: { type: 'date', nullable: true } } },
          audit: {
            columns: { client_id: { ...person, unique: true }, sex: { type: 'category', values: ['man', 'woman'] } },
          },
        },
      },
      key: { person: 'client_id', time: 'snapshot_date', list: ['municipality', 'snapshot_date'] },
      outcome: { kind: 'event', table: 'bijstand', start: 'start_date', withinMonths: 12 },
      candidates: [
        { name: 'age_first_ww_day', type: 'integer' },
        { name: 'ww_months_left', type: 'integer', known: { kind: 'column', column: 'known_on' } },
      ],
      audit: [{ name: 'sex', column: 'sex' }],
      selection: { size: 2 },
      ...changes,
    },
    'test',
  )

/** Writes a panel as CSV files in a folder of its own. */
export const panelFolder = (tables: Panel): string => {
  const path = folder()
  for (const [name, rows] of Object.entries(tables)) writeFileSync(join(path, `${name}.csv`), csvText(rows as Row[]))
  return path
}

/** Runs something with an engine that is closed afterwards. */
export const withEngine = async <T>(run: (engine: Engine) => Promise<T>): Promise<T> => {
  const engine = await openDuckDB({ threads: 2 })
  try {
    return await run(engine)
  } finally {
    engine.close()
  }
}

let shared: Promise<Engine> | undefined

/** The result of the contract room; all checks of a test file share one engine, as the rooms of a long session do. */
export const check = async (study: Study, path: string): Promise<ContractResult> => {
  shared ??= openDuckDB({ threads: 2 })
  return (await contractRoom(await shared, study, path)).result
}

/** The one issue of a rule. */
export const issueOf = (result: ContractResult, rule: string): ContractIssue => {
  const found = result.issues.filter((issue) => issue.rule === rule)
  if (found.length !== 1)
    throw new Error(`expected one issue "${rule}", found: ${result.issues.map((issue) => issue.rule).join(', ')}`)
  return found[0] as ContractIssue
}

/** The problems with which something is refused, and the message. */
export const refusal = async (
  run: () => unknown,
): Promise<{
  readonly code: string
  readonly exit: number
  readonly message: string
  readonly issues: readonly Issue[]
}> => {
  try {
    await run()
  } catch (error) {
    if (error instanceof RefusedError)
      return { code: error.code, exit: error.exit, message: error.message, issues: error.issues }
    throw error
  }
  throw new Error('nothing was refused')
}

/** The problems with which opening a file is refused. */
export const refusedFile = async (
  study: Study,
  path: string,
): Promise<{ readonly rules: readonly string[]; readonly message: string; readonly exit: number }> => {
  const { issues, message, exit } = await refusal(() => check(study, path))
  return { rules: issues.map(({ rule }) => rule), message, exit }
}
