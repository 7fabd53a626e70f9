import type { Study } from '../../data-schemas/study.js'
import type { OpenedData } from '../contract/opened.js'
import { personColumn, timeColumn } from '../contract/resolve.js'
import { ident, literal } from '../engine/engine.js'
import { baseOf, findColumn, textIn } from './column-ref.js'
import { daysSql } from './sql.js'
import { type PanelTable, SIDE } from './table.js'

/** Where each row of the test side stands among equals, in the order of the panel's rows. */
export interface TestLists {
  /** Code of the office: the list without its date, dense from 0 in the order of its names. 0 everywhere when the study names no list. */
  readonly office: Int32Array
  /** Place among equals of the list as production draws it: the first 52 bits of the SHA-256 of salt, person and list. */
  readonly tieKey: Float64Array
}

/**
 * Offices and production's places among equals on the test side.
 * @param salt what stands in for the id of the model, which does not exist before it is frozen
 */
export const testLists = async (
  study: Study,
  opened: OpenedData,
  { panel, salt }: { readonly panel: PanelTable; readonly salt: string },
): Promise<TestLists> => {
  const time = timeColumn(study)
  const refs = (study.key.list ?? []).flatMap((column) => findColumn(opened, column) ?? [])
  const offices = refs.filter(({ column }) => column !== time).map(textIn)
  const hashed = [literal(salt), 'p.pkey', ...refs.map(textIn)].join(", '|', ")
  const keys = ident(`${panel.table}_keys`)
  const clients = opened.kind === 'panel' && opened.tables.clients !== undefined
  const code = offices.length === 0 ? '0' : `DENSE_RANK() OVER (ORDER BY ${offices.join(', ')}) - 1`
  const found = await panel.engine.columns(
    `SELECT CAST(${code} AS INTEGER) AS office, ${firstBits(panel, `concat(${hashed})`)} AS tie
     FROM ${keys} k JOIN ${ident(`${panel.table}_people`)} p ON p.pid = k.pid
     JOIN ${ident(baseOf(opened)?.name ?? '')} s ON s.__row = k.src
     ${clients ? `LEFT JOIN ${ident(opened.tables.clients?.name ?? '')} c ON c.__row = k.crow` : ''}
     WHERE k.split = ${SIDE.test} ORDER BY k.row_id`,
    { office: 'i32', tie: 'f64' },
  )
  return { office: found.office, tieKey: found.tie }
}

const firstBits = ({ engine }: PanelTable, text: string): string =>
  engine.kind === 'duckdb'
    ? `CAST(CAST(concat('0x', substr(sha256(${text}), 1, 13)) AS BIGINT) AS DOUBLE)`
    : `CAST(conv(substr(sha2(${text}, 256), 1, 13), 16, 10) AS DOUBLE)`

/**
 * The day on which the outcome came true for the people of the test side who have it: the first event after the first of their rows with
 * the outcome, in days since 1970-01-01. Undefined when the outcome is a column, which has no day.
 */
export const eventDays = async (
  study: Study,
  opened: OpenedData,
  panel: PanelTable,
): Promise<ReadonlyMap<number, number> | undefined> => {
  const { outcome } = study
  const [time, person, base] = [timeColumn(study), personColumn(study), baseOf(opened)]
  const events = opened.tables.bijstand
  if (outcome.kind !== 'event' || time === undefined || person === undefined || base === undefined) return undefined
  if (events === undefined) return undefined
  const start = `b.${ident(outcome.start)}`
  const found = await panel.engine.columns(
    `SELECT k.person AS person, CAST(MIN(${daysSql(panel.engine.kind, start)}) AS INTEGER) AS day
     FROM ${ident(`${panel.table}_keys`)} k JOIN ${ident(`${panel.table}_people`)} p ON p.pid = k.pid
     JOIN ${ident(base.name)} s ON s.__row = k.src
     JOIN ${ident(events.name)} b ON CAST(b.${ident(person)} AS VARCHAR) = p.pkey AND ${start} > s.${ident(time)}
     WHERE k.split = ${SIDE.test} AND k.outcome = 1 GROUP BY k.person ORDER BY k.person`,
    { person: 'i32', day: 'i32' },
  )
  return new Map(Array.from(found.person, (who, index) => [who, found.day[index] as number]))
}
