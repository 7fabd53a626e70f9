import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { auc } from '../../src/ranking/auc.js'
import { cumulativeAt } from '../../src/ranking/cumulative.js'
import { deciles, partSizes } from '../../src/ranking/deciles.js'
import { rankingOf, rankingWithin } from '../../src/ranking/order.js'
import { topK } from '../../src/ranking/top-k.js'
import { againstOracle } from '../support/oracle.js'

const folder = new URL('../oracles/ranking/', import.meta.url)
const json = (name: string): never => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as never

interface Cut {
  readonly size: number
  readonly expected: number
  readonly worst: number
  readonly best: number
  readonly variance: number
  readonly tied: number
  readonly drawn: number
  readonly threshold?: number
}
const input: { score: number[]; label: number[]; list: number[]; probability: number[] } = json('input.json')
const expected: {
  auc: number
  pooled: Record<string, Cut>
  within: Record<string, Cut>
  cumulativeEvents: number[]
  cumulativePredicted: number[]
} = json('expected.json')

const ranking = rankingOf(Float64Array.from(input.score))
const label = Uint8Array.from(input.label)

describe('ranking against scipy and scikit-learn, heavily tied', () => {
  it('has the same AUC', () => {
    againstOracle('auc', auc(ranking, label), expected.auc)
  })

  it.each(['0.1', '0.2', '0.5'])('has the same draw at the cut of %s, pooled and within lists', (k) => {
    const lists = rankingWithin(ranking, Int32Array.from(input.list))
    const capacity = { kind: 'share', share: Number(k) } as const
    for (const [top, cut] of [
      [topK(ranking, label, capacity), expected.pooled[k] as Cut],
      [topK(ranking, label, capacity, { lists }), expected.within[k] as Cut],
    ] as const) {
      const { size, tiedAtCut, drawnAtCut, caught, threshold } = top
      againstOracle(
        'top-k-bounds',
        [size, tiedAtCut, drawnAtCut, caught.worst, caught.best, threshold],
        [cut.size, cut.tied, cut.drawn, cut.worst, cut.best, cut.threshold ?? null],
      )
      againstOracle('top-k-expected', [caught.expected, caught.variance], [cut.expected, cut.variance])
    }
  })

  it('has the same deciles', () => {
    const sizes = partSizes(ranking.n, 10)
    const events = cumulativeAt(ranking, label, sizes)
    const predicted = cumulativeAt(ranking, input.probability, sizes)
    againstOracle('deciles', [events, predicted], [expected.cumulativeEvents, expected.cumulativePredicted])
    const table = deciles(ranking, label, { probability: Float64Array.from(input.probability) })
    expect(table.reduce((sum, part) => sum + part.rows, 0)).toBe(ranking.n)
    expect(table.reduce((sum, part) => sum + part.events, 0)).toBeCloseTo(
      label.reduce((sum, y) => sum + y, 0),
      9,
    )
    expect(table.at(-1)?.cumulativeRecall).toBe(1)
  })

  it('has no AUC with one class', () => {
    expect(auc(ranking, new Uint8Array(ranking.n))).toEqual({ kind: 'undefined', because: 'only one class is present' })
    expect(auc(rankingOf(new Float64Array(0)), new Uint8Array(0))).toMatchObject({ kind: 'undefined' })
  })

  it('gives a constant score an AUC of one half', () => {
    expect(auc(rankingOf(new Float64Array(ranking.n)), label)).toBe(0.5)
  })
})

const REFERENCE = '../shared/reference/ranking.json'
const cases = [
  {
    name: 'student_dropout',
    path: '../shared/data/student_dropout/reference_scores.csv',
    at: ['student_dropout', 'all20', 'test'],
  },
  {
    name: 'ubduration',
    path: '../shared/data/ubduration_austria/reference_scores.csv',
    at: ['ubduration', 'gt52_logit', 'test'],
  },
] as const

describe.each(cases)(`$name in ${REFERENCE}`, ({ path, at }) => {
  it.skipIf(!existsSync(path) || !existsSync(REFERENCE))(`is reproduced from ${path}`, () => {
    const rows = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number))
      .filter((row) => row[1] === 1)
    let found: unknown = JSON.parse(readFileSync(REFERENCE, 'utf8'))
    for (const key of at) found = (found as Record<string, unknown>)[key]
    const reference = found as Record<'auc' | 'n' | 'pos', number> &
      Record<
        'top10' | 'top20',
        {
          frac: number
          k: number
          recall: number
          precision: number
          lift: number
          threshold: number
          n_tied_at_cut: number
          recall_tie_expected: number
        }
      >
    const scores = rankingOf(Float64Array.from(rows, (row) => row[4] as number))
    const labels = Uint8Array.from(rows, (row) => row[2] as number)
    expect(scores.n).toBe(reference.n)
    againstOracle('auc-shared', auc(scores, labels), reference.auc)
    for (const cut of [reference.top10, reference.top20]) {
      const top = topK(scores, labels, { kind: 'share', share: cut.frac })
      expect(top).toMatchObject({
        events: reference.pos,
        size: cut.k,
        threshold: cut.threshold,
        tiedAtCut: cut.n_tied_at_cut,
      })
      for (const [value, wanted] of [
        [top.recall, cut.recall_tie_expected],
        [top.recall, cut.recall],
        [top.precision, cut.precision],
        [top.lift, cut.lift],
      ] as const) {
        if (!('expected' in value)) throw new Error(value.because)
        againstOracle('recall-at-k', value.expected, wanted)
      }
    }
  })
})
