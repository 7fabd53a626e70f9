import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Block, valueAt } from '../../src/numeric/design.js'
import { likelihood } from '../../src/numeric/information.js'
import { mergedBlocks } from '../../src/numeric/merged-blocks.js'
import { random } from '../../src/random.js'

const coded = (name: string, shape: { readonly codes: number; readonly width: number }, rows: number): Block => {
  const stream = random(7, 'merged blocks', name)
  return {
    kind: 'coded',
    name,
    columns: Array.from({ length: shape.width }, (_, j) => `${name}_${j}`),
    codes: Uint16Array.from({ length: rows }, () => stream.below(shape.codes)),
    table: Float64Array.from({ length: shape.codes * shape.width }, () => stream.uniform() - 0.5),
  }
}

const values = (name: string, rows: number): Block => {
  const stream = random(8, 'merged blocks', name)
  return {
    kind: 'values',
    name,
    columns: [name],
    values: Float64Array.from({ length: rows }, () => stream.uniform()),
  }
}

const columnsOf = (blocks: readonly Block[], rows: number): readonly (readonly number[])[] =>
  blocks.flatMap((block) =>
    block.columns.map((_, column) => Array.from({ length: rows }, (_, row) => valueAt(block, row, column))),
  )

const shapes = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ codes: fc.integer({ min: 1, max: 9 }), width: fc.integer({ min: 1, max: 4 }) }),
    },
    { weight: 1, arbitrary: fc.record({ codes: fc.constant(700), width: fc.constant(1) }) },
    { weight: 1, arbitrary: fc.record({ codes: fc.constant(3), width: fc.constant(0) }) },
    { weight: 1, arbitrary: fc.constant(null) },
  ),
  { maxLength: 10 },
)

describe('merged blocks', () => {
  it('hold the same columns in the same order', () => {
    fc.assert(
      fc.property(shapes, fc.constantFrom(1, 50, 1e6), (wanted, counted) => {
        const blocks = wanted.map((shape, j) => (shape === null ? values(`x${j}`, 50) : coded(`x${j}`, shape, 50)))
        const merged = mergedBlocks(blocks, counted)
        expect(merged.flatMap(({ columns }) => columns)).toEqual(blocks.flatMap(({ columns }) => columns))
        expect(columnsOf(merged, 50)).toEqual(columnsOf(blocks, 50))
      }),
    )
  })

  it('are fewer for many patterns, and as they were for few', () => {
    const blocks = [2, 5, 6, 5, 2, 2, 6, 2, 7].map((codes, j) => coded(`x${j}`, { codes, width: codes - 1 }, 10))
    expect(mergedBlocks(blocks, 1e6).length).toBeLessThanOrEqual(4)
    expect(mergedBlocks(blocks, 1)).toEqual(blocks)
  })

  it('leave a block with many codes and a column of values alone', () => {
    const blocks = [coded('a', { codes: 700, width: 1 }, 10), values('b', 10), coded('c', { codes: 4, width: 3 }, 10)]
    expect(mergedBlocks(blocks, 1e6)).toEqual(blocks)
  })
})

describe('a likelihood on many patterns', () => {
  const rows = 5000
  const mixed = [
    coded('a', { codes: 3, width: 2 }, rows),
    coded('b', { codes: 2, width: 1 }, rows),
    values('c', rows),
    coded('d', { codes: 6, width: 5 }, rows),
    coded('e', { codes: 8, width: 1 }, rows),
    coded('f', { codes: 700, width: 1 }, rows),
  ]
  const three = [30, 25, 40].map((codes, j) => coded(`x${j}`, { codes, width: codes - 1 }, rows))

  it('is had from three blocks where that many are left', () => {
    expect(mergedBlocks(three, rows)).toHaveLength(3)
    expect(mergedBlocks(mixed, rows)).not.toHaveLength(3)
  })

  it.each([
    ['of every kind', mixed],
    ['that are three', three],
    ['that are two', three.slice(0, 2)],
  ])('has the score and information that the columns give one by one, from blocks %s', (_, blocks) => {
    const stream = random(9, 'merged blocks', 'likelihood')
    const trials = Float64Array.from({ length: rows }, () => 1 + stream.below(9))
    const events = trials.map((n) => stream.below(n + 1))
    const columns = [Array.from({ length: rows }, () => 1), ...columnsOf(blocks, rows)]
    const parameters = Float64Array.from(columns, () => stream.uniform() - 0.5)
    const p = Array.from({ length: rows }, (_, i) => {
      const eta = columns.reduce((sum, column, j) => sum + (column[i] as number) * (parameters[j] as number), 0)
      return 1 / (1 + Math.exp(-eta))
    })
    const at = likelihood(blocks, { trials, events, offset: undefined }, true).evaluate(parameters)
    columns.forEach((a, j) => {
      const score = a.reduce(
        (sum, x, i) => sum + x * ((events[i] as number) - (trials[i] as number) * (p[i] as number)),
        0,
      )
      expect(at.score[j]).toBeCloseTo(score, 8)
      columns.forEach((b, k) => {
        const wanted = a.reduce((sum, x, i) => {
          const own = p[i] as number
          return sum + x * (b[i] as number) * (trials[i] as number) * own * (1 - own)
        }, 0)
        expect(at.information[j * columns.length + k]).toBeCloseTo(wanted, 8)
      })
    })
    const gram = likelihood(blocks, { trials, events, offset: undefined }, true).gram()
    columns.forEach((a, j) => {
      const wanted = a.reduce((sum, x, i) => sum + x * x * (trials[i] as number), 0)
      expect(gram[j * columns.length + j]).toBeCloseTo(wanted, 8)
    })
  })
})
