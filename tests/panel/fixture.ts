import { type ColumnContract, columnContract } from '../../data-schemas/columns.js'
import { type Study, type StudyInput, study } from '../../data-schemas/study.js'
import { type OpenedData, type OpenedTable, stateColumn, TABLES } from '../../src/contract/opened.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { type Engine, ident, literal } from '../../src/engine/engine.js'
import { RefusedError } from '../../src/errors.js'

/** Columns of a fixture: name and type, or a whole contract. */
export type Declared = Readonly<Record<string, ColumnContract['type'] | Partial<ColumnContract>>>
/** A cell: null is missing; `{ state }` is one of the other states. */
export type Cell = string | number | boolean | null | { readonly state: number }

const engineType = {
  string: 'VARCHAR',
  category: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  ordinal: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
} as const

const contracts = (declared: Declared): Record<string, ColumnContract> =>
  Object.fromEntries(
    Object.entries(declared).map(([name, given]) => [
      name,
      columnContract.parse(typeof given === 'string' ? { type: given } : given),
    ]),
  )

/** Writes one table as the contract room would: typed values, states beside them, rows numbered in file order. */
export const fixtureTable = async (
  engine: Engine,
  key: (typeof TABLES)[number],
  content: { readonly columns: Declared; readonly rows: readonly (readonly Cell[])[] },
): Promise<OpenedTable> => {
  const columns = contracts(content.columns)
  const names = Object.keys(columns)
  const create = names.flatMap((name) => [
    `${ident(name)} ${engineType[columns[name]?.type ?? 'string']}`,
    `${ident(stateColumn(name))} UTINYINT`,
  ])
  await engine.run(`CREATE OR REPLACE TABLE t_${key} (__row BIGINT, ${create.join(', ')})`)
  const cell = (value: Cell): string => {
    if (value === null) return 'NULL, 1'
    return typeof value === 'object' ? `NULL, ${value.state}` : `${literal(value)}, 0`
  }
  const values = content.rows.map((row, index) => `(${[index, ...row.map(cell)].join(', ')})`)
  if (values.length > 0) await engine.run(`INSERT INTO t_${key} VALUES ${values.join(', ')}`)
  return { name: `t_${key}`, file: `${key}.csv`, rows: content.rows.length, columns }
}

const digest = 'd'.repeat(64)

/** Opened data of these tables. */
export const opened = (
  kind: 'flat' | 'panel',
  tables: Partial<Record<(typeof TABLES)[number], OpenedTable>>,
): OpenedData => ({
  kind,
  tables: Object.fromEntries(TABLES.map((name) => [name, tables[name]])) as OpenedData['tables'],
  digest,
})

/** Monday of week `w`, counted from Monday 4 January 2021. */
export const monday = (w: number): string => new Date(Date.UTC(2021, 0, 4 + 7 * w)).toISOString().slice(0, 10)

/** A person of a small panel: weeks listed, first WW day, bijstand starts. */
export interface Person {
  readonly id: string
  readonly weeks: readonly number[]
  readonly first?: string
  readonly starts?: readonly string[]
  readonly place?: string
  readonly age?: number
}

/** Snapshot columns besides the keys, as a function of person and week. */
export type Snapshot = (person: Person, week: number) => readonly Cell[]

export interface SmallPanel {
  readonly people: readonly Person[]
  /** Cells for `left` and its knowledge date; default: the week and the snapshot itself. */
  readonly snapshot?: Snapshot
  /** People of this list have no row in clients. */
  readonly withoutClient?: readonly string[]
  /** Order of the snapshot rows; default as given. */
  readonly shuffle?: <T>(rows: T[]) => T[]
}

/** A small panel: snapshots (left, known_on), clients (first_ww_day, place, age) and bijstand (start_date). */
export const smallPanel = async (engine: Engine, given: SmallPanel): Promise<OpenedData> => {
  const shuffle = given.shuffle ?? ((rows) => rows)
  const cells = given.snapshot ?? ((_, week) => [week, monday(week)])
  const snapshots = given.people.flatMap((person) =>
    person.weeks.map((week) => [person.id, monday(week), ...cells(person, week)] as Cell[]),
  )
  const listed = given.people.filter(({ id }) => !(given.withoutClient ?? []).includes(id))
  return opened('panel', {
    snapshots: await fixtureTable(engine, 'snapshots', {
      columns: { client_id: 'string', snapshot_date: 'date', left: 'integer', known_on: 'date' },
      rows: shuffle(snapshots),
    }),
    clients: await fixtureTable(engine, 'clients', {
      columns: { client_id: 'string', first_ww_day: 'date', place: 'category', age: 'integer' },
      rows: shuffle(
        listed.map(({ id, first, place, age }) => [id, first ?? '2021-01-01', place ?? 'A', age ?? 40] as Cell[]),
      ),
    }),
    bijstand: await fixtureTable(engine, 'bijstand', {
      columns: { client_id: 'string', start_date: 'date' },
      rows: shuffle(given.people.flatMap(({ id, starts }) => (starts ?? []).map((start) => [id, start] as Cell[]))),
    }),
  })
}

/** A study of a small panel; parts given replace the defaults. */
export const panelStudy = (parts: Partial<StudyInput> = {}): Study =>
  study.parse({
    name: 'small',
    data: { kind: 'panel', tables: { snapshots: {}, clients: {}, bijstand: {} } },
    key: { person: 'client_id', time: 'snapshot_date', list: ['place', 'snapshot_date'] },
    outcome: { kind: 'event', table: 'bijstand', start: 'start_date', withinMonths: 12 },
    candidates: [{ name: 'left', type: 'integer', known: { kind: 'column', column: 'known_on' } }],
    selection: { size: 1 },
    disclosure: { minimum: 1 },
    ...parts,
  })

/** Runs with an engine of its own and closes it. */
export const withEngine = async <T>(run: (engine: Engine) => Promise<T>, threads = 2): Promise<T> => {
  const engine = await openDuckDB({ threads })
  try {
    return await run(engine)
  } finally {
    engine.close()
  }
}

/** Rules of the problems that a promise is refused with, in order. */
export const rulesOf = async (promise: Promise<unknown>): Promise<readonly string[]> => {
  const error = await promise.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  if (!(error instanceof RefusedError)) throw error ?? new Error('not refused')
  return error.issues.map(({ rule }) => rule)
}

/** Rows of the panel in canonical order, as text: a fingerprint of the content. */
export const panelRows = async (engine: Engine, table = 'panel'): Promise<readonly string[]> => {
  const rows = await engine.rows(`SELECT * FROM ${ident(table)} ORDER BY row_id`)
  return rows.map((row) => JSON.stringify(row))
}
