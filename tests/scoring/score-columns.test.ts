import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Encoder } from '../../data-schemas/encoder.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { buildKernel, scoreRow } from '../../src/scoring/kernel.js'
import { columnScorer, type InputColumns, scoreColumns } from '../../src/scoring/score-columns.js'
import { buildSlot, intervalNear, intervalOf } from '../../src/scoring/slot.js'
import { levelled, nineModel, partsOf, straight } from '../support/model.js'

const kernel = buildKernel(nineModel())

/** Columns of so many rows, with values in and out of the contract; `coded` gives texts once each. */
const columnsOf = (rows: number, coded: boolean, seed = 1): InputColumns => {
  const at = (i: number, modulus: number): number => ((i + seed) * 7919) % modulus
  const numbers = (pick: (i: number) => number) => ({ values: Float64Array.from({ length: rows }, (_, i) => pick(i)) })
  const texts = ["'s-Gravenhage", 'Utrecht', 'Nergens', 'Ter "Aa"', '']
  const codes = Int32Array.from({ length: rows }, (_, i) => at(i, texts.length))
  return {
    prior: numbers((i) => at(i, 2)),
    right: numbers((i) => 1 + at(i, 26)),
    left: numbers((i) => at(i, 25)),
    amount: numbers((i) => (at(i, 11) === 0 ? 9999 : at(i, 6100) - 50)),
    side: numbers((i) => (at(i, 5) === 0 ? Number.NaN : at(i, 2))),
    supplement: numbers((i) => at(i, 33) - 3),
    age: numbers((i) => 18 + at(i, 49)),
    since: numbers((i) => 18_000 + at(i, 900)),
    municipality: coded ? { texts, codes } : { values: Array.from(codes, (code) => texts[code] as string) },
  }
}

describe('columns', () => {
  it('of whole numbers that enter as they are score as their rows do, to the last bit', () => {
    const made = [
      straight('months', { type: 'integer', min: 0, max: 24 }),
      straight('yes', { type: 'boolean' }, 0.9),
      straight('amount', { type: 'number', min: 0, max: 100 }, 0.01),
    ]
    const straightKernel = buildKernel(freezeModel(partsOf(made)))
    const rows = 60
    const numbers = (pick: (i: number) => number) => ({
      values: Float64Array.from({ length: rows }, (_, i) => pick(i)),
    })
    const columns = { months: numbers((i) => i % 27), yes: numbers((i) => i % 2), amount: numbers((i) => i / 3) }
    const { linearPredictor, refused } = scoreColumns(straightKernel, columns, rows)
    for (let i = 0; i < rows; i += 1) {
      const one = scoreRow(straightKernel, { months: i % 27, yes: i % 2 === 1, amount: i / 3 })
      expect(refused[i]).toBe(one.kind === 'refused' ? 1 : 0)
      if (one.kind === 'scored') expect(Object.is(linearPredictor[i], one.linearPredictor)).toBe(true)
    }
    expect(refused.reduce((sum, flag) => sum + flag, 0)).toBe(4)
  })

  it.each([1, 4095, 4096, 4097, 10_000])(
    'of %i rows: texts given once each score as texts given row by row',
    (rows) => {
      expect(scoreColumns(kernel, columnsOf(rows, true), rows)).toEqual(
        scoreColumns(kernel, columnsOf(rows, false), rows),
      )
    },
  )

  it('hold refused rows and their rules in every block', () => {
    const scored = scoreColumns(kernel, columnsOf(10_000, true), 10_000)
    const refused = scored.refused.reduce((sum, flag) => sum + flag, 0)
    expect(refused).toBeGreaterThan(1000)
    expect(refused).toBeLessThan(9000)
    expect(scored.probability.filter(Number.isNaN)).toHaveLength(refused)
    expect(scored.refusals.map(({ input, rule }) => `${input} ${rule}`)).toEqual([
      'right out-of-range',
      'amount out-of-range',
    ])
  })

  it('are the same numbers in kept memory, part after part, whatever the part before held', () => {
    const score = columnScorer(kernel)
    for (const [rows, seed] of [
      [5000, 1],
      [5000, 2],
      [17, 3],
      [5000, 4],
      [4096, 5],
    ] as const)
      expect(score(columnsOf(rows, true, seed), rows)).toEqual(scoreColumns(kernel, columnsOf(rows, true, seed), rows))
  })

  it('of another length are refused, coded or not', () => {
    const { municipality } = columnsOf(3, true)
    const columns = { ...columnsOf(4, true), municipality: municipality as InputColumns[string] }
    expect(() => scoreColumns(kernel, columns, 4)).toThrow(/invalid-columns[\s\S]*3 coded texts/)
  })
})

describe('intervals found from the grid', () => {
  const slotOf = (edges: readonly number[]) => {
    const { input, encoder, term } = levelled('x', { type: 'number' }, { kind: 'intervals', edges: [...edges] })
    return buildSlot(input, encoder as Encoder, term)
  }
  const finite = fc.double({ noNaN: true, noDefaultInfinity: true })

  it('are those found by halving, for any edges and any number', () => {
    fc.assert(
      fc.property(fc.uniqueArray(finite, { minLength: 1, maxLength: 12 }), fc.array(finite), (unsorted, values) => {
        const edges = unsorted.map((edge) => edge + 0).sort((a, b) => a - b)
        const { intervals } = slotOf(edges)
        if (intervals === null) throw new Error('no intervals')
        const near = [...values, ...edges, ...edges.map((edge) => edge * (1 + Number.EPSILON)), 1e308, -1e308, 5e-324]
        for (const value of near) expect(intervalNear(intervals, value)).toBe(intervalOf(edges, value))
      }),
    )
  })

  it.each([
    ['one edge', [3]],
    ['edges as far apart as numbers go', [-1.7e308, 0, 1.7e308]],
    ['edges as near as numbers go', [1, 1 + Number.EPSILON, 1 + 2 * Number.EPSILON]],
    ['edges that are hardly numbers', [0, 5e-324, 1e-323]],
  ])('%s', (_name, edges) => {
    const { intervals } = slotOf(edges)
    if (intervals === null) throw new Error('no intervals')
    for (const value of [...edges, -1e308, 1e308, 0, 1, 2, 3.5, 5e-324])
      expect(intervalNear(intervals, value)).toBe(intervalOf(edges, value))
  })
})
