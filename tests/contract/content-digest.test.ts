import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { columnContract } from '../../data-schemas/columns.js'
import { contentDigest } from '../../src/contract/content-digest.js'
import { contractRoom } from '../../src/contract/contract-room.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import type { Engine } from '../../src/engine/engine.js'
import { csvText, file, flatStudy, folder, panel, panelFolder, panelStudy } from './support/fixtures.js'

let engine: Engine
let single: Engine
beforeAll(async () => {
  engine = await openDuckDB({ threads: 2 })
  single = await openDuckDB({ threads: 1 })
})
afterAll(() => {
  engine.close()
  single.close()
})

const study = flatStudy({
  key: {},
  data: {
    kind: 'flat',
    columns: {
      amount: { type: 'number', nullable: true },
      count: { type: 'integer', nullable: true },
      day: { type: 'date', nullable: true },
      flag: { type: 'boolean', nullable: true },
      word: { type: 'string', nullable: true },
    } as never,
    csv: { nullValues: ['<none>'] },
  },
  candidates: [
    { name: 'amount', type: 'number' },
    { name: 'count', type: 'integer' },
    { name: 'day', type: 'date' },
    { name: 'flag', type: 'boolean' },
    { name: 'word', type: 'category' },
  ],
})

interface Values {
  readonly amount: number | null
  readonly count: number | null
  readonly day: string | null
  readonly flag: boolean | null
  readonly word: string | null
}

const amount = fc.oneof(
  fc.double({ min: -1e14, max: 1e14, noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100),
)
const word = fc.string({ unit: fc.constantFrom('a', 'é', ';', ':', '0', '"', "'", ',', '\n', ' ', 's'), maxLength: 6 })
const maybe = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { freq: 5 })
const row: fc.Arbitrary<Values> = fc.record({
  amount: maybe(amount),
  count: maybe(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 })),
  day: maybe(fc.integer({ min: 0, max: 40_000 }).map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))),
  flag: maybe(fc.boolean()),
  word: maybe(word),
})
const rows = fc.array(row, { minLength: 1, maxLength: 12 }).map((some) => [
  // Every column holds a value at least once, and the outcome has two classes.
  { amount: 1, count: 1, day: '2020-01-01', flag: true, word: 'a' },
  ...some,
])

const texts = (values: readonly Values[]): string => {
  const cell = (value: unknown): string => (value === null ? '<none>' : `"${String(value).replaceAll('"', '""')}"`)
  const lines = values.map((one, i) =>
    [one.amount, one.count, one.day, one.flag, one.word, i === 0 ? 'yes' : 'no'].map(cell).join(','),
  )
  return ['amount,count,day,flag,word,outcome', ...lines].join('\n')
}

const parquet = async (values: readonly Values[]): Promise<string> => {
  const path = join(folder(), 'data.parquet')
  const cell = (value: string | number | boolean | null, type: string): string =>
    value === null ? `CAST(NULL AS ${type})` : `CAST('${String(value).replaceAll("'", "''")}' AS ${type})`
  const lines = values.map(
    (one, i) =>
      `(${[cell(one.amount, 'DOUBLE'), cell(one.count, 'INTEGER'), cell(one.day, 'DATE'), cell(one.flag, 'BOOLEAN'), cell(one.word, 'VARCHAR'), `'${i === 0 ? 'yes' : 'no'}'`].join(', ')})`,
  )
  await engine.run(
    `COPY (SELECT * FROM (VALUES ${lines.join(', ')}) v(amount, count, day, flag, word, outcome)) TO '${path}' (FORMAT parquet)`,
  )
  return path
}

const digest = async (path: string, on: Engine = engine): Promise<string> => {
  const { opened } = await contractRoom(on, study, path)
  const table = opened.tables.flat
  if (table === undefined) throw new Error('no table')
  return contentDigest(on, table, { columns: ['amount', 'count', 'day', 'flag', 'word'] })
}

describe('the digest of the content', () => {
  it('is the same from CSV and from Parquet, on one thread and on two, whatever the order of the rows', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (values) => {
        const [first, ...rest] = values as [Values, ...Values[]]
        const turned = [first, ...rest.reverse()]
        const expected = await digest(file(texts(values)))
        expect(await digest(await parquet(values))).toBe(expected)
        expect(await digest(file(texts(turned)), single)).toBe(expected)
      }),
      { numRuns: 12, seed: 7 },
    )
  })

  it('is the same when more rows than memory has room for are digested in parts, with and without people', async () => {
    const table = {
      name: 'many',
      file: 'many',
      rows: 3000,
      columns: { who: columnContract.parse({ type: 'string' }), x: columnContract.parse({ type: 'number' }) },
    }
    await engine.run(
      `CREATE OR REPLACE TABLE many AS SELECT CASE WHEN range % 400 = 7 THEN NULL ELSE 'p' || (range % 900) END AS who,
       CAST(CASE WHEN range % 400 = 7 THEN 1 ELSE 0 END AS UTINYINT) AS who__state, range / 8.0 AS x, CAST(0 AS UTINYINT) AS x__state FROM range(3000)`,
    )
    for (const by of [{}, { by: 'who' }]) {
      const whole = await contentDigest(engine, table, by)
      for (const atOnce of [90, 170, 2999, 3000])
        expect(await contentDigest(engine, table, { ...by, atOnce })).toBe(whole)
      await engine.run('UPDATE many SET x = 0.25 WHERE x = 0.125')
      expect(await contentDigest(engine, table, { ...by, atOnce: 170 })).not.toBe(whole)
      await engine.run("UPDATE many SET x = 0.125 WHERE x = 0.25 AND who = 'p1'")
    }
    const left = await engine.rows("SELECT count(*) AS n FROM duckdb_tables() WHERE table_name = 'contract_digests'")
    expect(left).toEqual([{ n: 0 }])
  })

  it.each<readonly [string, Partial<Values>, Partial<Values>]>([
    ['the last bit of a number', { amount: 0.1 + 0.2 }, { amount: 0.3 }],
    ['a tiny number', { amount: 1e-25 }, { amount: 2e-25 }],
    ['a large number', { amount: 99999999999999.98 }, { amount: 99999999999999.97 }],
    ['the sign', { amount: -0.5 }, { amount: 0.5 }],
    ['nothing and zero', { count: null }, { count: 0 }],
    ['nothing and an empty text', { word: null }, { word: '' }],
    ['a text that looks like a state', { word: 's1' }, { word: null }],
    ['a day', { day: '2021-01-04' }, { day: '2021-01-05' }],
    ['yes and no', { flag: true }, { flag: false }],
  ])('differs by %s', async (_, one, other) => {
    const base: Values = { amount: 1, count: 1, day: '2020-01-01', flag: true, word: 'a' }
    const of = (change: Partial<Values>): Promise<string> => digest(file(texts([base, { ...base, ...change }])))
    expect(await of(one)).not.toBe(await of(other))
  })

  it('differs when a row is there twice', async () => {
    const base: Values = { amount: 1, count: 1, day: '2020-01-01', flag: true, word: 'a' }
    expect(await digest(file(texts([base, base])))).not.toBe(await digest(file(texts([base, base, base]))))
  })

  it('of a panel does not depend on the order of its rows, its columns or its files', async () => {
    const tables = panel()
    const expected = (await contractRoom(engine, panelStudy(), panelFolder(tables))).opened.digest
    const turned = {
      ...tables,
      snapshots: [...tables.snapshots].reverse(),
      clients: tables.clients.map((one) => Object.fromEntries(Object.entries(one).reverse())),
    }
    expect((await contractRoom(single, panelStudy(), panelFolder(turned))).opened.digest).toBe(expected)
    const changed = {
      ...tables,
      clients: tables.clients.map((one, i) => (i === 7 ? { ...one, age_first_ww_day: '33' } : one)),
    }
    expect((await contractRoom(engine, panelStudy(), panelFolder(changed))).opened.digest).not.toBe(expected)
  })

  it('is a SHA-256, and is printed on the result', async () => {
    const path = folder()
    writeFileSync(join(path, 'x.csv'), csvText([{ x: '1' }]))
    const { result, opened } = await contractRoom(engine, panelStudy(), panelFolder(panel()))
    expect(opened.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(result.data).toBe(opened.digest)
  })
})
