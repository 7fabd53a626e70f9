import type { Study } from '../../data-schemas/study.js'
import { type Engine, ident } from '../engine/engine.js'
import { type OpenedTable, stateColumn, TABLES, type TableKey } from './opened.js'
import { personColumn, timeColumn } from './resolve.js'
import { hasColumns, type Tables, type Violation } from './violation.js'

interface Key {
  readonly table: OpenedTable
  readonly key: TableKey
  readonly columns: readonly string[]
}

const keysOf = (study: Study, tables: Tables): readonly Key[] => {
  const person = personColumn(study)
  const time = timeColumn(study)
  const start = study.outcome.kind === 'event' ? study.outcome.start : undefined
  const declared = TABLES.flatMap((key): readonly Key[] => {
    const table = tables[key]
    if (table === undefined) return []
    return Object.entries(table.columns).flatMap(([name, { unique }]) =>
      unique ? [{ table, key, columns: [name] }] : [],
    )
  })
  const composed = (key: TableKey, columns: readonly (string | undefined)[]): readonly Key[] => {
    const table = tables[key]
    return hasColumns(table, ...columns) ? [{ table, key, columns: columns.filter((name) => name !== undefined) }] : []
  }
  return [
    ...declared,
    ...(person === undefined || time === undefined
      ? []
      : [...composed('flat', [person, time]), ...composed('snapshots', [person, time])]),
    ...composed('bijstand', [person, start]),
    ...(['clients', 'pilot'] as const).flatMap((table) =>
      declared.some(({ key }) => key === table) ? [] : composed(table, [person]),
    ),
  ]
}

/**
 * Rows with the same key. Exact copies keep the first one; where the copies differ nothing says which is right, and all of them break
 * `conflicting-key`. The copies are put in a table of their own, `copies_<n>`, which the queries read.
 */
const keyViolations = async (
  engine: Engine,
  { table, key, columns }: Key,
  index: number,
): Promise<readonly Violation[]> => {
  const names = columns.map(ident).join(', ')
  const present = columns.map((name) => `${ident(name)} IS NOT NULL`).join(' AND ')
  const name = `copies_${index}`
  const all = Object.keys(table.columns).flatMap((column) => [ident(column), ident(stateColumn(column))])
  const join = columns.map((column) => `t.${ident(column)} = k.${ident(column)}`).join(' AND ')
  const group = `(SELECT ${names} FROM ${ident(table.name)} WHERE ${present} GROUP BY ${names} HAVING count(*) > 1)`
  await engine.run(`DROP TABLE IF EXISTS ${name}`)
  await engine.run(`CREATE TABLE ${name} AS SELECT t.* FROM ${ident(table.name)} t JOIN ${group} k ON ${join}`)
  const [counted] = await engine.rows(`SELECT count(*) AS n FROM ${name}`)
  if (Number(counted?.['n']) === 0) return []
  const different = `(SELECT ${names} FROM (SELECT DISTINCT ${all.join(', ')} FROM ${name}) GROUP BY ${names} HAVING count(*) > 1)`
  const conflicting = `SELECT t.__row FROM ${name} t JOIN ${different} k ON ${join}`
  const copies = `SELECT t.__row FROM ${name} t JOIN (SELECT ${names}, min(__row) AS first FROM ${name} GROUP BY ${names}) k ON ${join} WHERE t.__row > k.first AND t.__row NOT IN (${conflicting})`
  const what = columns.map((column) => `"${column}"`).join(' and ')
  const common = { table: key, column: columns.join(', '), expected: `each ${what} once`, level: 'bounded' as const }
  return [
    {
      ...common,
      rule: 'duplicate-key',
      query: copies,
      found: 'exact copies of rows',
      advice: 'One of each is kept; look for a file that was loaded twice.',
    },
    {
      ...common,
      rule: 'conflicting-key',
      query: conflicting,
      found: 'rows with the same key and different values',
      advice: 'Nothing says which row is right; correct the source.',
    },
  ]
}

/** Keys that must be unique: person and time, person in `clients` and in `pilot`, and every column declared `unique`. */
export const keyRules = async (engine: Engine, study: Study, tables: Tables): Promise<readonly Violation[]> => {
  const found: Violation[] = []
  for (const [index, key] of keysOf(study, tables).entries()) found.push(...(await keyViolations(engine, key, index)))
  return found
}
