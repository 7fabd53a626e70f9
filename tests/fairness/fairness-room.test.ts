import { describe, expect, it } from 'vitest'
import { fairnessResult } from '../../data-schemas/results/fairness.js'
import { type StudyInput, study } from '../../data-schemas/study.js'
import { auditCodes } from '../../src/disclosure/audit-codes.js'
import { type FairnessInputs, fairnessRoom } from '../../src/fairness/fairness-room.js'
import { NOT_KNOWN } from '../../src/fairness/known-groups.js'
import { simulatedPeople } from './simulated-people.js'

const stamp = { study: 'test', data: 'a'.repeat(64), synthetic: true }

const studyWith = (more: Partial<StudyInput> = {}) =>
  study.parse({
    name: 'test',
    data: { kind: 'flat' },
    outcome: { kind: 'column', column: 'y', positive: [1] },
    candidates: [{ name: 'a', type: 'boolean' }],
    selection: { size: 1 },
    audit: [{ name: 'group', column: 'group', reference: 'b' }],
    ...more,
  })

const inputsOf = (seed: number, people = 400, groups = 3): FairnessInputs => {
  const sample = simulatedPeople(people, groups, seed)
  const values = ['a', 'b', 'c', 'd', 'e'].slice(0, groups)
  return { ...sample, k: 0.3, listed: null, attributes: [auditCodes('group', values, sample.codes)] }
}

/** One row per person: people of group g are those with index in [from, to). */
const plain = (sizes: readonly { n: number; events: number; found: number; listed: number }[]): FairnessInputs => {
  const codes: number[] = []
  const label: number[] = []
  const chance: number[] = []
  for (const [g, { n, events, found, listed }] of sizes.entries()) {
    for (let i = 0; i < n; i += 1) {
      codes.push(g)
      label.push(i < events ? 1 : 0)
      chance.push(i < found || (i >= events && i < events + listed - found) ? 1 : 0)
    }
  }
  return {
    k: 0.1,
    chance: Float64Array.from(chance),
    listed: Uint8Array.from(chance),
    label: Uint8Array.from(label),
    probability: new Float64Array(label.length).fill(0.25),
    person: Int32Array.from(label, (_, i) => i),
    attributes: [auditCodes('group', ['a', 'b', 'c', 'd', 'e'].slice(0, sizes.length), Int32Array.from(codes))],
  }
}

describe('the fairness room', () => {
  it('is valid, plain JSON that survives a round trip', () => {
    const result = fairnessRoom(studyWith(), inputsOf(3), stamp)
    expect(fairnessResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    expect(result.readings).toEqual([
      {
        attribute: 'group',
        reader: 'fairness',
        purpose: 'group metrics at the real cut',
        rows: result.readings[0]!.rows,
      },
    ])
  })

  it('gives per group the counted shares, and compares with the declared reference', () => {
    const inputs = plain([
      { n: 200, events: 40, found: 30, listed: 50 },
      { n: 400, events: 60, found: 30, listed: 60 },
    ])
    const [attribute] = fairnessRoom(studyWith(), inputs, stamp).attributes
    expect(attribute!.reference).toBe('b')
    expect(attribute!.groups[0]).toMatchObject({
      value: 'a',
      n: 200,
      people: 200,
      selectionRate: 0.25,
      recall: 0.75,
      precision: 0.6,
      observedToExpected: 0.8,
    })
    const recall = attribute!.comparisons.find(({ metric }) => metric === 'recall')
    expect(recall).toMatchObject({ group: 'a', reference: 'b', ratio: 1.5, difference: 0.25, verdict: 'gap' })
  })

  it('takes the largest group as reference when none is declared', () => {
    const inputs = plain([
      { n: 100, events: 30, found: 20, listed: 40 },
      { n: 150, events: 30, found: 20, listed: 40 },
    ])
    const [attribute] = fairnessRoom(studyWith({ audit: [] }), inputs, stamp).attributes
    expect(attribute!.reference).toBe('b')
  })

  it('hides a small group and a second one, so that the total does not give it away, and never calls it equal', () => {
    const inputs = plain([
      { n: 500, events: 60, found: 30, listed: 60 },
      { n: 4000, events: 400, found: 200, listed: 500 },
      { n: 6, events: 3, found: 1, listed: 2 },
    ])
    const [attribute] = fairnessRoom(
      studyWith({ fairness: { margin: { difference: 0.9, reason: 'very wide on purpose' } } }),
      inputs,
      stamp,
    ).attributes
    expect(attribute!.groups.map((group) => group.suppressed)).toEqual([true, false, true])
    expect(JSON.stringify(attribute!.groups[2])).not.toMatch(/"n"/)
    for (const comparison of attribute!.comparisons)
      expect(comparison).toMatchObject({ verdict: 'cannot-tell', difference: null, p: null })
  })

  it('hides both groups of two when one is small', () => {
    const inputs = plain([
      { n: 1000, events: 100, found: 50, listed: 100 },
      { n: 9, events: 4, found: 2, listed: 3 },
    ])
    const [attribute] = fairnessRoom(studyWith(), inputs, stamp).attributes
    expect(attribute!.groups.every((group) => group.suppressed)).toBe(true)
  })

  it('hides recall, not the selection rate, of groups with too few people with the outcome', () => {
    const inputs = plain([
      { n: 500, events: 4, found: 2, listed: 60 },
      { n: 700, events: 50, found: 25, listed: 70 },
      { n: 900, events: 60, found: 30, listed: 90 },
    ])
    const [attribute] = fairnessRoom(studyWith(), inputs, stamp).attributes
    const suppressed = { kind: 'suppressed' }
    expect(attribute!.groups[0]).toMatchObject({
      selectionRate: 0.12,
      recall: suppressed,
      observedToExpected: suppressed,
    })
    expect(attribute!.groups[1]).toMatchObject({ selectionRate: 0.1, recall: suppressed })
    expect(attribute!.groups[2]).toMatchObject({ recall: 0.5 })
    const recall = attribute!.comparisons.filter(({ metric }) => metric === 'recall')
    expect(recall.map(({ verdict }) => verdict)).toEqual(['cannot-tell', 'cannot-tell'])
  })

  it('counts people, not weeks, against the threshold', () => {
    const base = plain([
      { n: 60, events: 30, found: 15, listed: 30 },
      { n: 100, events: 30, found: 15, listed: 30 },
      { n: 300, events: 60, found: 15, listed: 30 },
    ])
    const fewPeople = base.person.map((p) => (p < 60 ? p % 5 : p - 55))
    const [attribute] = fairnessRoom(studyWith(), { ...base, person: fewPeople }, stamp).attributes
    expect(attribute!.groups[0]).toMatchObject({ suppressed: true })
  })

  it('makes a group of the people whose attribute is not known, and compares it with nobody', () => {
    const base = plain([
      { n: 300, events: 60, found: 30, listed: 60 },
      { n: 300, events: 60, found: 30, listed: 60 },
    ])
    const codes = Int32Array.from(base.label, (_, i) => (i < 100 ? -1 : i < 300 ? 0 : 1))
    const [attribute] = fairnessRoom(
      studyWith(),
      { ...base, attributes: [auditCodes('group', ['a', 'b'], codes)] },
      stamp,
    ).attributes
    expect(attribute!.groups.map(({ value }) => value)).toEqual(['a', 'b', NOT_KNOWN])
    expect(attribute!.comparisons.every(({ group }) => group === 'a')).toBe(true)
  })

  it('shows an attribute of which nobody is known without a single number', () => {
    const base = plain([{ n: 300, events: 60, found: 30, listed: 60 }])
    const codes = new Int32Array(300).fill(-1)
    const [attribute] = fairnessRoom(
      studyWith(),
      { ...base, attributes: [auditCodes('group', ['a', 'b'], codes)] },
      stamp,
    ).attributes
    expect(attribute!.groups.slice(0, 2).every((group) => group.suppressed)).toBe(true)
    for (const { verdict } of attribute!.comparisons) expect(verdict).toBe('cannot-tell')
  })

  it('never says equivalent without a declared margin, and says it inside one', () => {
    const alike = plain([
      { n: 4000, events: 2000, found: 1000, listed: 2000 },
      { n: 4000, events: 2000, found: 1000, listed: 2000 },
    ])
    const verdicts = (more: Partial<StudyInput>) =>
      fairnessRoom(studyWith(more), alike, stamp).attributes[0]!.comparisons.map(({ verdict }) => verdict)
    expect(verdicts({})).toEqual(['cannot-tell', 'cannot-tell', 'cannot-tell'])
    expect(verdicts({ fairness: { margin: { difference: 0.05, reason: 'declared for the test' } } })).toEqual([
      'equivalent',
      'equivalent',
      'equivalent',
    ])
    expect(verdicts({ fairness: { margin: { difference: 0.01, reason: 'declared for the test' } } })).toEqual([
      'cannot-tell',
      'cannot-tell',
      'cannot-tell',
    ])
  })

  it('does not call a significant difference inside the margin a gap', () => {
    const inputs = plain([
      { n: 9000, events: 4000, found: 2000, listed: 3000 },
      { n: 9000, events: 4000, found: 1800, listed: 3000 },
    ])
    const [attribute] = fairnessRoom(
      studyWith({ fairness: { margin: { difference: 0.1, reason: 'declared for the test' } } }),
      inputs,
      stamp,
    ).attributes
    const recall = attribute!.comparisons.find(({ metric }) => metric === 'recall')
    expect(recall!.pAdjusted).toBeLessThan(0.01)
    expect(recall!.verdict).toBe('equivalent')
  })

  it('sees a gap where nobody of a group is found', () => {
    const inputs = plain([
      { n: 200, events: 30, found: 0, listed: 20 },
      { n: 400, events: 60, found: 40, listed: 80 },
    ])
    const recall = fairnessRoom(studyWith(), inputs, stamp).attributes[0]!.comparisons.find(
      ({ metric }) => metric === 'recall',
    )
    expect(recall).toMatchObject({ ratio: 0, verdict: 'gap' })
    expect(recall!.upper).toBeGreaterThan(-40 / 60)
  })

  it('adjusts over the comparisons of all attributes together', () => {
    const one = inputsOf(4)
    const codes = one.attributes[0]!
    const two = {
      ...one,
      attributes: [
        codes,
        auditCodes(
          'other',
          ['x', 'y'],
          Int32Array.from(one.person, (p) => p % 2),
        ),
      ],
    }
    const single = fairnessRoom(studyWith(), one, stamp).attributes[0]!.comparisons
    const both = fairnessRoom(studyWith(), two, stamp).attributes[0]!.comparisons
    for (const [i, comparison] of both.entries()) {
      expect(comparison.p).toBe(single[i]!.p)
      expect(comparison.pAdjusted).toBeGreaterThanOrEqual(single[i]!.pAdjusted as number)
    }
  })

  it('tells which groups the tied people belong to, and what each tie rule gives them', () => {
    const base = plain([
      { n: 300, events: 60, found: 30, listed: 60 },
      { n: 300, events: 60, found: 30, listed: 60 },
    ])
    const chance = base.chance.map((value, row) => (row % 5 === 4 ? 0.5 : value))
    const listed = Uint8Array.from(chance, (value, row) => (value === 0.5 ? Number(row < 300) : value))
    const { tieRule } = fairnessRoom(studyWith(), { ...base, chance, listed }, stamp).attributes[0]!
    expect(tieRule).toEqual({
      tied: 120,
      drawn: 60,
      groups: [
        { value: 'a', tied: 60, expectedShare: 0.5, productionShare: 1 },
        { value: 'b', tied: 60, expectedShare: 0.5, productionShare: 0 },
      ],
    })
  })

  it('refuses arrays of different length', () => {
    expect(() => fairnessRoom(studyWith(), { ...inputsOf(1), label: new Uint8Array(3) }, stamp)).toThrowError(
      /mismatched-lengths/,
    )
  })
})
