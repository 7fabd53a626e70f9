import { describe, expect, it } from 'vitest'
import { frontier as frontierSchema, redrawnCut as redrawnSchema } from '../../data-schemas/results/fairness-audit.js'
import { auditCodes } from '../../src/disclosure/audit-codes.js'
import { rowsByPerson } from '../../src/fairness/cluster-moments.js'
import { type ClusterRatio, clusterDifference, clusterRatio } from '../../src/fairness/cluster-ratio.js'
import { metricMoments } from '../../src/fairness/group-cells.js'
import { recallGapFrontier } from '../../src/fairness/recall-gap-frontier.js'
import { redrawnCut } from '../../src/fairness/redrawn-cut.js'
import { COUNTS, redrawnGroups } from '../../src/fairness/redrawn-groups.js'
import { drawWeights } from '../../src/numeric/clustered-bootstrap.js'
import { listSize } from '../../src/ranking/capacity.js'
import { listingChance } from '../../src/ranking/listing.js'
import { rankingOf } from '../../src/ranking/order.js'
import { scoredPeople } from './scored-people.js'

const attributeOf = (codes: Int32Array, values: readonly string[] = ['a', 'b']) => auditCodes('group', values, codes)
const options = { k: 0.2, minimum: 10, confidence: 0.95, replicates: 200, seed: 4, reference: 'a' } as const

describe('counts at a redrawn cut', () => {
  it('equal those of a data set in which each person occurs as often as drawn', () => {
    const { person, label, codes, score } = scoredPeople(60, 3)
    const rounded = score.map((value) => Math.round(value * 8) / 8)
    const { width, statistic } = redrawnGroups({
      rankings: [rankingOf(rounded)],
      label,
      person,
      codes,
      groups: 2,
      k: 0.2,
    })
    const weights = new Uint8Array(60)
    const out = new Float64Array(width)
    for (let seed = 0; seed < 20; seed += 1) {
      drawWeights(weights, seed, ['test'])
      statistic(weights, out)
      const rows = [...person.keys()].flatMap((row) => new Array<number>(weights[person[row]!]!).fill(row))
      const ranking = rankingOf(Float64Array.from(rows, (row) => rounded[row]!))
      const chance = listingChance(ranking, { kind: 'share', share: 0.2 })
      const wanted = new Float64Array(width)
      rows.forEach((row, i) => {
        const at = codes[row]! * COUNTS
        wanted[at]! += 1
        wanted[at + 1]! += label[row]!
        wanted[at + 2]! += chance[i]!
        wanted[at + 3]! += chance[i]! * label[row]!
      })
      for (let i = 0; i < width; i += 1) expect(out[i]).toBeCloseTo(wanted[i]!, 9)
      expect(out[2]! + out[COUNTS + 2]!).toBeCloseTo(listSize({ kind: 'share', share: 0.2 }, rows.length), 9)
    }
  })
})

describe('intervals that let the cut move', () => {
  it('are valid plain JSON, the same for the same seed, and hold the estimate at the cut as drawn', () => {
    const sample = scoredPeople(300, 8)
    const result = redrawnCut(sample, attributeOf(sample.codes), options)
    expect(redrawnSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    expect(redrawnCut(sample, attributeOf(sample.codes), options)).toEqual(result)
    const chance = listingChance(rankingOf(sample.score), { kind: 'share', share: 0.2 })
    const moments = metricMoments(
      'recall',
      { ...sample, chance, probability: chance },
      { codes: sample.codes, count: 2, reference: 0, people: rowsByPerson(sample.person) },
    )
    const direct = (clusterRatio(moments[1]!) as ClusterRatio).estimate
    expect(result.groups[1]!.recall.estimate).toBeCloseTo(direct, 12)
    expect(result.groups[1]!.recall.lower).toBeLessThan(direct)
  })

  it('are at most a tenth wider or narrower than the linearised ones for a difference in recall, and clearly narrower for the selection rate of nearly everybody', () => {
    const ratios = { difference: 0, rate: 0 }
    const runs = 20
    for (let seed = 1; seed <= runs; seed += 1) {
      const sample = scoredPeople(600, seed)
      const chance = listingChance(rankingOf(sample.score), { kind: 'share', share: 0.2 })
      const by = { codes: sample.codes, count: 2, reference: 0, people: rowsByPerson(sample.person) }
      const moments = metricMoments('recall', { ...sample, chance, probability: chance }, by)
      const linear = 2 * 1.959964 * clusterDifference(moments[1]!, moments[0]!).standardError
      const drawn = redrawnCut(sample, attributeOf(sample.codes), { ...options, replicates: 400, seed })
      const one = drawn.differences.find(({ metric }) => metric === 'recall')!
      ratios.difference += (one.upper! - one.lower!) / linear / runs
      // Everybody but ten people in one group: its share of the list is then fixed by k.
      const large = sample.codes.map((_, row) => (sample.person[row]! < 20 ? 0 : 1))
      const rates = redrawnCut(sample, attributeOf(large), { ...options, replicates: 400, seed })
      const share = metricMoments('selectionRate', { ...sample, chance, probability: chance }, { ...by, codes: large })
      const width = 2 * 1.959964 * (clusterRatio(share[1]!) as ClusterRatio).standardError
      ratios.rate += (rates.groups[1]!.selectionRate.upper! - rates.groups[1]!.selectionRate.lower!) / width / runs
    }
    expect(ratios.difference).toBeGreaterThan(0.9)
    expect(ratios.difference).toBeLessThan(1.1)
    expect(ratios.rate).toBeLessThan(0.5)
  })

  it('hide a group under the minimum, and the one that would give it away', () => {
    const sample = scoredPeople(200, 5)
    const codes = sample.person.map((p) => (p < 5 ? 2 : p % 2))
    const result = redrawnCut(sample, attributeOf(codes, ['a', 'b', 'c']), options)
    expect(result.groups[2]!.recall.estimate).toEqual({ kind: 'suppressed' })
    expect(result.groups.filter(({ selectionRate }) => typeof selectionRate.estimate === 'number')).toHaveLength(1)
    expect(result.differences.every(({ difference, lower }) => typeof difference !== 'number' && lower === null)).toBe(
      true,
    )
  })
})

describe('the frontier of recall and gap', () => {
  const sample = scoredPeople(800, 11)
  const tilted = sample.score.map((value, row) => value - (sample.codes[row] === 1 ? 0.3 : 0))
  const rows = {
    label: sample.label,
    person: sample.person,
    scores: [
      { name: 'even', score: sample.score },
      { name: 'tilted', score: tilted },
      { name: 'noise', score: sample.noise },
      { name: 'even again', score: sample.score },
    ],
  }
  const result = recallGapFrontier(rows, attributeOf(sample.codes), { ...options, metric: 'recall' })

  it('is valid plain JSON and names who dominates whom', () => {
    expect(frontierSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
    const [even, tilt, , again] = result.candidates
    expect(even!.dominatedBy).toEqual([])
    expect(tilt!.dominatedBy).toContain('even')
    expect(tilt!.nonDominated).toBe(false)
    expect(again!.dominatedBy).toEqual([])
    expect(tilt!.widest).toBe('b')
    expect(tilt!.gapDifference.lower).toBeGreaterThan(0)
  })

  it('is paired: the same score differs by exactly nothing', () => {
    const again = result.candidates[3]!
    expect(again.recallDifference).toEqual({ estimate: 0, lower: 0, upper: 0 })
    expect(again.gapDifference).toEqual({ estimate: 0, lower: 0, upper: 0 })
  })

  it('says nothing about gaps when no group may be shown', () => {
    const codes = sample.person.map((p) => (p < 4 ? 1 : 0))
    const few = recallGapFrontier(rows, attributeOf(codes), { ...options, metric: 'recall' })
    for (const one of few.candidates) {
      expect(one.gap.estimate).toEqual({ kind: 'suppressed' })
      expect(one.nonDominated).toBeNull()
      expect(one.widest).toBeNull()
    }
  })

  it('refuses no scores and arrays of different lengths', () => {
    const attribute = attributeOf(sample.codes)
    expect(() => recallGapFrontier({ ...rows, scores: [] }, attribute, { ...options, metric: 'recall' })).toThrow(
      'no-scores',
    )
    const short = { ...rows, scores: [{ name: 'short', score: sample.score.subarray(1) }] }
    expect(() => recallGapFrontier(short, attribute, { ...options, metric: 'recall' })).toThrow('mismatched-lengths')
  })
})
