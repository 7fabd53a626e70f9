import { describe, expect, it } from 'vitest'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { numberLists } from '../../src/scoring/list-table.js'
import { rankRows } from '../../src/scoring/ranks.js'
import { tieHash } from '../../src/scoring/tie-hash.js'

const column = (name: string, at: string) => ({ name, column: at, type: 'VARCHAR' })
const [person, list] = [column('person', 'k0'), column('list', 'k1')]
const keys = { carried: [person, list], person, list: [list] }

interface Ranked {
  readonly who: string
  readonly on: string
  readonly lp: number | null
  readonly place: number | null
  readonly size: number | null
  readonly tied: number | null
}

/** Ranks 500 made-up people on lists of very different length, few scores and some without one. */
const ranked = async (atOnce: number): Promise<readonly Ranked[]> => {
  const engine = await openDuckDB({ threads: 2 })
  await engine.run('SET preserve_insertion_order = true')
  await engine.run(
    "CREATE TABLE score_input AS SELECT i AS __row, 'p' || i AS k0, 'l' || CAST(floor(sqrt(i)) AS INTEGER) AS k1, CAST(0 AS UTINYINT) AS k0__state, CAST(0 AS UTINYINT) AS k1__state FROM range(500) r(i) ORDER BY i",
  )
  await engine.run(
    'CREATE TABLE scored AS SELECT CASE WHEN i % 11 = 0 THEN NULL ELSE CAST(i * 37 % 5 AS DOUBLE) END AS lp FROM range(500) r(i) ORDER BY i',
  )
  expect(await numberLists(engine, keys)).toBe(23)
  await rankRows(engine, keys, { salt: 'salt', atOnce })
  const rows = await engine.rows(
    'SELECT k0 AS who, k1 AS "on", lp, place, size, tied FROM score_input POSITIONAL JOIN scored POSITIONAL JOIN ranked ORDER BY __row',
  )
  engine.close()
  return rows as unknown as readonly Ranked[]
}

describe('ranks', () => {
  it('are those of sorting each list by score and hash, with the number of equals', async () => {
    const rows = await ranked(1000)
    for (const on of new Set(rows.map((row) => row.on))) {
      const own = rows.filter((row) => row.on === on && row.lp !== null)
      const hash = ({ who }: Ranked): string => tieHash('salt', who, [on])
      const order = [...own].sort((a, b) => Number(b.lp) - Number(a.lp) || (hash(a) < hash(b) ? -1 : 1))
      expect(order.map(({ place }) => place)).toEqual(order.map((_, index) => index + 1))
      for (const { lp, size, tied } of own)
        expect([size, tied]).toEqual([own.length, own.filter((row) => row.lp === lp).length])
    }
    expect(
      rows
        .filter(({ lp }) => lp === null)
        .every(({ place, size, tied }) => `${place}${size}${tied}` === 'nullnullnull'),
    ).toBe(true)
  })

  it.each([1, 7, 40, 499])('are the same when %i people are ranked at a time', async (atOnce) => {
    expect(await ranked(atOnce)).toEqual(await ranked(1000))
  })
})
