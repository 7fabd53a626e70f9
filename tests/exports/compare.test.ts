import { describe, expect, it } from 'vitest'
import type { ExportTarget } from '../../src/exports/export.js'
import { exportModel } from '../../src/exports/export-model.js'
import { fitsColumn, generatedInputs } from '../../src/exports/generated-inputs.js'
import { compareScores, type EngineScores, ranksBy, referenceScores } from '../../src/exports/parity.js'
import { parityRows } from '../../src/exports/parity-table.js'
import { typescriptTarget } from '../../src/exports/typescript-target.js'
import { buildKernel, scoreRow } from '../../src/scoring/kernel.js'
import { nineModel } from '../support/model.js'

const model = nineModel({ kind: 'platt', intercept: 0, slope: 1 })
const inputs = generatedInputs(model, { count: 1500 })
const reference = referenceScores(model, inputs)
const EXACT = { linearPredictor: 0, probability: 0, order: 'same' } as const

const same = (): EngineScores => ({
  engine: 'itself',
  linearPredictor: reference.linearPredictor.slice(),
  probability: reference.probability.slice(),
  refused: reference.refused.slice(),
  rank: ranksBy(reference, reference.linearPredictor, reference.refused),
})
const scoredRow = reference.refused.indexOf(0)

describe('generated inputs', () => {
  it('are the same for the same model, count and seed, and others for another seed', () => {
    expect(generatedInputs(model, { count: 300 })).toEqual(generatedInputs(model, { count: 300 }))
    expect(generatedInputs(model, { count: 300, seed: 1 }).rows).not.toEqual(
      generatedInputs(model, { count: 300 }).rows,
    )
  })

  it('reach every level and most refusals of the contract, and repeat rows', () => {
    const kernel = buildKernel(model)
    const levels = new Set<string>()
    const rules = new Set<string>()
    for (const row of generatedInputs(model, { count: 4000, typed: false }).rows) {
      const scored = scoreRow(kernel, Object.fromEntries(kernel.inputs.map((name, index) => [name, row[index]])))
      if (scored.kind === 'scored')
        for (const [index, level] of scored.levels.entries()) levels.add(`${index} ${level}`)
      else for (const { rule } of scored.problems) rules.add(rule)
    }
    const all = model.encoders.flatMap((encoder, index) => encoder.levels.map(({ code }) => `${index} ${code}`))
    expect(all.filter((level) => !levels.has(level))).toEqual([])
    expect([...rules]).toEqual(
      expect.arrayContaining(['missing', 'unreadable', 'wrong-type', 'not-finite', 'not-an-integer', 'out-of-range']),
    )
  })

  it('hold only what a typed column can hold, begin with the golden cases, and name nobody twice', () => {
    expect(inputs.rows.every((row) => row.every((raw, index) => fitsColumn(model.inputs[index] as never, raw)))).toBe(
      true,
    )
    expect(inputs.golden.vectors).toBeGreaterThan(300)
    expect(inputs.rows[0]).toEqual(model.golden.vectors[0]?.input)
    expect(new Set(inputs.persons).size).toBe(inputs.rows.length)
  })
})

describe('the comparison with the kernel', () => {
  it('holds for the kernel itself', () => {
    expect(compareScores(reference, same(), { tolerance: EXACT })).toMatchObject({
      passed: true,
      problems: [],
      ranksDiffering: 0,
    })
  })

  it('notices one bit in one number', () => {
    const other = same()
    const probability = other.probability
    probability[scoredRow] = (probability[scoredRow] as number) * (1 + Number.EPSILON)
    const check = compareScores(reference, other, { tolerance: EXACT })
    expect(check).toMatchObject({ passed: false, probability: { differing: 1 } })
  })

  it('notices a row that is scored instead of refused, and one that is refused instead of scored', () => {
    for (const row of [reference.refused.indexOf(1), scoredRow]) {
      const other = same()
      other.refused[row] = 1 - (other.refused[row] as number)
      expect(compareScores(reference, other, { tolerance: EXACT })).toMatchObject({
        passed: false,
        refusalsDiffering: 1,
      })
    }
  })

  it('notices NaN where a score should be', () => {
    const other = same()
    other.linearPredictor?.fill(Number.NaN)
    expect(compareScores(reference, other, { tolerance: { ...EXACT, linearPredictor: 1e300 } }).passed).toBe(false)
  })

  it('notices two equals who changed places', () => {
    const rank = same().rank as Int32Array
    const list = (row: number): string => JSON.stringify(inputs.lists[row])
    const rows = [...inputs.rows.keys()].filter((row) => (rank[row] as number) > 0)
    const [a, b] = rows.flatMap((row) => {
      const twin = rows.find(
        (other) =>
          other > row &&
          list(other) === list(row) &&
          reference.linearPredictor[other] === reference.linearPredictor[row],
      )
      return twin === undefined ? [] : [row, twin]
    }) as [number, number]
    ;[rank[a], rank[b]] = [rank[b] as number, rank[a] as number]
    const check = compareScores(reference, { ...same(), rank }, { tolerance: EXACT })
    expect(check).toMatchObject({ passed: false, ranksDiffering: 2, tiesDiffering: 2 })
    expect(compareScores(reference, { ...same(), rank }, { tolerance: { ...EXACT, order: 'reported' } }).passed).toBe(
      true,
    )
  })

  it('counts the people who cross the cut when numbers are rounded to single precision', () => {
    const rounded = {
      ...same(),
      rank: null,
      linearPredictor: Float64Array.from(reference.linearPredictor, (x) => Math.round(x * 4) / 4),
    }
    const check = compareScores(reference, rounded, { tolerance: { ...EXACT, order: 'same' } })
    expect(check.passed).toBe(false)
    expect(check.order).toBe('linear-predictor')
    expect(check.ranksDiffering).toBeGreaterThan(0)
  })

  it('refuses an engine that did not answer for every row', () => {
    const other = { ...same(), probability: new Float64Array(3) }
    expect(() => compareScores(reference, other, { tolerance: EXACT })).toThrow(/incomplete-scores/)
  })
})

describe('an export', () => {
  const broken = (change: (text: string) => string): ExportTarget => ({
    ...typescriptTarget,
    write: (of, options) =>
      new Map(
        [...typescriptTarget.write(of, options)].map(([name, bytes]) => [
          name,
          name === 'scorer.js' ? Buffer.from(change(Buffer.from(bytes).toString('utf8'))) : bytes,
        ]),
      ),
  })

  it.each<readonly [string, (text: string) => string]>([
    ['an edge in the wrong bin', (text) => text.replace(') <= v) low', ') < v) low').replace('<= v) low', '< v) low')],
    [
      'another intercept',
      (text) => text.replace('let linearPredictor = MODEL.intercept', 'let linearPredictor = MODEL.intercept + 1e-15'),
    ],
    ['a rule that is not looked at', (text) => text.replace('m.whole &&', 'false &&')],
  ])('with %s is not made', async (_, change) => {
    await expect(exportModel(model, broken(change), { rows: 500 })).rejects.toThrow(/parity-failed/)
  })

  it('has a row in the table for each engine, also for one that was not run', async () => {
    const { parity } = await exportModel(model, typescriptTarget, { rows: 200 })
    const unchecked = { ...parity, checks: [{ engine: 'X', kind: 'undefined' as const, because: 'not here' }] }
    const rows = parityRows([parity, unchecked], { language: 'nl', tell: (because) => because })
    expect(rows.map((row) => row.at(-1))).toEqual(['klopt', 'hier niet getoetst: not here'])
  })
})
