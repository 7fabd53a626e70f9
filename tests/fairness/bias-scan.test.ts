import { describe, expect, it } from 'vitest'
import { biasScan as schema } from '../../data-schemas/results/fairness-audit.js'
import { biasScan } from '../../src/fairness/bias-scan.js'
import { rowsByPerson } from '../../src/fairness/cluster-moments.js'
import { clusterDifference } from '../../src/fairness/cluster-ratio.js'
import { metricTablesOf } from '../../src/fairness/one-metric.js'
import { describe as membersOf, searchDescriptions } from '../../src/fairness/search-descriptions.js'
import { random } from '../../src/random.js'

/** People with several weeks, three features, and a chance to be missed that a planted pair of levels raises. */
const people = (count: number, seed: number, planted = 0) => {
  const draw = random(seed, 'scan')
  const rows: { person: number; label: number; chance: number; codes: readonly number[] }[] = []
  for (let p = 0; p < count; p += 1) {
    const codes = [draw.below(3), draw.below(4), draw.below(2)]
    const frail = draw.uniform()
    for (let week = 1 + draw.below(4); week > 0; week -= 1) {
      const found = 0.3 + 0.5 * frail - (codes[0] === 1 && codes[1] === 2 ? planted : 0)
      rows.push({ person: p, codes, label: draw.uniform() < 0.6 ? 1 : 0, chance: draw.uniform() < found ? 1 : 0 })
    }
  }
  return {
    person: Int32Array.from(rows, ({ person }) => person),
    label: Uint8Array.from(rows, ({ label }) => label),
    chance: Float64Array.from(rows, ({ chance }) => chance),
    features: [3, 4, 2].map((size, f) => ({
      name: `f${f}`,
      levels: Array.from({ length: size }, (_, level) => `level ${level}`),
      codes: Int32Array.from(rows, ({ codes }) => codes[f]!),
    })),
  }
}

const options = { confidence: 0.95, margin: 0.05, minimum: 10, seed: 3 } as const

describe('the scan for people who are missed more', () => {
  it('finds a planted pair of levels, in plain valid JSON, and is the same for the same seed', () => {
    const rows = people(3000, 2, 0.3)
    const result = biasScan(rows, options)
    expect(schema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    expect(biasScan(rows, options)).toEqual(result)
    expect(result.found[0]).toMatchObject({
      rule: [
        { feature: 'f0', level: 'level 1' },
        { feature: 'f1', level: 'level 2' },
      ],
      verdict: 'gap',
    })
    expect(result.tested).toBe(3)
    // 3 + 4 + 2 single levels, and 12 + 6 + 8 pairs
    expect(result.searched).toBe(35)
  })

  it('cries wolf in at most one of twenty sets of people without any difference', () => {
    const runs = 400
    let alarms = 0
    let single = 0
    for (let seed = 1; seed <= runs; seed += 1) {
      const rows = people(150, seed)
      const found = biasScan(rows, { ...options, margin: null, seed }).found
      if (found.some(({ verdict }) => verdict === 'gap')) alarms += 1
      const [one] = biasScan(rows, { ...options, margin: null, seed, tested: 1 }).found
      if (one?.p !== undefined && one.p !== null && one.p < 0.05) single += 1
    }
    const noise = 3.3 * Math.sqrt((0.05 * 0.95) / runs)
    expect(alarms / runs).toBeLessThan(0.05 + noise)
    expect(Math.abs(single / runs - 0.05)).toBeLessThan(noise)
  })

  it('would cry wolf in more than one of five if the half that was searched were also tested', () => {
    let alarms = 0
    for (let seed = 1; seed <= 60; seed += 1) {
      const rows = people(150, seed)
      const at = Int32Array.from(rows.label.keys()).filter((row) => rows.label[row] === 1)
      const events = {
        missed: Float64Array.from(at, (row) => 1 - rows.chance[row]!),
        person: at.map((row) => rows.person[row]!),
        features: rows.features.map((one) => ({ ...one, codes: at.map((row) => one.codes[row]!) })),
      }
      const { best } = searchDescriptions(events, { minimum: 10, keep: 1 })
      const table = metricTablesOf(
        { metric: 'missed', numerator: events.missed, denominator: new Float64Array(at.length).fill(1) },
        { codes: membersOf(best[0]!, events.features), count: 2, reference: 0, people: rowsByPerson(events.person) },
        10,
      )
      if ((clusterDifference(table.moments[1]!, table.moments[0]!).p as number) < 0.05) alarms += 1
    }
    expect(alarms / 60).toBeGreaterThan(0.2)
  })

  it('scores a description as the group comparison does', () => {
    const rows = people(300, 9, 0.2)
    const at = Int32Array.from(rows.label.keys()).filter((row) => rows.label[row] === 1)
    const events = {
      missed: Float64Array.from(at, (row) => 1 - rows.chance[row]!),
      person: at.map((row) => rows.person[row]!),
      features: rows.features.map((one) => ({ ...one, codes: at.map((row) => one.codes[row]!) })),
    }
    const zOf = (description: readonly { feature: number; level: number }[]): number => {
      const table = metricTablesOf(
        { metric: 'missed', numerator: events.missed, denominator: new Float64Array(at.length).fill(1) },
        { codes: membersOf(description, events.features), count: 2, reference: 0, people: rowsByPerson(events.person) },
        10,
      )
      return clusterDifference(table.moments[1]!, table.moments[0]!).z as number
    }
    const { best, searched } = searchDescriptions(events, { minimum: 10, keep: 35 })
    const scores = best.map(zOf)
    expect(searched).toBe(35)
    expect(scores.every((z) => z > 0)).toBe(true)
    for (let i = 1; i < scores.length; i += 1) expect(scores[i]).toBeLessThanOrEqual(scores[i - 1]! + 1e-9)
  })

  it('looks at nothing with fewer than the minimum inside or outside, and at nobody without the outcome', () => {
    const rows = people(40, 4)
    for (const { rule, people: inside } of biasScan(rows, { ...options, minimum: 12 }).found) {
      expect(rule.length).toBeLessThanOrEqual(2)
      expect(inside === null || inside >= 12).toBe(true)
    }
    const none = biasScan({ ...rows, label: new Uint8Array(rows.label.length) }, options)
    expect(none).toMatchObject({ searched: 0, tested: 0, found: [], people: { search: null, test: null } })
    expect(() => biasScan({ ...rows, chance: rows.chance.subarray(1) }, options)).toThrow('mismatched-lengths')
  })
})
