import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { chiSquareTail } from '../../src/numeric/chi-square.js'
import { hotellingTail } from '../../src/numeric/hotelling.js'
import { againstOracle } from '../support/oracle.js'

const oracle = JSON.parse(
  readFileSync(new URL('../oracles/screening/hotelling.json', import.meta.url), 'utf8'),
) as readonly { readonly q: number; readonly df: number; readonly people: number; readonly p: number }[]

describe('the tail of T²', () => {
  it('is that of scipy, from a few people to millions', () => {
    for (const { q, df, people, p } of oracle) againstOracle('hotelling-tail', hotellingTail(q, { df, people }), p)
  })

  it('is longer than that of a known covariance, and goes to it as people grow', () => {
    for (const df of [1, 3, 6]) {
      const tails = [20, 100, 1000, 1e6].map((people) => hotellingTail(12, { df, people }))
      expect(tails.every((p, i) => i === 0 || p < (tails[i - 1] as number))).toBe(true)
      expect(tails.every((p) => p > chiSquareTail(12, df))).toBe(true)
      expect((tails.at(-1) as number) / chiSquareTail(12, df) - 1).toBeLessThan(1e-3)
    }
  })

  it('is 1 at and below zero, 0 at infinity, and not a number without enough people', () => {
    expect([0, -1].map((q) => hotellingTail(q, { df: 3, people: 40 }))).toEqual([1, 1])
    expect(hotellingTail(Number.POSITIVE_INFINITY, { df: 3, people: 40 })).toBe(0)
    expect(hotellingTail(5, { df: 3, people: 3 })).toBeNaN()
    expect(hotellingTail(Number.NaN, { df: 3, people: 40 })).toBeNaN()
  })
})
