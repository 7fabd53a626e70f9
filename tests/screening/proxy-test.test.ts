import { describe, expect, it } from 'vitest'
import { random } from '../../src/random.js'
import { proxyGroups, proxyRows, proxyTest } from '../../src/screening/proxy-test.js'
import { rankInterval, rankStatistic } from '../../src/screening/rank-statistic.js'

/** People with 1–4 weeks, a candidate with `levels` levels that is the same in all weeks, and a group that follows it with `strength`. */
const simulate = (seed: number, options: { people: number; levels: number; strength: number }) => {
  const draw = random(seed, 'proxy-test')
  const person: number[] = []
  const level: number[] = []
  const codes: number[] = []
  const outcome: number[] = []
  for (let p = 0; p < options.people; p += 1) {
    const own = draw.below(options.levels)
    const group = draw.uniform() < 0.2 + options.strength * (own / options.levels) ? 1 : 0
    for (let week = 1 + draw.below(4); week > 0; week -= 1) {
      person.push(p)
      level.push(own)
      codes.push(group)
      outcome.push(draw.uniform() < 0.2 ? 1 : 0)
    }
  }
  const who = Int32Array.from(person)
  const rows = proxyRows({ outcome: Uint8Array.from(outcome), person: who }, draw.fork('halves'))
  const candidate = { level: Int32Array.from(level), levels: options.levels }
  return {
    rows,
    candidate,
    attribute: { name: 'origin', values: ['here', 'elsewhere'], codes: Int32Array.from(codes) },
  }
}

describe('proxy test', () => {
  it('gives about one half to a candidate with forty levels that says nothing about the group, with honest intervals', () => {
    const runs = 200
    let [sum, missed] = [0, 0]
    for (let seed = 1; seed <= runs; seed += 1) {
      const { rows, candidate, attribute } = simulate(seed, { people: 400, levels: 40, strength: 0 })
      const [group] = proxyGroups(rows, [attribute], 10)
      const { auc } = proxyTest(rows, candidate, group!.cell)
      sum += auc.estimate as number
      if ((auc.lower as number) > 0.5 || (auc.upper as number) < 0.5) missed += 1
    }
    expect(Math.abs(sum / runs - 0.5)).toBeLessThan(0.01)
    expect(missed / runs).toBeLessThan(0.05 + 3.3 * Math.sqrt((0.05 * 0.95) / runs))
    expect(missed / runs).toBeGreaterThan(0)
  })

  it('finds a candidate that reveals the group, whatever the order of its levels', () => {
    const { rows, candidate, attribute } = simulate(3, { people: 2000, levels: 6, strength: 0.7 })
    const [group] = proxyGroups(rows, [attribute], 10)
    const forward = proxyTest(rows, candidate, group!.cell)
    const mirrored = proxyTest(rows, { ...candidate, level: candidate.level.map((level) => 5 - level) }, group!.cell)
    expect(forward.auc.lower).toBeGreaterThan(0.6)
    expect(mirrored.auc.estimate).toBeCloseTo(forward.auc.estimate as number, 12)
    expect(Math.abs((forward.sameOutcome.estimate as number) - (forward.auc.estimate as number))).toBeLessThan(0.02)
  })

  it('equals ordering on one half and comparing on the other, done by hand', () => {
    const { rows, candidate, attribute } = simulate(11, { people: 500, levels: 7, strength: 0.4 })
    const [group] = proxyGroups(rows, [attribute], 10)
    const found = proxyTest(rows, candidate, group!.cell)
    const halves = [0, 1].map((half) => {
      const rate = Array.from({ length: 7 }, (_, l) => {
        const learned = [...attribute.codes].filter((_, row) => rows.half[row] !== half && candidate.level[row] === l)
        return learned.reduce((sum, code) => sum + code, 0)
      })
      const size = rate.map(
        (_, l) => [...candidate.level].filter((level, row) => rows.half[row] !== half && level === l).length,
      )
      const overall = rate.reduce((a, b) => a + b, 0) / size.reduce((a, b) => a + b, 0)
      const shrunk = rate.map((n, l) => (n + 20 * overall) / ((size[l] as number) + 20))
      const order = shrunk.map((own) => shrunk.filter((other) => other < own).length)
      return rankStatistic({
        rank: candidate.level.map((level) => order[level] as number),
        positive: Uint8Array.from(attribute.codes),
        person: rows.person,
        stratum: Int32Array.from(rows.half, (side) => (side === half ? 0 : -1)),
      })
    })
    const pairs = halves[0]!.pairs + halves[1]!.pairs
    const mean = (value: (one: (typeof halves)[number]) => number): number =>
      halves.reduce((sum, one) => sum + one.pairs * value(one), 0) / pairs
    const byHand = rankInterval({
      estimate: mean((one) => one.estimate as number),
      standardError: mean((one) => one.standardError),
    })
    expect(found.auc.estimate).toBeCloseTo(byHand.estimate as number, 12)
    expect(found.auc.lower).toBeCloseTo(byHand.lower as number, 12)
    expect(found.auc.upper).toBeCloseTo(byHand.upper as number, 12)
  })

  it('keeps all weeks of a person in one half', () => {
    const { rows } = simulate(5, { people: 300, levels: 3, strength: 0 })
    const half = new Map<number, number>()
    for (const [row, who] of rows.person.entries()) {
      expect(half.get(who) ?? rows.half[row]).toBe(rows.half[row])
      half.set(who, rows.half[row] as number)
    }
  })

  it('suppresses a group, or a rest, of too few people', () => {
    const { rows, attribute } = simulate(6, { people: 300, levels: 3, strength: 0 })
    const few = attribute.codes.map((_, row) => ((rows.person[row] as number) < 8 ? 1 : 0))
    const most = few.map((code) => 1 - code)
    expect(proxyGroups(rows, [{ ...attribute, codes: few }], 10).map(({ suppressed }) => suppressed)).toEqual([true])
    expect(proxyGroups(rows, [{ ...attribute, codes: most }], 10).map(({ suppressed }) => suppressed)).toEqual([true])
    expect(proxyGroups(rows, [{ ...attribute, codes: new Int32Array(few.length).fill(-1) }], 10)).toEqual([])
  })
})
