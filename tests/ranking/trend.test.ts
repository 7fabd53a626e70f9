import { describe, expect, it } from 'vitest'
import { normalQuantile } from '../../src/numeric/normal.js'
import { densePeople } from '../../src/numeric/people.js'
import { random } from '../../src/random.js'
import { auc } from '../../src/ranking/auc.js'
import { clusteredAuc } from '../../src/ranking/delong.js'
import { rankingOf } from '../../src/ranking/order.js'
import { topK } from '../../src/ranking/top-k.js'
import { type TrendOptions, trendOverPeriods } from '../../src/ranking/trend.js'
import { simulatedModels } from './simulated-models.js'

const OPTIONS: TrendOptions = { measure: { kind: 'auc' }, replicates: 200, seed: 1, minimum: 10 }
const names = ['a', 'b', 'c', 'd', 'e']

/** The score loses its grip by `decay` a week. */
const sample = (people: number, seed: number, decay = 0) => {
  const { first, label, person, week } = simulatedModels(people, seed)
  const stream = random(seed, 'decay')
  const score = first.map((x, row) => x + decay * (week[row] as number) * normalQuantile(stream.uniform()))
  return { rows: { score, label, person }, periods: { of: week, names } }
}

describe('a trend over periods', () => {
  it('has the values of each period ranked on its own, and intervals as wide as those of DeLong', () => {
    const { rows, periods } = sample(500, 1)
    const found = trendOverPeriods(periods, rows, OPTIONS)
    const recall = trendOverPeriods(periods, rows, { ...OPTIONS, measure: { kind: 'recall', k: 0.2 } })
    names.forEach((name, at) => {
      const take = [...rows.label.keys()].filter((row) => periods.of[row] === at)
      const ranking = rankingOf(Float64Array.from(take, (row) => rows.score[row] as number))
      const label = Uint8Array.from(take, (row) => rows.label[row] as number)
      const people = densePeople(Int32Array.from(take, (row) => rows.person[row] as number))
      const exact = clusteredAuc(ranking, { label, people })
      if ('kind' in exact) throw new Error(exact.because)
      expect(found.periods[at]).toMatchObject({ name, estimate: auc(ranking, label) })
      const { lower, upper } = found.periods[at] as { lower: number; upper: number }
      const ratio = (upper - lower) / ((exact.upper as number) - (exact.lower as number))
      expect(Math.abs(ratio - 1)).toBeLessThan(0.25)
      const top = topK(ranking, label, { kind: 'share', share: 0.2 })
      if ('expected' in top.recall && recall.periods[at]?.estimate !== null)
        expect(recall.periods[at]?.estimate).toBe(top.recall.expected)
    })
  })

  it('finds a model that loses its grip, and more dispersion than chance gives', () => {
    const { rows, periods } = sample(1500, 2, 1)
    const { slope, dispersion } = trendOverPeriods(periods, rows, OPTIONS)
    if ('kind' in slope || dispersion === undefined || 'kind' in dispersion) throw new Error('undefined')
    expect(slope.upper).toBeLessThan(0)
    expect(slope.p).toBeLessThan(0.01)
    expect(dispersion.observed).toBeGreaterThan(1.5 * dispersion.byChance)
  })

  it('leaves out periods of few people with the outcome, and has no line through two', () => {
    const { rows, periods } = sample(300, 3)
    const few = rows.label.map((y, row) =>
      (periods.of[row] as number) < 3 && (rows.person[row] as number) > 3 ? 0 : y,
    )
    const found = trendOverPeriods(periods, { ...rows, label: few }, OPTIONS)
    expect(found.periods.filter(({ estimate }) => estimate !== null).length).toBeLessThan(3)
    expect(found.slope).toMatchObject({ because: 'fewer than three periods can be shown' })
    const none = { score: new Float64Array(0), label: new Uint8Array(0), person: new Int32Array(0) }
    expect(trendOverPeriods({ of: new Int32Array(0), names }, none, OPTIONS).periods[0]).toMatchObject({
      estimate: null,
    })
    expect(() => trendOverPeriods({ of: new Int32Array(1), names }, none, OPTIONS)).toThrow('mismatched-length')
  })

  it('calls no trend a trend about once in twenty, with people in several periods', () => {
    const simulations = 400
    let rejected = 0
    for (let seed = 0; seed < simulations; seed += 1) {
      const { rows, periods } = sample(300, 60_000 + seed)
      const { slope } = trendOverPeriods(periods, rows, { ...OPTIONS, minimum: 1, replicates: 120 })
      if (!('kind' in slope) && slope.p < 0.05) rejected += 1
    }
    expect(Math.abs(rejected / simulations - 0.05)).toBeLessThan(3.3 * Math.sqrt((0.05 * 0.95) / simulations))
  })
})
