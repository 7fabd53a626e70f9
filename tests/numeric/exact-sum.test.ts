import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exactSum, expansionOf } from '../../src/numeric/exact-sum.js'
import { againstOracle } from '../support/oracle.js'
import { readJson } from './designs.js'

/** A double as a whole number of the smallest double, 2^−1074: exact, and slow. */
const units = (value: number): bigint => {
  const bits = new BigUint64Array(Float64Array.of(value).buffer)[0] as bigint
  const exponent = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  const whole = exponent === 0 ? fraction : (fraction | 0x10000000000000n) << BigInt(exponent - 1)
  return bits >> 63n === 1n ? -whole : whole
}
const unitSum = (values: readonly number[]): bigint => values.reduce((sum, value) => sum + units(value), 0n)
const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 }), {
  maxLength: 12,
})

interface Sums {
  readonly sets: readonly { readonly values: number[]; readonly sum: number }[]
}
const { sets } = readJson<Sums>('tests/oracles/sum/expected.json')

describe('the sum without loss', () => {
  it.each(sets)('is that of fsum (set %#)', ({ values, sum }) => {
    againstOracle('exact-sum', exactSum(values), sum)
  })

  it('equals the sum in whole numbers, whatever the sizes', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        expect(unitSum(expansionOf(values))).toBe(unitSum(values))
      }),
    )
  })

  it('is rounded once to the nearest double: no neighbour lies closer', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const sum = exactSum(values)
        const distance = (value: number): bigint => {
          const apart = unitSum(values) - units(value)
          return apart < 0n ? -apart : apart
        }
        const size = Math.max(Math.abs(sum) * Number.EPSILON, Number.MIN_VALUE)
        for (const other of [sum - size / 2, sum + size / 2, sum - size, sum + size])
          expect(distance(other) >= distance(sum)).toBe(true)
      }),
    )
  })

  it('knows what plain addition forgets', () => {
    expect(exactSum([1e100, 1, -1e100])).toBe(1)
    expect(exactSum([0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1])).toBe(1)
    expect(exactSum([1, 2 ** -53, 2 ** -106])).toBe(1 + 2 ** -52)
    expect(exactSum([])).toBe(0)
    expect(expansionOf([0.5, -0.5])).toEqual([])
  })
})
