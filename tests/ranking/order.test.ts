import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { descendingOrder } from '../../src/numeric/descending-order.js'
import { random } from '../../src/random.js'
import { rankingOf } from '../../src/ranking/order.js'

const plain = (values: Float64Array): number[] =>
  [...values.keys()].sort((a, b) => {
    const left = values[a] as number
    const right = values[b] as number
    return left === right ? a - b : left > right ? -1 : 1
  })

describe('descending order', () => {
  it('is the same by radix and by comparison, for every kind of double', () => {
    const values = fc.double({ noNaN: true })
    fc.assert(
      fc.property(fc.array(values, { minLength: 1, maxLength: 50 }), (list) => {
        const long = Float64Array.from({ length: 4096 + list.length }, (_, i) => list[(i * 31) % list.length] as number)
        expect([...descendingOrder(long)]).toEqual(plain(long))
        const short = Float64Array.from(list)
        expect([...descendingOrder(short)]).toEqual(plain(short))
      }),
      { numRuns: 25 },
    )
  })

  it('handles 200,000 rows with and without ties', () => {
    const stream = random(1, 'order')
    const values = Float64Array.from({ length: 200_000 }, () => stream.uniform() - 0.5)
    const order = descendingOrder(values)
    for (let i = 1; i < order.length; i += 1)
      if ((values[order[i - 1] as number] as number) < (values[order[i] as number] as number)) expect(i).toBe(0)
    const constant = descendingOrder(new Float64Array(200_000).fill(0.3))
    expect(constant.every((row, place) => row === place)).toBe(true)
  })

  it('finds tie groups that cover all rows', () => {
    const ranking = rankingOf(Float64Array.of(0.2, 0.9, 0.2, 0.9, 0.1))
    expect([...ranking.groupStart]).toEqual([0, 2, 4, 5])
    expect([...ranking.groupScore]).toEqual([0.9, 0.2, 0.1])
    expect([...ranking.groupOf]).toEqual([1, 0, 1, 0, 2])
    expect(rankingOf(new Float64Array(0)).groupStart).toEqual(Int32Array.of(0))
  })
})
