import { type Engine, ident } from '../engine/engine.js'
import type { PanelCandidate, PanelTable } from '../panel/table.js'
import { filterSql, type TrainingRows } from './row-filter.js'
import type { Tally } from './tally.js'

/** The training side, made ready for counting: see {@link openTraining}. */
export interface Training {
  readonly engine: Engine
  readonly table: string
  /** SQL condition that holds for training rows. */
  readonly where: string
  /** Table of the rows in which people are anchored ({@link Tally}); null when a person has one row. */
  readonly anchors: string | null
  readonly totals: Tally
}

const tableOf = (panel: PanelTable, rows: TrainingRows): string =>
  `${panel.table}_anchors_${rows.kind.replaceAll('-', '_')}${'fold' in rows ? `_${rows.fold}` : ''}`

const anchorsSql = (panel: PanelTable, where: string, candidates: readonly PanelCandidate[]): string => {
  const values = candidates.flatMap(({ value, state }) => [`p.${ident(value)}`, `p.${ident(state)}`])
  const source = ident(panel.table)
  return `SELECT ${['a.first_row', 'a.first_event', 'a.first_other', ...values].join(', ')}
    FROM ${source} p JOIN (
      SELECT row_id, max(f) AS first_row, max(e) AS first_event, max(o) AS first_other FROM (
        SELECT min(row_id) AS row_id, 1 AS f, 0 AS e, 0 AS o FROM ${source} WHERE ${where} GROUP BY person
        UNION ALL SELECT min(row_id), 0, 1, 0 FROM ${source} WHERE ${where} AND outcome = 1 GROUP BY person
        UNION ALL SELECT min(row_id), 0, 0, 1 FROM ${source} WHERE ${where} AND outcome = 0 GROUP BY person
      ) GROUP BY row_id
    ) a ON p.row_id = a.row_id`
}

const totalsSql = (panel: PanelTable, where: string): string =>
  `SELECT count(*) AS "rows", coalesce(sum(events), 0) AS events, count(DISTINCT person) AS people,
      coalesce(sum(event_person), 0) AS event_people, coalesce(sum(other_person), 0) AS other_people, coalesce(sum(n), 0) AS n
    FROM (SELECT person, count(*) AS n, sum(outcome) AS events, max(outcome) AS event_person, max(1 - outcome) AS other_person
      FROM ${ident(panel.table)} WHERE ${where} GROUP BY person)`

/**
 * Makes the training side ready for counting: totals, and one small table with the rows in which people are anchored.
 * Close with {@link closeTraining}. Costs one pass over the rows.
 * @param panel the panel
 * @param options `rows`: which training rows (default all); `candidates`: those that will be counted (default all that are read)
 */
export const openTraining = async (
  panel: PanelTable,
  options: { readonly rows?: TrainingRows; readonly candidates?: readonly PanelCandidate[] } = {},
): Promise<Training> => {
  const rows = options.rows ?? { kind: 'train' }
  const where = filterSql(rows)
  const candidates = (options.candidates ?? panel.candidates).filter((candidate) => candidate.read)
  const [total] = await panel.engine.rows(totalsSql(panel, where))
  const anchors = panel.clustered ? tableOf(panel, rows) : null
  if (anchors !== null) {
    await panel.engine.run(`CREATE OR REPLACE TABLE ${ident(anchors)} AS ${anchorsSql(panel, where, candidates)}`)
  }
  return {
    engine: panel.engine,
    table: panel.table,
    where,
    anchors,
    totals: {
      rows: Number(total?.['n']),
      events: Number(total?.['events']),
      people: Number(total?.['people']),
      eventPeople: Number(total?.['event_people']),
      nonEventPeople: Number(total?.['other_people']),
    },
  }
}

/** Drops what {@link openTraining} made. */
export const closeTraining = async (training: Training): Promise<void> => {
  if (training.anchors !== null) await training.engine.run(`DROP TABLE IF EXISTS ${ident(training.anchors)}`)
}

/**
 * SQL that counts the training rows by state and by a key; columns `state`, `item`, then those of {@link Tally} and the
 * extremes asked for. Integer counts only; no order.
 * @param key SQL expression of the key, over the panel's columns
 */
export const tallySql = (training: Training, candidate: PanelCandidate, key: string): string => {
  const state = ident(candidate.state)
  const body = `${state} AS state, ${key} AS item, min(${ident(candidate.value)}) AS lowest, max(${ident(candidate.value)}) AS highest`
  const source = `FROM ${ident(training.table)} WHERE ${training.where} GROUP BY 1, 2`
  if (training.anchors === null) {
    return `SELECT ${body}, count(*) AS n, sum(outcome) AS events, count(*) AS people, sum(outcome) AS event_people,
      count(*) - sum(outcome) AS other_people ${source}`
  }
  return `SELECT state, item, min(lowest) AS lowest, max(highest) AS highest, sum(n) AS n, sum(events) AS events,
      sum(people) AS people, sum(event_people) AS event_people, sum(other_people) AS other_people FROM (
    SELECT ${body}, count(*) AS n, sum(outcome) AS events, 0 AS people, 0 AS event_people, 0 AS other_people ${source}
    UNION ALL SELECT ${body}, 0, 0, sum(first_row), sum(first_event), sum(first_other) FROM ${ident(training.anchors)} GROUP BY 1, 2
  ) GROUP BY state, item`
}
