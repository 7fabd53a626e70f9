import { describe, expect, it } from 'vitest'
import { auditCodes } from '../../../src/disclosure/audit-codes.js'
import { biasScan } from '../../../src/fairness/bias-scan.js'
import { rowsByPerson } from '../../../src/fairness/cluster-moments.js'
import { type StrataDifference, strataDifference } from '../../../src/fairness/clustered-strata.js'
import { compareGroup, judge } from '../../../src/fairness/compare.js'
import { intersections } from '../../../src/fairness/intersections.js'
import { metricTablesOf } from '../../../src/fairness/one-metric.js'
import { redrawnCut } from '../../../src/fairness/redrawn-cut.js'
import { rateOf, redrawnGroups } from '../../../src/fairness/redrawn-groups.js'
import { random } from '../../../src/random.js'
import { rankingOf } from '../../../src/ranking/order.js'
import { scoredPeople } from '../../fairness/scored-people.js'
import { simulatedPeople } from '../../fairness/simulated-people.js'

/** 3.3 standard errors of a share of 5% among so many: 99.9% of true fives lie within. */
const noise = (runs: number): number => 3.3 * Math.sqrt((0.05 * 0.95) / runs)

describe('audits of groups under repeated sampling', () => {
  it('differences within outcomes: the clustered score test rejects one in twenty, the interval covers', () => {
    const runs = 4000
    let [rejected, covered] = [0, 0]
    for (let seed = 1; seed <= runs; seed += 1) {
      const { person, label, chance, codes } = simulatedPeople(300, 2, seed)
      const rows = { value: chance, stratum: Int32Array.from(label), codes, people: rowsByPerson(person) }
      const found = strataDifference(rows, [1, 0], { minimum: 10, confidence: 0.95 }) as StrataDifference
      if ((found.p as number) < 0.05) rejected += 1
      if ((found.lower as number) <= 0 && (found.upper as number) >= 0) covered += 1
    }
    expect(Math.abs(rejected / runs - 0.05)).toBeLessThan(noise(runs) + 0.005)
    expect(Math.abs(covered / runs - 0.95)).toBeLessThan(noise(runs) + 0.005)
  })

  it('the scan without protected data raises a false alarm in at most 5%', () => {
    const runs = 1500
    let alarms = 0
    for (let seed = 1; seed <= runs; seed += 1) {
      const { person, label, chance } = simulatedPeople(300, 2, seed)
      const draw = random(seed, 'features')
      const own = Array.from({ length: 300 }, () => [draw.below(3), draw.below(4), draw.below(2)])
      const features = [3, 4, 2].map((size, f) => ({
        name: `f${f}`,
        levels: Array.from({ length: size }, (_, level) => `${level}`),
        codes: person.map((p) => own[p]![f]!),
      }))
      const found = biasScan({ person, label, chance, features }, { confidence: 0.95, margin: null, minimum: 10, seed })
      if (found.found.some(({ verdict }) => verdict === 'gap')) alarms += 1
    }
    expect(alarms / runs).toBeLessThan(0.05 + noise(runs))
  })

  it('intersections: no false gap among all cells in 95% of samples, and shrunk intervals cover at least 93% of true rates', () => {
    const runs = 600
    let [wrong, covered, cells] = [0, 0, 0]
    for (let seed = 1; seed <= runs; seed += 1) {
      const { person, label, chance, codes } = simulatedPeople(1200, 6, seed)
      const attributes = {
        first: auditCodes(
          'first',
          ['a', 'b'],
          codes.map((code) => code % 2),
        ),
        second: auditCodes(
          'second',
          ['x', 'y', 'z'],
          codes.map((code) => code >> 1),
        ),
      }
      const result = intersections({ person, label, chance }, attributes, {
        confidence: 0.95,
        margin: null,
        minimum: 10,
      })
      if (result.comparisons.some(({ verdict }) => verdict === 'gap')) wrong += 1
      for (const cell of result.cells) {
        if (cell.suppressed) continue
        // The chance to be listed is 0.1 + 0.5 × frailty: 0.35 for everybody.
        const { lower, upper } = cell.metrics[0]!.shrunk
        cells += 1
        if ((lower as number) <= 0.35 && (upper as number) >= 0.35) covered += 1
      }
    }
    expect(wrong / runs).toBeLessThan(0.05 + noise(runs))
    expect(covered / cells).toBeGreaterThan(0.93)
    // Every cell has the same true rate, so shrinkage is right about nearly all of them: more than 95% is not too wide elsewhere.
    expect(covered / cells).toBeLessThan(0.995)
  })

  it('says equivalent in at most 5% of samples when the true difference is exactly the margin', () => {
    const runs = 4000
    let wrong = 0
    for (let seed = 1; seed <= runs; seed += 1) {
      const { person, label, chance, codes } = simulatedPeople(900, 2, seed)
      const draw = random(seed, 'shift')
      // 0.35 of all rows are listed; of the others in group 1 a share is added so that the difference is 0.1.
      const shifted = chance.map((value, row) => (codes[row] === 1 && draw.uniform() < 0.1 / 0.65 ? 1 : value))
      const rows = { numerator: shifted, denominator: new Float64Array(label.length).fill(1), metric: 'listed' }
      const table = metricTablesOf(rows, { codes, count: 2, reference: 0, people: rowsByPerson(person) }, 10)
      const judgement = { confidence: 0.95, margin: 0.1 }
      const compared = compareGroup(table, { group: 'b', reference: 'a' }, { group: 1, reference: 0, judgement })
      if (judge([compared], judgement)[0]!.verdict === 'equivalent') wrong += 1
    }
    expect(wrong / runs).toBeLessThan(0.05)
  })

  it('intervals that redraw the cut cover the group recall of the population in 93–97%', () => {
    const runs = 500
    const whole = scoredPeople(60_000, 99, { tilt: 0.2 })
    const { width, statistic } = redrawnGroups({ ...whole, rankings: [rankingOf(whole.score)], groups: 2, k: 0.2 })
    const counts = new Float64Array(width)
    statistic(new Uint8Array(60_000).fill(1), counts)
    const truth = rateOf('recall', counts, 1)
    const gap = truth - rateOf('recall', counts, 0)
    let [recall, difference] = [0, 0]
    for (let seed = 1; seed <= runs; seed += 1) {
      const sample = scoredPeople(700, seed, { tilt: 0.2 })
      const found = redrawnCut(sample, auditCodes('group', ['a', 'b'], sample.codes), {
        k: 0.2,
        minimum: 10,
        confidence: 0.95,
        replicates: 400,
        seed,
        reference: 'a',
      })
      const one = found.groups[1]!.recall
      const apart = found.differences.find(({ metric }) => metric === 'recall')!
      if ((one.lower as number) <= truth && (one.upper as number) >= truth) recall += 1
      if ((apart.lower as number) <= gap && (apart.upper as number) >= gap) difference += 1
    }
    expect(Math.abs(recall / runs - 0.95)).toBeLessThan(noise(runs) + 0.01)
    expect(Math.abs(difference / runs - 0.95)).toBeLessThan(noise(runs) + 0.01)
  })
})
