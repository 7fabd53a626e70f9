import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Model, ModelInput, RawValue } from '../../data-schemas/artifact.js'
import type { Encoder } from '../../data-schemas/encoder.js'
import { freezeModel } from '../../src/artifact/freeze.js'
import { buildKernel, daysOf, scoreRow } from '../../src/scoring/kernel.js'
import { type InputColumns, scoreColumns } from '../../src/scoring/score-columns.js'
import { levelled, nineModel, partsOf, straight } from '../support/model.js'

const model = nineModel()
const kernel = buildKernel(model)

/** Written again from the artifact's description, slowly and without looking at the kernel. */
const slowLevel = (input: ModelInput, encoder: Encoder, raw: RawValue): number | null => {
  if (raw === null) return input.missing === 'level' ? encoder.missingLevel : null
  const code = encoder.codes.find((entry) => entry.value === raw)
  if (code !== undefined) return code.level
  if (encoder.rule.kind === 'groups') {
    const text = typeof raw === 'boolean' ? String(Number(raw)) : String(raw)
    const group = encoder.rule.groups.findIndex((names) => names.includes(text))
    return group >= 0 ? group : encoder.unseenLevel
  }
  const value = typeof raw === 'string' ? Date.parse(raw) / 86_400_000 : Number(raw)
  const { min, max } = input.contract
  if ((min !== undefined && value < min) || (max !== undefined && value > max)) return null
  if (encoder.rule.kind !== 'intervals') return null
  let level = 0
  for (const edge of encoder.rule.edges) if (edge <= value) level += 1
  return level
}
const slowScore = (of: Model, row: readonly RawValue[]): { sum: number; parts: number[] } | null => {
  const parts: number[] = []
  for (const [index, input] of of.inputs.entries()) {
    const encoder = of.encoders[index] as Encoder
    const level = slowLevel(input, encoder, row[index] as RawValue)
    if (level === null) return null
    let part = 0
    const values = (encoder.levels[level] as Encoder['levels'][number]).values
    of.terms[index]?.columns.forEach(({ coefficient }, column) => {
      part += coefficient * (values[column] as number)
    })
    parts.push(part)
  }
  let sum = of.intercept
  for (const part of parts) sum += part
  return { sum, parts }
}

const day = fc
  .integer({ min: 18_000, max: 19_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10))
const anyRow = fc.tuple(
  fc.boolean(),
  fc.integer({ min: 1, max: 26 }),
  fc.integer({ min: 0, max: 24 }),
  fc.oneof(fc.double({ min: -1, max: 6001, noNaN: true }), fc.constantFrom(9999, 0.1 + 0.2, 0.3, 612.5, null)),
  fc.oneof(fc.boolean(), fc.constant(null)),
  fc.oneof(fc.integer({ min: -5, max: 40 }), fc.constantFrom(-1, -2, null)),
  fc.integer({ min: 18, max: 66 }),
  fc.oneof(day, fc.constant(null)),
  fc.constantFrom(
    "'s-Gravenhage",
    '=Rotterdam',
    'Utrecht',
    'Ter "Aa"',
    'Éé, n',
    'elsewhere',
    '__proto__',
    'constructor',
  ),
)
const named = (row: readonly RawValue[]): Record<string, RawValue> =>
  Object.fromEntries(kernel.inputs.map((name, index) => [name, row[index] as RawValue]))

describe('the score of a row', () => {
  it('is what an independent reading of the artifact gives, to the last bit', () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        const expected = slowScore(model, row)
        const found = scoreRow(kernel, named(row))
        expect(found.kind).toBe(expected === null ? 'refused' : 'scored')
        if (expected === null || found.kind === 'refused') return
        expect(found.contributions).toEqual(expected.parts)
        expect(Object.is(found.linearPredictor, expected.sum)).toBe(true)
        expect(found.probability).toBeCloseTo(1 / (1 + Math.exp(-(0.05 + 0.97 * expected.sum))), 14)
      }),
      { numRuns: 2000 },
    )
  })

  it('has contributions that add up, from left to right from the intercept, to the last bit', () => {
    fc.assert(
      fc.property(anyRow, (row) => {
        const found = scoreRow(kernel, named(row))
        if (found.kind === 'refused') return
        const sum = found.contributions.reduce((total, part) => total + part, model.intercept)
        expect(Object.is(sum, found.linearPredictor)).toBe(true)
        expect(found.probability).toBeGreaterThanOrEqual(0)
        expect(found.probability).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('does not depend on columns that the model does not know, or on the order of keys', () => {
    const row = named([true, 12, 3, 100, true, 5, 40, '2020-05-01', 'Utrecht'])
    const turned = Object.fromEntries([...Object.entries(row).reverse(), ['sex', 'v']])
    expect(scoreRow(kernel, turned)).toEqual(scoreRow(kernel, row))
  })

  const base: readonly RawValue[] = [true, 12, 3, 100, true, 5, 40, '2020-05-01', 'Utrecht']
  const refused: readonly (readonly [string, RawValue, string])[] = [
    ['right', null, 'missing'],
    ['right', 2, 'out-of-range'],
    ['right', 25, 'out-of-range'],
    ['right', 3.5, 'not-an-integer'],
    ['right', '12', 'wrong-type'],
    ['right', true, 'wrong-type'],
    ['amount', Number.NaN, 'not-finite'],
    ['amount', Number.POSITIVE_INFINITY, 'not-finite'],
    ['amount', Number.NEGATIVE_INFINITY, 'not-finite'],
    ['amount', 1e308, 'out-of-range'],
    ['prior', 2, 'wrong-type'],
    ['prior', 'yes', 'wrong-type'],
    ['since', '2020-02-30', 'unreadable'],
    ['since', '20-02-03', 'unreadable'],
    ['municipality', 344, 'wrong-type'],
    ['municipality', null, 'missing'],
  ]
  it.each(refused)('%s = %s is refused as %s', (name, value, rule) => {
    const row = { ...named(base), [name]: value }
    expect(scoreRow(kernel, row)).toEqual({ kind: 'refused', problems: [{ input: name, rule }] })
  })

  it('refuses with every reason at once, and treats an absent value as missing', () => {
    expect(scoreRow(kernel, {})).toEqual({
      kind: 'refused',
      problems: ['prior', 'right', 'left', 'age', 'municipality'].map((input) => ({ input, rule: 'missing' })),
    })
  })

  it('does not take inherited properties for values', () => {
    const row: Record<string, RawValue> = Object.create({ right: 12 }) as Record<string, RawValue>
    expect(scoreRow(kernel, Object.assign(row, { ...named(base), right: undefined }))).toMatchObject({
      kind: 'refused',
    })
  })

  it('refuses an unseen category where the model says so', () => {
    const strict = freezeModel(
      partsOf([levelled('town', { type: 'category' }, { kind: 'groups', groups: [['a'], ['b']] })]),
    )
    expect(scoreRow(buildKernel(strict), { town: 'c' })).toEqual({
      kind: 'refused',
      problems: [{ input: 'town', rule: 'unseen-category' }],
    })
  })

  it('reads the ordered texts of an ordinal by their place', () => {
    const made = levelled(
      'level',
      { type: 'ordinal', values: ['low', 'mid', 'high'] },
      { kind: 'intervals', edges: [0.5, 1.5] },
    )
    const ordinal = buildKernel(freezeModel(partsOf([made])))
    const levels = ['low', 'mid', 'high', 2].map((level) => scoreRow(ordinal, { level }))
    expect(levels.map((found) => found.kind === 'scored' && found.levels[0])).toEqual([0, 1, 2, 2])
    expect(scoreRow(ordinal, { level: 'none' })).toMatchObject({ problems: [{ rule: 'not-in-values' }] })
    expect(scoreRow(ordinal, { level: 1.5 })).toMatchObject({ problems: [{ rule: 'not-in-values' }] })
  })

  it('takes a linear number as it is, and refuses one that would drown all others', () => {
    const linear = buildKernel(
      freezeModel(partsOf([straight('x', { type: 'number' }, -0.37), straight('y', { type: 'number' }, 3)])),
    )
    const found = scoreRow(linear, { x: 2.5, y: -0 })
    expect(found).toMatchObject({ kind: 'scored', contributions: [2.5 * -0.37, 0], levels: [null, null] })
    expect(scoreRow(linear, { x: 1, y: 1e305 })).toMatchObject({ problems: [{ input: 'y', rule: 'out-of-range' }] })
  })
})

describe('days since 1970', () => {
  it('are whole, and NaN for what is no day', () => {
    expect(daysOf('1970-01-01')).toBe(0)
    expect(daysOf('2024-02-29')).toBe(19_782)
    expect(daysOf('1969-12-31')).toBe(-1)
    for (const text of ['2023-02-29', '2023-13-01', '2023-1-1', '', '2023-01-01T00:00:00Z'])
      expect(daysOf(text)).toBeNaN()
  })
})

describe('scores of columns', () => {
  const asColumns = (rows: readonly (readonly RawValue[])[]): InputColumns =>
    Object.fromEntries(
      kernel.slots.map((slot, index) => {
        const raw = rows.map((row) => row[index] as RawValue)
        const number = (value: RawValue): number =>
          value === null ? Number.NaN : typeof value === 'string' ? daysOf(value) : Number(value)
        const values = slot.holds === 'text' ? (raw as (string | null)[]) : Float64Array.from(raw, number)
        return [slot.name, { values } as InputColumns[string]]
      }),
    )

  it('are the scores of the rows, bit for bit', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 40 }), (rows) => {
        const found = scoreColumns(kernel, asColumns(rows), rows.length)
        for (const [i, row] of rows.entries()) {
          const one = scoreRow(kernel, named(row))
          expect(found.refused[i]).toBe(one.kind === 'refused' ? 1 : 0)
          if (one.kind === 'refused') {
            expect(found.linearPredictor[i]).toBeNaN()
            expect(found.probability[i]).toBeNaN()
          } else {
            expect(Object.is(found.linearPredictor[i], one.linearPredictor)).toBe(true)
            expect(Object.is(found.probability[i], one.probability)).toBe(true)
            expect(found.contributions.map((column) => column[i])).toEqual(one.contributions)
          }
        }
      }),
      { numRuns: 300 },
    )
  })

  it('count refusals by input and rule', () => {
    const good: readonly RawValue[] = [true, 12, 3, 100, true, 5, 40, '2020-05-01', 'Utrecht']
    const old = good.map((value, index) => (index === 6 ? 99 : value))
    const both = old.map((value, index) => (index === 1 ? 2 : value))
    const found = scoreColumns(kernel, asColumns([good, old, both]), 3)
    expect(found.refusals).toEqual([
      { input: 'right', rule: 'out-of-range', count: 1 },
      { input: 'age', rule: 'out-of-range', count: 2 },
    ])
    expect([...found.refused]).toEqual([0, 1, 1])
  })

  it('take states beside the values at their word', () => {
    const row = asColumns([[true, 12, 3, 9999, true, 5, 40, '2020-05-01', 'Utrecht']])
    const withState = (state: number): InputColumns => ({
      ...row,
      amount: { values: Float64Array.of(0), states: Uint8Array.of(state) },
    })
    const level = (state: number): number | undefined => scoreColumns(kernel, withState(state), 1).levels[3]?.[0]
    const encoder = model.encoders[3] as Encoder
    expect(level(1)).toBe(encoder.missingLevel)
    expect(level(2)).toBe(encoder.missingLevel)
    expect(level(3)).toBe(encoder.codes[0]?.level)
    expect(level(0)).toBe(0)
    expect(scoreColumns(kernel, withState(204), 1).refusals).toEqual([
      { input: 'amount', rule: 'unreadable', count: 1 },
    ])
  })

  it('accept no rows, and refuse columns that do not fit', () => {
    expect(scoreColumns(kernel, asColumns([]), 0)).toMatchObject({ rows: 0, refusals: [] })
    const { right: _left, ...rest } = asColumns([])
    expect(() => scoreColumns(kernel, rest, 0)).toThrow(/invalid-columns[\s\S]*"right"/)
    expect(() => scoreColumns(kernel, { ...rest, right: { values: ['3'] } }, 0)).toThrow(/invalid-columns/)
    expect(() => scoreColumns(kernel, { ...rest, right: { values: new Float64Array(2) } }, 0)).toThrow(
      /invalid-columns/,
    )
  })
})
