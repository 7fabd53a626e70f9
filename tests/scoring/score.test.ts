import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Model } from '../../data-schemas/artifact.js'
import { writeModel } from '../../src/artifact/write.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { buildKernel, scoreRow } from '../../src/scoring/kernel.js'
import { type ScoreOptions, type ScoreSummary, scoreFile } from '../../src/scoring/score.js'
import { tieHash } from '../../src/scoring/tie-hash.js'
import { nineModel } from '../support/model.js'

const HEADER = 'client_id,week,prior,right,left,amount,side,supplement,age,since,municipality'
const GOOD = [
  '001,2024-01-01,0,12,3,1200.5,true,12,40,2020-05-01,Utrecht',
  '002,2024-01-01,1,24,0,,false,-1,61,,Utrecht',
  '003,2024-01-01,1,3,1,9999,,,18,2020-01-01,Utrecht',
  '=1+1,2024-01-01,0,12,3,1200.5,true,12,40,2020-05-01,Utrecht',
  '001,2024-01-08,0,12,3,612.5,true,12,40,2021-01-01,Utrecht',
  '-7,2024-01-08,0,6,6,2001,true,-2,27,2021-01-02,Nergens',
]

let scratch: string
let folder: string
let out: string
let model: Model
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'score-'))
  folder = join(scratch, 'model')
  out = join(scratch, 'scores.csv')
  model = nineModel()
  writeModel(folder, model)
})
afterEach(() => rmSync(scratch, { recursive: true, force: true }))

const data = (lines: readonly string[], header = HEADER): string => {
  const path = join(scratch, 'data.csv')
  writeFileSync(path, `${[header, ...lines].join('\n')}\n`)
  return path
}
const score = (path: string, more: Partial<ScoreOptions> = {}): Promise<ScoreSummary> =>
  scoreFile({ model: folder, data: path, out, threads: 1, ...more })
type Row = Readonly<Record<string, string>>
const rowsOf = (path = out): readonly Row[] => {
  const [header = '', ...lines] = readFileSync(path, 'utf8').trimEnd().split('\n')
  const names = header.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, index) => [names[index] as string, cell])))
}
const rulesOf = async (promise: Promise<unknown>): Promise<readonly string[]> => {
  try {
    await promise
  } catch (error) {
    return (error as { issues: readonly { rule: string; column?: string; count?: number }[] }).issues.map(
      ({ rule, column, count }) => [rule, column, count].filter((part) => part !== undefined).join(' '),
    )
  }
  return ['nothing was refused']
}
const nothingLeft = (): void => expect(readdirSync(scratch).sort()).toEqual(['data.csv', 'model'])

describe('scores of a file', () => {
  it('are the kernel, row by row, to the last bit', async () => {
    const summary = await score(data(GOOD))
    expect(summary).toMatchObject({ rows: 6, scored: 6, refused: 0, lists: 3, synthetic: true, modelId: model.modelId })
    const kernel = buildKernel(model)
    const raw = [
      {
        prior: false,
        right: 12,
        left: 3,
        amount: 1200.5,
        side: true,
        supplement: 12,
        age: 40,
        since: '2020-05-01',
        municipality: 'Utrecht',
      },
      {
        prior: true,
        right: 24,
        left: 0,
        amount: null,
        side: false,
        supplement: -1,
        age: 61,
        since: null,
        municipality: 'Utrecht',
      },
      {
        prior: true,
        right: 3,
        left: 1,
        amount: 9999,
        side: null,
        supplement: null,
        age: 18,
        since: '2020-01-01',
        municipality: 'Utrecht',
      },
    ]
    const rows = rowsOf()
    for (const [index, row] of raw.entries()) {
      const expected = scoreRow(kernel, row)
      if (expected.kind === 'refused') throw new Error(JSON.stringify(expected.problems))
      const found = rows[index] as Row
      expect(Number(found['linear_predictor'])).toBe(expected.linearPredictor)
      expect(Number(found['probability'])).toBe(expected.probability)
      const names = kernel.inputs.map((name) => Number(found[`c_${name}`]))
      expect(names).toEqual(expected.contributions)
      expect(names.reduce((sum, value) => sum + value, model.intercept)).toBe(expected.linearPredictor)
      const points = expected.levels.reduce<number>((sum, level, input) => {
        const card = model.points?.rows.find((one) => one.candidate === kernel.inputs[input] && one.level === level)
        return sum + (card?.points ?? Number.NaN)
      }, model.points?.base ?? Number.NaN)
      expect(Number(found['points'])).toBe(points)
    }
  })

  it('rank within each list, 1 for the highest, and say how long the list is', async () => {
    await score(data(GOOD))
    const rows = rowsOf()
    const first = rows.slice(0, 4)
    expect(rows.map((row) => row['list_size'])).toEqual(['4', '4', '4', '4', '1', '1'])
    const order = [...first].sort((a, b) => Number(a['rank']) - Number(b['rank']))
    expect(order.map((row) => row['rank'])).toEqual(['1', '2', '3', '4'])
    const scores = order.map((row) => Number(row['linear_predictor']))
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
  })

  it('put equals in the order of the named hash, whatever their place in the file', async () => {
    const people = Array.from({ length: 40 }, (_, index) => `p${index}`)
    const line = (person: string): string => `${person},2024-01-01,0,12,3,1200.5,true,12,40,2020-05-01,Utrecht`
    const ranks = async (lines: readonly string[]): Promise<readonly string[]> => {
      await score(data(lines))
      const rows = [...rowsOf()].sort((a, b) => Number(a['rank']) - Number(b['rank']))
      return rows.map((row) => row['client_id'] as string)
    }
    const forward = await ranks(people.map(line))
    const expected = [...people].sort((a, b) => {
      const [x, y] = [a, b].map((person) => tieHash(model.modelId, person, ['Utrecht', '2024-01-01'])) as [
        string,
        string,
      ]
      return x < y ? -1 : 1
    })
    expect(forward).toEqual(expected)
    expect(await ranks([...people].reverse().map(line))).toEqual(expected)
  })

  it('guard a spreadsheet against keys that look like formulas, and keep them in Parquet', async () => {
    await score(data(GOOD))
    expect(rowsOf().map((row) => row['client_id'])).toEqual(['001', '002', '003', "'=1+1", '001', "'-7"])
    const parquet = join(scratch, 'scores.parquet')
    await score(data(GOOD), { out: parquet })
    const engine = await openDuckDB({ threads: 1 })
    const found = await engine.rows(`SELECT client_id, probability, "rank" FROM read_parquet('${parquet}')`)
    engine.close()
    expect(found.map((row) => row['client_id'])).toEqual(['001', '002', '003', '=1+1', '001', '-7'])
    expect(found.map((row) => row['probability'])).toEqual(rowsOf().map((row) => Number(row['probability'])))
  })

  it('are the same bytes for one thread and two, and for the same data in Parquet', async () => {
    const path = data(GOOD)
    await score(path)
    const one = readFileSync(out, 'utf8')
    await score(path, { threads: 2 })
    expect(readFileSync(out, 'utf8')).toBe(one)
    const engine = await openDuckDB({ threads: 1 })
    const parquet = join(scratch, 'data.parquet')
    await engine.run(
      `COPY (SELECT * REPLACE (CAST(week AS DATE) AS week, CAST(side AS BOOLEAN) AS side) FROM read_csv('${path}', types={'client_id': 'VARCHAR'})) TO '${parquet}' (FORMAT parquet)`,
    )
    engine.close()
    await score(parquet)
    expect(readFileSync(out, 'utf8')).toBe(one)
  })

  it('take rows by their place when asked for no key and one list', async () => {
    const other = join(scratch, 'plain')
    writeModel(other, nineModel(undefined, { key: { person: null, time: null, list: [] } }))
    const summary = await score(data(GOOD), { model: other })
    expect(summary.lists).toBe(1)
    expect(rowsOf().map((row) => row['row'])).toEqual(['1', '2', '3', '4', '5', '6'])
    expect(new Set(rowsOf().map((row) => row['rank'])).size).toBe(6)
  })

  it('say how many categories were unseen', async () => {
    const { issues } = await score(data(GOOD))
    expect(issues).toEqual([
      expect.objectContaining({ rule: 'unseen-category', column: 'municipality', count: 1, severity: 'warn' }),
    ])
  })

  it('keep each row’s score when files are read in parts', async () => {
    const many = Array.from(
      { length: 40_000 },
      (_, index) =>
        `p${index},2024-01-01,${index % 2},${3 + (index % 22)},${index % 25},${index % 6000},true,${index % 30},${18 + (index % 49)},2020-05-01,Utrecht`,
    )
    await score(data(many))
    const rows = rowsOf()
    const kernel = buildKernel(model)
    for (const index of [0, 2047, 2048, 32_767, 32_768, 39_999]) {
      const expected = scoreRow(kernel, {
        prior: index % 2 === 1,
        right: 3 + (index % 22),
        left: index % 25,
        amount: index % 6000,
        side: true,
        supplement: index % 30,
        age: 18 + (index % 49),
        since: '2020-05-01',
        municipality: 'Utrecht',
      })
      expect(expected.kind === 'scored' && expected.linearPredictor).toBe(Number(rows[index]?.['linear_predictor']))
      expect(rows[index]?.['client_id']).toBe(`p${index}`)
    }
  })
})

describe('a file that breaks the contract', () => {
  const bad = (column: string, value: string): readonly string[] => {
    const names = HEADER.split(',')
    const cells = (GOOD[0] as string).split(',')
    cells[names.indexOf(column)] = value
    return [...GOOD.slice(1), cells.join(',')]
  }
  const cases: readonly (readonly [string, string, string])[] = [
    ['right', '25', 'out-of-range right 1'],
    ['right', '-3', 'negative right 1'],
    ['right', '2.5', 'not-an-integer right 1'],
    ['right', 'many', 'not-a-number right 1'],
    ['right', '', 'missing right 1'],
    ['amount', 'NaN', 'not-finite amount 1'],
    ['amount', 'Infinity', 'not-finite amount 1'],
    ['amount', '-Infinity', 'not-finite amount 1'],
    ['amount', '1e308', 'implausible-magnitude amount 1'],
    ['amount', '1e999', 'not-finite amount 1'],
    ['side', 'maybe', 'not-a-boolean side 1'],
    ['since', '01-05-2020', 'mixed-date-formats since 1'],
    ['since', '2020-02-30', 'not-a-date since 1'],
    ['prior', '2', 'not-a-boolean prior 1'],
    ['client_id', '', 'missing-key client_id 1'],
    ['municipality', '', 'missing-key municipality 1'],
  ]
  it.each(cases)('%s = "%s" is refused as %s, and nothing is written', async (column, value, rule) => {
    expect(await rulesOf(score(data(bad(column, value))))).toContain(rule)
    nothingLeft()
  })

  it('is scored without the bad rows when a share of them is allowed', async () => {
    const summary = await score(data(bad('right', '99')), { maxFailingShare: 0.5 })
    expect(summary).toMatchObject({ rows: 6, scored: 5, refused: 1 })
    const last = rowsOf()[5] as Row
    expect([last['probability'], last['rank'], last['points'], last['c_age'], last['list_size']]).toEqual([
      '',
      '',
      '',
      '',
      '',
    ])
    expect(rowsOf()[0]?.['list_size']).toBe('3')
  })

  it('is refused with all problems at once and exit code 2', async () => {
    const promise = score(data([...bad('right', '99'), ...bad('age', 'old').slice(-1)]))
    await expect(promise).rejects.toMatchObject({ code: 'data-refused', exit: 2 })
    expect(await rulesOf(promise)).toEqual(expect.arrayContaining(['out-of-range right 1', 'not-a-number age 1']))
    const message = await promise.catch((error: Error) => error.message)
    expect(message).not.toContain('old')
  })

  it('names a missing column and the nearest one', async () => {
    const promise = score(data(GOOD, HEADER.replace('amount', 'amuont')))
    await expect(promise).rejects.toThrow(/missing-column in amount[\s\S]*Did you mean "amuont"/)
    nothingLeft()
  })

  it('refuses the same person twice in one list', async () => {
    expect(await rulesOf(score(data([...GOOD, GOOD[0] as string])))).toContain('duplicate-in-list client_id 1')
  })

  it.each([
    ['an empty file', '', 'empty-file'],
    ['a header only', `${HEADER}\n`, 'no-rows'],
    ['a wrong delimiter', `${HEADER.replaceAll(',', ';')}\n1;2\n`, 'wrong-delimiter'],
    ['a row that is too short', `${HEADER}\n001,2024-01-01\n`, 'unreadable-file'],
    ['a header twice', `${HEADER},age\n${GOOD[0]},4\n`, 'duplicate-header'],
  ])('refuses %s', async (_name, text, rule) => {
    const path = join(scratch, 'data.csv')
    writeFileSync(path, text)
    expect((await rulesOf(score(path))).join()).toContain(rule)
    nothingLeft()
  })

  it('refuses a Parquet file that was cut off', async () => {
    const path = join(scratch, 'data.csv')
    writeFileSync(path, Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(500), Buffer.from('PAR1')]))
    expect((await rulesOf(score(path))).join()).toMatch(/unreadable-file|corrupt/)
    nothingLeft()
  })

  it('refuses a file that is not there', async () => {
    expect((await rulesOf(score(join(scratch, 'nowhere.csv')))).join()).toContain('missing-file')
  })
})

describe('use that must not go well', () => {
  it('a model with one flipped byte is refused before the data are read', async () => {
    const path = join(folder, 'model.json')
    const bytes = readFileSync(path)
    bytes[200] = (bytes[200] as number) ^ 1
    writeFileSync(path, bytes)
    await expect(score(join(scratch, 'nowhere.csv'))).rejects.toMatchObject({ code: 'model-refused', exit: 2 })
    expect(existsSync(out)).toBe(false)
  })

  it('a draft is refused with exit code 3 unless it is allowed', async () => {
    const draft = join(scratch, 'draft')
    writeModel(draft, nineModel(undefined, { draft: { refusedGates: [{ name: 'auc', reason: 'too low' }] } }))
    await expect(score(data(GOOD), { model: draft })).rejects.toMatchObject({ code: 'draft-model', exit: 3 })
    expect((await score(data(GOOD), { model: draft, allowDraft: true })).draft).toBe(true)
  })

  it('an interruption leaves nothing behind and an earlier output as it was', async () => {
    writeFileSync(out, 'earlier\n')
    const controller = new AbortController()
    controller.abort()
    await expect(score(data(GOOD), { signal: controller.signal })).rejects.toMatchObject({ code: 'cancelled' })
    expect(readFileSync(out, 'utf8')).toBe('earlier\n')
    expect(readdirSync(scratch).sort()).toEqual(['data.csv', 'model', 'scores.csv'])
  })

  it('refused data leave an earlier output as it was', async () => {
    writeFileSync(out, 'earlier\n')
    await expect(score(data(['x']))).rejects.toMatchObject({ exit: 2 })
    expect(readFileSync(out, 'utf8')).toBe('earlier\n')
  })

  it.each([
    ['an unknown extension', 'scores.ods', 'unknown-format'],
    ['a folder that is not there', 'no/where/scores.csv', 'cannot-write'],
    ['the input itself', 'data.csv', 'same-file'],
  ])('writing to %s is refused', async (_name, name, code) => {
    await expect(score(data(GOOD), { out: join(scratch, name) })).rejects.toMatchObject({ code })
    nothingLeft()
  })

  it('a key column named like a score is refused', async () => {
    await expect(score(data(GOOD), { key: 'probability' })).rejects.toMatchObject({ code: 'column-collision' })
  })
})
