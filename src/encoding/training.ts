import { type Engine, ident } from '../engine/engine.js'
import type { PanelCandidate, PanelTable } from '../panel/table.js'
import { filterSql, type TrainingRows } from './row-filter.js'
import type { Span } from './spans.js'
import type { Tally } from './tally.js'

/** The training side, made ready for counting: see {@link openTraining}. */
export interface Training {
  readonly engine: Engine
  readonly table: string
  /** Prefix for tables made while counting. */
  readonly name: string
  /** SQL condition that holds for training rows. */
  readonly where: string
  /** Table of the rows in which people are anchored ({@link Tally}); null where none is needed. */
  readonly anchors: string | null
  readonly totals: Tally
  /** True when a person can have several rows. */
  readonly clustered: boolean
  /** True when the rows are few enough to count numbers in memory; then `anchors` holds categories only. */
  readonly inMemory: boolean
}

/** Training rows up to which numbers are counted in memory. */
const MEMORY_ROWS = 4_000_000

const suffixOf = (rows: TrainingRows): string =>
  `${rows.kind.replaceAll('-', '_')}${'fold' in rows ? `_${rows.fold}` : ''}`

/** One row per person: rows, events, and the rows in which the person is anchored. */
const peopleSql = (panel: PanelTable, where: string): string =>
  `SELECT person, count(*) AS n, sum(outcome) AS events, min(row_id) AS first_row,
      min(CASE WHEN outcome = 1 THEN row_id END) AS first_event, min(CASE WHEN outcome = 0 THEN row_id END) AS first_other
    FROM ${ident(panel.table)} WHERE ${where} GROUP BY person`

const totalsSql = (people: string): string =>
  `SELECT count(*) AS people, count(first_event) AS event_people, count(first_other) AS other_people,
      coalesce(sum(n), 0) AS n, coalesce(sum(events), 0) AS events FROM ${people}`

const anchorsSql = (panel: PanelTable, people: string, candidates: readonly PanelCandidate[]): string => {
  const values = candidates.flatMap(({ value, state }) => [`p.${ident(value)}`, `p.${ident(state)}`])
  return `SELECT ${['a.first_row', 'a.first_event', 'a.first_other', ...values].join(', ')}
    FROM ${ident(panel.table)} p JOIN (
      SELECT row_id, max(f) AS first_row, max(e) AS first_event, max(o) AS first_other FROM (
        SELECT first_row AS row_id, 1 AS f, 0 AS e, 0 AS o FROM ${people}
        UNION ALL SELECT first_event, 0, 1, 0 FROM ${people} WHERE first_event IS NOT NULL
        UNION ALL SELECT first_other, 0, 0, 1 FROM ${people} WHERE first_other IS NOT NULL
      ) GROUP BY row_id
    ) a ON p.row_id = a.row_id`
}

const readTotals = async (engine: Engine, people: string): Promise<Tally> => {
  const [total] = await engine.rows(totalsSql(people))
  return {
    rows: Number(total?.['n']),
    events: Number(total?.['events']),
    people: Number(total?.['people']),
    eventPeople: Number(total?.['event_people']),
    nonEventPeople: Number(total?.['other_people']),
  }
}

/** Options of {@link openTraining}. */
export interface TrainingOptions {
  /** Which training rows; default all. */
  readonly rows?: TrainingRows
  /** Only rows of these periods, both ends included, by their codes in the panel; people are anchored among these rows. */
  readonly periods?: Span
  /** Those that will be counted; default all that are read. */
  readonly candidates?: readonly PanelCandidate[]
  /** Rows up to which numbers are counted in memory; above, the engine counts them. Default 4,000,000; the counts are the same. */
  readonly memoryRows?: number
}

/**
 * Makes the training side ready for counting: totals, and one small table with the rows in which people are anchored.
 * Close with {@link closeTraining}. Costs one pass over the rows.
 */
export const openTraining = async (panel: PanelTable, options: TrainingOptions = {}): Promise<Training> => {
  const rows = options.rows ?? { kind: 'train' }
  const { periods } = options
  const within =
    periods === undefined ? '' : ` AND period BETWEEN ${Math.trunc(periods.from)} AND ${Math.trunc(periods.to)}`
  const where = `${filterSql(rows)}${within}`
  const { engine, table } = panel
  const candidates = (options.candidates ?? panel.candidates).filter((candidate) => candidate.read)
  const name = `${table}_${suffixOf(rows)}${periods === undefined ? '' : `_${periods.name.replaceAll('-', '_')}`}`
  const people = ident(`${name}_people`)
  await engine.run(`CREATE OR REPLACE TABLE ${people} AS ${peopleSql(panel, where)}`)
  const totals = await readTotals(engine, people)
  const inMemory = totals.rows <= (options.memoryRows ?? MEMORY_ROWS)
  const anchored = inMemory ? candidates.filter(({ candidate }) => candidate.type === 'category') : candidates
  const anchors = panel.clustered && anchored.length > 0 ? `${name}_anchors` : null
  if (anchors !== null) {
    await engine.run(`CREATE OR REPLACE TABLE ${ident(anchors)} AS ${anchorsSql(panel, people, anchored)}`)
  }
  await engine.run(`DROP TABLE ${people}`)
  return { engine, table, name, where, anchors, totals, clustered: panel.clustered, inMemory }
}

/** Drops what {@link openTraining} made. */
export const closeTraining = async (training: Training): Promise<void> => {
  if (training.anchors !== null) await training.engine.run(`DROP TABLE IF EXISTS ${ident(training.anchors)}`)
}

/**
 * SQL that counts the training rows by state and value; columns `state`, `item`, then those of {@link Tally}. A value may come
 * twice, once with its rows (n > 0) and once with the people anchored in it (n = 0): sum over what is wanted. Whole numbers only; no order.
 */
export const tallySql = (training: Training, candidate: PanelCandidate): string => {
  const keys = `${ident(candidate.state)} AS state, ${ident(candidate.value)} AS item`
  const source = `FROM ${ident(training.table)} WHERE ${training.where} GROUP BY 1, 2`
  if (training.anchors === null) {
    return `SELECT ${keys}, count(*) AS n, CAST(sum(outcome) AS BIGINT) AS events, count(*) AS people,
      CAST(sum(outcome) AS BIGINT) AS event_people, CAST(count(*) - sum(outcome) AS BIGINT) AS other_people ${source}`
  }
  return `SELECT ${keys}, count(*) AS n, CAST(sum(outcome) AS BIGINT) AS events, 0 AS people, 0 AS event_people, 0 AS other_people ${source}
    UNION ALL SELECT ${keys}, 0, 0, CAST(sum(first_row) AS BIGINT), CAST(sum(first_event) AS BIGINT), CAST(sum(first_other) AS BIGINT)
      FROM ${ident(training.anchors)} GROUP BY 1, 2`
}

/** SQL for the sums of {@link tallySql}'s counts. */
export const sumsSql = ['n', 'events', 'people', 'event_people', 'other_people']
  .map((name) => `sum(${name}) AS ${name}`)
  .join(', ')
