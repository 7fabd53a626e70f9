import type { ColumnContract } from '../../data-schemas/columns.js'
import type { ColumnProfile } from '../../data-schemas/results/contract.js'
import { type Engine, ident } from '../engine/engine.js'
import { VALUE_STATE } from './faults.js'
import { type OpenedTable, stateColumn } from './opened.js'

/** Columns that a profile is made by, and the disclosure minimum. */
export interface ProfileOptions {
  readonly person: string | undefined
  readonly time: string | undefined
  readonly minimum: number
}

interface Subject {
  readonly table: OpenedTable
  readonly name: string
  readonly contract: ColumnContract
  readonly people: string
  readonly time: string | undefined
  readonly minimum: number
}

const FEW_LEVELS = 50

/** Distinct people behind rows; the rows themselves where the table has no person. */
const peopleSql = (table: OpenedTable, person: string | undefined): string =>
  person !== undefined && Object.hasOwn(table.columns, person) ? `count(DISTINCT ${ident(person)})` : 'count(*)'

const absences = async (
  engine: Engine,
  { table, name, people }: Subject,
): Promise<ReadonlyMap<number, { readonly rows: number; readonly people: number }>> => {
  const state = ident(stateColumn(name))
  const rows = await engine.rows(
    `SELECT least(${state}, ${VALUE_STATE.special}) AS state, count(*) AS n, ${people} AS people FROM ${ident(table.name)} WHERE ${state} <> 0 GROUP BY 1 ORDER BY 1`,
  )
  return new Map(rows.map((row) => [Number(row['state']), { rows: Number(row['n']), people: Number(row['people']) }]))
}

const shown = (cell: { readonly rows: number; readonly people: number } | undefined, minimum: number): number | null =>
  cell === undefined || cell.rows === 0 ? 0 : cell.people < minimum ? null : cell.rows

const spread = async (
  engine: Engine,
  { table, name }: Subject,
): Promise<{ readonly distinct: number; readonly most: number }> => {
  const [row] = await engine.rows(
    `SELECT count(*) AS levels, max(n) AS most FROM (SELECT count(*) AS n FROM ${ident(table.name)} WHERE ${ident(stateColumn(name))} = 0 GROUP BY ${ident(name)})`,
  )
  return { distinct: Number(row?.['levels'] ?? 0), most: Number(row?.['most'] ?? 0) }
}

const monthSql = (time: string): string => `left(CAST(${ident(time)} AS VARCHAR), 7)`

const monthsOf = async (
  engine: Engine,
  { table, name, people, time, minimum }: Subject,
): Promise<ColumnProfile['months']> => {
  if (time === undefined) return []
  const missing = `${ident(stateColumn(name))} = ${VALUE_STATE.missing}`
  const rows = await engine.rows(
    `SELECT ${monthSql(time)} AS month, count(*) AS n, ${people} AS people, count(*) FILTER (WHERE ${missing}) AS missing, ${people} FILTER (WHERE ${missing}) AS without, ${people} FILTER (WHERE NOT ${missing}) AS present FROM ${ident(table.name)} WHERE ${ident(time)} IS NOT NULL GROUP BY 1 ORDER BY 1`,
  )
  return rows.map((row) => {
    const number = (key: string): number => Number(row[key])
    const small = (count: number): boolean => count > 0 && count < minimum
    const hidden = small(number('without')) || small(number('present'))
    return {
      month: String(row['month']),
      rows: small(number('people')) ? null : number('n'),
      missingShare: hidden ? null : number('missing') / number('n'),
    }
  })
}

const levelsOf = async (
  engine: Engine,
  { table, name, people, time, minimum }: Subject,
): Promise<ColumnProfile['levels']> => {
  if (time === undefined) return []
  const cells = await engine.rows(
    `SELECT ${ident(name)} AS level, ${monthSql(time)} AS month FROM ${ident(table.name)} WHERE ${ident(name)} IS NOT NULL AND ${ident(time)} IS NOT NULL GROUP BY 1, 2 HAVING ${people} >= ${minimum} ORDER BY 1, 2`,
  )
  const months = new Set(cells.map(({ month }) => month)).size
  const byLevel = new Map<string, string[]>()
  for (const { level, month } of cells)
    byLevel.set(String(level), [...(byLevel.get(String(level)) ?? []), String(month)])
  return [...byLevel].flatMap(([value, seen]) =>
    seen.length === months ? [] : [{ value, firstMonth: seen[0] as string, lastMonth: seen.at(-1) as string }],
  )
}

const profileColumn = async (engine: Engine, subject: Subject): Promise<ColumnProfile> => {
  const { table, name, contract, minimum } = subject
  const absent = await absences(engine, subject)
  const values = table.rows - [...absent.values()].reduce((sum, { rows }) => sum + rows, 0)
  const identifier = contract.type === 'string'
  const { distinct, most } = identifier ? { distinct: 0, most: 0 } : await spread(engine, subject)
  return {
    name,
    type: contract.type,
    rows: table.rows,
    missing: shown(absent.get(VALUE_STATE.missing), minimum),
    notApplicable: shown(absent.get(VALUE_STATE.notApplicable), minimum),
    special: shown(absent.get(VALUE_STATE.special), minimum),
    distinct: identifier ? null : distinct,
    constantShare: identifier || values < minimum ? null : most / values,
    min: contract.min ?? null,
    max: contract.max ?? null,
    months: absent.has(VALUE_STATE.missing) ? await monthsOf(engine, subject) : [],
    levels: contract.type === 'category' && distinct <= FEW_LEVELS ? await levelsOf(engine, subject) : [],
  }
}

/** Profile of every column of a table, with the cells of few people left out. */
export const profileTable = async (
  engine: Engine,
  table: OpenedTable,
  options: ProfileOptions,
): Promise<readonly ColumnProfile[]> => {
  const time =
    options.time !== undefined &&
    table.columns[options.time]?.type === 'date' &&
    Object.hasOwn(table.columns, options.time)
      ? options.time
      : undefined
  const people = peopleSql(table, options.person)
  const profiles: ColumnProfile[] = []
  for (const [name, contract] of Object.entries(table.columns)) {
    profiles.push(await profileColumn(engine, { table, name, contract, people, time, minimum: options.minimum }))
  }
  return profiles
}
