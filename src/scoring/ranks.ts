import type { Engine } from '../engine/engine.js'
import { INPUT_TABLE } from './input-table.js'
import { hashParts, hashSql, joinLists, type Keys } from './list-table.js'
import { SCORED_TABLE } from './score-rows.js'

/** Name of the table with list, rank, list size and number of equals, in the order of the input. */
export const RANKED_TABLE = 'ranked'

/**
 * Ranks each list by linear predictor, highest first; equals by the smaller hash (its first 128 bits: less than 1 in 10²³ that two of 50
 * million share them), then by place in the file. Sorted in parts and out of memory where need be. `list` is null for a row without a score.
 * @param salt of the hash: the id of the model
 */
export const rankRows = async (engine: Engine, keys: Keys, salt: string): Promise<void> => {
  const scored = `SELECT * FROM ${INPUT_TABLE} POSITIONAL JOIN ${SCORED_TABLE}`
  const hashed = `SELECT __row, lp, CASE WHEN lp IS NULL THEN -1 ELSE g.list END AS list, ${hashSql(keys, salt)} AS hash FROM (${scored}) t ${joinLists(keys)}`
  const narrow = `SELECT __row, lp, list, ${hashParts('hash', ['h', 'i'])} FROM (${hashed})`
  const ranked = [
    'SELECT __row, list',
    'row_number() OVER (PARTITION BY list ORDER BY lp DESC, h, i, __row) AS place',
    'count(*) OVER (PARTITION BY list) AS size',
    'count(*) OVER (PARTITION BY list ORDER BY lp DESC RANGE BETWEEN CURRENT ROW AND CURRENT ROW) AS tied',
  ].join(', ')
  const known = (name: string): string => `CAST(CASE WHEN list >= 0 THEN ${name} END AS INTEGER) AS ${name}`
  await engine.run(
    `CREATE TABLE ${RANKED_TABLE} AS SELECT ${['list', 'place', 'size', 'tied'].map(known).join(', ')} FROM (${ranked} FROM (${narrow})) ORDER BY __row`,
  )
}
