import { describe, expect, it } from 'vitest'
import { random } from '../../src/random.js'
import { type EncodedLevels, missedPeople } from '../../src/ranking/missed-people.js'

/** People with two rows each; those in both planted levels are missed more often by `extra`. */
const sample = (people: number, seed: number, extra: number) => {
  const stream = random(seed, 'missed')
  const n = 2 * people
  const [label, listed, person] = [new Uint8Array(n), new Uint8Array(n), new Int32Array(n)]
  const codes = Array.from({ length: 4 }, () => new Uint8Array(n))
  for (let who = 0; who < people; who += 1) {
    const levels = codes.map(() => stream.below(3))
    const found = stream.uniform() < 0.6 - (levels[0] === 1 && levels[2] === 2 ? extra : 0) ? 1 : 0
    for (const row of [2 * who, 2 * who + 1]) {
      label[row] = 1
      listed[row] = found
      person[row] = who
      codes.forEach((code, index) => {
        code[row] = levels[index] as number
      })
    }
  }
  const indicators: EncodedLevels[] = codes.map((code, index) => ({ name: `x${index}`, levels: ['a', 'b', 'c'], code }))
  return { listed, rows: { label, person, indicators } }
}
const OPTIONS = { minimum: 10, seed: 1 } as const

describe('the people who are missed', () => {
  it('are described by the levels that were planted, and the other half agrees', () => {
    const { listed, rows } = sample(3000, 1, 0.4)
    const found = missedPeople(listed, rows, OPTIONS)
    expect(found.rules[0]?.levels).toEqual([
      { name: 'x0', level: 'b' },
      { name: 'x2', level: 'c' },
    ])
    expect(found.rules[0]?.stable).toBe(true)
    expect(found.tried).toBe(12 + 6 * 9)
    const members = [...listed.keys()].filter(
      (row) => row % 2 === 0 && rows.indicators[0]?.code[row] === 1 && rows.indicators[2]?.code[row] === 2,
    )
    const [rule] = found.rules
    expect(rule?.people).toBeLessThan(members.length)
    expect(rule?.share.estimate).toBe((rule?.missed as number) / (rule?.people as number))
    expect(missedPeople(listed, rows, OPTIONS)).toEqual(found)
  })

  it('are not described by what is chance: the other half confirms the best rule at most about one time in forty', () => {
    let stable = 0
    const simulations = 300
    for (let seed = 0; seed < simulations; seed += 1) {
      const { listed, rows } = sample(500, 100 + seed, 0)
      if (missedPeople(listed, rows, { ...OPTIONS, rules: 1 }).rules[0]?.stable) stable += 1
    }
    expect(stable / simulations).toBeLessThan(0.025 + 3.3 * Math.sqrt((0.025 * 0.975) / simulations))
    expect(stable).toBeGreaterThan(0)
  })

  it('are not shown when few, in a rule or altogether', () => {
    const { listed, rows } = sample(400, 3, 0.3)
    for (const rule of missedPeople(listed, rows, { ...OPTIONS, rules: 100 }).rules) {
      expect(rule.missed).toBeGreaterThanOrEqual(10)
      expect(rule.people - rule.missed).toBeGreaterThanOrEqual(10)
    }
    const nothing = { people: null, missed: null, rules: [], tried: 0 }
    expect(
      missedPeople(
        listed.map(() => 1),
        rows,
        OPTIONS,
      ),
    ).toEqual(nothing)
    expect(
      missedPeople(
        listed.map(() => 0),
        rows,
        OPTIONS,
      ),
    ).toEqual(nothing)
    expect(missedPeople(listed, { ...rows, label: rows.label.map(() => 0) }, OPTIONS)).toEqual(nothing)
  })

  it('refuses codes without a level and columns of other lengths', () => {
    const { listed, rows } = sample(30, 1, 0)
    const bad = { name: 'x', levels: ['a'], code: new Uint8Array(60).fill(4) }
    expect(() => missedPeople(listed, { ...rows, indicators: [bad] }, OPTIONS)).toThrow('invalid-code')
    expect(() => missedPeople(listed.subarray(1), rows, OPTIONS)).toThrow('mismatched-length')
  })
})
