import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { defaultWeeks, SCENARIOS } from '../../src/population/scenario.js'
import type { SynthesisOptions } from '../../src/population/synthesis-options.js'
import { type SynthesisSummary, synthesize } from '../../src/population/synthesize.js'

const small = {
  clients: 10_500,
  weeks: 52,
  seed: 7,
  scenario: 'base',
  format: 'parquet',
  workers: 1,
} as const satisfies Omit<SynthesisOptions, 'out'>

let folder: string
let summary: SynthesisSummary

const digests = (out: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(out)
      .sort()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(out, name)))
          .digest('hex'),
      ]),
  )

const json = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, file), 'utf8')) as Record<string, unknown>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'synthesize-'))
  summary = await synthesize({ ...small, out: join(folder, 'one') })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('synthesize', () => {
  it('writes the same bytes on one and on two threads', async () => {
    await synthesize({ ...small, out: join(folder, 'two'), workers: 2 })
    expect(digests(join(folder, 'two'))).toEqual(digests(join(folder, 'one')))
  })

  it('writes other people for another seed', async () => {
    await synthesize({ ...small, clients: 500, out: join(folder, 'seed-7') })
    await synthesize({ ...small, clients: 500, seed: 8, out: join(folder, 'seed-8') })
    expect(digests(join(folder, 'seed-8'))['clients.parquet']).not.toBe(
      digests(join(folder, 'seed-7'))['clients.parquet'],
    )
  })

  it.each(['clients', 'snapshots', 'bijstand', 'audit'])('holds the same people in a larger run: %s', async (table) => {
    const file = (out: string): string => `'${join(folder, out)}/${table}.parquet'`
    const engine = await openDuckDB({ threads: 1 })
    const [row] = await engine.rows(`SELECT count(*) AS differing, (SELECT count(*) FROM ${file('seed-7')}) AS n FROM (
      (SELECT * FROM ${file('seed-7')} EXCEPT ALL SELECT * FROM ${file('one')}))`)
    engine.close()
    expect(row?.['differing']).toBe(0)
    expect(Number(row?.['n'])).toBeGreaterThan(40)
  })

  it('tells what it wrote, in the summary and in the manifest', () => {
    expect(summary.kept).toBe(10_500)
    expect(summary.drawn).toBeGreaterThan(20_000)
    expect(json('one/manifest.json')).toMatchObject({
      synthetic: true,
      scenario: 'base',
      seed: 7,
      clients: 10_500,
      weeks: 52,
      firstWeek: '2021-01-04',
      observedUntil: '2024-01-08',
      rows: summary.rows,
    })
    expect(summary.rows['clients']).toBe(10_500)
  })

  it('labels the truth as synthetic and keeps sums that agree with the truth table', async () => {
    const truth = json('one/truth.json') as {
      label: string
      expected: Record<string, Record<string, number>>
      endings: Record<string, number>
      parameters: { municipalities: unknown[] }
    }
    expect(truth.label).toBe('synthetic')
    expect(truth.parameters.municipalities).toHaveLength(342)
    const engine = await openDuckDB({ threads: 1 })
    const file = `'${join(folder, 'one')}/truth.parquet'`
    const { conditional_probability } = await engine.columns(
      `SELECT conditional_probability FROM ${file} ORDER BY client_id`,
      { conditional_probability: 'f64' },
    )
    const [row] = await engine.rows(`SELECT count(bijstand_week) AS entered FROM ${file}`)
    engine.close()
    expect(truth.expected['all']?.['expected']).toBeCloseTo(
      conditional_probability.reduce((sum, p) => sum + p, 0),
      8,
    )
    expect(truth.expected['all']?.['entered']).toBe(row?.['entered'])
    const classes = ['H', 'R', 'A', 'U', 'L', 'O'].map((place) => truth.expected[`place ${place}`]?.['clients'] ?? 0)
    expect(classes.reduce((sum, n) => sum + n, 0)).toBe(10_500)
    expect(Object.values(truth.endings).reduce((sum, n) => sum + n, 0)).toBe(10_500)
  })

  it('keeps sex, origin, disability and the end of the spell out of the tables that features come from', async () => {
    const engine = await openDuckDB({ threads: 1 })
    const names = async (table: string): Promise<readonly unknown[]> =>
      (await engine.rows(`DESCRIBE SELECT * FROM '${join(folder, 'one')}/${table}.parquet'`)).map(
        (row) => row['column_name'],
      )
    const clients = await names('clients')
    const snapshots = await names('snapshots')
    engine.close()
    expect(clients).toEqual([
      'client_id',
      'first_ww_day',
      'registered_on',
      'age_first_ww_day',
      'ww_right_months',
      'household_single',
      'municipality',
      'daily_wage',
      'weekly_hours',
      'sector',
      'contract_type',
      'education',
      'repeat_ww_3y',
      'tenure_last_job',
      'own_view_return',
      'work_ability',
      'dutch_language_difficulty',
    ])
    expect(snapshots).toEqual([
      'client_id',
      'snapshot_date',
      'ww_months_left',
      'ww_amount',
      'side_income',
      'tw_supplement',
      'known_on',
      'side_income_known_on',
      'tw_supplement_known_on',
    ])
  })

  it('writes the same rows as CSV', async () => {
    await synthesize({ ...small, clients: 500, format: 'csv', out: join(folder, 'csv') })
    const engine = await openDuckDB({ threads: 1 })
    const [row] = await engine.rows(`SELECT count(*) AS differing FROM (
      SELECT client_id, snapshot_date, ww_months_left, ww_amount, side_income FROM '${join(folder, 'seed-7')}/snapshots.parquet'
      EXCEPT ALL SELECT client_id, snapshot_date, ww_months_left, ww_amount, side_income FROM read_csv('${join(folder, 'csv')}/snapshots.csv'))`)
    engine.close()
    expect(row?.['differing']).toBe(0)
    expect(readdirSync(join(folder, 'csv')).sort()).toEqual([
      'audit.csv',
      'bijstand.csv',
      'clients.csv',
      'list.csv',
      'manifest.json',
      'snapshots.csv',
      'truth.json',
      'truth.parquet',
    ])
  })

  it('fills an empty folder and refuses one that holds something, or a file', async () => {
    const empty = join(folder, 'empty')
    mkdirSync(empty)
    await synthesize({ ...small, clients: 20, out: empty })
    expect(existsSync(join(empty, 'manifest.json'))).toBe(true)
    const before = digests(empty)
    await expect(synthesize({ ...small, clients: 20, out: empty })).rejects.toMatchObject({ code: 'output-not-empty' })
    expect(digests(empty)).toEqual(before)
    const file = join(folder, 'file')
    writeFileSync(file, 'x')
    await expect(synthesize({ ...small, clients: 20, out: file })).rejects.toMatchObject({ code: 'output-not-empty' })
    await expect(synthesize({ ...small, clients: 20, out: join(file, 'below') })).rejects.toMatchObject({
      code: 'output-not-writable',
    })
  })

  it.each([1, 2])('leaves nothing when it is stopped half-way, with %i threads', async (workers) => {
    const place = join(folder, `stop-${workers}`)
    mkdirSync(place)
    const controller = new AbortController()
    const run = synthesize({
      ...small,
      workers,
      out: join(place, 'deeper', 'out'),
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    await expect(run).rejects.toMatchObject({ code: 'cancelled' })
    expect(readdirSync(place)).toEqual([])
  })

  it('reports progress that never goes back within a stage', async () => {
    const seen: { stage: string; share: number }[] = []
    await synthesize({
      ...small,
      clients: 9_000,
      out: join(folder, 'progress'),
      onProgress: (stage, share) => seen.push({ stage, share }),
    })
    for (const stage of ['people', 'tables']) {
      const shares = seen.filter((step) => step.stage === stage).map(({ share }) => share)
      expect(shares.length).toBeGreaterThan(1)
      expect(shares).toEqual([...shares].sort((a, b) => a - b))
      expect(shares.at(-1)).toBe(1)
    }
  })

  it.each([
    ['clients', { clients: 0 }],
    ['clients', { clients: 1.5 }],
    ['weeks', { weeks: 0 }],
    ['seed', { seed: -1 }],
    ['scenario', { scenario: 'other' }],
    ['format', { format: 'xlsx' }],
    ['workers', { workers: 0 }],
    ['pilot', { pilot: true, weeks: 52 }],
    ['pilot', { pilot: true, weeks: 156, scenario: 'drift' }],
    ['weeks', { scenario: 'dirty', weeks: 20 }],
    ['out', { out: '' }],
  ])('refuses a wrong %s', async (option, change) => {
    const wrong = { ...small, out: join(folder, 'wrong'), ...change } as SynthesisOptions
    await expect(synthesize(wrong)).rejects.toMatchObject({
      code: 'wrong-option',
      expected: expect.stringContaining(option) as string,
    })
    expect(existsSync(join(folder, 'wrong'))).toBe(false)
  })

  it('makes a population of one client, and of one week', async () => {
    const one = await synthesize({ ...small, clients: 1, out: join(folder, 'single') })
    expect(one.rows['clients']).toBe(1)
    const week = await synthesize({ ...small, clients: 50, weeks: 1, out: join(folder, 'week') })
    expect(week.rows['snapshots']).toBe(50)
  })

  it('names its scenarios and how long they run', () => {
    expect(SCENARIOS.map((scenario) => [scenario, defaultWeeks(scenario)])).toEqual([
      ['base', 156],
      ['corona', 313],
      ['drift', 313],
      ['dirty', 156],
    ])
  })
})

describe('the other scenarios', () => {
  it.each(['corona', 'drift'] as const)(
    '%s starts on the first Monday of 2018 and differs from base',
    async (scenario) => {
      const made = await synthesize({ ...small, scenario, clients: 300, weeks: 104, out: join(folder, scenario) })
      expect(made.firstWeek).toBe('2018-01-01')
      expect(made.rows['clients']).toBe(300)
      const base = await synthesize({ ...small, clients: 300, weeks: 104, out: join(folder, `base-${scenario}`) })
      expect(made.rows['snapshots']).not.toBe(base.rows['snapshots'])
    },
  )
})

describe('the pilot', () => {
  it('replaces The Hague, writes its own table and flags what an offer touched', async () => {
    const out = join(folder, 'pilot')
    const made = await synthesize({ ...small, clients: 20_000, weeks: 104, pilot: true, out })
    expect(made.rows['pilot']).toBeGreaterThan(10_000)
    const engine = await openDuckDB({ threads: 1 })
    const [row] = await engine.rows(`SELECT count(*) FILTER (municipality <> 'GM0518') AS elsewhere,
        count(*) FILTER (client_id < 'C50000000') AS others, count(*) AS n, count(DISTINCT decile) AS deciles,
        count(*) FILTER (status LIKE '%conversation' AND status NOT LIKE 'assessed%' AND contacted_on IS NULL) AS impossible
      FROM '${out}/pilot.parquet' JOIN '${out}/clients.parquet' USING (client_id)`)
    const [hague] = await engine.rows(
      `SELECT count(*) AS n FROM '${out}/clients.parquet' WHERE municipality = 'GM0518' AND client_id < 'C50000000'`,
    )
    engine.close()
    expect(row).toMatchObject({ elsewhere: 0, others: 0, deciles: 10, impossible: 0 })
    expect(row?.['n']).toBe(made.rows['pilot'])
    expect(hague?.['n']).toBe(0)
  })
})
