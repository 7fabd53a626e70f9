import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { intersections as schema } from '../../data-schemas/results/fairness-audit.js'
import { auditCodes } from '../../src/disclosure/audit-codes.js'
import { suppressCrossed } from '../../src/disclosure/suppress-crossed.js'
import { intersections } from '../../src/fairness/intersections.js'
import { type Shrunk, shrink } from '../../src/fairness/shrink.js'
import { random } from '../../src/random.js'
import { againstOracle } from '../support/oracle.js'

const expected = JSON.parse(readFileSync(new URL('../oracles/fairness-audit/expected.json', import.meta.url), 'utf8'))

const designOf = (first: readonly number[], second: readonly number[]) => {
  const rows = Math.max(...first)
  const columns = Math.max(...second)
  const line = (a: number, b: number) => [
    1,
    ...Array.from({ length: rows }, (_, i) => (a === i + 1 ? 1 : 0)),
    ...Array.from({ length: columns }, (_, j) => (b === j + 1 ? 1 : 0)),
  ]
  return { design: Float64Array.from(first.flatMap((a, i) => line(a, second[i]!))), columns: 1 + rows + columns }
}

describe('shrinkage of cells', () => {
  it('equals the matrix formulas, towards the sum and towards the overall rate', () => {
    for (const { first, second, y, v, additive, overall, tau2_statsmodels } of expected.shrink) {
      const areas = { estimate: Float64Array.from(y), variance: Float64Array.from(v) }
      const ones = { design: new Float64Array(y.length).fill(1), columns: 1 }
      for (const [wanted, design] of [
        [additive, designOf(first, second)],
        [overall, ones],
      ]) {
        const found = shrink({ ...areas, ...design }) as Shrunk
        expect(found.between).toBeCloseTo(wanted.tau2, 12)
        againstOracle(
          'shrinkage',
          [found.between, found.expected, found.estimate, found.error.map((error) => error ** 2)],
          [wanted.tau2, wanted.fitted, wanted.estimate, wanted.mse],
        )
      }
      if (tau2_statsmodels !== null)
        againstOracle('shrinkage-spread', (shrink({ ...areas, ...ones }) as Shrunk).between, tau2_statsmodels)
    }
  })

  it('lies between the direct and the expected rate, and ignores the order of cells', () => {
    const rate = fc.double({ min: 0, max: 1, noNaN: true })
    const variance = fc.double({ min: 1e-5, max: 0.1, noNaN: true })
    fc.assert(
      fc.property(fc.array(fc.tuple(rate, variance), { minLength: 3, maxLength: 12 }), (cells) => {
        const shrunken = (list: readonly (readonly [number, number])[]) =>
          shrink({
            estimate: Float64Array.from(list, ([y]) => y),
            variance: Float64Array.from(list, ([, v]) => v),
            design: new Float64Array(list.length).fill(1),
            columns: 1,
          }) as Shrunk
        const found = shrunken(cells)
        const back = shrunken([...cells].reverse())
        cells.forEach(([y], i) => {
          const to = found.expected[i]!
          expect(found.estimate[i]).toBeGreaterThanOrEqual(Math.min(y, to) - 1e-12)
          expect(found.estimate[i]).toBeLessThanOrEqual(Math.max(y, to) + 1e-12)
          expect(back.estimate[cells.length - 1 - i]).toBeCloseTo(found.estimate[i]!, 9)
        })
      }),
    )
  })

  it('says why when it cannot', () => {
    const two = { estimate: Float64Array.of(0.1, 0.2), variance: Float64Array.of(1, 1) }
    expect(shrink({ ...two, design: Float64Array.of(1, 1), columns: 1 })).toMatchObject({ kind: 'undefined' })
    const flat = { estimate: new Float64Array(4), variance: new Float64Array(4) }
    expect(shrink({ ...flat, design: new Float64Array(4).fill(1), columns: 1 })).toMatchObject({ kind: 'undefined' })
  })

  it('covers the true rates in about 95% of cells, and is closer to them than the rates seen', () => {
    const draw = random(9, 'areas')
    const normal = () => Math.sqrt(-2 * Math.log(draw.uniform())) * Math.cos(2 * Math.PI * draw.uniform())
    let [covered, cells, own, drawn] = [0, 0, 0, 0]
    for (let i = 0; i < 400; i += 1) {
      const truth = Array.from({ length: 12 }, () => 0.4 + 0.05 * normal())
      const variance = Float64Array.from(truth, (_, j) => 0.0005 * (1 + j))
      const estimate = Float64Array.from(truth, (value, j) => value + Math.sqrt(variance[j]!) * normal())
      const found = shrink({ estimate, variance, design: new Float64Array(12).fill(1), columns: 1 }) as Shrunk
      truth.forEach((value, j) => {
        cells += 1
        if (Math.abs(value - found.estimate[j]!) < 1.96 * found.error[j]!) covered += 1
        own += (value - estimate[j]!) ** 2
        drawn += (value - found.estimate[j]!) ** 2
      })
    }
    expect(covered / cells).toBeGreaterThan(0.93)
    expect(covered / cells).toBeLessThan(0.97)
    expect(drawn).toBeLessThan(0.8 * own)
  })
})

/** Cells that the totals of rows and columns fix, by elimination. */
const recoverable = (hidden: readonly boolean[], counts: readonly number[], columns: number): number => {
  const unknown = hidden.map((cell, i) => cell && counts[i]! > 0)
  const rows = counts.length / columns
  const open = unknown.map((_, i) => i).filter((i) => unknown[i])
  const matrix: number[][] = Array.from({ length: rows + columns }, (_, line) =>
    open.map((i) => (line < rows ? (Math.floor(i / columns) === line ? 1 : 0) : i % columns === line - rows ? 1 : 0)),
  )
  let pivot = 0
  for (let column = 0; column < open.length && pivot < matrix.length; column += 1) {
    const found = matrix.findIndex((line, i) => i >= pivot && Math.abs(line[column]!) > 1e-9)
    if (found < 0) continue
    ;[matrix[pivot], matrix[found]] = [matrix[found]!, matrix[pivot]!]
    const lead = matrix[pivot]![column]!
    matrix[pivot] = matrix[pivot]!.map((value) => value / lead)
    const own = matrix[pivot]!
    matrix.forEach((line, i) => {
      if (i !== pivot) matrix[i] = line.map((value, j) => value - line[column]! * own[j]!)
    })
    pivot += 1
  }
  return matrix.filter((line) => line.filter((value) => Math.abs(value) > 1e-9).length === 1).length
}

describe('hiding cells of a crossed table', () => {
  it('leaves no hidden cell that follows from the totals of rows and columns', () => {
    const table = fc.tuple(fc.integer({ min: 2, max: 5 }), fc.integer({ min: 2, max: 6 })).chain(([rows, columns]) =>
      fc.record({
        columns: fc.constant(columns),
        counts: fc.array(fc.oneof(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 10, max: 400 })), {
          minLength: rows * columns,
          maxLength: rows * columns,
        }),
      }),
    )
    fc.assert(
      fc.property(table, ({ counts, columns }) => {
        const hidden = suppressCrossed({ counts, columns }, 10)
        counts.forEach((count, i) => {
          if (count < 10) expect(hidden[i]).toBe(true)
        })
        const shown = hidden.some((cell) => !cell)
        if (shown && counts.every((count) => count > 0)) expect(recoverable(hidden, counts, columns)).toBe(0)
      }),
      { numRuns: 500 },
    )
  })

  it('hides nothing when every cell is large, and four corners for one small cell', () => {
    expect(suppressCrossed({ counts: [20, 30, 40, 50], columns: 2 }, 10)).toEqual([false, false, false, false])
    const hidden = suppressCrossed({ counts: [3, 30, 40, 50, 60, 70, 80, 90, 99], columns: 3 }, 10)
    expect(hidden.filter(Boolean)).toHaveLength(4)
  })

  it('finds the bridge that rows and columns with two hidden cells each do not show', () => {
    // Two blocks of four hidden cells, tied by one more hidden cell whose count the totals fix.
    const counts = [1, 1, 50, 50, 1, 1, 1, 50, 50, 50, 1, 1, 50, 50, 1, 1].map((count) => (count === 1 ? 5 : count))
    const hidden = suppressCrossed({ counts, columns: 4 }, 10)
    expect(
      recoverable(
        counts.map((count) => count < 10),
        counts,
        4,
      ),
    ).toBeGreaterThan(0)
    expect(recoverable(hidden, counts, 4)).toBe(0)
  })
})

interface Plan {
  readonly cell: readonly [number, number]
  readonly n: number
  readonly listed: number
}

const peopleOf = (plans: readonly Plan[]) => {
  const first: number[] = []
  const second: number[] = []
  const chance: number[] = []
  for (const { cell, n, listed } of plans) {
    for (let i = 0; i < n; i += 1) {
      first.push(cell[0])
      second.push(cell[1])
      chance.push(i < listed ? 1 : 0)
    }
  }
  return {
    rows: {
      chance: Float64Array.from(chance),
      label: Uint8Array.from(chance, (_, i) => (i % 3 === 0 ? 1 : 0)),
      person: Int32Array.from(chance, (_, i) => i),
    },
    attributes: {
      first: auditCodes('sex', ['m', 'v'], Int32Array.from(first)),
      second: auditCodes('age', ['young', 'middle', 'old'], Int32Array.from(second)),
    },
  }
}

const options = { confidence: 0.95, margin: 0.05, minimum: 10 } as const
const grid = (listed: (a: number, b: number) => number, n = 400) =>
  [0, 1].flatMap((a) => [0, 1, 2].map((b) => ({ cell: [a, b] as const, n, listed: listed(a, b) })))

describe('groups of two attributes', () => {
  it('is valid, plain JSON, logs both readings, and finds the one cell that two attributes alone do not show', () => {
    // Both attributes are even on their own; the crossing is not.
    const listed = [
      [160, 40, 40],
      [40, 100, 100],
    ]
    const { rows, attributes } = peopleOf(grid((a, b) => listed[a]![b]!))
    const result = intersections(rows, attributes, { ...options, references: { first: 'v', second: 'old' } })
    expect(schema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    expect(result.readings.map(({ attribute }) => attribute)).toEqual(['sex', 'age'])
    expect(result.reference).toEqual({ first: 'v', second: 'old' })
    const verdicts = Object.fromEntries(
      result.comparisons
        .filter(({ metric }) => metric === 'selectionRate')
        .map(({ group, verdict }) => [group, verdict]),
    )
    expect(verdicts).toEqual({
      'm × young': 'gap',
      'm × middle': 'gap',
      'm × old': 'gap',
      'v × young': 'gap',
      'v × middle': 'cannot-tell',
    })
    expect(result.between[0]).toMatchObject({ metric: 'selectionRate', towards: 'additive', cells: 6 })
    expect(result.between[0]!.spread).toBeGreaterThan(0.05)
  })

  it('draws a small cell further than a large one, and all the way when cells differ no more than chance', () => {
    const { rows, attributes } = peopleOf(grid(() => 40))
    const even = intersections(rows, attributes, options)
    expect(even.between[0]!.spread).toBe(0)
    const plans = grid((a, b) => (a === 0 && b === 0 ? 6 : 40 + 60 * ((a + b) % 2))).map((plan) =>
      plan.cell[0] === 0 && plan.cell[1] === 0 ? { ...plan, n: 12 } : plan,
    )
    const mixed = peopleOf(plans)
    const found = intersections(mixed.rows, mixed.attributes, { ...options, towards: 'overall' })
    const pulls = found.cells.map((cell) => {
      if (cell.suppressed) throw new Error('nothing is small')
      const { direct, shrunk, expected: to } = cell.metrics[0]!
      const [a, b, c] = [direct.estimate, shrunk.estimate, to] as [number, number, number]
      return (b - a) / (c - a)
    })
    expect(pulls[0]).toBeGreaterThan(2 * pulls[1]!)
  })

  it('shows no cell under the minimum, and none that a total would give away', () => {
    const plans = grid(() => 100).map((plan) =>
      plan.cell[0] === 1 && plan.cell[1] === 1 ? { ...plan, n: 4, listed: 2 } : plan,
    )
    const { rows, attributes } = peopleOf(plans)
    const result = intersections(rows, attributes, options)
    expect(result.cells.filter(({ suppressed }) => suppressed)).toHaveLength(4)
    const text = JSON.stringify(result.comparisons.filter(({ group }) => group === 'v × middle'))
    expect(text).not.toMatch(/"(difference|ratio|p)":[-\d]/)
    expect(text).toContain('cannot-tell')
  })

  it('refuses arrays of different lengths', () => {
    const { rows, attributes } = peopleOf(grid(() => 10, 20))
    expect(() => intersections({ ...rows, label: rows.label.subarray(1) }, attributes, options)).toThrow(
      'mismatched-lengths',
    )
  })
})
