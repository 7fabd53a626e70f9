import type { ColumnContract } from '../../data-schemas/columns.js'
import type { ColumnProfile } from '../../data-schemas/results/contract.js'
import { type Engine, ident } from '../engine/engine.js'
import { FIRST_FAULT, VALUE_STATE } from './faults.js'
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

type Cells = ReadonlyMap<number, { readonly rows: number; readonly people: number }>

const absences = async (engine: Engine, table: OpenedTable, people: string): Promise<ReadonlyMap<string, Cells>> => {
  const names = Object.keys(table.columns)
  const parts = names.map((name, index) => {
    const state = ident(stateColumn(name))
    const kind = `CASE WHEN ${state} >= ${FIRST_FAULT} THEN ${FIRST_FAULT} ELSE least(${state}, ${VALUE_STATE.special}) END`
    return `SELECT ${index} AS place, ${kind} AS state, count(*) AS n, ${people} AS people FROM ${ident(table.name)} WHERE ${state} <> 0 GROUP BY ALL`
  })
  const rows = await engine.rows(
    `SELECT place, state, n, people FROM (${parts.join(' UNION ALL ')}) ORDER BY place, state`,
  )
  const cells = (index: number): Cells =>
    new Map(
      rows
        .filter(({ place }) => Number(place) === index)
        .map((row) => [Number(row['state']), { rows: Number(row['n']), people: Number(row['people']) }]),
    )
  return new Map(names.map((name, index) => [name, cells(index)]))
}

const shown = (cell: { readonly rows: number; readonly people: number } | undefined, minimum: number): number | null =>
  cell === undefined || cell.rows === 0 ? 0 : cell.people < minimum ? null : cell.rows

interface Spread {
  readonly distinct: number
  readonly most: number
}

const spreads = async (engine: Engine, table: OpenedTable): Promise<ReadonlyMap<string, Spread>> => {
  const names = Object.entries(table.columns).flatMap(([name, { type }]) => (type === 'string' ? [] : [name]))
  if (names.length === 0) return new Map()
  const parts = names.map(
    (name, index) =>
      `SELECT ${index} AS place, count(*) AS levels, coalesce(max(n), 0) AS most FROM (SELECT count(*) AS n FROM ${ident(table.name)} WHERE ${ident(stateColumn(name))} = 0 GROUP BY ${ident(name)})`,
  )
  const rows = await engine.rows(`SELECT place, levels, most FROM (${parts.join(' UNION ALL ')}) ORDER BY place`)
  return new Map(
    rows.map(({ place, levels, most }) => [
      names[Number(place)] as string,
      { distinct: Number(levels), most: Number(most) },
    ]),
  )
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

const profileColumn = async (
  engine: Engine,
  subject: Subject,
  counts: { readonly absent: Cells; readonly spread: Spread | undefined },
): Promise<ColumnProfile> => {
  const { table, name, contract, minimum } = subject
  const { absent } = counts
  const values = table.rows - [...absent.values()].reduce((sum, { rows }) => sum + rows, 0)
  const identifier = counts.spread === undefined
  const { distinct, most } = counts.spread ?? { distinct: 0, most: 0 }
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
  const absent = await absences(engine, table, people)
  const spread = await spreads(engine, table)
  const profiles: ColumnProfile[] = []
  for (const [name, contract] of Object.entries(table.columns)) {
    const subject = { table, name, contract, people, time, minimum: options.minimum }
    profiles.push(
      await profileColumn(engine, subject, { absent: absent.get(name) ?? new Map(), spread: spread.get(name) }),
    )
  }
  return profiles
}
