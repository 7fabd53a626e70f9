import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import type { Model } from '../../data-schemas/artifact.js'
import type { FreezeParts } from '../../src/artifact/freeze.js'
import { writeModel } from '../../src/artifact/write.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { type ScoreOptions, type ScoreSummary, scoreFile } from '../../src/scoring/score.js'
import { nineMade, nineModel } from './model.js'

/** Columns of a delivery for the model of nine. */
export const HEADER = 'client_id,week,prior,right,left,amount,side,supplement,age,since,municipality'

/** A row that the contract accepts; what is given replaces its columns. */
export const line = (more: Readonly<Record<string, string>> = {}): string => {
  const cells = {
    client_id: 'p1',
    week: '2024-01-01',
    prior: '0',
    right: '12',
    left: '3',
    amount: '1200.5',
    side: 'true',
    supplement: '12',
    age: '40',
    since: '2020-05-01',
    municipality: 'Utrecht',
    ...more,
  }
  return HEADER.split(',')
    .map((name) => {
      const text = cells[name as keyof typeof cells]
      return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
    })
    .join(',')
}

/** So many people on lists of two municipalities, no two alike in age and months. */
export const people = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) =>
    line({
      client_id: `p${i}`,
      prior: String(i % 2),
      right: String(3 + (i % 22)),
      age: String(18 + ((i * 7) % 49)),
      municipality: i % 3 === 0 ? 'Ter "Aa"' : 'Utrecht',
    }),
  )

/** Rules that let all nine inputs be named, but for those given. */
export const rulesBut = (...hidden: readonly string[]): NonNullable<FreezeParts['rules']> =>
  nineMade().map(({ input: { name } }) => ({
    name,
    shown: !hidden.includes(name),
    protectedBy: hidden.includes(name) ? 'age' : null,
    changeable: null,
  }))

type Row = Readonly<Record<string, string | number | boolean | null>>

/** A folder with a frozen model to score with, cleared away after each test. */
export const scoreBench = (more: Partial<FreezeParts> = {}) => {
  let scratch = ''
  let model: Model = nineModel(undefined, more)
  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'score-'))
    model = nineModel(undefined, more)
    writeModel(join(scratch, 'model'), model)
  })
  afterEach(() => rmSync(scratch, { recursive: true, force: true }))
  const at = (name: string): string => join(scratch, name)
  return {
    at,
    model: () => model,
    data: (lines: readonly string[], header = HEADER): string => {
      writeFileSync(at('data.csv'), `${[header, ...lines].join('\n')}\n`)
      return at('data.csv')
    },
    score: (options: Partial<ScoreOptions> = {}): Promise<ScoreSummary> =>
      scoreFile({ model: at('model'), data: at('data.csv'), out: at('scores.parquet'), threads: 1, ...options }),
    /** Rows of a Parquet or CSV file, in order; every column of a CSV as text. */
    rows: async (name: string): Promise<readonly Row[]> => {
      const engine = await openDuckDB({ threads: 1 })
      await engine.run('SET preserve_insertion_order = true')
      const from = name.endsWith('.csv')
        ? `read_csv('${at(name)}', all_varchar = true, header = true)`
        : `'${at(name)}'`
      const rows = await engine.rows(`SELECT * FROM ${from}`)
      engine.close()
      return rows
    },
    names: (): readonly string[] => readdirSync(scratch).sort(),
    bytes: (name: string): Buffer => readFileSync(at(name)),
  }
}
