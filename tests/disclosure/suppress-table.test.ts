import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { suppress } from '../../src/disclosure/suppress.js'
import { suppressTable } from '../../src/disclosure/suppress-table.js'

describe('suppress', () => {
  it('hides counts under the minimum, 0 included, and keeps the others', () => {
    expect([0, 1, 9, 10, 11].map((count) => suppress(count, 10))).toEqual([null, null, null, 10, 11])
  })
})

describe('suppressing a table whose total is known', () => {
  it('hides nothing when every cell is large enough', () => {
    expect(suppressTable([10, 20, 30], 10)).toEqual([false, false, false])
  })

  it('hides the next smallest cell beside a single small one, so that it is not total minus the rest', () => {
    expect(suppressTable([100, 4, 30], 10)).toEqual([false, true, true])
  })

  it('hides both cells of a two-cell table', () => {
    expect(suppressTable([1000, 4], 10)).toEqual([true, true])
  })

  it('goes on while the hidden cells together are under the minimum', () => {
    expect(suppressTable([2, 3, 500, 40], 10)).toEqual([true, true, false, true])
  })

  it('does not take an empty cell for a shield', () => {
    expect(suppressTable([4, 0, 50, 90], 10)).toEqual([true, true, true, false])
  })

  it('has no cells in an empty table', () => {
    expect(suppressTable([], 10)).toEqual([])
  })

  it('never leaves a small cell open, a hidden cell alone, or hidden people under the minimum beside an open cell', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 8 }),
        fc.integer({ min: 1, max: 20 }),
        (counts, minimum) => {
          const hidden = suppressTable(counts, minimum)
          const cells = counts.filter((_, i) => hidden[i])
          for (const [i, count] of counts.entries()) if (count < minimum) expect(hidden[i]).toBe(true)
          if (cells.length > 0 && cells.length < counts.length) {
            expect(cells.length).toBeGreaterThan(1)
            expect(cells.reduce((a, b) => a + b, 0)).toBeGreaterThanOrEqual(minimum)
          }
        },
      ),
    )
  })
})
