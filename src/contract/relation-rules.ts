import type { Study } from '../../data-schemas/study.js'
import { ident } from '../engine/engine.js'
import type { OpenedTable } from './opened.js'
import { personColumn, timeColumn } from './resolve.js'
import { hasColumns, type Tables, type Violation } from './violation.js'

/** Rows of people that another table does not have. People are compared and not rows: there are fewer of them. */
const rowsWithout = (person: string, table: OpenedTable, other: OpenedTable): string => {
  const people = ({ name }: OpenedTable): string => `SELECT ${ident(person)} FROM ${ident(name)}`
  return `SELECT __row FROM ${ident(table.name)} WHERE ${ident(person)} IN (${people(table)} EXCEPT ${people(other)})`
}

const orphans = (tables: Tables, person: string): readonly Violation[] => {
  const { clients } = tables
  if (!hasColumns(clients, person)) return []
  const without = (key: 'snapshots' | 'bijstand' | 'audit' | 'pilot'): readonly Violation[] => {
    const table = tables[key]
    if (!hasColumns(table, person)) return []
    return [
      {
        rule: 'orphan-person',
        table: key,
        column: person,
        query: rowsWithout(person, table, clients),
        expected: 'a row in clients for every person',
        found: 'persons without one',
        advice: 'Deliver both tables from the same moment.',
        level: key === 'snapshots' ? 'bounded' : 'warn',
      },
    ]
  }
  const { snapshots } = tables
  const idle: readonly Violation[] = hasColumns(snapshots, person)
    ? [
        {
          rule: 'client-without-snapshots',
          table: 'clients',
          column: person,
          query: rowsWithout(person, clients, snapshots),
          expected: 'a snapshot for every client',
          found: 'clients without one',
          advice: 'They take no part; check the delivery.',
          level: 'warn',
        },
      ]
    : []
  return [...without('snapshots'), ...without('bijstand'), ...without('audit'), ...without('pilot'), ...idle]
}

const monthsLeft = (tables: Tables, person: string): readonly Violation[] => {
  const { snapshots, clients } = tables
  if (!hasColumns(snapshots, person, 'ww_months_left') || !hasColumns(clients, person, 'ww_right_months')) return []
  const p = ident(person)
  return [
    {
      rule: 'months-left-over-right',
      table: 'snapshots',
      column: 'ww_months_left',
      query: `SELECT s.__row FROM ${ident(snapshots.name)} s JOIN (SELECT ${p} AS person, max(ww_right_months) AS months FROM ${ident(clients.name)} GROUP BY ${p}) c ON s.${p} = c.person WHERE s.ww_months_left > c.months`,
      expected: 'at most the months of right of the client',
      found: 'more months left',
      advice: 'Correct the source; a special code must be declared under "codes".',
      level: 'bounded',
    },
  ]
}

const endColumn = 'end_date'

const events = (study: Study, tables: Tables, person: string): readonly Violation[] => {
  const { bijstand } = tables
  if (study.outcome.kind !== 'event' || !hasColumns(bijstand, person, study.outcome.start, endColumn)) return []
  const [p, start, end, t] = [person, study.outcome.start, endColumn, bijstand.name].map(ident) as [
    string,
    string,
    string,
    string,
  ]
  const spells = `SELECT __row, ${p} AS person, ${start} AS first, coalesce(${end}, DATE '9999-12-31') AS last FROM ${t} WHERE ${p} IS NOT NULL AND ${start} IS NOT NULL AND (${end} IS NULL OR ${end} >= ${start})`
  const before = `max(last) OVER (PARTITION BY person ORDER BY first, last, __row ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)`
  return [
    {
      rule: 'event-end-before-start',
      table: 'bijstand',
      column: endColumn,
      query: `SELECT __row FROM ${t} WHERE ${end} < ${start}`,
      expected: `"${endColumn}" on or after "${study.outcome.start}"`,
      found: 'an end before the start',
      advice: 'Correct the source; the people concerned do not go on, because their outcome is not known.',
      level: 'bounded',
    },
    {
      rule: 'overlapping-events',
      table: 'bijstand',
      column: study.outcome.start,
      query: `SELECT __row FROM (SELECT __row, first, ${before} AS earlier FROM (SELECT DISTINCT ON (person, first, last) * FROM (${spells}) ORDER BY person, first, last, __row)) WHERE first < earlier`,
      expected: 'spells of one person that share at most a day',
      found: 'a spell that starts within another',
      advice: 'The earlier spell is kept; correct the source.',
      level: 'bounded',
    },
  ]
}

const listedDuringEvent = (study: Study, tables: Tables, person: string): readonly Violation[] => {
  const { bijstand, snapshots } = tables
  const time = timeColumn(study)
  if (
    study.outcome.kind !== 'event' ||
    time === undefined ||
    !hasColumns(bijstand, person, study.outcome.start) ||
    !hasColumns(snapshots, person, time)
  )
    return []
  const [p, start, date] = [person, study.outcome.start, time].map(ident) as [string, string, string]
  const end = hasColumns(bijstand, endColumn)
    ? `(e.${ident(endColumn)} IS NULL OR (e.${ident(endColumn)} >= s.${date} AND e.${ident(endColumn)} >= e.${start}))`
    : 'TRUE'
  return [
    {
      rule: 'event-before-snapshot-while-listed',
      table: 'snapshots',
      column: time,
      query: `SELECT s.__row FROM ${ident(snapshots.name)} s JOIN ${ident(bijstand.name)} e ON s.${p} = e.${p} WHERE e.${start} < s.${date} AND ${end}`,
      expected: 'no snapshot while a bijstand spell runs',
      found: 'snapshots after its start',
      advice: 'The outcome has happened already; these snapshots do not belong on a list.',
      level: 'bounded',
    },
  ]
}

/** Rules between the tables of a panel, and between the rows of one person. */
export const relationRules = (study: Study, tables: Tables): readonly Violation[] => {
  const person = personColumn(study)
  if (study.data.kind !== 'panel' || person === undefined) return []
  return [
    ...orphans(tables, person),
    ...monthsLeft(tables, person),
    ...events(study, tables, person),
    ...listedDuringEvent(study, tables, person),
  ]
}
