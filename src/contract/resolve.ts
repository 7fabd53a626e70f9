import { type ColumnContract, type ColumnContractInput, columnContract } from '../../data-schemas/columns.js'
import type { Candidate, Study, TableSource } from '../../data-schemas/study.js'
import { auditContract } from '../../data-schemas/tables/audit.js'
import { bijstandContract } from '../../data-schemas/tables/bijstand.js'
import { clientsContract } from '../../data-schemas/tables/clients.js'
import { pilotContract } from '../../data-schemas/tables/pilot.js'
import { snapshotsContract } from '../../data-schemas/tables/snapshots.js'
import type { TableKey } from './opened.js'
import { candidateColumn } from './study-checks.js'

/** The contract of one table, by column. A Map, so that any column name is safe. */
export type TableContract = ReadonlyMap<string, ColumnContract>
/** The contract of every table of a study. */
export type Contracts = Readonly<Partial<Record<TableKey, TableContract>>>

const builtIn: Readonly<Record<NonNullable<TableSource['contract']>, Readonly<Record<string, ColumnContractInput>>>> = {
  clients: clientsContract,
  snapshots: snapshotsContract,
  bijstand: bijstandContract,
  audit: auditContract,
  pilot: pilotContract,
}

/** Column that holds the person: the study's, or `client_id` in a panel. */
export const personColumn = (study: Study): string | undefined =>
  study.key.person ?? (study.data.kind === 'panel' ? 'client_id' : undefined)

/** Column that holds the date of a row: the study's, or `snapshot_date` in a panel. */
export const timeColumn = (study: Study): string | undefined =>
  study.key.time ?? (study.data.kind === 'panel' ? 'snapshot_date' : undefined)

const contract = (input: ColumnContractInput): ColumnContract => columnContract.parse(input)

const own = (record: Readonly<Record<string, ColumnContract>> | undefined, name: string): ColumnContract | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined

const fromCandidate = (candidate: Candidate): ColumnContract =>
  contract({
    type: candidate.type,
    nullable: true,
    ...(candidate.unit === undefined ? {} : { unit: candidate.unit }),
    ...(candidate.values === undefined ? {} : { values: candidate.values }),
    ...(candidate.min === undefined ? {} : { min: candidate.min }),
    ...(candidate.max === undefined ? {} : { max: candidate.max }),
    ...(candidate.codes === undefined ? {} : { codes: candidate.codes }),
  })

/** A column's contract wins over the candidate's declaration; what the contract leaves open comes from the candidate. */
const withCandidate = (column: ColumnContract, candidate: Candidate): ColumnContract => {
  const declared = fromCandidate(candidate)
  return { ...declared, ...column, codes: column.codes.length > 0 ? column.codes : declared.codes, required: true }
}

const key = contract({ type: 'string' })
const text = contract({ type: 'string', nullable: true })
const date = contract({ type: 'date' })
const optionalDate = contract({ type: 'date', nullable: true })

const add = (table: Map<string, ColumnContract>, name: string | undefined, fallback: ColumnContract): void => {
  if (name !== undefined && !table.has(name)) table.set(name, fallback)
}

/** The column that says which outcomes an earlier offer of help touched. */
const addExposure = ({ exposure }: Study, tables: Readonly<Record<string, Map<string, ColumnContract>>>): void => {
  if (exposure === undefined) return
  const { column, required } = exposure
  const table = tables[exposure.table] ?? tables['flat']
  if (table !== undefined) add(table, column, contract({ type: 'boolean', nullable: true, required }))
  const base = tables['snapshots'] ?? tables['flat']
  for (const { column: by, edges, period } of exposure.weights?.by ?? []) {
    const type = edges !== undefined ? 'number' : period !== undefined ? 'date' : 'string'
    if (base !== undefined && tables['clients']?.has(by) !== true)
      add(base, by, contract({ type, nullable: true, required }))
  }
}

const addCandidate = (table: Map<string, ColumnContract>, candidate: Candidate, name: string): void => {
  const column = table.get(name)
  table.set(name, column === undefined ? fromCandidate(candidate) : withCandidate(column, candidate))
}

const withFormat = (table: Map<string, ColumnContract>, csv: TableSource['csv']): TableContract =>
  new Map(
    [...table].map(([name, column]) => [
      name,
      {
        ...column,
        decimal: column.decimal ?? csv?.decimal ?? '.',
        dateFormat: column.dateFormat ?? csv?.dateFormat ?? 'iso',
      },
    ]),
  )

const flatContracts = (study: Study): Contracts => {
  if (study.data.kind !== 'flat') return {}
  const { columns, csv } = study.data
  const flat = new Map<string, ColumnContract>(Object.entries(columns ?? {}))
  const attributes = study.audit.map(({ column }) => column)
  for (const candidate of study.candidates) {
    const name = candidateColumn(candidate)
    if (name !== undefined) addCandidate(flat, candidate, name)
  }
  add(flat, study.key.person, key)
  add(flat, study.key.time, date)
  for (const name of study.key.list ?? []) add(flat, name, key)
  if (study.outcome.kind === 'column') add(flat, study.outcome.column, key)
  if (study.split.kind === 'column') add(flat, study.split.column, key)
  addExposure(study, { flat })
  for (const filter of study.cohort?.filters ?? []) {
    add(flat, filter.column, contract({ type: filter.in === undefined ? 'number' : 'string', nullable: true }))
  }
  const used = new Set([
    ...study.candidates.flatMap((candidate) => candidateColumn(candidate) ?? []),
    ...(study.key.list ?? []),
    ...(study.cohort?.filters ?? []).map(({ column }) => column),
  ])
  for (const name of attributes) if (!used.has(name)) flat.delete(name)
  const audit = new Map(attributes.map((name) => [name, own(columns, name) ?? text]))
  return { flat: withFormat(flat, csv), ...(audit.size === 0 ? {} : { audit: withFormat(audit, csv) }) }
}

const tableContract = (source: TableSource): Map<string, ColumnContract> =>
  new Map([
    ...Object.entries(source.contract === undefined ? {} : builtIn[source.contract]).map(
      ([name, input]) => [name, contract(input)] as const,
    ),
    ...Object.entries(source.columns ?? {}),
  ])

const addPanelCandidates = (
  study: Study,
  tables: Readonly<Record<'snapshots' | 'clients', Map<string, ColumnContract>>>,
  headers: Headers,
): void => {
  const home = (name: string): 'snapshots' | 'clients' =>
    tables.snapshots.has(name)
      ? 'snapshots'
      : tables.clients.has(name) || headers.get('clients')?.includes(name) === true
        ? 'clients'
        : 'snapshots'
  for (const candidate of study.candidates) {
    const { from, known } = candidate
    const name = candidateColumn(candidate)
    const table = from?.kind === 'column' ? from.table : home(name ?? '')
    if (name !== undefined) addCandidate(tables[table], candidate, name)
    if (from?.kind === 'event-before') add(tables.clients, from.anchor, date)
    if (known?.kind === 'event') add(tables.clients, known.column, date)
    if (known?.kind === 'column') add(tables[table], known.column, date)
  }
}

const panelContracts = (study: Study, headers: Headers): Contracts => {
  if (study.data.kind !== 'panel') return {}
  const sources = study.data.tables
  const snapshots = tableContract(sources.snapshots)
  const clients = tableContract(sources.clients)
  const bijstand = tableContract(sources.bijstand)
  const audit = sources.audit === undefined ? undefined : tableContract(sources.audit)
  const pilot = pilotOf(study, sources.pilot)
  const person = personColumn(study)
  for (const table of [snapshots, clients, bijstand, audit, pilot]) if (table !== undefined) add(table, person, key)
  add(snapshots, timeColumn(study), date)
  if (study.outcome.kind === 'event') add(bijstand, study.outcome.start, date)
  addPanelCandidates(study, { snapshots, clients }, headers)
  addExposure(study, { snapshots, clients })
  for (const name of study.key.list ?? []) if (!clients.has(name)) add(snapshots, name, key)
  for (const { table, column } of study.audit) {
    if (table === 'clients') add(clients, column, text)
    else if (audit !== undefined) add(audit, column, text)
  }
  return {
    snapshots: withFormat(snapshots, sources.snapshots.csv),
    clients: withFormat(clients, sources.clients.csv),
    bijstand: withFormat(bijstand, sources.bijstand.csv),
    ...(audit === undefined ? {} : { audit: withFormat(audit, sources.audit?.csv) }),
    ...(pilot === undefined ? {} : { pilot: withFormat(pilot, sources.pilot?.csv) }),
  }
}

/** The pilot, completed with the columns that steps of the funnel name. */
const pilotOf = (study: Study, source: TableSource | undefined): Map<string, ColumnContract> | undefined => {
  if (source === undefined) return undefined
  const table = tableContract(source)
  for (const step of study.examination.fairness.funnel)
    if (step.table === 'pilot') add(table, step.column, step.notBeforeSnapshot ? optionalDate : text)
  return table
}

type Headers = ReadonlyMap<TableKey, readonly string[]>

/**
 * The effective contract of every table: the built-in one that the study names, overlaid by the study's own columns, and completed with
 * what the study's key, outcome, split and candidates declare. In a flat study, audit columns form a table of their own, as text, and are
 * kept out of the feature table unless a candidate, a list or a filter names them.
 * @param headers names in each file; they decide in which table of a panel a candidate without an origin is looked for
 */
export const resolveContracts = (study: Study, headers: Headers = new Map()): Contracts =>
  study.data.kind === 'flat' ? flatContracts(study) : panelContracts(study, headers)
