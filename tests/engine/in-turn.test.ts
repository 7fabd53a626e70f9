import { describe, expect, it } from 'vitest'
import { openDuckDB } from '../../src/engine/duckdb.js'

describe('statements that are asked for at the same time', () => {
  it('each give all their rows: none cuts off another', async () => {
    const engine = await openDuckDB({ threads: 2 })
    await engine.run('CREATE TABLE t AS SELECT range AS i FROM range(200000)')
    const sums = await Promise.all([
      ...[0, 1, 2, 3].map(async (rest) => {
        const { i } = await engine.columns(`SELECT i FROM t WHERE i % 4 = ${rest} ORDER BY i`, { i: 'f64' })
        return i.length
      }),
      engine.rows('SELECT count(*) AS n FROM t').then((rows) => Number(rows[0]?.['n'])),
    ])
    expect(sums).toEqual([50_000, 50_000, 50_000, 50_000, 200_000])
    engine.close()
  })

  it('and one that fails does not stop the next', async () => {
    const engine = await openDuckDB({ threads: 1 })
    const [bad, good] = await Promise.allSettled([
      engine.run('SELECT nothing FROM nowhere'),
      engine.rows('SELECT 1 AS n'),
    ])
    expect(bad.status).toBe('rejected')
    expect(good).toMatchObject({ status: 'fulfilled', value: [{ n: 1 }] })
    engine.close()
  })
})
