import { describe, expect, it } from 'vitest'
import { conditionalParity as schema } from '../../data-schemas/results/fairness-audit.js'
import { auditCodes } from '../../src/disclosure/audit-codes.js'
import { rowsByPerson } from '../../src/fairness/cluster-moments.js'
import { type ClusterDifference, clusterDifference } from '../../src/fairness/cluster-ratio.js'
import { type StrataDifference, strataDifference } from '../../src/fairness/clustered-strata.js'
import { conditionalParity } from '../../src/fairness/conditional-parity.js'
import { type MantelHaenszel, mantelHaenszel } from '../../src/fairness/mantel-haenszel.js'
import { metricTablesOf } from '../../src/fairness/one-metric.js'
import { simulatedPeople } from './simulated-people.js'

const attributeOf = (codes: Int32Array, values: readonly string[] = ['a', 'b']) => auditCodes('group', values, codes)
const options = { confidence: 0.95, margin: 0.1, minimum: 10, reference: 'a' } as const
const how = { minimum: 10, confidence: 0.95 } as const

const rowsOf = (sample: ReturnType<typeof simulatedPeople>) => ({ ...sample, score: sample.probability })

describe('a difference within strata', () => {
  it('is the plain clustered difference in one stratum, test included', () => {
    const sample = simulatedPeople(300, 2, 5)
    const people = rowsByPerson(sample.person)
    const stratum = new Int32Array(sample.label.length)
    const found = strataDifference(
      { value: sample.chance, stratum, codes: sample.codes, people },
      [1, 0],
      how,
    ) as StrataDifference
    const ones = new Float64Array(sample.label.length).fill(1)
    const table = metricTablesOf(
      { metric: 'x', numerator: sample.chance, denominator: ones },
      { codes: sample.codes, count: 2, reference: 0, people },
      10,
    )
    const plain: ClusterDifference = clusterDifference(table.moments[1]!, table.moments[0]!)
    expect(found.difference).toBeCloseTo(plain.difference, 13)
    expect(found.standardError).toBeCloseTo(plain.standardError, 13)
    expect(found.p).toBeCloseTo(plain.p as number, 12)
  })

  it('is Mantel–Haenszel when every person has one row, and its test the same up to n ÷ (n − 1)', () => {
    const { chance, codes, label } = simulatedPeople(400, 2, 6)
    const person = Int32Array.from(chance.keys())
    const stratum = Int32Array.from(label)
    const found = strataDifference(
      { value: chance, stratum, codes, people: rowsByPerson(person) },
      [1, 0],
      how,
    ) as StrataDifference
    const count = (s: number, g: number) => {
      const rows = [...person].filter((row) => stratum[row] === s && codes[row] === g)
      return { events: rows.reduce((sum, row) => sum + chance[row]!, 0), n: rows.length }
    }
    const plain = mantelHaenszel([0, 1].map((s) => ({ group: count(s, 1), reference: count(s, 0) }))) as MantelHaenszel
    expect(found.difference).toBeCloseTo(plain.riskDifference, 13)
    expect(found.oddsRatio).toBeCloseTo(plain.oddsRatio as number, 12)
    expect(found.p).toBeCloseTo(plain.p as number, 2)
    expect(found.strata).toBe(2)
  })

  it('rejects about one in twenty when groups do not differ within outcomes, with several weeks per person', () => {
    const runs = 500
    let rejected = 0
    for (let seed = 1; seed <= runs; seed += 1) {
      const { person, label, chance, codes } = simulatedPeople(240, 2, seed)
      const found = strataDifference(
        { value: chance, stratum: Int32Array.from(label), codes, people: rowsByPerson(person) },
        [1, 0],
        how,
      ) as StrataDifference
      if ((found.p as number) < 0.05) rejected += 1
    }
    expect(Math.abs(rejected / runs - 0.05)).toBeLessThan(3.3 * Math.sqrt((0.05 * 0.95) / runs))
  })

  it('is undefined when no stratum holds enough of both, and has no interval without spread', () => {
    const person = Int32Array.from({ length: 40 }, (_, i) => i)
    const codes = person.map((p) => p % 2)
    const people = rowsByPerson(person)
    const alone = { value: new Float64Array(40), stratum: codes, codes, people }
    expect(strataDifference(alone, [1, 0], how)).toMatchObject({ kind: 'undefined' })
    const flat = strataDifference({ ...alone, stratum: new Int32Array(40) }, [1, 0], how)
    expect(flat).toMatchObject({ difference: 0, lower: null, upper: null, p: { kind: 'undefined' } })
  })
})

describe('conditional demographic parity', () => {
  it('is valid plain JSON, and its share given the outcome is recall', () => {
    const sample = simulatedPeople(400, 3, 2)
    const result = conditionalParity(rowsOf(sample), attributeOf(sample.codes, ['a', 'b', 'c']), options)
    expect(schema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    const rows = [...sample.label.keys()].filter((row) => sample.codes[row] === 1 && sample.label[row] === 1)
    const recall = rows.reduce((sum, row) => sum + sample.chance[row]!, 0) / rows.length
    const score = rows.reduce((sum, row) => sum + sample.probability[row]!, 0) / rows.length
    expect(result.groups[1]!.selectedGivenOutcome.estimate).toBeCloseTo(recall, 12)
    expect(result.groups[1]!.scoreGivenOutcome.estimate).toBeCloseTo(score, 12)
    expect(result.comparisons).toHaveLength(8)
  })

  it('tells a difference that outcomes explain from one they do not', () => {
    // Group b has the outcome three times as often; who has the outcome is listed as often in both.
    const people = 3000
    const person = Int32Array.from({ length: people }, (_, i) => i)
    const codes = person.map((p) => p % 2)
    const label = Uint8Array.from(person, (p) => ((p >> 1) % 10 < (p % 2 === 1 ? 6 : 2) ? 1 : 0))
    const chance = Float64Array.from(person, (p) => (Math.floor(p / 20) % 10 < (label[p] === 1 ? 8 : 1) ? 1 : 0))
    const rows = { person, label, chance, score: chance.map((value) => 0.2 + value / 2) }
    const result = conditionalParity(rows, attributeOf(codes), options)
    const verdict = (metric: string): string => result.comparisons.find((one) => one.metric === metric)!.verdict
    expect(verdict('score')).toBe('gap')
    expect(verdict('selectedGivenOutcome')).toBe('equivalent')
    expect(verdict('scoreGivenOutcome')).toBe('equivalent')
    expect(Math.abs(result.combined[0]!.difference as number)).toBeLessThan(0.03)
    expect(result.combined[0]!.p).toBeGreaterThan(0.05)
  })

  it('hides a group whose people without the outcome are too few, also with the outcome', () => {
    const sample = simulatedPeople(300, 2, 3)
    const codes = sample.person.map((p) => (p < 60 ? 1 : p % 2 === 0 ? 0 : 2))
    const label = sample.label.map((value, row) => (codes[row] === 1 && sample.person[row]! > 4 ? 1 : value))
    const result = conditionalParity({ ...rowsOf(sample), label }, attributeOf(codes, ['a', 'b', 'c']), options)
    const b = result.groups[1]!
    expect(b.selectedWithoutOutcome.estimate).toEqual({ kind: 'suppressed' })
    expect(b.selectedGivenOutcome.estimate).toEqual({ kind: 'suppressed' })
    expect(result.combined[0]!.difference).toEqual({ kind: 'suppressed' })
  })

  it('refuses scores outside 0 to 1 and arrays of different lengths', () => {
    const sample = simulatedPeople(30, 2, 3)
    const rows = rowsOf(sample)
    expect(() =>
      conditionalParity({ ...rows, score: rows.score.map(() => 2) }, attributeOf(sample.codes), options),
    ).toThrow('invalid-score')
    expect(() =>
      conditionalParity({ ...rows, chance: rows.chance.subarray(1) }, attributeOf(sample.codes), options),
    ).toThrow('mismatched-lengths')
  })
})
