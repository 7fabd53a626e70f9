import type { Study } from '../../data-schemas/study.js'
import { type Engine, ident, literal } from '../engine/engine.js'
import type { Finding } from './finding.js'
import { type OpenedTable, TABLES, type TableKey } from './opened.js'
import { personColumn } from './resolve.js'
import { hasColumns, type Tables, type Violation } from './violation.js'

const refusedTable = (key: TableKey): string => `refused_${key}`

/** Makes the empty tables that hold the rows that break a rule: their place in the file, the rule, the column. */
export const startRefusals = async (engine: Engine, tables: Tables): Promise<void> => {
  for (const key of TABLES) {
    if (tables[key] === undefined) continue
    await engine.run(`DROP TABLE IF EXISTS ${refusedTable(key)}`)
    await engine.run(`CREATE TABLE ${refusedTable(key)} (__row BIGINT, rule VARCHAR, column_name VARCHAR)`)
  }
}

/** Rows that a query names, and the people behind them. Most rules are kept: those cost the query alone. */
const counted = async (
  engine: Engine,
  table: OpenedTable,
  of: { readonly query: string; readonly person: string | undefined },
): Promise<{ readonly count: number; readonly people: number }> => {
  const [broken] = await engine.rows(`SELECT count(*) AS n FROM (${of.query})`)
  if (Number(broken?.['n']) === 0) return { count: 0, people: 0 }
  const people = hasColumns(table, of.person) ? `count(DISTINCT t.${ident(of.person as string)})` : 'count(*)'
  const [row] = await engine.rows(
    `SELECT count(*) AS n, ${people} AS people FROM ${ident(table.name)} t WHERE t.__row IN (${of.query})`,
  )
  return { count: Number(row?.['n']), people: Number(row?.['people']) }
}

const note = async (
  engine: Engine,
  place: { readonly key: TableKey; readonly rule: string; readonly column: string | undefined },
  query: string,
): Promise<void> =>
  engine.run(
    `INSERT INTO ${refusedTable(place.key)} SELECT DISTINCT __row, ${literal(place.rule)}, ${literal(place.column ?? '')} FROM (${query})`,
  )

/**
 * Counts the rows that break each rule and, for rules that refuse rows, writes down which rows. Rules that no row breaks are left out.
 * A warning that the study gives a bound of its own is treated as a rule that refuses.
 */
export const recordViolations = async (
  engine: Engine,
  study: Study,
  scope: { readonly tables: Tables; readonly violations: readonly Violation[] },
): Promise<readonly Finding[]> => {
  const findings: Finding[] = []
  for (const violation of scope.violations) {
    const { rule, table: key, column, query } = violation
    const table = scope.tables[key]
    if (table === undefined) continue
    const { count, people } = await counted(engine, table, { query, person: personColumn(study) })
    if (count === 0) continue
    const bounded = violation.level === 'bounded' || Object.hasOwn(study.contract.rules, rule)
    if (bounded) await note(engine, { key, rule, column }, query)
    findings.push({
      rule,
      table: key,
      ...(column === undefined ? {} : { column }),
      count,
      people,
      rows: table.rows,
      expected: violation.expected,
      found: violation.found,
      advice: violation.advice,
      severity: bounded ? 'bounded' : 'warn',
    })
  }
  return findings
}

const remove = async (engine: Engine, key: TableKey, table: OpenedTable): Promise<void> =>
  engine.run(`DELETE FROM ${ident(table.name)} WHERE __row IN (SELECT __row FROM ${refusedTable(key)})`)

/** Rules of events after which a person's outcome is still known: a copy, or a second spell within a first. */
const HARMLESS = ['duplicate-key', 'overlapping-events', 'orphan-person']

const cascades = (tables: Tables, person: string): readonly Violation[] => {
  const { clients, snapshots, bijstand } = tables
  const p = ident(person)
  const home = hasColumns(clients, person)
    ? { key: 'clients' as const, table: clients }
    : hasColumns(snapshots, person)
      ? { key: 'snapshots' as const, table: snapshots }
      : undefined
  const unclear: readonly Violation[] =
    home !== undefined && hasColumns(bijstand, person)
      ? [
          {
            rule: 'outcome-unclear',
            table: home.key,
            column: person,
            query: `SELECT __row FROM ${ident(home.table.name)} WHERE ${p} IN (SELECT e.${p} FROM ${ident(bijstand.name)} e JOIN ${refusedTable('bijstand')} r ON e.__row = r.__row WHERE e.${p} IS NOT NULL AND r.rule NOT IN (${HARMLESS.map((rule) => literal(rule)).join(', ')}))`,
            expected: 'events that can be believed',
            found: 'people with a refused event',
            advice: 'They do not go on, because their outcome is not known.',
            level: 'bounded',
          },
        ]
      : []
  const refused: readonly Violation[] =
    hasColumns(clients, person) && hasColumns(snapshots, person)
      ? [
          {
            rule: 'person-refused',
            table: 'snapshots',
            column: person,
            query: `SELECT __row FROM ${ident(snapshots.name)} WHERE (${p} IS NULL OR ${p} IN (SELECT ${p} FROM ${ident(snapshots.name)} EXCEPT SELECT ${p} FROM ${ident(clients.name)} WHERE __row NOT IN (SELECT __row FROM ${refusedTable('clients')}))) AND __row NOT IN (SELECT __row FROM ${refusedTable('snapshots')})`,
            expected: 'snapshots of people whose row in clients goes on',
            found: 'snapshots of others',
            advice: 'They leave together with the row in clients.',
            level: 'bounded',
          },
        ]
      : []
  return [...unclear, ...refused]
}

/**
 * Takes the refused rows out of the tables, and with them what hangs on them: people whose event was refused, and the snapshots of people whose
 * row in `clients` was. Returns the findings of these consequences and the tables with their new numbers of rows.
 */
export const removeRefused = async (
  engine: Engine,
  study: Study,
  tables: Tables,
): Promise<{ readonly tables: Tables; readonly findings: readonly Finding[] }> => {
  const person = personColumn(study)
  const findings: Finding[] = []
  if (study.data.kind === 'panel' && person !== undefined) {
    for (const violation of cascades(tables, person))
      findings.push(...(await recordViolations(engine, study, { tables, violations: [violation] })))
  }
  for (const key of TABLES) {
    const table = tables[key]
    if (table !== undefined) await remove(engine, key, table)
  }
  if (tables.flat !== undefined && tables.audit !== undefined) {
    await engine.run(
      `DELETE FROM ${ident(tables.audit.name)} WHERE __row IN (SELECT __row FROM ${refusedTable('flat')})`,
    )
    await engine.run(
      `DELETE FROM ${ident(tables.flat.name)} WHERE __row IN (SELECT __row FROM ${refusedTable('audit')})`,
    )
  }
  const left: [TableKey, OpenedTable | undefined][] = []
  for (const key of TABLES) {
    const table = tables[key]
    const [row] = table === undefined ? [] : await engine.rows(`SELECT count(*) AS n FROM ${ident(table.name)}`)
    left.push([key, table === undefined ? undefined : { ...table, rows: Number(row?.['n']) }])
  }
  return { tables: Object.fromEntries(left) as unknown as Tables, findings }
}
