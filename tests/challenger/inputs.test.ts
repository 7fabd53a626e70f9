import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fillInputs, type Inputs, inputsOf } from '../../src/challenger/inputs.js'
import type { Block } from '../../src/numeric/design.js'
import { coded } from './people.js'

const numbers = (values: readonly number[]): Block => ({
  kind: 'values',
  name: 'number',
  columns: ['number'],
  values: Float64Array.from(values),
})

const filled = (inputs: Inputs, blocks: readonly Block[], rows: number): readonly (readonly number[])[] => {
  const out = new Float32Array(rows * inputs.width).fill(99)
  fillInputs(inputs, blocks, { rows: Int32Array.from({ length: rows }, (_, i) => i), out })
  return Array.from({ length: rows }, (_, i) => Array.from(out.subarray(i * inputs.width, (i + 1) * inputs.width)))
}

describe('inputs of the challenger', () => {
  it('are 1 at the level of the row and 0 elsewhere', () => {
    const blocks = [coded('a', Uint16Array.of(0, 2, 1)), coded('b', Uint16Array.of(1, 1, 0), 2)]
    const inputs = inputsOf({ blocks, trials: Float64Array.of(1, 1, 1) })
    expect(filled(inputs, blocks, 3)).toEqual([
      [1, 0, 0, 0, 1],
      [0, 0, 1, 0, 1],
      [0, 1, 0, 1, 0],
    ])
  })

  it('give a level that training has not seen the average of the others, by rows and not by patterns', () => {
    const inputs = inputsOf({ blocks: [coded('a', Uint16Array.of(0, 2))], trials: Float64Array.of(3, 1) })
    expect(inputs.width).toBe(2)
    expect(filled(inputs, [coded('a', Uint16Array.of(1, 3, 2))], 3)).toEqual([
      [0.75, 0.25],
      [0.75, 0.25],
      [0, 1],
    ])
  })

  it('stand a number in deviations from its weighted mean, no further than eight', () => {
    const inputs = inputsOf({ blocks: [numbers([0, 10])], trials: Float64Array.of(1, 1) })
    expect(filled(inputs, [numbers([0, 10, 5, 1e308, -1e308])], 5)).toEqual([[-1], [1], [0], [8], [-8]])
  })

  it('are finite whatever the numbers, and 0 for a number that never varies', () => {
    const value = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constantFrom(1e308, -1e308, 5e-324, 0),
    )
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 12 }), (values) => {
        const blocks = [numbers(values)]
        const inputs = inputsOf({ blocks, trials: new Float64Array(values.length).fill(2) })
        const rows = filled(inputs, blocks, values.length)
        expect(rows.flat().every(Number.isFinite)).toBe(true)
        if (new Set(values.map((x) => x + 0)).size === 1) expect(rows.flat().every((x) => x === 0)).toBe(true)
      }),
    )
  })
})
