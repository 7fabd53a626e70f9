import { describe, expect, it } from 'vitest'
import { besideList, pairTests as pairSchema } from '../../data-schemas/results/fairness-audit.js'
import { auditCodes } from '../../src/disclosure/audit-codes.js'
import { designBesideList } from '../../src/fairness/beside-list.js'
import { sharedDraws } from '../../src/fairness/drawn-counts.js'
import { type ExaminedGroups, examineGroups, type GroupOptions } from '../../src/fairness/examine-groups.js'
import { fairnessGuards } from '../../src/fairness/fairness-guards.js'
import { type FishersExact, fishersExact } from '../../src/fairness/fishers-exact.js'
import { oneEach } from '../../src/fairness/one-each.js'
import { pairTests } from '../../src/fairness/pair-tests.js'
import { redrawnCut } from '../../src/fairness/redrawn-cut.js'
import { sampleSize } from '../../src/fairness/sample-size.js'
import { type TwoProportions, twoProportions } from '../../src/fairness/two-proportions.js'
import { random } from '../../src/random.js'
import { rankingOf } from '../../src/ranking/order.js'
import { scoredPeople } from './scored-people.js'

const sample = scoredPeople(500, 8, { groups: 3 })
const second = sample.person.map((person) => person % 2)
const attributes = [auditCodes('origin', ['a', 'b', 'c'], sample.codes), auditCodes('sex', ['man', 'woman'], second)]

const options: GroupOptions = {
  k: 0.2,
  minimum: 10,
  confidence: 0.95,
  margin: 0.05,
  seed: 3,
  metric: 'recall',
  references: { origin: 'a' },
  asked: { replicates: 60, adjusted: ['equal-recall', 'equal-selection-rate'] },
}

const inputs: ExaminedGroups = {
  score: sample.score,
  probability: sample.score.map((value) => value / 2),
  label: sample.label,
  person: sample.person,
  attributes,
  features: [
    { name: 'noise', levels: ['low', 'high'], codes: Int32Array.from(sample.noise, (v) => (v < 0.5 ? 0 : 1)) },
  ],
  alternatives: [{ name: 'without noise', score: sample.score.map((value, row) => value - 0.4 * sample.noise[row]!) }],
  tieKey: (row) => row,
  steps: [{ name: 'helped', reached: Uint8Array.from(sample.label, (_, row) => row % 2) }],
}

describe('the examination of groups', () => {
  const found = examineGroups(inputs, options)

  it('asks every question for every attribute and pair, and logs each reading', () => {
    expect(found.conditionalParity.map(({ attribute }) => attribute)).toEqual(['origin', 'sex'])
    expect(found.adjustedLists).toHaveLength(4)
    expect(found.frontiers[0]!.candidates.map(({ name }) => name)).toEqual(['model', 'without noise'])
    expect(found.intersections.map(({ first, second: other }) => [first, other])).toEqual([['origin', 'sex']])
    expect(found.funnels).toMatchObject([{ steps: ['listed', 'helped'] }, { steps: ['listed', 'helped'] }])
    expect(found.readings).toHaveLength(2)
  })

  it('shares its resampling without changing what each attribute alone would have given', () => {
    const alone = redrawnCut(sample, attributes[0]!, { ...options, replicates: 60, reference: 'a' })
    const shared = found.redrawnCuts[0]!
    shared.groups.forEach((group, i) => {
      for (const metric of ['selectionRate', 'recall', 'precision'] as const) {
        expect(group[metric].estimate as number).toBeCloseTo(alone.groups[i]![metric].estimate as number, 12)
        expect(group[metric].lower!).toBeCloseTo(alone.groups[i]![metric].lower!, 12)
        expect(group[metric].upper!).toBeCloseTo(alone.groups[i]![metric].upper!, 12)
      }
    })
  })

  it('refuses groups that are no sums of the cells it drew', () => {
    const grouped = { codes: sample.codes, count: 3 }
    const rows = { rankings: [rankingOf(sample.score)], label: sample.label, person: sample.person }
    const [draws] = sharedDraws(rows, [grouped], { k: 0.2, replicates: 2, seed: 1 })
    expect(() => draws!({ codes: second, count: 2 })).toThrow(/not-joint/)
  })

  it('is the same twice, and with no attributes, features or steps says what it lacks', () => {
    expect(JSON.stringify(examineGroups(inputs, options))).toBe(JSON.stringify(found))
    const bare = examineGroups({ ...inputs, attributes: [], features: [], alternatives: [], steps: [] }, options)
    expect(bare).toMatchObject({
      conditionalParity: [],
      intersections: [],
      biasScan: { kind: 'undefined' },
      blindSpots: { kind: 'undefined' },
      ties: { kind: 'undefined' },
      funnels: { kind: 'undefined' },
    })
    const tieRule = { kind: 'hash', column: null, attributes: bare.ties } as const
    expect(
      fairnessGuards(
        { ...bare, tieRule },
        { confidence: 0.95, margin: null, blindSpot: 0.1, crossed: 0.1, metric: 'recall' },
      ),
    ).toEqual([])
  })

  it('stands on one class, on one person, and on equal scores', () => {
    const constant = { ...inputs, score: new Float64Array(sample.score.length) }
    expect(() => examineGroups(constant, options)).not.toThrow()
    for (const label of [0, 1])
      expect(() =>
        examineGroups({ ...inputs, label: new Uint8Array(sample.label.length).fill(label) }, options),
      ).not.toThrow()
    const one: ExaminedGroups = {
      ...inputs,
      score: Float64Array.of(1),
      probability: Float64Array.of(0.5),
      label: Uint8Array.of(1),
      person: Int32Array.of(0),
      attributes: [auditCodes('origin', ['a'], Int32Array.of(0))],
      features: [],
      alternatives: [],
      steps: [],
    }
    expect(() => examineGroups(one, options)).not.toThrow()
  })
})

describe('guards of the examination', () => {
  const guards = (changes: Partial<ExaminedGroups>) => {
    const { ties, ...parts } = examineGroups({ ...inputs, ...changes }, options)
    const tieRule = { kind: 'hash', column: null, attributes: ties } as const
    return fairnessGuards(
      { ...parts, tieRule },
      { confidence: 0.95, margin: 0.05, blindSpot: 0.1, crossed: 0.1, metric: 'recall' },
    )
  }
  const failing = (changes: Partial<ExaminedGroups>): readonly string[] =>
    guards(changes).flatMap(({ name, passed }) => (passed ? [] : [name]))

  it('a step by hand that passes over one group warns; one that treats groups alike does not', () => {
    expect(failing({})).not.toContain('funnel-step')
    const reached = Uint8Array.from(sample.label, (_, row) => (sample.codes[row] === 1 ? 0 : 1))
    expect(failing({ steps: [{ name: 'contacted', reached }] })).toContain('funnel-step')
  })

  it('a crossed group that neither attribute explains warns', () => {
    const large = scoredPeople(4000, 9, { groups: 3 })
    const sex = large.person.map((person) => person % 2)
    const pair = [auditCodes('origin', ['a', 'b', 'c'], large.codes), auditCodes('sex', ['man', 'woman'], sex)]
    const base = {
      ...large,
      probability: large.score.map((value) => value / 2),
      attributes: pair,
      features: [],
      alternatives: [],
      steps: [],
    }
    expect(failing(base)).not.toContain('crossed-groups')
    const lowered = large.score.map((value, row) => (large.codes[row] === 2 && sex[row] === 1 ? value - 0.8 : value))
    expect(failing({ ...base, score: lowered })).toContain('crossed-groups')
  })
})

describe('the tests of public audits', () => {
  it('are the pooled Z and Fisher of one row a person, the higher rate first', () => {
    const rows = oneEach(sample.person, random(1, 'rows'))
    expect(new Set(Array.from(rows, (row) => sample.person[row]!)).size).toBe(rows.length)
    const listed = Uint8Array.from(sample.score, (value) => (value > 0.9 ? 1 : 0))
    const result = pairTests({ listed, label: sample.label, rows }, attributes[0]!, { minimum: 10 })
    expect(pairSchema.parse(result)).toEqual(result)
    for (const { higher, lower, z, pFisher, pTwoSided } of result.measures[0]!.pairs) {
      const count = (name: string) => {
        const own = rows.filter((row) => sample.codes[row] === ['a', 'b', 'c'].indexOf(name))
        return { events: own.reduce((sum, row) => sum + listed[row]!, 0), n: own.length }
      }
      expect(z).toBe((twoProportions(count(higher), count(lower)) as TwoProportions).z)
      expect(z!).toBeGreaterThanOrEqual(0)
      expect(pFisher).toBe((fishersExact(count(higher), count(lower)) as FishersExact).upper)
      expect(pTwoSided!).toBeGreaterThanOrEqual(pFisher!)
    }
  })

  it('leave out groups under the threshold', () => {
    const few = auditCodes(
      'origin',
      ['a', 'b'],
      sample.person.map((person) => (person < 5 ? 1 : 0)),
    )
    const rows = oneEach(sample.person, random(1, 'rows'))
    const result = pairTests({ listed: sample.label, label: sample.label, rows }, few, { minimum: 10 })
    expect(result.measures.map(({ pairs }) => pairs)).toEqual([[], []])
  })
})

describe('the random sample beside the list', () => {
  const chance = Float64Array.from({ length: 10_000 }, (_, row) => (row < 1000 ? 1 : 0))
  const label = Uint8Array.from(chance, (_, row) => (row < 230 || (row >= 1000 && row < 1140) ? 1 : 0))
  const design = {
    parts: { profile: 2, random: 1, signals: 1 },
    alpha: 0.05,
    power: 0.8,
    times: 2,
    tests: 6,
    minimum: 10,
  }

  it('shares the places of a round 2 : 1 : 1 and counts people as the fact sheet does', () => {
    const found = designBesideList({ chance, label, rounds: 10 }, design)
    expect(besideList.parse(found)).toEqual(found)
    const groups = sampleSize({ rate: 2 * 0.037, otherRate: 0.037, tests: 6 })
    expect(found).toMatchObject({
      places: { profile: 50, random: 25, signals: 25 },
      baseRate: 0.037,
      listRate: 0.23,
      groups: { people: { total: groups.total, rounds: Math.ceil(groups.total / 25) } },
    })
  })

  it('says why it does not exist: nobody with the outcome, no random part, a rate that doubled is everybody', () => {
    expect(designBesideList({ chance, label: new Uint8Array(label.length), rounds: 10 }, design)).toHaveProperty(
      'because',
    )
    const none = designBesideList(
      { chance, label, rounds: 10 },
      { ...design, parts: { profile: 1, random: 0, signals: 0 } },
    )
    expect(none).toMatchObject({ effectiveness: { kind: 'undefined' }, groups: { people: { kind: 'undefined' } } })
    const often = designBesideList({ chance, label: label.map((_, row) => (row % 2 ? 1 : 0)), rounds: 10 }, design)
    expect(often).toMatchObject({ effectiveness: { kind: 'undefined' }, groups: { people: { kind: 'undefined' } } })
  })
})
