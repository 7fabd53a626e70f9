import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ColumnProfile } from '../../src/drafting/column-profile.js'
import { groundOf, roleOf } from '../../src/drafting/column-role.js'

const profile = (changes: Partial<ColumnProfile>): ColumnProfile => ({
  name: 'x',
  rows: 1000,
  missing: 0,
  distinct: 5,
  integers: 0,
  numbers: 0,
  commaNumbers: 0,
  isoDates: 0,
  dutchDates: 0,
  leadingZeros: 0,
  negative: 0,
  levels: null,
  rare: 0,
  nothings: [],
  ...changes,
})
const levels = (...values: string[]) => values.map((value) => ({ value, rows: 200 }))

describe('what a column seems to be', () => {
  it.each([
    ['0 and 1', profile({ distinct: 2, integers: 1000, numbers: 1000, levels: levels('0', '1') }), 'boolean'],
    ['whole numbers', profile({ distinct: 300, integers: 1000, numbers: 1000, commaNumbers: 1000 }), 'integer'],
    ['decimals', profile({ distinct: 900, numbers: 1000 }), 'number'],
    ['texts in few kinds', profile({ levels: levels('a', 'b', 'c') }), 'category'],
    [
      'codes that begin with 0',
      profile({ integers: 1000, numbers: 1000, leadingZeros: 900, levels: levels('01', '02') }),
      'category',
    ],
    ['ISO dates', profile({ distinct: 400, isoDates: 1000 }), 'date'],
  ] as const)('%s are a candidate of their type', (_, own, type) => {
    expect(roleOf(own)).toMatchObject({ kind: 'candidate', type })
  })

  it('decimals with a comma and Dutch dates say so', () => {
    expect(roleOf(profile({ distinct: 900, commaNumbers: 1000 }))).toMatchObject({ type: 'number', decimal: ',' })
    expect(roleOf(profile({ distinct: 400, dutchDates: 1000 }))).toMatchObject({ type: 'date', dates: 'dutch' })
  })

  it('a number that is another in every row names something, and is never a candidate', () => {
    const own = profile({ distinct: 1000, integers: 1000, numbers: 1000 })
    expect(roleOf(own)).toEqual({ kind: 'identifier' })
    expect(roleOf({ ...own, name: 'client_id', distinct: 950 })).toEqual({ kind: 'identifier' })
  })

  it('a column without a value, with one value, or with free text is none', () => {
    expect(roleOf(profile({ missing: 1000, distinct: 0 }))).toEqual({ kind: 'unusable', because: 'empty' })
    expect(roleOf(profile({ distinct: 1 }))).toEqual({ kind: 'constant' })
    expect(roleOf(profile({ distinct: 700 }))).toEqual({ kind: 'unusable', because: 'text' })
  })

  it('has an answer for every profile', () => {
    const count = fc.integer({ min: 0, max: 1000 })
    fc.assert(
      fc.property(count, count, count, count, fc.string(), (missing, distinct, integers, numbers, name) => {
        expect(roleOf(profile({ name, missing, distinct, integers, numbers })).kind).toBeDefined()
      }),
    )
  })
})

describe('names that point to a protected ground', () => {
  it.each([
    ['Gender', 'sex'],
    ['leeftijd_start', 'age'],
    ['AgeAtEnrollment', 'age'],
    ['native-country', 'origin'],
    ['marital-status', 'civil status'],
    ['nationaliteit', 'origin'],
    ['arbeidsbeperking', 'disability'],
  ])('%s: %s', (name, ground) => {
    expect(groundOf(name)).toBe(ground)
  })

  it.each(['management', 'wages', 'package', 'ww_amount', 'manual', 'sexton'])('%s points to none', (name) => {
    expect(groundOf(name)).toBeNull()
  })
})
