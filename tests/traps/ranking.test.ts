import { describe, expect, it } from 'vitest'
import { freezeModel } from '../../src/artifact/freeze.js'
import { isotonicCalibration } from '../../src/calibration/isotonic.js'
import { suppress } from '../../src/disclosure/suppress.js'
import { suppressCrossed } from '../../src/disclosure/suppress-crossed.js'
import { suppressTable } from '../../src/disclosure/suppress-table.js'
import { equivalenceP } from '../../src/fairness/equivalence.js'
import { disparities, groupCounts, groupRates } from '../../src/fairness/groups.js'
import { twoProportions } from '../../src/fairness/two-proportions.js'
import { calibrator } from '../../src/numeric/calibrator.js'
import { densePeople } from '../../src/numeric/people.js'
import { random } from '../../src/random.js'
import { listChurn } from '../../src/ranking/list-churn.js'
import { listingChance, productionListing } from '../../src/ranking/listing.js'
import { maturityBounds, UNKNOWN } from '../../src/ranking/maturity-bounds.js'
import { rankingOf } from '../../src/ranking/order.js'
import { type TieBounds, topK } from '../../src/ranking/top-k.js'
import { buildKernel } from '../../src/scoring/kernel.js'
import { scoreColumns } from '../../src/scoring/score-columns.js'
import { nineModel, smallParts } from '../support/model.js'

const tenth = { kind: 'share', share: 0.1 } as const
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0)

/** Rows with few distinct scores, so that the cut falls among the tied. */
const tied = (n: number, seed: number) => {
  const source = random(seed, 'traps of ranking')
  return {
    score: Float64Array.from({ length: n }, () => source.below(7)),
    label: Uint8Array.from({ length: n }, () => (source.uniform() < 0.2 ? 1 : 0)),
    codes: Int32Array.from({ length: n }, () => source.below(3)),
    tieKey: Int32Array.from({ length: n }, (_, i) => (i * 7919) % n),
  }
}

describe('trap 2: two readings of the same 10% of 1,005 people', () => {
  it('lists 100 in the ranking, in the audit and in production', () => {
    const { score, label, codes, tieKey } = tied(1005, 2)
    const ranking = rankingOf(score)
    const chance = listingChance(ranking, tenth)
    expect(topK(ranking, label, tenth).size).toBe(100)
    expect(sum(chance)).toBeCloseTo(100, 9)
    expect(sum(productionListing(ranking, tenth, { tieKey }))).toBe(100)
    expect(sum(groupCounts(chance, label, { codes, count: 3 }).map(({ pp }) => pp))).toBeCloseTo(100, 9)
  })
})

describe('trap 3: the audit of groups sorts again, and is of another list than the ranking', () => {
  it('finds in its groups together what the ranking finds, in expectation and in production', () => {
    const { score, label, codes, tieKey } = tied(1005, 3)
    const ranking = rankingOf(score)
    const top = topK(ranking, label, tenth, { tieKey })
    const caught = (chance: ArrayLike<number>) =>
      sum(groupCounts(chance, label, { codes, count: 3 }).map(({ tp }) => tp))
    expect(top.tiedAtCut).toBeGreaterThan(50)
    expect(caught(listingChance(ranking, tenth))).toBeCloseTo(top.caught.expected, 9)
    expect(caught(productionListing(ranking, tenth, { tieKey }))).toBe(top.caught.production)
  })

  it('lists the same people when the rows come in another order', () => {
    const { score, tieKey } = tied(1005, 4)
    const listed = productionListing(rankingOf(score), tenth, { tieKey })
    const back = productionListing(rankingOf(score.slice().reverse()), tenth, { tieKey: tieKey.slice().reverse() })
    expect([...back].reverse()).toEqual([...listed])
  })
})

describe('trap 4: people without a known outcome count in the list and not in recall', () => {
  it('refuses an unknown outcome where a known one is asked', () => {
    expect(() => topK(rankingOf(Float64Array.of(2, 1)), Uint8Array.of(1, UNKNOWN), tenth)).toThrow('invalid-label')
  })

  it('bounds recall by every outcome that they may have, in the list and below it', () => {
    const score = Float64Array.from({ length: 40 }, (_, i) => -i)
    const label = Uint8Array.from({ length: 40 }, (_, i) => (i === 1 || i === 30 ? UNKNOWN : i % 4 === 0 ? 1 : 0))
    const { worst, best, known } = maturityBounds(
      rankingOf(score),
      { label, people: densePeople(Int32Array.from(label.keys())) },
      { capacity: { kind: 'size', size: 8 }, minimum: 0 },
    )
    // known: 2 of 10 in the first 8; at worst the one below had it, at best the one in the list
    expect([known, worst, best]).toEqual([2 / 10, 2 / 11, 3 / 11])
  })

  it('counts true positives when everybody has the outcome and everybody is listed', () => {
    const [counts] = groupCounts(new Float64Array(7).fill(1), new Uint8Array(7).fill(1), {
      codes: new Int32Array(7),
      count: 1,
    })
    expect(counts).toMatchObject({ tp: 7, fp: 0, fn: 0, tn: 0 })
  })
})

describe('trap 5: ties are put in order by the outcome', () => {
  it('gives a constant score a recall of 0.10 at 10% in expectation, between 0 and 1', () => {
    const label = Uint8Array.from({ length: 1000 }, (_, i) => (i < 50 ? 1 : 0))
    const recall = topK(rankingOf(new Float64Array(1000)), label, tenth).recall as TieBounds
    expect(recall.expected).toBeCloseTo(0.1, 12)
    expect([recall.worst, recall.best]).toEqual([0, 1])
  })

  it('lists the same people whatever their outcomes', () => {
    const { score, tieKey } = tied(1005, 5)
    const ranking = rankingOf(score)
    const listed = productionListing(ranking, tenth, { tieKey })
    for (const value of [0, 1]) {
      const label = Uint8Array.from(listed, (on) => (on === value ? 1 : 0))
      expect(topK(ranking, label, tenth, { tieKey }).caught.production).toBe(value === 1 ? 100 : 0)
    }
  })
})

describe('trap 10: isotonic calibration makes ties at the cut', () => {
  it('ties people whom the score tells apart, and the top-k object says so; the list keeps the order of the score', () => {
    const source = random(10, 'trap 10')
    const linearPredictor = Float64Array.from({ length: 800 }, () => 6 * source.uniform() - 4)
    const label = Uint8Array.from(linearPredictor, (x) => (source.uniform() < 1 / (1 + Math.exp(-x)) ? 1 : 0))
    const map = isotonicCalibration({
      linearPredictor,
      trials: new Float64Array(800).fill(1),
      events: Float64Array.from(label),
    })
    if (map.kind === 'undefined') throw new Error(map.because)
    const calibrated = topK(rankingOf(linearPredictor.map(calibrator(map))), label, tenth)
    expect(calibrated.tiedAtCut).toBeGreaterThan(1)
    expect(calibrated.caught.best).toBeGreaterThan(calibrated.caught.worst)
    const own = topK(rankingOf(linearPredictor), label, tenth)
    expect([own.tiedAtCut, own.caught.best - own.caught.worst]).toEqual([1, 0])
  })

  it('the frozen model keeps the score beside the probability: two people with one probability have their own place', () => {
    const knots: [number, number][] = [
      [-30, 0.2],
      [30, 0.2],
    ]
    const kernel = buildKernel(nineModel({ kind: 'isotonic', knots }))
    const found = scoreColumns(
      buildKernel(freezeModel({ ...smallParts(), calibration: { kind: 'isotonic', knots } })),
      {
        months: { values: Float64Array.of(1, 9) },
        single: { values: Float64Array.of(1, 1) },
      },
      2,
    )
    expect(kernel.inputs).toHaveLength(9)
    expect(found.probability[0]).toBe(found.probability[1])
    expect(found.linearPredictor[0]).not.toBe(found.linearPredictor[1])
  })
})

describe('trap 11: single precision moves people across the cut', () => {
  it('scores in double precision; rounded to single, other people would be listed (the parity of an export is tested with the export)', () => {
    const columns = { months: { values: Uint8Array.of(1, 9) }, single: { values: Uint8Array.of(1, 0) } }
    const found = scoreColumns(buildKernel(freezeModel(smallParts())), columns, 2)
    for (const numbers of [found.linearPredictor, found.probability, ...found.contributions]) {
      expect(numbers).toBeInstanceOf(Float64Array)
      expect(Array.from(numbers).some((value) => value !== Math.fround(value))).toBe(true)
    }
    // scores that differ in the tenth digit, as sums of nine weights of evidence do
    const score = Float64Array.from({ length: 1000 }, (_, i) => -2 + ((i * 617) % 1000) * 1e-10)
    const keys = { tieKey: Int32Array.from(score.keys()) }
    const listed = productionListing(rankingOf(score), tenth, keys)
    const rounded = productionListing(rankingOf(score.map(Math.fround)), tenth, keys)
    expect(listed.filter((on, i) => on !== rounded[i]).length).toBeGreaterThan(100)
    const label = Uint8Array.from(score, () => 0)
    expect(topK(rankingOf(score), label, tenth).tiedAtCut).toBe(1)
    expect(topK(rankingOf(score.map(Math.fround)), label, tenth).tiedAtCut).toBeGreaterThan(300)
  })
})

describe('trap 13: a cell that is hidden can be found again', () => {
  it('never writes 0 for hidden: 0 people are hidden as 9 are', () => {
    expect([0, 9, 10].map((count) => suppress(count, 10))).toEqual([null, null, 10])
  })

  it('does not leave one hidden cell beside a total, in a row or in a crossed table', () => {
    expect(suppressTable([100, 4, 30], 10).filter(Boolean)).toHaveLength(2)
    const hidden = suppressCrossed({ counts: [3, 30, 40, 50, 60, 70, 80, 90, 99], columns: 3 }, 10)
    for (const line of [0, 1, 2]) {
      expect(hidden.filter((cell, i) => cell && Math.floor(i / 3) === line)).not.toHaveLength(1)
      expect(hidden.filter((cell, i) => cell && i % 3 === line)).not.toHaveLength(1)
    }
  })

  it('hides the same cells in every report of the same counts, whatever else they tell', () => {
    const counts = [220, 7, 45, 90]
    expect(suppressTable(counts, 10)).toEqual(suppressTable([...counts], 10))
    const listed = Uint8Array.from({ length: 60 }, (_, i) => (i % 30 < 20 ? 1 : 0))
    const period = Int32Array.from({ length: 60 }, (_, i) => Math.floor(i / 30))
    // in the second week three people came instead of three others: all counts of the change are hidden, or the rest would give them away
    const person = Int32Array.from({ length: 60 }, (_, i) => (i >= 47 && i < 50 ? i : i % 30))
    const [, change = listChurn(listed, { person, period }, 10)[0]] = listChurn(listed, { person, period }, 10)
    expect(change).toMatchObject({ suppressed: true, both: null, entrants: null, leavers: null })
  })
})

describe('trap 14: a group without people or without events is reported as equal', () => {
  it('has no rate, no ratio, no test and no equivalence, each with the reason', () => {
    const [some, none, noEvents] = groupCounts(Float64Array.of(1, 0, 1, 0), Uint8Array.of(1, 0, 0, 0), {
      codes: Int32Array.of(0, 0, 2, 2),
      count: 3,
    }).map((counts) => groupRates(counts, 2))
    expect(none!.tpr).toMatchObject({ kind: 'undefined' })
    expect(none!.pprev).toMatchObject({ kind: 'undefined' })
    expect(noEvents!.tpr).toMatchObject({ kind: 'undefined' })
    for (const group of [none!, noEvents!]) expect(disparities(group, some!).tpr).toMatchObject({ kind: 'undefined' })
    expect(twoProportions({ events: 0, n: 0 }, { events: 3, n: 9 })).toMatchObject({ kind: 'undefined' })
    expect(twoProportions({ events: 0, n: 5 }, { events: 0, n: 9 })).toMatchObject({ kind: 'undefined' })
    expect(equivalenceP(0, 0, 0.05)).toMatchObject({ kind: 'undefined' })
  })
})
