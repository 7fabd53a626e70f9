import { describe, expect, it } from 'vitest'
import { blindSpots as schema } from '../../data-schemas/results/fairness-audit.js'
import { blindSpots } from '../../src/fairness/blind-spots.js'
import { fairnessGuards, type Guarded } from '../../src/fairness/fairness-guards.js'
import { undefinedBecause } from '../../src/numeric/undefined.js'
import { random } from '../../src/random.js'
import { listingChance } from '../../src/ranking/listing.js'
import { rankingOf } from '../../src/ranking/order.js'

const MODEL_HOLDS = 0

/** People with several weeks; the model knows `frail`, and not that people of sector 2 without a diploma have a higher risk by `hidden`. */
const people = (seed: number, hidden: number, count = 3000) => {
  const draw = random(seed, 'blind people')
  const rows: { person: number; sector: number; diploma: number; p: number; label: number }[] = []
  for (let person = 0; person < count; person += 1) {
    const frail = draw.uniform() ** 2
    const sector = draw.below(4)
    const diploma = draw.below(2)
    const p = 0.02 + 0.4 * frail
    const own = draw.uniform()
    const real = p + (sector === 2 && diploma === 0 ? hidden : 0)
    for (let week = 1 + draw.below(4); week > 0; week -= 1) {
      // Weeks of one person share most of their luck.
      const luck = draw.uniform() < 0.7 ? own : draw.uniform()
      rows.push({ person, sector, diploma, p, label: luck < real ? 1 : 0 })
    }
  }
  const probability = Float64Array.from(rows, ({ p }) => p)
  const level = (name: string, codes: Int32Array, levels: readonly string[]) => ({ name, codes, levels })
  return {
    chance: listingChance(rankingOf(probability), { kind: 'share', share: 0.1 }),
    probability,
    label: Uint8Array.from(rows, ({ label }) => label),
    person: Int32Array.from(rows, ({ person }) => person),
    features: [
      level(
        'sector',
        Int32Array.from(rows, ({ sector }) => sector),
        ['a', 'b', 'c', 'd'],
      ),
      level(
        'diploma',
        Int32Array.from(rows, ({ diploma }) => diploma),
        ['no', 'yes'],
      ),
      level(
        'risk',
        Int32Array.from(rows, ({ p }) => (p < 0.1 ? 0 : p < 0.3 ? 1 : 2)),
        ['low', 'middle', 'high'],
      ),
    ],
  }
}

const options = { minimum: 10, confidence: 0.95, seed: 5 } as const

const guardOf = (found: ReturnType<typeof blindSpots>) => {
  const none = undefinedBecause('not here')
  const guarded: Guarded = {
    tieRule: { kind: 'hash', column: null, attributes: none },
    blindSpots: found,
    intersections: [],
    funnels: none,
  }
  return fairnessGuards(guarded, { confidence: 0.95, margin: null, blindSpot: 0.1, crossed: 0.1, metric: 'recall' })
}

describe('people missed beyond what the model expects', () => {
  it('planted fault: finds the people whose risk the model does not know, and the guard warns', () => {
    const found = blindSpots(people(1, 0.35), options)
    expect(schema.parse(found)).toEqual(found)
    const named = found.found[0]!.rule.map(({ feature, level }) => `${feature} ${level}`)
    expect(named).toEqual(['sector c', 'diploma no'])
    expect(found.found[0]!.missedToExpected!).toBeGreaterThan(1.5)
    expect(guardOf(found)).toMatchObject([{ name: 'blind-spot', passed: false, severity: 'warn' }])
  })

  it('low risks are missed most, and are no blind spot', () => {
    const found = blindSpots(people(2, MODEL_HOLDS), options)
    expect(guardOf(found)).toMatchObject([{ name: 'blind-spot', passed: true }])
  })

  it('a level that is wrong for everybody is calibration, no blind spot', () => {
    const rows = people(3, MODEL_HOLDS)
    const found = blindSpots({ ...rows, probability: rows.probability.map((p) => p / 3) }, options)
    const same = blindSpots(rows, options)
    expect(found.found.map(({ rule }) => rule)).toEqual(same.found.map(({ rule }) => rule))
    expect(found.found[0]!.p!).toBeCloseTo(same.found[0]!.p!, 9)
  })

  it('without any blind spot the second half rejects at most about one in twenty, with weeks of one person together', () => {
    const runs = 150
    let [rejected, tests, alarms] = [0, 0, 0]
    for (let seed = 1; seed <= runs; seed += 1) {
      const found = blindSpots(people(seed, MODEL_HOLDS, 800), { ...options, seed })
      for (const { p } of found.found) {
        if (p === null) continue
        tests += 1
        if (p < 0.05) rejected += 1
      }
      if (guardOf(found).some(({ passed }) => !passed)) alarms += 1
    }
    // Tests of one sample overlap: the bound allows for a third of them being independent.
    expect(rejected / tests).toBeLessThan(0.05 + 3.3 * Math.sqrt((0.05 * 0.95) / (tests / 3)))
    expect(alarms).toBe(0)
  })

  it('hides a description under the threshold, and works without events', () => {
    const rows = people(4, MODEL_HOLDS, 60)
    const nobody = blindSpots({ ...rows, label: new Uint8Array(rows.label.length) }, options)
    expect(nobody).toMatchObject({ searched: 0, tested: 0, found: [] })
    const few = blindSpots(rows, { ...options, minimum: 2 })
    for (const one of blindSpots(rows, { ...options, minimum: 5 }).found)
      if (one.people === null) expect(one.beyond.estimate).toEqual({ kind: 'suppressed' })
    expect(few.searched).toBeGreaterThan(0)
    expect(() => blindSpots({ ...rows, chance: new Float64Array(3) }, options)).toThrow(/mismatched-lengths/)
  })
})
