import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { exposureStrata, joinSmall, type StratumCounts, standInWeights } from '../../src/panel/exposure-strata.js'
import { againstOracle } from '../support/oracle.js'

const oracle = JSON.parse(readFileSync('tests/oracles/exposure/expected.json', 'utf8')) as {
  readonly truncate: number
  readonly cells: readonly { readonly exposed: number; readonly free: number; readonly weight: number }[]
}

const cell = fc.record({ exposed: fc.nat(200), free: fc.nat(200) }).filter(({ exposed, free }) => exposed + free > 0)
const cells = fc.array(cell, { minLength: 1, maxLength: 40 })
const total = (counts: readonly number[]): number => counts.reduce((sum, n) => sum + n, 0)

const people = (exposedPeople: number, freePeople: number): StratumCounts => ({
  exposed: 2 * exposedPeople,
  free: 2 * freePeople,
  exposedPeople,
  freePeople,
})

describe('weights with which unexposed rows stand in for exposed ones', () => {
  it('are the stabilised inverse share unexposed of their stratum, truncated', () => {
    againstOracle(
      'stand-in-weights',
      standInWeights(oracle.cells, oracle.truncate),
      oracle.cells.map(({ weight }) => weight),
    )
  })

  it('add up to the number of unexposed rows, and give each stratum its share of all rows', () => {
    fc.assert(
      fc.property(
        fc.array(
          cell.filter(({ free }) => free > 0),
          { minLength: 1, maxLength: 12 },
        ),
        (strata) => {
          const weights = standInWeights(strata, Number.POSITIVE_INFINITY)
          const free = total(strata.map((one) => one.free))
          const all = free + total(strata.map(({ exposed }) => exposed))
          strata.forEach((one, s) => {
            expect(one.free * weights[s]!).toBeCloseTo((free * (one.exposed + one.free)) / all, 8)
          })
        },
      ),
    )
  })

  it('are 1 where nobody was exposed, and 0 where nobody was not', () => {
    expect([
      ...standInWeights(
        [
          { exposed: 0, free: 7 },
          { exposed: 0, free: 3 },
        ],
        10,
      ),
    ]).toEqual([1, 1])
    expect([
      ...standInWeights(
        [
          { exposed: 4, free: 0 },
          { exposed: 0, free: 4 },
        ],
        10,
      ),
    ]).toEqual([0, 0.5])
  })
})

describe('strata of cells', () => {
  it('hold untouched cells apart, are dense, and rise with the shrunken share exposed', () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 1, max: 12 }), (found, strata) => {
        const of = exposureStrata(found, strata)
        const used = [...new Set(of)].sort((a, b) => a - b)
        expect(used).toEqual(used.map((_, i) => i))
        const untouched = found.some(({ exposed }) => exposed === 0)
        expect(used.length).toBeLessThanOrEqual(strata + (untouched ? 1 : 0))
        const share = total(found.map(({ exposed }) => exposed)) / total(found.map((one) => one.exposed + one.free))
        const score = ({ exposed, free }: { exposed: number; free: number }) =>
          (exposed + 20 * share) / (exposed + free + 20)
        found.forEach((one, i) => {
          if (untouched) expect(of[i] === 0).toBe(one.exposed === 0)
          found.forEach((other, j) => {
            if (one.exposed > 0 && other.exposed > 0 && of[i]! < of[j]!)
              expect(score(one)).toBeLessThanOrEqual(score(other))
          })
        })
      }),
    )
  })

  it('hold about equally many exposed rows', () => {
    const found = Array.from({ length: 100 }, (_, i) => ({ exposed: 10, free: 10 + 10 * i }))
    const of = exposureStrata(found, 5)
    const sums = [0, 1, 2, 3, 4].map((stratum) => total(found.map((one, i) => (of[i] === stratum ? one.exposed : 0))))
    expect(sums).toEqual([200, 200, 200, 200, 200])
    expect(of[99]).toBe(0)
    expect(of[0]).toBe(4)
  })

  it('are one when nobody was exposed, and none without cells', () => {
    expect([
      ...exposureStrata(
        [
          { exposed: 0, free: 5 },
          { exposed: 0, free: 9 },
        ],
        10,
      ),
    ]).toEqual([0, 0])
    expect([...exposureStrata([], 10)]).toEqual([])
  })
})

describe('strata with too few people', () => {
  const settled = (strata: readonly StratumCounts[]): readonly StratumCounts[] => {
    const map = joinSmall(strata, 10)
    if (map === null) return strata
    const next = Array.from({ length: Math.max(...map) + 1 }, (_, stratum) => {
      const own = strata.filter((_one, i) => map[i] === stratum)
      return {
        exposed: total(own.map((one) => one.exposed)),
        free: total(own.map((one) => one.free)),
        exposedPeople: total(own.map((one) => one.exposedPeople)),
        freePeople: total(own.map((one) => one.freePeople)),
      }
    })
    return settled(next)
  }

  it('join the one below; the first touched one does not join the untouched', () => {
    expect(joinSmall([people(0, 50), people(20, 20), people(20, 3)], 10)).toEqual(Int32Array.of(0, 1, 1))
    expect(joinSmall([people(0, 50), people(3, 20), people(20, 20)], 10)).toEqual(Int32Array.of(0, 1, 1))
    expect(joinSmall([people(0, 50), people(3, 20)], 10)).toEqual(Int32Array.of(0, 0))
    expect(joinSmall([people(0, 50), people(20, 20)], 10)).toBeNull()
    expect(joinSmall([people(3, 3)], 10)).toBeNull()
  })

  it('are gone in the end, and nobody is lost', () => {
    const stratum = fc.tuple(fc.nat(40), fc.nat(40)).map(([a, b]) => people(a, b))
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 12 }), (strata) => {
        const end = settled(strata)
        expect(total(end.map(({ free }) => free))).toBe(total(strata.map(({ free }) => free)))
        if (end.length > 1)
          for (const { exposedPeople, freePeople } of end) {
            expect(freePeople).toBeGreaterThanOrEqual(10)
            expect(exposedPeople === 0 || exposedPeople >= 10).toBe(true)
          }
      }),
    )
  })
})
