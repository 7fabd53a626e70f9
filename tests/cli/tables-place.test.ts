import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { tablesPlace } from '../../src/cli/tables-place.js'
import { parseStudy } from '../../src/contract/study.js'
import { openDuckDB } from '../../src/engine/duckdb.js'

const root = mkdtempSync(join(tmpdir(), 'tables-place-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const STUDY = new URL('../../data-schemas/studies/maatwerkscan.study.json', import.meta.url)
const study = parseStudy(JSON.parse(readFileSync(STUDY, 'utf8')), 'maatwerkscan.study.json')

const data = join(root, 'data')
mkdirSync(data)
/** A file of so many bytes that takes no room on disk. */
const file = (name: string, bytes: number): void => {
  writeFileSync(join(data, name), '')
  truncateSync(join(data, name), bytes)
}

describe('the place of the tables', () => {
  it('is memory when they are expected to fit, and a file in the scratch folder when they are not', () => {
    const scratch = join(root, 'scratch')
    file('snapshots.parquet', 60e6)
    expect(tablesPlace(study, { data, memory: '4000MB', scratch })).toEqual({})
    expect(existsSync(scratch)).toBe(false)
    expect(tablesPlace(study, { data, memory: '2GB', scratch })).toEqual({ file: join(scratch, 'tables.duckdb') })
    expect(existsSync(scratch)).toBe(true)
    writeFileSync(join(scratch, 'tables.duckdb'), 'tables that a killed run left')
    tablesPlace(study, { data, memory: '2GB', scratch })
    expect(existsSync(join(scratch, 'tables.duckdb'))).toBe(false)
  })

  it('counts what the study reads, and text for less than Parquet', () => {
    const of = { data, memory: '4GB', scratch: join(root, 'other') }
    file('truth.parquet', 900e6)
    expect(tablesPlace(study, of)).toEqual({})
    rmSync(join(data, 'snapshots.parquet'))
    file('snapshots.csv', 700e6)
    expect(tablesPlace(study, of)).toEqual({})
    file('snapshots.csv', 900e6)
    expect(tablesPlace(study, of)).not.toEqual({})
    expect(
      tablesPlace(
        { ...study, engine: { kind: 'spark', master: 'local', conf: {}, startSeconds: 9, resourceSeconds: 600 } },
        of,
      ),
    ).toEqual({})
    expect(tablesPlace(study, { ...of, data: join(root, 'nowhere') })).toEqual({})
  })

  it('leaves a place that cannot be written to the run folder, which tells of it', () => {
    writeFileSync(join(root, 'a-file'), '')
    file('snapshots.parquet', 900e6)
    expect(tablesPlace(study, { data, memory: '1GB', scratch: join(root, 'a-file', '.spill') })).toEqual({})
  })

  it('changes no row: an engine with its tables in a file counts the same', async () => {
    const answers = await Promise.all(
      [{}, { file: join(root, 'tables.duckdb') }].map(async (place) => {
        const engine = await openDuckDB({ threads: 2, memory: '300MB', spill: join(root, 'spill'), ...place })
        try {
          await engine.run('CREATE TABLE t AS SELECT range AS x, range % 97 AS g FROM range(50000)')
          return await engine.rows('SELECT g, count(*) AS n, CAST(sum(x) AS BIGINT) AS s FROM t GROUP BY g ORDER BY g')
        } finally {
          engine.close()
        }
      }),
    )
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]).toHaveLength(97)
  })
})
