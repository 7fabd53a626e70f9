import type { Engine } from '../engine/engine.js'
import { literal } from '../engine/engine.js'
import { WorkbenchError } from '../errors.js'
import { INPUT_TABLE } from './input-table.js'
import { hashParts, hashSql, joinLists, type Keys, keyedSql, LIST_TABLE } from './list-table.js'
import { RANKED_TABLE } from './ranks.js'

/** Name of the table that says who has a place, and why, in the order of the input. */
export const DRAWN_TABLE = 'drawn'

/** Places that each list has: a share of its people, or a number. */
export type Places =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'size'; readonly size: number }

/** Places, part of which goes to people drawn at random from everybody on the list. */
export interface RandomPart {
  readonly places: Places
  /** Part of the places that is drawn, in (0, 1]. */
  readonly share: number
  /** Whoever knows it can tell who was drawn. */
  readonly seed: string
}

/** Throws `invalid-draw` for shares and sizes that mean nothing. */
export const checkDraw = ({ places, share, seed }: RandomPart): void => {
  const good =
    places.kind === 'share'
      ? places.share > 0 && places.share <= 1
      : Number.isSafeInteger(places.size) && places.size >= 1
  if (good && share > 0 && share <= 1 && seed !== '') return
  throw new WorkbenchError('invalid-draw', {
    expected: 'places as a share up to 1 or a whole number, a part to draw above 0 and up to 1, and a seed',
    found: 'something else',
    where: 'checkDraw',
  })
}

const capacitySql = (places: Places, size: string): string =>
  places.kind === 'share'
    ? `CAST(floor(CAST(${literal(String(places.share))} AS DOUBLE) * ${size}) AS BIGINT)`
    : `least(${size}, ${places.size})`

/** First 52 bits of a hash as a number in [0, 1); exact. */
const uniformSql = (hash: string): string => `CAST('0x' || left(${hash}, 13) AS UBIGINT) / 4503599627370496.0`

/**
 * Gives out the places of every list. The random part is drawn first and from everybody, so that its rates are those of the whole list;
 * then the highest ranks that are left fill up. How many are drawn: places × share, a fraction rounded up with a chance of that fraction,
 * so that small lists draw their part too and everyone has the same chance. Who: the smallest SHA-256 of `seed|random|model|person|list`.
 * `spot` numbers the people with a place in an order of its own that tells nothing of rank or part.
 * @param salt id of the model
 */
export const drawPlaces = async (
  engine: Engine,
  keys: Keys,
  { places, share, seed }: RandomPart,
  salt: string,
): Promise<void> => {
  const lists = `SELECT list, any_value(size) AS size FROM ${RANKED_TABLE} WHERE list IS NOT NULL GROUP BY list`
  const names = ['l.list', ...keys.list.map(({ column }) => `g.${column}`)]
  const listHash = `sha256(concat_ws('|', ${[literal(`${seed}|rounding|${salt}`), ...names.slice(1)].join(', ')}))`
  const expected = `capacity * CAST(${literal(String(share))} AS DOUBLE)`
  await engine.run(
    [
      'CREATE TABLE capacities AS SELECT list, capacity,',
      `CAST(floor(${expected}) AS BIGINT) + CASE WHEN ${uniformSql('hash')} < ${expected} - floor(${expected}) THEN 1 ELSE 0 END AS random`,
      `FROM (SELECT l.list AS list, ${capacitySql(places, 'size')} AS capacity, ${listHash} AS hash FROM (${lists}) l JOIN ${LIST_TABLE} g ON l.list = g.list)`,
    ].join(' '),
  )
  const hashed = `SELECT t.__row, t.list, t.place, ${hashSql(keys, `${seed}|random|${salt}`)} AS a, ${hashSql(keys, `${seed}|spot|${salt}`)} AS b FROM (SELECT * FROM ${INPUT_TABLE} POSITIONAL JOIN ${RANKED_TABLE}) t`
  const parts = `SELECT __row, list, place, ${hashParts('a', ['a1', 'a2'])}, ${hashParts('b', ['b1', 'b2'])} FROM (${hashed})`
  const drawn = `SELECT p.*, c.capacity, c.random, row_number() OVER (PARTITION BY p.list ORDER BY a1, a2, __row) <= c.random AS picked FROM (${parts}) p LEFT JOIN capacities c ON p.list = c.list`
  const filled = `SELECT *, coalesce(picked OR row_number() OVER (PARTITION BY list, picked ORDER BY place) <= capacity - random, FALSE) AS placed FROM (${drawn})`
  await engine.run(
    [
      `CREATE TABLE ${DRAWN_TABLE} AS SELECT`,
      "CASE WHEN NOT placed THEN NULL WHEN picked THEN 'random' ELSE 'profile' END AS part,",
      'CAST(CASE WHEN placed THEN row_number() OVER (PARTITION BY list, placed ORDER BY b1, b2, __row) END AS INTEGER) AS spot,',
      'CAST(capacity AS INTEGER) AS capacity, CAST(random AS INTEGER) AS random',
      `FROM (${filled}) ORDER BY __row`,
    ].join(' '),
  )
}

/** How many have a place and how many of those were drawn. */
export const countPlaces = async (engine: Engine): Promise<{ readonly placed: number; readonly drawn: number }> => {
  const [counted] = await engine.rows(
    `SELECT count(part) AS placed, count(*) FILTER (WHERE part = 'random') AS drawn FROM ${DRAWN_TABLE}`,
  )
  return { placed: Number(counted?.['placed']), drawn: Number(counted?.['drawn']) }
}

/**
 * People of each list in an order drawn by a seed, for when no model may rank them: `spot` 1 is the first to be offered help. The same
 * order as the random part of a draw with that seed and salt.
 */
export const drawAll = async (engine: Engine, keys: Keys, seed: string, salt: string): Promise<void> => {
  const hashed = `SELECT t.__row, CASE WHEN ${keyedSql(keys)} THEN g.list ELSE -1 END AS list, ${hashSql(keys, `${seed}|random|${salt}`)} AS hash FROM ${INPUT_TABLE} t ${joinLists(keys)}`
  await engine.run(
    [
      `CREATE TABLE ${DRAWN_TABLE} AS SELECT`,
      'CAST(CASE WHEN list >= 0 THEN row_number() OVER (PARTITION BY list ORDER BY a, b, __row) END AS INTEGER) AS spot,',
      'CAST(CASE WHEN list >= 0 THEN count(*) OVER (PARTITION BY list) END AS INTEGER) AS size, __row',
      `FROM (SELECT __row, list, ${hashParts('hash', ['a', 'b'])} FROM (${hashed})) ORDER BY __row`,
    ].join(' '),
  )
}
