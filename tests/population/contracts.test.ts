import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { type ColumnContractInput, columnContract } from '../../data-schemas/columns.js'
import { auditContract } from '../../data-schemas/tables/audit.js'
import { bijstandContract } from '../../data-schemas/tables/bijstand.js'
import { clientsContract } from '../../data-schemas/tables/clients.js'
import { snapshotsContract } from '../../data-schemas/tables/snapshots.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import type { Engine } from '../../src/engine/engine.js'
import { ident, literal } from '../../src/engine/engine.js'
import { municipalities } from '../../src/population/municipalities.js'
import { synthesize } from '../../src/population/synthesize.js'

const contracts = {
  clients: clientsContract,
  snapshots: snapshotsContract,
  bijstand: bijstandContract,
  audit: auditContract,
} as const

const types: Readonly<Record<ColumnContractInput['type'], readonly string[]>> = {
  string: ['VARCHAR'],
  category: ['VARCHAR'],
  ordinal: ['VARCHAR'],
  boolean: ['BOOLEAN'],
  integer: ['INTEGER'],
  number: ['DOUBLE'],
  date: ['DATE'],
}

let folder: string
let engine: Engine

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'contracts-'))
  await synthesize({
    out: join(folder, 'base'),
    clients: 3000,
    weeks: 60,
    seed: 3,
    scenario: 'base',
    format: 'parquet',
    workers: 1,
  })
  engine = await openDuckDB({ threads: 1 })
})

afterAll(() => {
  engine.close()
  rmSync(folder, { recursive: true, force: true })
})

const broken = (column: string, contract: ColumnContractInput): string =>
  [
    ...(contract.nullable === true ? [] : [`${column} IS NULL`]),
    ...(contract.min === undefined ? [] : [`${column} < ${contract.min}`]),
    ...(contract.max === undefined ? [] : [`${column} > ${contract.max}`]),
    ...(contract.values === undefined ? [] : [`${column} NOT IN (${contract.values.map(literal).join(', ')})`]),
    ...(contract.pattern === undefined ? [] : [`NOT regexp_full_match(${column}, ${literal(contract.pattern)})`]),
    'false',
  ].join(' OR ')

describe.each(Object.entries(contracts))('the built-in contract of %s', (table, contract) => {
  it('is a valid contract', () => {
    expect(z.record(z.string(), columnContract).safeParse(contract).success).toBe(true)
  })

  it('names the columns that are written, with their types', async () => {
    const rows = await engine.rows(`DESCRIBE SELECT * FROM '${folder}/base/${table}.parquet'`)
    expect(rows.map((row) => row['column_name'])).toEqual(Object.keys(contract))
    for (const row of rows) {
      const column = contract[row['column_name'] as string] as ColumnContractInput
      expect(types[column.type]).toContain(row['column_type'])
    }
  })

  it.each(Object.entries(contract))('holds for every row of the base population: %s', async (name, column) => {
    const [row] = await engine.rows(
      `SELECT count(*) FILTER (${broken(ident(name), column)}) AS broken, count(*) AS n, count(DISTINCT ${ident(name)}) AS different
       FROM '${folder}/base/${table}.parquet'`,
    )
    expect(row?.['broken']).toBe(0)
    expect(Number(row?.['n'])).toBeGreaterThan(100)
    if (column.unique === true) expect(row?.['different']).toBe(row?.['n'])
  })
})

describe('the municipalities', () => {
  it('are 342, with different codes, shares that add up to 100 and 304 made-up places', () => {
    expect(new Set(municipalities.map(({ code }) => code)).size).toBe(342)
    expect(municipalities.every(({ code }) => /^GM\d{4}$/.test(code))).toBe(true)
    expect(municipalities.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(100, 9)
    expect(municipalities.filter(({ name }) => name.startsWith('Gemeente ')).length).toBe(304)
    expect(municipalities.filter(({ haaglanden }) => haaglanden)).toHaveLength(9)
  })

  it('have shares and effects of the made-up places as specified at both ends', () => {
    const other = municipalities.slice(38)
    expect(other[0]?.share).toBeCloseTo(0.6, 2)
    expect(other[303]?.share).toBeCloseTo(0.09, 2)
    const effects = other.map(({ effect }) => effect)
    expect(effects.reduce((sum, effect) => sum + effect, 0) / 304).toBeCloseTo(-0.1, 2)
  })
})
