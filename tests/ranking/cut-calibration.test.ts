import { describe, expect, it } from 'vitest'
import { logistic } from '../../src/numeric/link.js'
import { densePeople } from '../../src/numeric/people.js'
import { calibrationAtCut } from '../../src/ranking/cut-calibration.js'
import { rankingOf } from '../../src/ranking/order.js'
import { simulatedModels } from './simulated-models.js'

const OPTIONS = { minimum: 10, margin: 1.25, k: 0.1 } as const

describe('calibration at the cut', () => {
  it('counts the rows of the list and those just below it', () => {
    const { probability, label, person } = simulatedModels(800, 1)
    const ranking = rankingOf(probability)
    const found = calibrationAtCut(
      ranking,
      { probability, label, people: densePeople(person) },
      { ...OPTIONS, band: 0.2 },
    )
    const size = Math.floor(0.1 * ranking.n)
    const rows = [...ranking.order.slice(0, size)]
    const sum = (values: ArrayLike<number>, of: readonly number[]) =>
      of.reduce((total, row) => total + (values[row] as number), 0)
    expect(found.listed.rows).toBe(size)
    expect(found.listed.observedToExpected.estimate).toBeCloseTo(sum(label, rows) / sum(probability, rows), 12)
    const below = [...ranking.order.slice(size, Math.floor(0.3 * ranking.n + 1e-9))]
    expect(found.below.rows).toBe(below.length)
    expect(found.below.observedToExpected.estimate).toBeCloseTo(sum(label, below) / sum(probability, below), 12)
  })

  it('shares tied rows between both sides, so that a constant prediction has one ratio', () => {
    const { label, person } = simulatedModels(800, 1)
    const probability = new Float64Array(label.length).fill(0.3)
    const found = calibrationAtCut(rankingOf(probability), { probability, label, people: densePeople(person) }, OPTIONS)
    expect(found.listed.observedToExpected.estimate).toBeCloseTo(found.below.observedToExpected.estimate as number, 12)
  })

  it('sees predictions that are right on average and too extreme at the top', () => {
    const { probability, label, person } = simulatedModels(4000, 1)
    const extreme = probability.map((p) => logistic(2.5 * Math.log(p / (1 - p)) + 0.9))
    const found = calibrationAtCut(
      rankingOf(extreme),
      { probability: extreme, label, people: densePeople(person) },
      OPTIONS,
    )
    expect(found.listed.verdict).toBe('too-high')
  })

  it('has no band below a list of everybody', () => {
    const { probability, label, person } = simulatedModels(100, 1)
    const found = calibrationAtCut(
      rankingOf(probability),
      { probability, label, people: densePeople(person) },
      { ...OPTIONS, k: 1 },
    )
    expect(found.band).toBe(0)
    expect(found.below).toMatchObject({ rows: null, verdict: 'insufficient-evidence' })
  })
})
