import type { Engine } from '../engine/engine.js'
import { INPUT_TABLE } from './input-table.js'
import { hashParts, hashSql, joinLists, type Keys, listRanges } from './list-table.js'
import { SCORED_TABLE } from './score-rows.js'

/** Name of the table with list, rank, list size and number of equals, in the order of the input. */
export const RANKED_TABLE = 'ranked'

/** People that are ranked at a time: sorting them takes a few hundred MB. */
const AT_ONCE = 4_000_000

/**
 * Ranks each list by linear predictor, highest first; equals by the smaller hash (its first 128 bits: less than 1 in 10²³ that two of 50
 * million share them), then by place in the file. A few million people at a time, and sorted out of memory where need be. `list` is null
 * for a row without a score.
 * @param salt of the hash: the id of the model
 */
export const rankRows = async (
  engine: Engine,
  keys: Keys,
  { salt, atOnce = AT_ONCE }: { readonly salt: string; readonly atOnce?: number },
): Promise<void> => {
  const scored = `SELECT __row, lp, ${[...keys.carried.map(({ column }) => column)].join(', ') || '1'} FROM ${INPUT_TABLE} POSITIONAL JOIN ${SCORED_TABLE}`
  const hashed = `SELECT __row, lp, g.list AS list, ${hashSql(keys, salt)} AS hash FROM (${scored}) t ${joinLists(keys)} WHERE lp IS NOT NULL`
  await engine.run(`CREATE TABLE hashed AS SELECT __row, lp, list, ${hashParts('hash', ['h', 'i'])} FROM (${hashed})`)
  const ranked = [
    'SELECT __row, list',
    'row_number() OVER (PARTITION BY list ORDER BY lp DESC, h, i, __row) AS place',
    'count(*) OVER (PARTITION BY list) AS size',
    'count(*) OVER (PARTITION BY list ORDER BY lp DESC RANGE BETWEEN CURRENT ROW AND CURRENT ROW) AS tied',
  ].join(', ')
  await engine.run('CREATE TABLE placed (__row BIGINT, list INTEGER, place INTEGER, size INTEGER, tied INTEGER)')
  for (const { first, last } of await listRanges(engine, atOnce))
    await engine.run(`INSERT INTO placed ${ranked} FROM hashed WHERE list BETWEEN ${first} AND ${last}`)
  await engine.run('DROP TABLE hashed')
  const unscored = `SELECT __row, NULL, NULL, NULL, NULL FROM ${INPUT_TABLE} POSITIONAL JOIN ${SCORED_TABLE} WHERE lp IS NULL`
  await engine.run(
    `CREATE TABLE ${RANKED_TABLE} AS SELECT list, place, size, tied FROM (SELECT * FROM placed UNION ALL ${unscored}) ORDER BY __row`,
  )
  await engine.run('DROP TABLE placed')
}
