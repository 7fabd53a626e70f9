import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CATALOGUE, type OracleId, SECTIONS } from './oracles/catalogue/catalogue.js'
import { OTHER_PROOFS } from './oracles/catalogue/other-proofs.js'
import { largestDifference } from './support/oracle-difference.js'
import { oraclePage, printedOn, shownDifference } from './support/oracle-table.js'

const page = readFileSync('docs/ORACLES.md', 'utf8')
const ids = Object.keys(CATALOGUE) as OracleId[]
const sources = readdirSync('tests', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(join('tests', name), 'utf8'))
  .filter((text) => text.startsWith('import') && /^import { againstOracle }/m.test(text))

describe('docs/ORACLES.md', () => {
  it('holds the rows that the tests declare, each with its definition, reference and tolerance, and nothing else', () => {
    const printed = printedOn(page)
    expect(Object.keys(printed)).toEqual(ids)
    expect(oraclePage(printed)).toBe(page)
  })

  it('names every row once', () => {
    const named = Object.values(SECTIONS).flatMap((rows) => Object.keys(rows))
    expect(named).toEqual([...new Set(named)])
    expect(named).toEqual(ids)
  })

  it.each(ids)('shows a difference within the tolerance, measured by a test: %s', (id) => {
    const shown = printedOn(page)[id] as string
    const { tolerance } = CATALOGUE[id]
    if (tolerance === 0) expect(shown).toBe('none')
    else expect(Number(shown)).toBeLessThanOrEqual(Number(shownDifference(tolerance, tolerance)))
    expect(Number(shown)).not.toBe(0)
    expect(sources.some((text) => text.includes(`'${id}'`))).toBe(true)
  })

  it.each(OTHER_PROOFS)('names a test that is there: $test', ({ test }) => {
    expect(existsSync(test)).toBe(true)
  })
})

describe('a difference from a reference', () => {
  it('is the largest, by the measure asked for', () => {
    expect(largestDifference([1, 2.02], [1, 2], 'relative')).toBeCloseTo(0.01, 12)
    expect(largestDifference([1, 2.02], [1, 2], 'absolute')).toBeCloseTo(0.02, 12)
    expect(largestDifference(0.002, 0.001, 1)).toBeCloseTo(0.001, 12)
    expect(largestDifference(Float64Array.of(3), [3], 'absolute')).toBe(0)
    expect(largestDifference([[1], [2, null]], [[1], [2, null]], 'absolute')).toBe(0)
  })

  it.each([
    [[1], [1, 2]],
    [[], []],
    [{ kind: 'undefined', because: 'no rows' }, 1],
    [Number.NaN, 1],
    [1, Number.NaN],
    [null, 0],
    [undefined, 1],
    [Number.POSITIVE_INFINITY, 1],
  ])('is infinite where nothing can be compared (%#)', (ours, theirs) => {
    expect(largestDifference(ours, theirs, 'relative')).toBe(Number.POSITIVE_INFINITY)
  })

  it('is shown rounded up, so that the page does not change with the last digits', () => {
    expect(shownDifference(3.2e-12, 1e-8)).toBe('1e-11')
    expect(shownDifference(1e-11, 1e-8)).toBe('1e-11')
    expect(shownDifference(3.2e-9, 1e-8)).toBe('4e-9')
    expect(shownDifference(9.4e-9, 1e-8)).toBe('1e-8')
    expect(shownDifference(2e-4, 1e-8)).toBe('2e-4')
    expect(shownDifference(0.0102, 1e-8)).toBe('2e-2')
    expect(shownDifference(0, 1e-8)).toBe('1e-15')
    expect(shownDifference(0, 0)).toBe('none')
    expect(shownDifference(2, 1)).toBe('2e0')
  })
})
