import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Model } from '../../data-schemas/artifact.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import type { Engine } from '../../src/engine/engine.js'
import { WorkbenchError } from '../../src/errors.js'
import { exportModel } from '../../src/exports/export-model.js'
import { exactQuotient, SQL_DIALECTS, sqlDialect } from '../../src/exports/sql-dialect.js'
import { linearLimits } from '../../src/exports/sql-levels.js'
import { commentLine, sqlStatement } from '../../src/exports/sql-statement.js'
import { sqlTarget } from '../../src/exports/sql-target.js'
import { tieHash } from '../../src/scoring/tie-hash.js'
import { levelled, partsOf, straight } from '../support/model.js'
import { exportModels } from './export-models.js'

const codeOf = (action: () => unknown): string => {
  try {
    action()
    return 'nothing'
  } catch (error) {
    return error instanceof WorkbenchError ? error.code : String(error)
  }
}

const small = (column: string, categories: readonly string[]): Model =>
  freezeModel(
    partsOf(
      [
        levelled(
          column,
          { type: 'category' },
          { kind: 'groups', groups: [[...categories], ['other']] },
          { extra: ['unseen'] },
        ),
      ],
      {
        key: { person: 'id', time: null, list: [] },
      },
    ),
  )

/** The statement without what stands between quotes and behind comment marks: what an engine takes as commands. */
const skeleton = (sql: string): string => sql.replaceAll(/--[^\n\r]*|\/\*.*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"/gs, ' ')

describe('a statement', () => {
  it.each(SQL_DIALECTS.filter((name) => name !== 'spark'))('in %s is one command, whatever the names are', (name) => {
    const [, model] = exportModels().find(([about]) => about === 'hostile names') as readonly [string, Model]
    const sql = sqlStatement(model, sqlDialect(name), { table: 'a"; DROP TABLE x; --', contributions: true })
    expect(skeleton(sql).match(/;/g)).toHaveLength(1)
    expect(skeleton(sql)).not.toMatch(/DROP|OR 1|script|env/i)
    expect(sql.endsWith(';\n')).toBe(true)
  })

  it('in Spark escapes the backslash, and leaves nothing that is filled in', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what Spark would fill in.
    const sql = sqlStatement(small('a`b', ["\\' OR 1=1 --", '${env:HOME}']), sqlDialect('spark'))
    expect(sql).toContain(String.raw`'\\\' OR 1=1 --'`)
    expect(
      sql
        .split('\n')
        .filter((line) => !line.startsWith('--'))
        .join('\n'),
    ).not.toContain('${')
    expect(sql).toContain('`a``b`')
  })

  it('in Spark has no end of line within a text: a reader may give the file other ones', () => {
    const sql = sqlStatement(small('a', ['x\r\ny\tz']), sqlDialect('spark'))
    expect(sql).toContain(`${String.raw`'x\r\ny`}\tz'`)
    expect(sql).not.toContain('\r')
  })

  it('in PostgreSQL never writes a backslash between quotes', () => {
    const sql = sqlStatement(small('a', ["\\'; DROP TABLE x; --"]), sqlDialect('postgresql'))
    expect(
      sql
        .split('\n')
        .filter((line) => !line.startsWith('--'))
        .join('\n'),
    ).not.toContain('\\')
  })

  it('refuses what SQL cannot hold: a NUL, half a surrogate pair, an empty name', () => {
    for (const name of SQL_DIALECTS) {
      const dialect = sqlDialect(name)
      for (const model of [small('a\0b', ['x']), small('a', ['x\0']), small('a', ['\ud800'])])
        expect(codeOf(() => sqlStatement(model, dialect))).toBe('cannot-export')
      expect(codeOf(() => sqlStatement(small('a', ['x']), dialect, { table: 'a..b' }))).toBe('cannot-export')
    }
  })

  it('refuses a key column with a name that the result needs, in any case', () => {
    const model = freezeModel(
      partsOf([straight('x', { type: 'number' })], { key: { person: 'RANK', time: null, list: [] } }),
    )
    expect(codeOf(() => sqlStatement(model, sqlDialect('duckdb')))).toBe('column-collision')
  })

  it('has no portable form for a date that enters as a number, and says so', async () => {
    const model = freezeModel(
      partsOf([straight('day', { type: 'date' }, 1e-3)], { key: { person: 'id', time: null, list: [] } }),
    )
    expect(codeOf(() => sqlStatement(model, sqlDialect('portable')))).toBe('cannot-export')
    const { files, parity } = await exportModel(model, sqlTarget, { rows: 300 })
    expect([...files.keys()]).not.toContain('score.sql')
    expect(parity.checks.find(({ engine }) => engine === 'DuckDB, portable')).toMatchObject({ kind: 'undefined' })
    expect(parity.checks.filter((check) => check.kind === 'checked').every(({ passed }) => passed)).toBe(true)
  })

  it('keeps each comment on its line', () => {
    expect(commentLine('a\nb\r\u2028c\u0085d\u202Ee\0')).toBe('-- a b  c d e ')
  })
})

describe('a statement in DuckDB', () => {
  let engine: Engine
  beforeAll(async () => {
    engine = await openDuckDB({ threads: 1 })
  })
  afterAll(() => engine.close())

  it('reads a table of any name, and leaves the table that a hostile name speaks of', async () => {
    const model = small('"; DROP TABLE victim; --', ["'; DROP TABLE victim; --"])
    await engine.run('CREATE TABLE victim AS SELECT 1 AS x')
    await exportModel(model, sqlTarget, { rows: 200, table: 'we"ird."; DROP TABLE victim; --' })
    await engine.run(
      `CREATE TABLE people AS SELECT 'p' AS id, $$'; DROP TABLE victim; --$$ AS """; DROP TABLE victim; --"`,
    )
    const [row] = await engine.rows(sqlStatement(model, sqlDialect('duckdb')).trimEnd().replace(/;$/, ''))
    expect(row?.['refused']).toBe(null)
    expect(await engine.rows('SELECT * FROM victim')).toEqual([{ x: 1 }])
  })

  it('refuses NaN, infinities, halves and rows without a key, each by its own name, and scores the others', async () => {
    const model = freezeModel(
      partsOf(
        [
          levelled('n', { type: 'number', nullable: true }, { kind: 'intervals', edges: [0] }, { extra: ['missing'] }),
          levelled('i', { type: 'integer', min: 0 }, { kind: 'intervals', edges: [3] }),
        ],
        { key: { person: 'id', time: null, list: ['place'] } },
      ),
    )
    await engine.run(
      `CREATE OR REPLACE TABLE people AS SELECT * FROM (VALUES ('a', 'x', 'NaN'::DOUBLE, 1.0::DOUBLE), ('b', 'x', 'inf'::DOUBLE, 0.5::DOUBLE), (NULL, 'x', 1, 1), ('d', NULL, 1, 1), ('e', 'x', NULL, 1), ('f', 'x', 1, -1), ('g', 'x', 5, NULL), ('h', 'x', 2, 7)) t(id, place, n, i)`,
    )
    const found = await engine.rows(
      `SELECT * FROM (${sqlStatement(model, sqlDialect('duckdb')).replace(/;\n$/, '')}) ORDER BY id NULLS FIRST`,
    )
    expect(found.map(({ id, refused }) => [id, refused])).toEqual([
      [null, 'id: missing-key'],
      ['a', 'n: not-finite'],
      ['b', 'n: not-finite; i: not-an-integer'],
      ['d', 'place: missing-key'],
      ['e', null],
      ['f', 'i: out-of-range'],
      ['g', 'i: missing'],
      ['h', null],
    ])
    for (const row of found) {
      const scored = row['refused'] === null
      for (const name of ['probability', 'linear_predictor', 'rank', 'list_size'])
        expect(row[name] !== null).toBe(scored)
    }
    expect(found.filter(({ refused }) => refused === null).map(({ list_size }) => list_size)).toEqual([2, 2])
  })

  it('orders equals by SHA-256 of model, person and list', async () => {
    const model = small('c', ['x'])
    const people = Array.from({ length: 40 }, (_, index) => `p${index}`)
    await engine.run(`CREATE OR REPLACE TABLE people AS SELECT 'p' || i AS id, 'x' AS c FROM range(40) t(i)`)
    const found = await engine.rows(
      `SELECT id FROM (${sqlStatement(model, sqlDialect('duckdb')).replace(/;\n$/, '')}) ORDER BY "rank"`,
    )
    const order = [...people].sort((a, b) => (tieHash(model.modelId, a) < tieHash(model.modelId, b) ? -1 : 1))
    expect(found.map(({ id }) => id)).toEqual(order)
  })

  it('reads every number as the double it was, also the hardest', async () => {
    const hard = [
      0.1,
      -0.1,
      1 / 3,
      5e-324,
      -5e-324,
      2.2250738585072014e-308,
      1.7976931348623157e308,
      -1e300,
      1e22,
      2 ** 53 + 2,
      0,
    ]
    for (const name of ['portable', 'duckdb'] as const) {
      const { number } = sqlDialect(name)
      const { v } = await engine.columns(
        `SELECT v FROM (VALUES ${hard.map((value, index) => `(${index}, ${number(value)})`).join(', ')}) t(i, v) ORDER BY i`,
        { v: 'f64' },
      )
      expect([...v]).toEqual(hard)
    }
  })
})

describe('numbers', () => {
  it('are quotients of whole numbers where literals are not to be trusted', () => {
    expect(exactQuotient(3, 'DOUBLE')).toBe('CAST(3 AS DOUBLE)')
    expect(exactQuotient(0.5, 'DOUBLE')).toBe('(CAST(1 AS DOUBLE) / CAST(2 AS DOUBLE) /* 0.5 */)')
    expect(exactQuotient(-0, 'DOUBLE')).toBe('CAST(0 AS DOUBLE)')
  })

  it.each([-1.7e-5, 1e-295, 1e-20, 3, 1e300, -1e-308, 5e-324])(
    'of slope %d are cut off exactly where the kernel does',
    (slope) => {
      const { largest, vanishing } = linearLimits(slope)
      expect(Math.abs(largest * slope) <= 1e300).toBe(true)
      expect(vanishing * slope).toBeCloseTo(0, 300)
      expect(Math.abs(vanishing * slope)).toBe(0)
    },
  )
})
