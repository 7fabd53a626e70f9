import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Block } from '../../src/numeric/design.js'
import { linearPredictor } from '../../src/numeric/linear-predictor.js'
import { addLookups, addToTables, type Lookup } from '../../src/numeric/lookups.js'
import { densePeople } from '../../src/numeric/people.js'
import { scoreOfCounts } from '../../src/numeric/score-of-counts.js'

const LEVELS = 5
const real = fc.double({ min: -8, max: 8, noNaN: true })

const numbers = (length: number) =>
  fc.array(real, { minLength: length, maxLength: length }).map((values) => Float64Array.from(values))

const codesOf = (rows: number, seed: number): Uint16Array =>
  Uint16Array.from({ length: rows }, (_, i) => Math.imul(i + 1, 2654435761 + 97 * seed) >>> 29).map(
    (code) => code % LEVELS,
  )

/** Blocks of every sort in every order: coded with some columns, one column of values, no column at all. */
const blocks = (rows: number): fc.Arbitrary<readonly Block[]> =>
  fc
    .array(fc.tuple(fc.constantFrom('coded', 'coded', 'coded', 'values', 'empty'), numbers(3 * LEVELS)), {
      maxLength: 12,
    })
    .map((drawn) =>
      drawn.map(([kind, table], j): Block => {
        const name = `x${j}`
        const values = Float64Array.from({ length: rows }, (_, i) => (table[i % table.length] as number) / 4)
        if (kind === 'values') return { kind, name, columns: [name], values }
        const columns = kind === 'empty' ? [] : ['a', 'b', 'c'].slice(0, 1 + (j % 3))
        return { kind: 'coded', name, columns, codes: codesOf(rows, j), table: table.slice(0, LEVELS * columns.length) }
      }),
    )

/** Log-odds block after block, each with a loop of its own. */
const plainPredictor = (of: readonly Block[], estimates: Float64Array, rows: number): Float64Array => {
  const eta = new Float64Array(rows).fill(estimates[0] as number)
  let at = 1
  for (const block of of) {
    const width = block.columns.length
    for (let i = 0; i < rows && width > 0; i += 1) {
      let sum = 0
      if (block.kind === 'values') sum = (estimates[at] as number) * (block.values[i] as number)
      else {
        const row = (block.codes[i] as number) * width
        for (let c = 0; c < width; c += 1) sum += (block.table[row + c] as number) * (estimates[at + c] as number)
      }
      eta[i] = (eta[i] as number) + sum
    }
    at += width
  }
  return eta
}

const plainScore = (
  of: readonly Block[],
  { trials, events }: { trials: Float64Array; events: Float64Array },
  estimates: Float64Array,
): Float64Array => {
  const rows = trials.length
  const residual = plainPredictor(of, estimates, rows).map((eta, i) =>
    trials[i] === 0 ? 0 : (events[i] as number) - (trials[i] as number) / (1 + Math.exp(-eta)),
  )
  const score = new Float64Array(estimates.length)
  score[0] = residual.reduce((sum, value) => sum + value, 0)
  let at = 1
  for (const block of of) {
    const width = block.columns.length
    if (block.kind === 'values') {
      score[at] = residual.reduce((sum, value, i) => sum + value * (block.values[i] as number), 0)
    } else if (width > 0) {
      const perCode = new Float64Array(LEVELS)
      residual.forEach((value, i) => {
        perCode[block.codes[i] as number]! += value
      })
      perCode.forEach((sum, code) => {
        for (let c = 0; c < width; c += 1) score[at + c]! += sum * (block.table[code * width + c] as number)
      })
    }
    at += width
  }
  return score
}

const bits = (values: Float64Array): readonly bigint[] => [...new BigUint64Array(values.slice().buffer)]

/** Rows beyond one stretch, so that its edge is crossed. */
const ROWS = 2500

describe('lookups, four at a time', () => {
  it('add up to the same bits as one by one, on any stretch', () => {
    const drawn = fc.array(numbers(LEVELS), { maxLength: 11 })
    fc.assert(
      fc.property(drawn, numbers(60), fc.nat(30), (tables, start, from) => {
        const lookups = tables.map((table, j): Lookup => ({ codes: codesOf(100, j), table }))
        const stretch = { from, count: 50 }
        const together = start.slice()
        addLookups(together, lookups, stretch)
        const alone = start.slice()
        for (const one of lookups) addLookups(alone, [one], stretch)
        expect(bits(together)).toEqual(bits(alone))
        expect(bits(together.slice(50))).toEqual(bits(start.slice(50)))

        const sums = lookups.map(({ codes, table }): Lookup => ({ codes, table: table.slice() }))
        addToTables(sums, start, stretch)
        for (const { codes, table } of lookups) {
          for (let i = 0; i < 50; i += 1) table[codes[from + i] as number]! += start[i] as number
        }
        expect(sums.map(({ table }) => bits(table))).toEqual(lookups.map(({ table }) => bits(table)))
      }),
      { numRuns: 60 },
    )
  })

  it('give the same bits of log-odds and score as plain loops, whatever the order of the blocks, with and without empty patterns', () => {
    fc.assert(
      fc.property(blocks(ROWS), fc.nat(3), numbers(40), (of, empty, drawn) => {
        const size = 1 + of.reduce((sum, { columns }) => sum + columns.length, 0)
        const estimates = Float64Array.from({ length: size }, (_, j) => (drawn[j] as number) / 10)
        const trials = Float64Array.from({ length: ROWS }, (_, i) => (i % 4 < empty ? 0 : 1 + (i % 3)))
        const events = trials.map((n, i) => (n === 0 ? 0 : i % 2))
        expect(bits(linearPredictor(of, estimates, ROWS))).toEqual(bits(plainPredictor(of, estimates, ROWS)))
        const score = scoreOfCounts(of, { trials, events })
        expect(bits(score(estimates))).toEqual(bits(plainScore(of, { trials, events }, estimates)))
        // a second point on the same work space
        const other = estimates.map((value) => value / 2)
        expect(bits(score(other))).toEqual(bits(plainScore(of, { trials, events }, other)))
      }),
      { numRuns: 25 },
    )
  })
})

describe('numbers of people', () => {
  it('go up with the code and do not depend on the order of the rows, in a short or a long range of codes', () => {
    const codes = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -0x80000000, max: 0x7fffffff }))
    fc.assert(
      fc.property(fc.array(codes), (person) => {
        const known = [...new Set(person)].sort((a, b) => a - b)
        const found = densePeople(Int32Array.from(person))
        expect(found.people).toBe(known.length)
        expect([...found.of]).toEqual(person.map((code) => known.indexOf(code)))
      }),
    )
  })
})
