import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/digest.js'
import { type RandomListOptions, randomListFile } from '../../src/scoring/random-list.js'
import { people, scoreBench } from '../support/score-bench.js'

describe('a random list', () => {
  const bench = scoreBench()
  const draw = (more: Partial<RandomListOptions> = {}) =>
    randomListFile(
      {
        data: bench.at('data.csv'),
        out: bench.at('list.parquet'),
        key: 'client_id',
        list: ['municipality', 'week'],
        seed: 'seed',
        threads: 1,
        ...more,
      },
      'model-withdrawn',
    )

  it('has everyone once, in the order of the hash, and says in every row that it is random', async () => {
    bench.data(people(30))
    const summary = await draw()
    expect(summary).toEqual({
      kind: 'random-list',
      because: 'model-withdrawn',
      out: 'list.parquet',
      rows: 30,
      lists: 2,
      seedSha256: sha256('seed'),
    })
    const rows = await bench.rows('list.parquet')
    expect(Object.keys(rows[0] ?? {})).toEqual(['client_id', 'municipality', 'week', 'spot', 'list_size', 'method'])
    expect(new Set(rows.map((row) => row['method']))).toEqual(new Set(['random']))
    const utrecht = rows.filter((row) => row['municipality'] === 'Utrecht')
    const hash = (row: (typeof rows)[number]): string =>
      sha256(`seed|random|no model|${row['client_id']}|Utrecht|2024-01-01`)
    const order = [...utrecht].sort((a, b) => (hash(a) < hash(b) ? -1 : 1))
    expect(order.map((row) => row['spot'])).toEqual(order.map((_, index) => index + 1))
    expect(new Set(utrecht.map((row) => row['list_size']))).toEqual(new Set([utrecht.length]))
  })

  it('needs keys and nothing else, and refuses people without one or twice', async () => {
    bench.data(['a,x,u', 'b,x,u'], 'client_id,week,municipality')
    expect((await draw()).rows).toBe(2)
    bench.data(['a,x,u', ',x,u'], 'client_id,week,municipality')
    await expect(draw({ out: bench.at('no.csv') })).rejects.toMatchObject({ code: 'data-refused', exit: 2 })
    bench.data(['a,x,u', 'a,x,u'], 'client_id,week,municipality')
    await expect(draw({ out: bench.at('no.xlsx') })).rejects.toThrow(/duplicate-in-list/)
    await expect(draw({ seed: '' })).rejects.toMatchObject({ code: 'invalid-draw' })
    expect(bench.names()).toEqual(['data.csv', 'list.parquet', 'model'])
  })
})
