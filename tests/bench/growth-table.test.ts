import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exponentOf, type Grown, growthTables, needTable } from '../../bench/support/growth-table.js'

const cost = (seconds: number) => ({ seconds, cpuSeconds: seconds, peakMB: 100 * seconds })

const grown = (size: number, seconds: number, load = 0.2): Grown => ({
  engine: 'duckdb',
  size,
  machine: { date: '2026-01-01 00:00', cores: 2, cpu: 'test', memory: '8 GiB', node: '20', load },
  clients: size * 44_000,
  personWeeks: size * 1e6,
  inputMB: size * 6,
  train: size * 1e5,
  test: size * 1e5,
  sample: size * 1e4,
  patterns: 10,
  samplePatterns: 10,
  synth: cost(1),
  total: cost(seconds),
  engineLimit: '4000MB',
  spilledMB: 0,
  stages: [{ name: 'contract', ...cost(seconds) }],
})

describe('the exponent of growth', () => {
  it('is found again from exact powers', () => {
    fc.assert(
      fc.property(fc.double({ min: -1, max: 3, noNaN: true }), fc.double({ min: 1, max: 50, noNaN: true }), (b, a) => {
        const points = [1, 3, 10, 50].map((x) => [x, a * x ** b] as const)
        const told = points.filter(([, y]) => y >= 0.05).length
        const found = exponentOf(points)
        if (told < 2) expect(found).toBeUndefined()
        else expect(found).toBeCloseTo(b, 9)
      }),
      { seed: 1 },
    )
  })

  it('is undefined where nothing can be told: one point, one size, or times below the clock', () => {
    expect(exponentOf([[1, 5]])).toBeUndefined()
    expect(
      exponentOf([
        [2, 5],
        [2, 7],
      ]),
    ).toBeUndefined()
    expect(
      exponentOf([
        [1, 0.001],
        [10, 0.002],
        [50, 9],
      ]),
    ).toBeUndefined()
  })
})

describe('the tables of growth', () => {
  it('judge time and memory, and do not judge time on a busy machine', () => {
    const text = (all: readonly Grown[]): string => growthTables(all).join('\n')
    expect(text([grown(10, 30)])).toContain('≤ 120 s: met; ≤ 4.0 GB: met')
    expect(text([grown(10, 130)])).toContain('≤ 120 s: **not met**; ≤ 4.0 GB: **not met**')
    expect(text([grown(10, 130, 3)])).toContain('not met on a busy machine')
    expect(text([grown(50, 70)])).toContain('≤ 8.0 GB: met')
    expect(growthTables([])).toEqual([])
  })

  it('mark what was not measured, and draw it on from the last two sizes', () => {
    const rows = needTable([grown(10, 60), grown(50, 300)])
    expect(rows.filter((row) => row.includes('measured'))).toHaveLength(2)
    expect(rows.at(-2)).toContain('| 250 | 25 min | 25 min |')
    // 30 GB at 50 million, of which 4 are the engine's
    expect(rows.at(-2)).toContain(`| ${4 + 26 * 5} GB |`)
    expect(rows.at(-2)).toContain('drawn on from 10 and 50 million')
    expect(needTable([grown(10, 60)])).toEqual([])
  })
})
