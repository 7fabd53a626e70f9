import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tieOrder as schema } from '../../data-schemas/results/fairness-audit.js'
import { auditCodes } from '../../src/disclosure/audit-codes.js'
import { fairnessGuards, type Guarded } from '../../src/fairness/fairness-guards.js'
import { type Draw, type StratifiedExact, stratifiedExact } from '../../src/fairness/stratified-exact.js'
import { tieOrder } from '../../src/fairness/tie-order.js'
import { undefinedBecause } from '../../src/numeric/undefined.js'
import { random } from '../../src/random.js'
import { contestedPlaces } from '../../src/ranking/contested.js'
import { rankingOf, rankingWithin } from '../../src/ranking/order.js'
import { tieHash } from '../../src/scoring/tie-hash.js'
import { againstOracle } from '../support/oracle.js'

interface Case {
  readonly n: number[]
  readonly members: number[]
  readonly drawn: number[]
  readonly seen: number[]
  readonly twoSided: number
  readonly upper: number
  readonly lower: number
}

const drawsOf = ({ n, members, drawn, seen }: Case): Draw[] =>
  n.map((rows, i) => ({ n: rows, members: members[i]!, drawn: drawn[i]!, seen: seen[i]! }))

describe('the exact test over strata', () => {
  const { cases } = JSON.parse(readFileSync('tests/oracles/tie-rule/expected.json', 'utf8')) as { cases: Case[] }

  it.each(cases.map((one, i) => [i, one] as const))('equals R on case %d', (_, one) => {
    const found = stratifiedExact(drawsOf(one)) as StratifiedExact
    againstOracle('stratified-exact', [found.twoSided, found.upper, found.lower], [one.twoSided, one.upper, one.lower])
  })

  it('is undefined when chance leaves nothing open, and refuses counts that no draw can give', () => {
    expect(stratifiedExact([{ n: 4, members: 4, drawn: 2, seen: 2 }])).toHaveProperty('because')
    expect(stratifiedExact([])).toHaveProperty('because')
    expect(() => stratifiedExact([{ n: 4, members: 1, drawn: 2, seen: 2 }])).toThrow(/invalid-counts/)
    expect(() => stratifiedExact([{ n: 4, members: 4, drawn: 2, seen: 1 }])).toThrow(/invalid-counts/)
  })

  it('keeps p above 0 however far away, also over thousands of strata', () => {
    const found = stratifiedExact(Array.from({ length: 3000 }, () => ({ n: 4, members: 2, drawn: 2, seen: 2 })))
    expect((found as StratifiedExact).twoSided).toBeGreaterThan(0)
    expect((found as StratifiedExact).twoSided).toBeLessThan(1e-50)
  })

  it('both tails hold the total that was seen, and mirror when members and others change places', () => {
    const draw = fc
      .record({
        n: fc.integer({ min: 2, max: 12 }),
        a: fc.double({ min: 0, max: 1, noNaN: true }),
        b: fc.double({ min: 0, max: 1, noNaN: true }),
        c: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ n, a, b, c }) => {
        const members = Math.round(a * n)
        const drawn = Math.round(b * n)
        const least = Math.max(0, members + drawn - n)
        return { n, members, drawn, seen: least + Math.round(c * (Math.min(members, drawn) - least)) }
      })
    fc.assert(
      fc.property(fc.array(draw, { minLength: 1, maxLength: 15 }), (draws) => {
        const own = stratifiedExact(draws)
        const others = stratifiedExact(
          draws.map(({ n, members, drawn, seen }) => ({ n, members: n - members, drawn, seen: drawn - seen })),
        )
        if ('kind' in own || 'kind' in others) {
          expect('kind' in own).toBe('kind' in others)
          return
        }
        expect(own.upper + own.lower).toBeGreaterThanOrEqual(1 - 1e-9)
        expect(own.upper).toBeCloseTo(others.lower, 9)
        expect(own.twoSided).toBeCloseTo(others.twoSided, 9)
      }),
    )
  })
})

/** Weekly lists with rounded scores: people stay some weeks, so that many share a score and return. */
const tiedWeeks = (seed: number, weeks = 40) => {
  const draw = random(seed, 'tied weeks')
  const rows: { person: number; list: number; score: number; group: number; number: number }[] = []
  for (let person = 0; person < 25 * weeks; person += 1) {
    const group = draw.below(3)
    const level = draw.below(6)
    const own = draw.uniform()
    const first = draw.below(weeks)
    for (let week = first; week < Math.min(weeks, first + 6); week += 1)
      rows.push({ person, list: week, score: level, group, number: own })
  }
  return {
    person: Int32Array.from(rows, ({ person }) => person),
    list: Int32Array.from(rows, ({ list }) => list),
    score: Float64Array.from(rows, ({ score }) => score),
    codes: Int32Array.from(rows, ({ group }) => group),
    number: Float64Array.from(rows, ({ number }) => number),
  }
}

type Weeks = ReturnType<typeof tiedWeeks>

const audit = (weeks: Weeks, key: (row: number) => number) => {
  const ranking = rankingOf(weeks.score)
  const contested = contestedPlaces(ranking, { kind: 'share', share: 0.1 }, rankingWithin(ranking, weeks.list))
  return tieOrder({ contested, person: weeks.person, key }, auditCodes('origin', ['a', 'b', 'c'], weeks.codes), {
    minimum: 10,
  })
}

const hashed =
  ({ person, list }: Weeks, salt: string) =>
  (row: number): number =>
    Number.parseInt(tieHash(salt, String(person[row]), [String(list[row])]).slice(0, 13), 16)

const guardOf = (result: ReturnType<typeof audit>, kind: 'hash' | 'column' = 'hash') => {
  const none = undefinedBecause('not here')
  const guarded: Guarded = {
    tieRule: { kind, column: kind === 'column' ? 'number' : null, attributes: [result] },
    blindSpots: none,
    intersections: [],
    funnels: none,
  }
  return fairnessGuards(guarded, { confidence: 0.95, margin: null, blindSpot: 0.1, crossed: 0.1, metric: 'recall' })
}

describe('the order of equal scores', () => {
  it('by the hash of the frozen model raises no alarm', () => {
    const weeks = tiedWeeks(1)
    const result = audit(weeks, hashed(weeks, 'model'))
    expect(schema.parse(result)).toEqual(result)
    expect(result.contests).toBeGreaterThan(30)
    expect(guardOf(result)).toMatchObject([{ name: 'tie-rule', passed: true, severity: 'refuse' }])
  })

  it('planted fault: person numbers that went to one group first fire the guard', () => {
    const weeks = tiedWeeks(1)
    const early = weeks.number.map((value, row) => value + (weeks.codes[row] === 0 ? 0 : 0.5))
    const result = audit(weeks, (row) => early[row]!)
    expect(result.groups[0]!.share! - result.groups[0]!.expectedShare!).toBeGreaterThan(0.1)
    const [tie, frozen] = guardOf(result, 'column')
    expect(tie).toMatchObject({ name: 'tie-rule', passed: false, severity: 'refuse' })
    expect(frozen).toMatchObject({ name: 'tie-rule-not-frozen', passed: false, severity: 'warn' })
  })

  it.each([
    ['the hash, a new draw on every list', (weeks: Weeks, seed: number) => hashed(weeks, `salt ${seed}`)],
    ['a person number, the same on every list', (weeks: Weeks) => (row: number) => weeks.number[row]!],
    ['a day that goes with the week', (weeks: Weeks) => (row: number) => weeks.number[row]! + 0.05 * weeks.list[row]!],
  ])('%s, that knows nothing of the group, is called unfair in at most one of twenty', (_, keyOf) => {
    const runs = 200
    let [single, guard] = [0, 0]
    for (let seed = 1; seed <= runs; seed += 1) {
      const weeks = tiedWeeks(seed, 12)
      const result = audit(weeks, keyOf(weeks, seed))
      if ((result.groups[0]!.p ?? 1) < 0.05) single += 1
      if (guardOf(result).some(({ passed }) => !passed)) guard += 1
    }
    // An exact test of few people stays at or under its level; 3.3 standard errors above 5% happen once in 2,000.
    expect(single / runs).toBeLessThan(0.05 + 3.3 * Math.sqrt((0.05 * 0.95) / runs))
    expect(single).toBeGreaterThan(0)
    expect(guard).toBeLessThanOrEqual(2)
  })

  it('tests every person once: a rule that lists the same people week after week is one finding, not forty', () => {
    const weeks = tiedWeeks(3)
    const result = audit(weeks, (row) => weeks.number[row]!)
    expect(result.tested!).toBeLessThan(result.tied!)
    expect(result.tested!).toBeLessThanOrEqual(new Set(weeks.person).size)
  })

  it('shows and tests no group under the threshold, and nothing at all where few are tied', () => {
    const weeks = tiedWeeks(4, 2)
    const rare = { ...weeks, codes: weeks.codes.map((_, row) => (weeks.person[row]! < 3 ? 1 : 0)) }
    const { groups } = audit(rare, (row) => row)
    expect(groups.find(({ value }) => value === 'b')).toMatchObject({
      tied: null,
      expectedShare: null,
      share: null,
      p: null,
    })
    const two = audit({ ...weeks, score: weeks.score.map((_, row) => (row < 4 ? 9 : row / 1e6)) }, (row) => row)
    expect(two.tied).toBeNull()
    expect(two.places).toBeNull()
  })
})
