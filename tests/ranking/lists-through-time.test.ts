import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { densePeople } from '../../src/numeric/people.js'
import { type Intake, type IntakeRows, simulateIntake } from '../../src/ranking/intake.js'
import { listChurn, listOverlap } from '../../src/ranking/list-churn.js'
import { maturityBounds, UNKNOWN } from '../../src/ranking/maturity-bounds.js'
import { rankingOf } from '../../src/ranking/order.js'
import { rankCorrelation } from '../../src/ranking/rank-correlation.js'
import { againstOracle } from '../support/oracle.js'

const folder = new URL('../oracles/lists/', import.meta.url)
const json = (name: string): never => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as never
interface Simulated {
  readonly offered: number
  readonly places: number
  readonly reached: number
  readonly eventPeople: number
  readonly quartiles: readonly [number, number, number]
  readonly course: readonly number[]
}
type Churned = Record<'both' | 'entrants' | 'leavers' | 'jaccard' | 'newInPool' | 'leftPool', number>
const input: {
  rows: Record<'person' | 'office' | 'period' | 'score' | 'eventPeriod', number[]>
  listed: number[]
  maturity: { score: number[]; label: number[]; probability: number[]; size: number }
} = json('input.json')
const expected: {
  offices: Simulated
  one: Simulated
  staying: Simulated
  churn: Churned[]
  spearman: number
  maturity: Record<'known' | 'worst' | 'best' | 'asPredicted', number>
} = json('expected.json')

const rows: IntakeRows = {
  score: Float64Array.from(input.rows.score),
  person: Int32Array.from(input.rows.person),
  period: Int32Array.from(input.rows.period),
  office: Int32Array.from(input.rows.office),
  eventPeriod: Int32Array.from(input.rows.eventPeriod),
}
const { office: _, ...pooled } = rows
const size = (places: number) => ({ kind: 'size', size: places }) as const

describe('the intake with a fixed number of places', () => {
  it('is that of data frames, per office and in one list a week', () => {
    for (const [found, wanted] of [
      [simulateIntake(rows, { capacity: size(5), minimum: 1 }), expected.offices],
      [simulateIntake(pooled, { capacity: size(20), minimum: 1 }), expected.one],
    ] as const) {
      expect(found).toMatchObject({ offered: wanted.offered, reached: wanted.reached, eventPeople: wanted.eventPeople })
      expect(found.shareReached.estimate).toBe(wanted.reached / wanted.eventPeople)
      if ('kind' in found.lead) throw new Error(found.lead.because)
      const { quarter, median, threeQuarters } = found.lead
      againstOracle(
        'intake',
        [found.offered, found.reached, quarter, median, threeQuarters, ...found.course.map(({ offered }) => offered)],
        [wanted.offered, wanted.reached, ...wanted.quartiles, ...wanted.course],
      )
    }
  })

  it('counts the places that repeat listings would take', () => {
    const { repeats } = simulateIntake(rows, { capacity: size(5), minimum: 1 })
    const { places, offered } = expected.staying
    againstOracle(
      'repeat-listings',
      [repeats.perPerson, repeats.shareOfPlaces],
      [places / offered - 1, 1 - offered / places],
    )
  })

  it('offers help to nobody twice, and reaches no fewer people with more places', () => {
    const reach = (places: number): Intake => simulateIntake(rows, { capacity: size(places), minimum: 1 })
    const found = [2, 4, 8, 16, 1000].map(reach)
    for (const [index, one] of found.entries()) {
      expect(one.offered as number).toBeLessThanOrEqual(one.people)
      if (index > 0) expect(one.reached as number).toBeGreaterThanOrEqual(found[index - 1]?.reached as number)
    }
    expect(found.at(-1)).toMatchObject({ offered: 400 })
    expect(found.at(-1)?.unusedPlaces).toBeGreaterThan(0)
  })

  it('breaks ties by the key of production and not by the order of rows', () => {
    const tieKey = Int32Array.from(rows.person, (who) => (who * 7919) % 1009)
    const turned = (column: Int32Array): Int32Array => column.slice().reverse()
    const backwards: IntakeRows = {
      score: rows.score.slice().reverse(),
      person: turned(rows.person),
      period: turned(rows.period),
      office: turned(rows.office as Int32Array),
      eventPeriod: turned(rows.eventPeriod),
      tieKey: turned(tieKey),
    }
    const options = { capacity: size(5), minimum: 10 }
    expect(simulateIntake(backwards, options)).toEqual(simulateIntake({ ...rows, tieKey }, options))
  })

  it('shows no count, step or remainder of fewer people than the minimum', () => {
    for (const places of [1, 2, 5, 40]) {
      const { course, lead, reached } = simulateIntake(rows, { capacity: size(places), minimum: 10 })
      let last = 0
      for (const { offered } of course) {
        if (offered === null || offered === last) continue
        expect(offered - last).toBeGreaterThanOrEqual(10)
        last = offered
      }
      if (reached === null || reached < 40) expect(lead).toMatchObject({ kind: 'undefined' })
    }
    expect(simulateIntake(rows, { capacity: size(0), minimum: 10 })).toMatchObject({
      offered: null,
      reached: null,
      shareReached: { lower: null },
    })
  })

  it('stands rows that are not there, and refuses columns that do not fit', () => {
    const none = {
      score: new Float64Array(0),
      person: new Int32Array(0),
      period: new Int32Array(0),
      eventPeriod: new Int32Array(0),
    }
    expect(simulateIntake(none, { capacity: size(5), minimum: 10 })).toMatchObject({ lists: 0, people: 0, course: [] })
    const one = { ...none, score: Float64Array.of(1) }
    expect(() => simulateIntake(one, { capacity: size(5), minimum: 10 })).toThrow('mismatched-length')
    const before = { ...one, person: Int32Array.of(0), period: Int32Array.of(-1), eventPeriod: Int32Array.of(0) }
    expect(() => simulateIntake(before, { capacity: size(5), minimum: 10 })).toThrow('invalid-code')
  })
})

describe('churn of the list', () => {
  const listed = Uint8Array.from(input.listed)

  it('is that of sets', () => {
    const found = listChurn(listed, rows, 0)
    expect(found).toHaveLength(expected.churn.length)
    for (const [index, wanted] of expected.churn.entries()) {
      const one = found[index]
      againstOracle(
        'churn',
        [one?.both, one?.entrants, one?.leavers, one?.jaccard, one?.because.newInPool, one?.because.leftPool],
        [wanted.both, wanted.entrants, wanted.leavers, wanted.jaccard, wanted.newInPool, wanted.leftPool],
      )
      const { newInPool, leftPool } = wanted
      expect(found[index]?.because.roseAboveCut).toBe(wanted.entrants - newInPool)
      expect(found[index]?.because.fellBelowCut).toBe(wanted.leavers - leftPool)
    }
  })

  it('shows all counts or none, and none below the minimum', () => {
    for (const [index, one] of listChurn(listed, rows, 10).entries()) {
      const { both, entrants, leavers } = expected.churn[index] as Churned
      const few = Math.min(both, entrants, leavers) < 10
      expect(one.suppressed).toBe(few)
      const counts = [one.both, one.entrants, one.leavers]
      expect(counts).toEqual(few ? [null, null, null] : [both, entrants, leavers])
      for (const reason of Object.values(one.because)) if (reason !== null) expect(reason).toBeGreaterThanOrEqual(10)
    }
  })

  it('between two models is symmetric, in people and not in rows', () => {
    const mark = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 30, maxLength: 30 })
    const person = Int32Array.from({ length: 30 }, (__, row) => row >> 1)
    fc.assert(
      fc.property(mark, mark, (a, b) => {
        const [first, second] = [Uint8Array.from(a), Uint8Array.from(b)]
        const one = listOverlap({ first, second }, person, 0)
        const two = listOverlap({ first: second, second: first }, person, 0)
        expect([one.both, one.entrants, one.leavers, one.jaccard]).toEqual([
          two.both,
          two.leavers,
          two.entrants,
          two.jaccard,
        ])
        const people = new Set([...person].filter((__, row) => first[row] === 1 || second[row] === 1)).size
        if (people > 0) expect((one.both ?? 0) + (one.entrants ?? 0) + (one.leavers ?? 0)).toBe(people)
        else expect(one.jaccard).toMatchObject({ kind: 'undefined' })
      }),
    )
    expect(() => listOverlap({ first: new Uint8Array(1), second: new Uint8Array(2) }, person, 0)).toThrow(
      'mismatched-length',
    )
  })
})

describe('rank correlation', () => {
  it("is scipy's Spearman with ties", () => {
    const other = Float64Array.from(rows.person, (who) => who % 7)
    againstOracle('rank-correlation', rankCorrelation(rankingOf(rows.score), rankingOf(other)), expected.spearman)
    expect(rankCorrelation(rankingOf(rows.score), rankingOf(rows.score.map((x) => -x)))).toBe(-1)
    expect(rankCorrelation(rankingOf(rows.score), rankingOf(rows.score.map(() => 1)))).toMatchObject({
      kind: 'undefined',
    })
  })
})

describe('bounds on recall from outcomes that are not known', () => {
  const { score, label, probability, size: places } = input.maturity
  const bounds = (y: readonly number[], on: readonly number[] = score, minimum = 0) =>
    maturityBounds(
      rankingOf(Float64Array.from(on)),
      {
        label: Uint8Array.from(y),
        people: densePeople(Int32Array.from(y.keys())),
        probability: Float64Array.from(y, (__, row) => probability[row] ?? 0.5),
      },
      { capacity: size(places), minimum },
    )

  it('are the lowest and highest over all outcomes', () => {
    const found = bounds(label)
    for (const name of ['known', 'worst', 'best', 'asPredicted'] as const)
      againstOracle('maturity-bounds', found[name], expected.maturity[name])
  })

  it('hold recall for every outcome, and close when all is known', () => {
    const row = fc.record({
      score: fc.integer({ min: 0, max: 4 }),
      label: fc.constantFrom(0, 1, UNKNOWN),
      fill: fc.integer({ min: 0, max: 1 }),
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (list) => {
        const scores = list.map((one) => one.score)
        const found = bounds(
          list.map((one) => one.label),
          scores,
        )
        const filled = bounds(
          list.map((one) => (one.label === UNKNOWN ? one.fill : one.label)),
          scores,
        )
        expect(filled.worst).toEqual(filled.best)
        expect(filled.worst).toEqual(filled.known)
        if (typeof filled.known !== 'number') return
        expect(found.worst as number).toBeLessThanOrEqual(filled.known + 1e-12)
        expect(found.best as number).toBeGreaterThanOrEqual(filled.known - 1e-12)
      }),
      { numRuns: 300 },
    )
  })

  it('are withheld for few people, and refuse other labels', () => {
    expect(bounds(label, score, 10)).toMatchObject({
      known: { kind: 'undefined' },
      worst: { kind: 'undefined' },
      unknownListed: null,
    })
    expect(() => bounds(label.map(() => 7))).toThrow('invalid-label')
  })
})
