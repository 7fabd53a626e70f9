import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { drawBesideList, PART_CODES, placesOf } from '../../src/fairness/random-beside-list.js'
import { powerOf, sampleSize } from '../../src/fairness/sample-size.js'
import { type TwoProportions, twoProportions } from '../../src/fairness/two-proportions.js'
import { random } from '../../src/random.js'
import { againstOracle } from '../support/oracle.js'

const expected = JSON.parse(readFileSync(new URL('../oracles/fairness-audit/expected.json', import.meta.url), 'utf8'))

describe('the size of a sample', () => {
  it('reproduces both published examples: 85 and 4,818 people', () => {
    const sizes = (rate: number, otherRate: number): number[] => {
      const { first, second, total } = sampleSize({ rate, otherRate, ratio: 0.225 })
      return [first, second, total]
    }
    againstOracle('sample-size-published', sizes(0.14, 0.013), [69, 16, 85])
    againstOracle('sample-size-published', sizes(0.02, 0.01), [3933, 885, 4818])
  })

  it('equals statsmodels, one- and two-sided, pooled and unpooled', () => {
    for (const { p1, p2, ratio, alpha, power, ...wanted } of expected.sampleSize) {
      for (const variance of ['unpooled', 'pooled'] as const) {
        for (const sides of ['one', 'two'] as const) {
          const { exact } = sampleSize({ rate: p1, otherRate: p2, ratio, alpha, power, sides, variance })
          againstOracle('sample-size', exact, wanted[`${variance}_${sides}`])
        }
      }
    }
  })

  it('divides alpha over the tests, and gives back its own power', () => {
    const question = { rate: 0.14, otherRate: 0.1, ratio: 0.5, tests: 6, sides: 'two', variance: 'pooled' } as const
    const { exact, alphaEach } = sampleSize({ ...question, power: 0.9 })
    expect(alphaEach).toBeCloseTo(0.05 / 6, 15)
    expect(sampleSize({ ...question, power: 0.9, tests: 1, alpha: alphaEach }).exact).toBeCloseTo(exact, 8)
    expect(powerOf(question, exact)).toBeCloseTo(0.9, 10)
  })

  it('asks for more people for a smaller difference, more tests and more power', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 0.4, noNaN: true }), fc.integer({ min: 1, max: 20 }), (rate, tests) => {
        const base = sampleSize({ rate, otherRate: rate + 0.1, tests }).exact
        expect(sampleSize({ rate, otherRate: rate + 0.05, tests }).exact).toBeGreaterThan(base)
        expect(sampleSize({ rate, otherRate: rate + 0.1, tests: tests + 1 }).exact).toBeGreaterThan(base)
        expect(sampleSize({ rate, otherRate: rate + 0.1, tests, power: 0.9 }).exact).toBeGreaterThan(base)
      }),
    )
  })

  it('is honest about small samples: with the published 69 and 16 people the pooled Z test has clearly less than 80% power', () => {
    const draw = random(5, 'power')
    const count = (n: number, p: number): number =>
      Array.from({ length: n }, () => draw.uniform()).filter((u) => u < p).length
    const power = (first: number, second: number): number => {
      let found = 0
      for (let i = 0; i < 1000; i += 1) {
        const z = twoProportions({ events: count(first, 0.14), n: first }, { events: count(second, 0.013), n: second })
        if ((z as TwoProportions).upper < 0.05) found += 1
      }
      return found / 1000
    }
    expect(power(69, 16)).toBeLessThan(0.7)
    const { first, second } = sampleSize({ rate: 0.14, otherRate: 0.05, ratio: 1, variance: 'pooled' })
    expect(first).toBe(second)
  })

  it.each([
    { rate: 0.1, otherRate: 0.1 },
    { rate: 0.1, otherRate: 1.2 },
    { rate: 0.1, otherRate: 0.2, alpha: 0 },
    { rate: 0.1, otherRate: 0.2, power: 0.04 },
    { rate: 0.1, otherRate: 0.2, ratio: 0 },
    { rate: 0.1, otherRate: 0.2, tests: 0 },
    { rate: Number.NaN, otherRate: 0.2 },
  ])('refuses %o', (question) => {
    expect(() => sampleSize(question)).toThrow('invalid-sample-size')
  })
})

describe('a random sample beside the list', () => {
  it('shares places 2 : 1 : 1, to the last place', () => {
    expect(placesOf(400)).toEqual({ profile: 200, random: 100, signals: 100 })
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(9), fc.nat(9), (capacity, profile, signals) => {
        const places = placesOf(capacity, { profile, random: 1, signals })
        expect(places.profile + places.random + places.signals).toBe(capacity)
        const exact = (capacity * profile) / (profile + 1 + signals)
        expect(Math.abs(places.profile - exact)).toBeLessThan(1)
      }),
    )
    expect(() => placesOf(10.5)).toThrow('invalid-parts')
    expect(() => placesOf(10, { profile: 0, random: 0, signals: 0 })).toThrow('invalid-parts')
  })

  it('fills every place once, hands the profile what signals leave open, and is the same for the same seed', () => {
    const round = {
      order: Int32Array.from({ length: 100 }, (_, i) => (i * 37) % 100),
      signalled: Uint8Array.from({ length: 100 }, (_, i) => (i < 3 ? 1 : 0)),
    }
    const part = drawBesideList(round, placesOf(40), random(1, 'beside'))
    const count = (code: number): number => part.filter((value) => value === code).length
    expect(count(PART_CODES.random)).toBe(10)
    expect(count(PART_CODES.signals)).toBeLessThanOrEqual(3)
    expect(count(PART_CODES.none)).toBe(60)
    expect(drawBesideList(round, placesOf(40), random(1, 'beside'))).toEqual(part)
    expect(drawBesideList(round, placesOf(400), random(1, 'beside')).includes(PART_CODES.none)).toBe(false)
  })

  it('draws its random part from everybody: those at the top of the list are in it as often as those at the bottom', () => {
    const round = { order: Int32Array.from({ length: 50 }, (_, i) => i), signalled: new Uint8Array(50).fill(1) }
    const drawn = new Float64Array(50)
    for (let seed = 0; seed < 4000; seed += 1) {
      drawBesideList(round, placesOf(20), random(seed, 'beside')).forEach((code, person) => {
        if (code === PART_CODES.random) drawn[person]! += 1
      })
    }
    // 5 of 50 places: 400 of 4,000 expected; 99.9% of the largest of 50 within 4.3 standard errors
    for (const times of drawn) expect(Math.abs(times - 400)).toBeLessThan(4.3 * Math.sqrt(4000 * 0.1 * 0.9))
  })
})
