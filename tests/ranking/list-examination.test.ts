import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { densePeople } from '../../src/numeric/people.js'
import { random } from '../../src/random.js'
import {
  type AdoptionRule,
  freezeRule,
  NO_RULE,
  type OpeningLog,
  overRules,
  recordOpening,
  verifyOpenings,
} from '../../src/ranking/adoption.js'
import { adoptionGuards, adoptionVerdict } from '../../src/ranking/adoption-verdict.js'
import { besideChampion, overlapGuard } from '../../src/ranking/beside-champion.js'
import { churnGuard, intakeGuard, maturityGuard } from '../../src/ranking/list-guards.js'
import { openWindowBounds } from '../../src/ranking/open-windows.js'
import { rankingOf, rankingWithin } from '../../src/ranking/order.js'
import { tieDraws, tieGuard } from '../../src/ranking/production-ties.js'
import { quarterTrends, shiftGuards } from '../../src/ranking/quarter-trends.js'
import { trendsOverPeriods } from '../../src/ranking/trend.js'
import { simulatedModels } from './simulated-models.js'

const QUARTERS = ['Q1', 'Q2', 'Q3', 'Q4', 'Q5']
const BOUNDS = { recall: 0.05, rate: 0.15 }
const asked = { shares: [0.1], replicates: 100, seed: 1, minimum: 10 }

describe('quarters', () => {
  it('have precision and base rate beside recall, and a deviation that is the difference with the others', () => {
    const { first: score, label, person, week } = simulatedModels(600, 2)
    const [precision, rate] = trendsOverPeriods(
      { of: week, names: QUARTERS },
      { score, label, person },
      {
        ...asked,
        minimum: 1,
        measures: [
          { kind: 'precision', k: 0.1 },
          { kind: 'precision', k: 1 },
        ],
      },
    )
    QUARTERS.forEach((_, at) => {
      const rows = [...label.keys()].filter((row) => week[row] === at)
      const events = rows.filter((row) => label[row] === 1).length
      expect(rate?.periods[at]?.estimate).toBeCloseTo(events / rows.length, 14)
      const top = rows
        .sort((a, b) => (score[b] as number) - (score[a] as number))
        .slice(0, Math.floor(rows.length / 10))
      expect(precision?.periods[at]?.estimate).toBeCloseTo(
        top.filter((row) => label[row] === 1).length / top.length,
        12,
      )
    })
  })

  it('are not said to be shifted where nothing shifted, however few people there are', () => {
    let alarms = 0
    for (let seed = 0; seed < 150; seed += 1) {
      const { first: score, label, person, week } = simulatedModels(seed % 2 === 0 ? 80 : 300, 5000 + seed)
      const trends = quarterTrends({ of: week, names: QUARTERS }, { score, label, person }, { ...asked, minimum: 1 })
      alarms += shiftGuards(trends, { recall: 1e-9, rate: 1e-9 }).filter(({ passed }) => !passed).length
    }
    expect(alarms).toBeLessThanOrEqual(2)
  })

  it('are when the score or the rate of one of them is broken', () => {
    const { first, label, person, week } = simulatedModels(3000, 3)
    const draw = random(1, 'broken')
    const broken = first.map((x, row) => (week[row] === 2 ? draw.uniform() : x))
    const of = { of: week, names: QUARTERS }
    const guards = (score: Float64Array, y: Uint8Array) =>
      shiftGuards(quarterTrends(of, { score, label: y, person }, asked), BOUNDS).map(({ name, passed }) => [
        name,
        passed,
      ])
    expect(guards(first, label)).toEqual([
      ['shifted-quarter:recall', true],
      ['shifted-quarter:base-rate', true],
    ])
    expect(guards(broken, label)[0]).toEqual(['shifted-quarter:recall', false])
    const fewer = label.map((y, row) => (week[row] === 1 && draw.uniform() < 0.5 ? 0 : y))
    expect(guards(first, fewer)[1]).toEqual(['shifted-quarter:base-rate', false])
  })

  it('ask nothing where there are no dates', () => {
    expect(shiftGuards({ kind: 'undefined', because: 'no dates' }, BOUNDS)).toEqual([])
  })
})

describe('open windows', () => {
  const rows = (label: readonly number[]) => ({
    score: Float64Array.from(label, (_, row) => -row),
    label: Uint8Array.from(label),
    person: Int32Array.from(label.keys()),
  })

  it('leave recall as it is when there are none, and bound it by the rows of their lists', () => {
    // Ten rows, four events, two of them on a list of five.
    const known = rows([1, 1, 0, 0, 0, 1, 1, 0, 0, 0])
    const options = { shares: [0.5], minimum: 1 }
    expect(openWindowBounds(known, [], options)).toEqual([{ k: 0.5, open: 0, known: 0.5, worst: 0.5, best: 0.5 }])
    // A list of six more, three of them listed: all events unlisted, or all listed.
    expect(openWindowBounds(known, [6], options)).toEqual([{ k: 0.5, open: 6, known: 0.5, worst: 2 / 7, best: 5 / 7 }])
  })

  it('hold every recall that the open rows could turn out to give', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 4, maxLength: 12 }).filter((y) => y.includes(1)),
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 1, maxLength: 8 }),
        fc.constantFrom(0.25, 0.5, 1),
        (closed, open, k) => {
          const known = rows(closed)
          const [bounds] = openWindowBounds(known, [open.length], { shares: [k], minimum: 0 })
          const caught = (y: readonly number[]): number =>
            y.slice(0, Math.floor(k * y.length)).reduce((a, b) => a + b, 0)
          const events = [...closed, ...open].reduce((a, b) => a + b, 0)
          const recall = (caught(closed) + caught(open)) / events
          if (typeof bounds?.worst !== 'number' || typeof bounds.best !== 'number') throw new Error('no bounds')
          expect(recall).toBeGreaterThanOrEqual(bounds.worst - 1e-12)
          expect(recall).toBeLessThanOrEqual(bounds.best + 1e-12)
        },
      ),
    )
  })

  it('warn when they could change the picture', () => {
    const [wide] = openWindowBounds(rows([1, 1, 0, 0, 0, 1, 1, 0, 0, 0]), [6], { shares: [0.5], minimum: 1 })
    if (wide === undefined) throw new Error('no bounds')
    expect(maturityGuard([wide], 0.05)).toMatchObject([{ passed: false, severity: 'warn' }])
    expect(maturityGuard({ kind: 'undefined', because: 'none' }, 0.05)).toEqual([])
  })
})

describe('the draw among equals', () => {
  const n = 4000
  const draw = random(4, 'ties')
  const score = Float64Array.from({ length: n }, () => draw.below(3))
  const label = Uint8Array.from(score, (x) => (draw.uniform() < 0.1 + 0.1 * x ? 1 : 0))
  const rows = { ranking: rankingOf(score), label, people: densePeople(Int32Array.from(label.keys())) }
  const options = { shares: [0.1, 0.5], minimum: 10 }

  it('by a blind key is as expected, within its bounds', () => {
    const list = Int32Array.from(label.keys(), (row) => row % 7)
    const lists = rankingWithin(rows.ranking, list)
    const tieKey = Float64Array.from(label, () => draw.uniform())
    const draws = tieDraws({ ...rows, tieKey, lists }, options)
    expect(draws.map(({ k, within }) => [k, within])).toEqual([
      [0.1, 'pooled'],
      [0.1, 'lists'],
      [0.5, 'pooled'],
      [0.5, 'lists'],
    ])
    for (const { worst, best, production } of draws) {
      expect(production).toBeGreaterThanOrEqual(worst as number)
      expect(production).toBeLessThanOrEqual(best as number)
    }
    expect(tieGuard(draws)).toMatchObject([{ name: 'production-ties', passed: true }])
  })

  it('by a key that knows the outcome is found out, in both directions', () => {
    for (const sign of [1, -1]) {
      const tieKey = Float64Array.from(label, (y) => sign * y)
      expect(tieGuard(tieDraws({ ...rows, tieKey }, options))).toMatchObject([{ passed: false, severity: 'refuse' }])
    }
  })

  it('of one in twenty with one event is no evidence, and without choice there is no guard', () => {
    const few = {
      ranking: rankingOf(new Float64Array(20)),
      label: Uint8Array.from({ length: 20 }, (_, i) => (i === 0 ? 1 : 0)),
    }
    const people = densePeople(Int32Array.from(few.label.keys()))
    const tieKey = Float64Array.from(few.label, (y) => -y)
    const draws = tieDraws({ ...few, people, tieKey }, { shares: [0.05], minimum: 1 })
    expect(tieGuard(draws).every(({ passed }) => passed)).toBe(true)
    const apart = rankingOf(Float64Array.from({ length: n }, (_, row) => row))
    expect(tieGuard(tieDraws({ ...rows, ranking: apart, tieKey: score }, options))).toEqual([])
  })

  it('raises a false alarm in fewer than one in a thousand', () => {
    let alarms = 0
    for (let i = 0; i < 400; i += 1) {
      const tieKey = Float64Array.from(label, () => draw.uniform())
      if (!tieGuard(tieDraws({ ...rows, tieKey }, options)).every(({ passed }) => passed)) alarms += 1
    }
    expect(alarms).toBeLessThanOrEqual(3)
  })
})

describe('the model in use', () => {
  const { first, label, person, week } = simulatedModels(400, 9)
  const tieKey = Float64Array.from(person, (_, row) => (row * 7919) % 10007)
  const options = { shares: [0.2], replicates: 50, seed: 1, minimum: 10 }

  it('that is the same model differs in nothing', () => {
    const found = besideChampion({ model: first, champion: first, label, person, list: week, tieKey }, options)
    expect(found.rankCorrelation).toBe(1)
    expect(found.recall.map(({ difference }) => difference)).toEqual([
      { estimate: 0, lower: 0, upper: 0 },
      { estimate: 0, lower: 0, upper: 0 },
    ])
    // Nobody is on one list only: that is fewer than the minimum, and not shown as 0.
    expect(found.overlap[0]).toMatchObject({ suppressed: true, entrants: null, kept: { kind: 'undefined' } })
    expect(overlapGuard(found.overlap, 0.5)).toEqual([])
  })

  it('that sees nothing is beaten, and its list is another', () => {
    const noise = Float64Array.from(person, (who) => (who * 7919) % 101)
    const found = besideChampion({ model: first, champion: noise, label, person, tieKey }, options)
    expect(found.recall).toMatchObject([{ k: 0.2, within: 'pooled', verdict: 'higher' }])
    const [overlap] = found.overlap
    expect(overlap?.kept).toBe((overlap?.both as number) / ((overlap?.both as number) + (overlap?.leavers as number)))
    expect(overlapGuard(found.overlap, 0.95)).toMatchObject([{ passed: false, severity: 'warn' }])
  })

  it('that refuses to score people puts them last', () => {
    const champion = first.map((x, row) => (row % 3 === 0 ? Number.NEGATIVE_INFINITY : x))
    const found = besideChampion({ model: first, champion, label, person, tieKey }, options)
    const low = champion.map((x) => Math.max(x, -1e9))
    const same = besideChampion({ model: first, champion: low, label, person, tieKey }, options)
    expect(found).toEqual(same)
    expect(found.recall[0]?.champion).not.toBe(found.recall[0]?.model)
  })
})

const RULE: AdoptionRule = {
  study: 'sample',
  k: 0.1,
  within: 'pooled',
  atLeast: null,
  overRules: 0,
  confidence: 0.95,
  replicates: 50,
  seed: 1,
  reason: 'better than a rule of thumb',
}

describe('an adoption rule over simple rules', () => {
  const lead = (name: string, estimate: number, lower: number | null) => ({ name, difference: { estimate, lower } })

  it('is decided by the rule that the model beats least', () => {
    expect(overRules(RULE, [lead('a', 0.2, 0.1), lead('b', 0.1, 0.02)])).toMatchObject({ met: true, lower: 0.02 })
    expect(overRules(RULE, [lead('a', 0.2, 0.1), lead('b', 0.1, -0.01)])).toMatchObject({ met: false, lower: -0.01 })
    expect(overRules(RULE, [lead('a', 0.2, 0.1), lead('b', 0.1, null)])).toMatchObject({ met: false, lower: null })
    expect(overRules(RULE, [lead('a', 0.2, null), lead('b', 0.1, 0.1)])).toMatchObject({ met: false, lower: null })
    expect(overRules(RULE, [{ name: 'a', difference: null }])).toMatchObject({ met: false })
    expect(overRules(RULE, [])).toMatchObject({ met: false })
  })

  it('must ask something, and is not met by a run without the model in use when it asks for one', () => {
    const { overRules: _, ...nothing } = RULE
    expect(() => freezeRule(nothing)).toThrow('invalid-rule')
    const both = freezeRule({ ...RULE, atLeast: -0.01 })
    const verdict = adoptionVerdict(both, { comparison: undefined, leads: [lead('a', 0.2, 0.1)] })
    expect(verdict).toMatchObject({ adopt: false, conditions: [{ met: true }, { met: false, lower: null }] })
    expect(adoptionGuards(verdict, undefined)).toMatchObject([{ name: 'adoption-rule', passed: false, value: null }])
    const none = adoptionVerdict(null, { comparison: undefined, leads: [] })
    expect(none).toMatchObject({ kind: 'undefined' })
    expect(adoptionGuards(none, { number: 3, otherRules: 2 })).toEqual([])
  })
})

describe('the log of openings', () => {
  const at = '2026-11-22T10:00:00Z'
  const [data, other] = ['a'.repeat(64), 'b'.repeat(64)]
  const open = (log: OpeningLog, rule: string, inputs: string, of = data) =>
    recordOpening(log, { rule, data: of, inputs, at, by: 'retrain' })

  it('counts the openings of the same data, and the rules before this one', () => {
    const one = open([], NO_RULE, 'x')
    const two = open(one.log, 'rule', 'y')
    const elsewhere = open(two.log, 'rule', 'y', other)
    const three = open(elsewhere.log, 'rule', 'z')
    expect([one, two, elsewhere, three].map(({ place }) => place)).toEqual([
      { number: 1, otherRules: 0 },
      { number: 2, otherRules: 1 },
      { number: 1, otherRules: 0 },
      { number: 3, otherRules: 1 },
    ])
    expect(() => verifyOpenings(three.log)).not.toThrow()
    // The first run again: the same opening, at the place it had.
    const again = open(three.log, NO_RULE, 'x')
    expect([again.log, again.place]).toEqual([three.log, one.place])
    expect(() => open(three.log.slice(1), 'rule', 'q')).toThrow('opening-log-broken')
  })
})

describe('guards of lists', () => {
  it('speak of what may be shown only', () => {
    expect(churnGuard([{ fallenShare: null }], 0.3)).toEqual([])
    expect(churnGuard([{ fallenShare: 0.2 }, { fallenShare: 0.4 }], 0.3)).toMatchObject([{ passed: false, value: 0.4 }])
    expect(intakeGuard({ kind: 'undefined', because: 'none' }, 0.05)).toEqual([])
  })
})
