import { ident } from '../engine/engine.js'
import { type Building, listCode } from './building.js'
import { recreate, tinySql } from './sql.js'
import { SIDE } from './table.js'

/** Rows with the event in the outcome window: after the snapshot, up to and including the day on which the window closes. */
const createEvents = async ({ engine, plan, names }: Building, kept: number): Promise<void> => {
  if (plan.outcome.kind !== 'event') return
  await recreate(
    engine,
    names.events,
    `SELECT DISTINCT r.src AS src FROM ${ident(names.rows)} r
     JOIN ${ident(names.days)} w ON w.wk = r.wk
     JOIN ${ident(names.spells)} b ON b.pid = r.pid
     WHERE r.step = ${kept} AND b.start > w.day AND b.start <= w.closes`,
  )
}

/**
 * The rows that stay, with their outcome `y`. People with rows on both sides (table `both`, with their training rows and
 * events) keep their test rows only.
 */
export const createKept = async (building: Building, kept: number): Promise<void> => {
  const { engine, plan, names } = building
  await createEvents(building, kept)
  const events = plan.outcome.kind === 'event'
  const outcome = events ? 'CASE WHEN e.src IS NULL THEN 0 ELSE 1 END' : 'r.y'
  const join = events ? `LEFT JOIN ${ident(names.events)} e ON e.src = r.src` : ''
  await recreate(
    engine,
    names.both,
    `SELECT r.pid AS pid, COUNT(CASE WHEN r.side = ${SIDE.train} THEN 1 END) AS n,
       COUNT(CASE WHEN r.side = ${SIDE.train} AND ${outcome} = 1 THEN 1 END) AS events
     FROM ${ident(names.rows)} r ${join} WHERE r.step = ${kept} GROUP BY r.pid HAVING MIN(r.side) <> MAX(r.side)`,
  )
  const codes = plan.lists.flatMap((ref, j) =>
    ref.table === 'base' && ref.column !== plan.time ? [`r.l_${j} AS l_${j}`] : [],
  )
  const columns = [
    'r.src AS src',
    'r.pid AS pid',
    'r.wk AS wk',
    'r.side AS side',
    `${tinySql(engine.kind, outcome)} AS y`,
    ...codes,
  ]
  await recreate(
    engine,
    names.kept,
    `SELECT ${columns.join(', ')} FROM ${ident(names.rows)} r ${join} LEFT JOIN ${ident(names.both)} o ON o.pid = r.pid
     WHERE r.step = ${kept} AND (o.pid IS NULL OR r.side = ${SIDE.test})`,
  )
}

const dense = (column: string, kept: string, name: string): string =>
  `(SELECT ${column}, CAST(ROW_NUMBER() OVER (ORDER BY ${column}) - 1 AS INTEGER) AS ${name} FROM (SELECT DISTINCT ${column} FROM ${kept}) u)`

/**
 * The keys of the panel: `row_id`, `person`, `list`, `period`, `outcome`, `split`, `sample`, `fold`, all numbered by sorted keys
 * so that the order of the input does not matter (a person's rows without a time, and all rows without a person, keep their order in the file), beside `src`, `pid` and `crow` that lead back to the data.
 * @param trainingDates number of snapshot dates of the training period, for one random calendar week a person
 */
export const createKeys = async (building: Building, trainingDates: number): Promise<void> => {
  const { engine, plan, names } = building
  const codes = plan.lists.map((_, j) => `${listCode(plan, j)} AS c_${j}`)
  const keptPeople = `${ident(names.kept)} k JOIN ${ident(names.people)} p ON p.pid = k.pid`
  const named = plan.lists.map((_, j) => `c_${j}`).join(', ')
  if (plan.lists.length > 0) {
    await recreate(
      engine,
      names.lists,
      `SELECT ${named}, CAST(ROW_NUMBER() OVER (ORDER BY ${named}) - 1 AS INTEGER) AS list
       FROM (SELECT DISTINCT ${codes.join(', ')} FROM ${keptPeople}) u`,
    )
  }
  const onList = plan.lists.map((_, j) => `z.c_${j} = ${listCode(plan, j)}`).join(' AND ')
  const week = plan.study.selection.sample === 'one-week-per-person'
  const sampled = week
    ? `k.side = ${SIDE.train} AND p.h_week % ${Math.max(trainingDates, 1)} = w.tw`
    : `k.side = ${SIDE.train}`
  const order = plan.kind === 'flat' && plan.person === undefined ? 'k.src' : 'k.pid, k.wk, k.src'
  const tiny = (sql: string): string => tinySql(engine.kind, sql)
  // Numbering sorts narrow rows; everything else is joined afterwards, so that the sort carries no weight.
  const numbered = `(SELECT ROW_NUMBER() OVER (ORDER BY ${order}) - 1 AS row_id, k.* FROM ${ident(names.kept)} k)`
  await recreate(
    engine,
    names.keys,
    `SELECT CAST(k.row_id AS BIGINT) AS row_id, a.person AS person,
       ${plan.lists.length === 0 ? 'CAST(0 AS INTEGER)' : 'z.list'} AS list, t.period AS period, k.y AS outcome, k.side AS split,
       ${tiny(`CASE WHEN ${sampled} THEN 1 ELSE 0 END`)} AS sample,
       ${tiny(`p.h_fold % ${plan.study.calibration.folds}`)} AS fold,
       k.src AS src, k.pid AS pid, p.crow AS crow
     FROM ${numbered} k JOIN ${ident(names.people)} p ON p.pid = k.pid
     JOIN ${ident(names.days)} w ON w.wk = k.wk
     JOIN ${dense('pid', ident(names.kept), 'person')} a ON a.pid = k.pid
     JOIN ${dense('wk', ident(names.kept), 'period')} t ON t.wk = k.wk
     ${plan.lists.length === 0 ? '' : `JOIN ${ident(names.lists)} z ON ${onList}`}`,
  )
}
