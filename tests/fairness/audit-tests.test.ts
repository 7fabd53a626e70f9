import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FishersExact, fishersExact } from '../../src/fairness/fishers-exact.js'
import { type MantelHaenszel, mantelHaenszel } from '../../src/fairness/mantel-haenszel.js'
import { type TwoProportions, twoProportions } from '../../src/fairness/two-proportions.js'
import { random } from '../../src/random.js'
import { againstOracle } from '../support/oracle.js'

const expected = JSON.parse(readFileSync(new URL('../oracles/fairness-audit/expected.json', import.meta.url), 'utf8'))

const proportion = ([events, n]: readonly [number, number]) => ({ events, n })
const near = (found: unknown, wanted: number) =>
  expect(Math.abs((found as number) - wanted)).toBeLessThanOrEqual(1e-11 * Math.max(1e-3, Math.abs(wanted)))

const sample = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 60 }))
  .map(([n, x]) => ({ n, events: Math.min(n, x) }))

describe("Fisher's exact test", () => {
  it('equals scipy, one-sided and two-sided', () => {
    for (const { a, b, upper, lower, twoSided } of expected.fisher) {
      const found = fishersExact(proportion(a), proportion(b)) as FishersExact
      againstOracle('fisher', [found.upper, found.lower, found.twoSided], [upper, lower, twoSided])
    }
  })

  it('does not confirm two of the published one-sided Z verdicts at 5%: 4/53 against 4/169 and 2/24 against 1/76', () => {
    const pairs = [
      [4, 53, 4, 169],
      [2, 24, 1, 76],
    ] as const
    for (const [a, n, b, m] of pairs) {
      expect((twoProportions({ events: a, n }, { events: b, n: m }) as TwoProportions).upper).toBeLessThan(0.05)
      expect((fishersExact({ events: a, n }, { events: b, n: m }) as FishersExact).upper).toBeGreaterThan(0.05)
    }
  })

  it('mirrors when the samples change place, and the tails overlap in exactly the table seen', () => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const there = fishersExact(a, b) as FishersExact
        const back = fishersExact(b, a) as FishersExact
        near(there.upper, back.lower)
        near(there.twoSided, back.twoSided)
        expect(there.upper + there.lower).toBeGreaterThanOrEqual(1 - 1e-12)
        expect(there.twoSided).toBeGreaterThanOrEqual(Math.min(there.upper, there.lower) * (1 - 1e-9))
      }),
    )
  })

  it('never rejects a true null in more than one of twenty samples', () => {
    const draw = random(1, 'fisher')
    const count = (n: number): number => Array.from({ length: n }, () => draw.uniform()).filter((u) => u < 0.1).length
    let rejected = 0
    for (let i = 0; i < 2000; i += 1) {
      const p = (fishersExact({ events: count(60), n: 60 }, { events: count(90), n: 90 }) as FishersExact).upper
      if (p < 0.05) rejected += 1
    }
    expect(rejected / 2000).toBeLessThan(0.05 + 3.3 * Math.sqrt((0.05 * 0.95) / 2000))
    expect(rejected).toBeGreaterThan(0)
  })

  it('stays a probability for half a million people and a difference beyond the smallest number there is', () => {
    const found = fishersExact({ events: 9_000, n: 60_000 }, { events: 48_000, n: 510_000 }) as FishersExact
    expect(found.upper).toBe(0)
    expect(found.twoSided).toBe(0)
    expect(found.lower).toBeCloseTo(1, 12)
  })

  it('is undefined for an empty sample and refuses what is no count', () => {
    expect(fishersExact({ events: 0, n: 0 }, { events: 1, n: 3 })).toMatchObject({ kind: 'undefined' })
    expect(() => fishersExact({ events: 4, n: 3 }, { events: 1, n: 3 })).toThrow('invalid-counts')
    expect(() => fishersExact({ events: 0.5, n: 3 }, { events: 1, n: 3 })).toThrow('invalid-counts')
  })
})

describe('Mantel–Haenszel', () => {
  const strataOf = (tables: readonly (readonly [[number, number], [number, number]])[]) =>
    tables.map(([group, reference]) => ({ group: proportion(group), reference: proportion(reference) }))

  it('equals statsmodels StratifiedTable', () => {
    for (const { tables, ...wanted } of expected.mantelHaenszel) {
      const found = mantelHaenszel(strataOf(tables)) as MantelHaenszel
      for (const [name, value] of Object.entries(wanted))
        againstOracle('mantel-haenszel', found[name as keyof MantelHaenszel], value)
      expect(found.strata).toBe(tables.length)
    }
  })

  it('is not fooled by Simpson: equal rates within each outcome give no difference', () => {
    const strata = strataOf([
      [
        [80, 100],
        [8, 10],
      ],
      [
        [1, 10],
        [100, 1000],
      ],
    ])
    const found = mantelHaenszel(strata) as MantelHaenszel
    expect(found.riskDifference).toBeCloseTo(0, 14)
    expect(found.oddsRatio).toBeCloseTo(1, 12)
    expect(found.chiSquare).toBeCloseTo(0, 14)
  })

  it('is undefined where nothing can be compared', () => {
    expect(mantelHaenszel([])).toMatchObject({ kind: 'undefined' })
    expect(
      mantelHaenszel(
        strataOf([
          [
            [3, 5],
            [0, 0],
          ],
        ]),
      ),
    ).toMatchObject({ kind: 'undefined' })
    const nobody = mantelHaenszel(
      strataOf([
        [
          [0, 5],
          [0, 9],
        ],
      ]),
    ) as MantelHaenszel
    expect(nobody.chiSquare).toMatchObject({ kind: 'undefined' })
    expect(nobody.oddsRatio).toMatchObject({ kind: 'undefined' })
    expect(nobody.riskDifference).toBe(0)
  })
})
