import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countColumn } from '../../src/encoding/column-counts.js'
import { distinctValues } from '../../src/encoding/distinct-values.js'
import { isLeft, quantileCuts } from '../../src/encoding/prebins.js'
import { valuesNearCuts } from '../../src/encoding/values-near-cuts.js'
import { random } from '../../src/random.js'

const ROWS = 20_000

type Draw = () => number

const normal = (next: Draw): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

/** Columns of many shapes; those marked `heavy` have values or stretches that hold many rows. */
const shapes: Readonly<Record<string, (next: Draw) => number>> = {
  normal,
  uniform: (next) => 1e9 + next(),
  'on a grid': (next) => Math.round(normal(next) * 200) / 8,
  'a few values': (next) => Math.floor(next() * 30) + 0.5,
  'two clumps': (next) => (next() < 0.5 ? 0 : 1e6) + next(),
  'nearly halves': (next) => (next() < 0.03 ? 0.5 : next()),
  'heavy: mostly one value': (next) => (next() < 0.6 ? 0 : normal(next)),
  'heavy: long tail': (next) => Math.exp(4 * normal(next)),
  'heavy: one far value': (next) => (next() < 1e-4 ? 1e300 : next()),
  'the whole range': (next) => (next() - 0.5) * 2 * Number.MAX_VALUE,
  tiny: (next) => Math.floor(next() * 4000) * Number.MIN_VALUE,
}

const columnOf = (shape: string, seed: number): Float64Array => {
  const stream = random(seed, 'values near cuts', shape)
  const next = (): number => stream.uniform()
  return Float64Array.from({ length: ROWS }, () => (shapes[shape] as (next: Draw) => number)(next) + 0)
}

/** Rows, lowest and highest value of each prebin, straight from the definition. */
const byDefinition = (column: Float64Array, prebins: number) => {
  const sorted = column.slice().sort()
  const { values, rows } = distinctValues(column)
  const cuts = quantileCuts(values, rows, prebins)
  const groups: number[][] = Array.from({ length: cuts.length + 1 }, () => [])
  let group = 0
  for (const value of sorted) {
    while (group < cuts.length && !isLeft(value, cuts[group] as (typeof cuts)[number])) group += 1
    ;(groups[group] as number[]).push(value)
  }
  return groups
    .filter((own) => own.length > 0)
    .map((own) => ({ rows: own.length, lowest: own[0], highest: own.at(-1) }))
}

describe('values near cuts', () => {
  it.each(Object.keys(shapes))('give the prebins of all distinct values (%s)', (shape) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.constantFrom(2, 7, 20, 100), (seed, prebins) => {
        const value = columnOf(shape, seed)
        const marks = new Uint8Array(ROWS)
        const found = countColumn({ value, state: new Uint8Array(ROWS), marks, alone: true }, { prebins })
        const short = found?.prebins.map(({ rows, lowest, highest }) => ({ rows, lowest, highest }))
        expect(short).toEqual(byDefinition(value, prebins))
      }),
      { numRuns: 6 },
    )
  })

  it('are few for a column without weight on one value, and add up to all rows', () => {
    const value = columnOf('normal', 1)
    const found = valuesNearCuts(value, 20)
    expect(found.values.length).toBeLessThan(6000)
    expect(found.rows.reduce((sum, rows) => sum + rows, 0)).toBe(ROWS)
  })

  it('are all distinct values where a prebin can belong to one value', () => {
    const value = columnOf('heavy: mostly one value', 1)
    expect(valuesNearCuts(value, 20)).toEqual(distinctValues(value))
  })
})
