import { describe, expect, it } from 'vitest'
import { type Optimism, optimism } from '../../src/numeric/optimism.js'
import { densePeople } from '../../src/numeric/people.js'
import { random } from '../../src/random.js'
import { weightedMetrics } from '../../src/ranking/weighted-metrics.js'
import type { PeopleRows } from '../../src/selection/inclusion.js'
import { selectionPipeline } from '../../src/selection/selection-pipeline.js'
import { levelsBlock } from '../numeric/designs.js'

/** Candidates of which the first `real` matter; each person has one row. */
const sample = (seed: number, options: { people: number; candidates: number; real: number }): PeopleRows => {
  const source = random(seed, 'pipeline')
  const codes = Array.from({ length: options.candidates }, () =>
    Array.from({ length: options.people }, () => source.below(2)),
  )
  const outcome = Uint8Array.from({ length: options.people }, (_, row) => {
    const eta = codes.slice(0, options.real).reduce((sum, column) => sum + 0.9 * (column[row]! - 0.5), -0.5)
    return source.uniform() < 1 / (1 + Math.exp(-eta)) ? 1 : 0
  })
  const person = Int32Array.from(outcome.keys())
  return { blocks: codes.map((column, j) => levelsBlock(`c${j}`, column, 2)), outcome, person }
}

const auc = async (rows: PeopleRows, seed: number) => {
  const measure = weightedMetrics(rows.outcome, rows.person, [0.1])
  const pipeline = selectionPipeline(rows, { size: 3, measure })
  const found = await optimism(pipeline, { people: densePeople(rows.person).people, replicates: 25, seed })
  return (found as Optimism).metrics.find(({ metric }) => metric === 'auc')!
}

describe('optimism of selection and fit', () => {
  it('takes off most of what choosing among noise adds, and the people left out take off the rest', async () => {
    const apparent: number[] = []
    const corrected: number[] = []
    const outside: number[] = []
    for (let seed = 0; seed < 12; seed += 1) {
      const found = await auc(sample(seed, { people: 250, candidates: 10, real: 0 }), seed)
      apparent.push(found.apparent as number)
      corrected.push(found.corrected as number)
      outside.push(found.outOfBag as number)
    }
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
    expect(mean(apparent)).toBeGreaterThan(0.57)
    expect(mean(corrected)).toBeLessThan(0.5 + (2 / 3) * (mean(apparent) - 0.5))
    expect(Math.abs(mean(outside) - 0.5)).toBeLessThan(0.02)
  })

  it('comes near what new people give', async () => {
    const options = { people: 400, candidates: 8, real: 3 }
    const rows = sample(100, options)
    const found = await auc(rows, 1)
    const large = await auc(sample(101, { ...options, people: 20_000 }), 1)
    expect(found.optimism as number).toBeGreaterThan(0)
    expect(Math.abs((found.corrected as number) - (large.apparent as number))).toBeLessThan(0.05)
    expect(Math.abs(large.optimism as number)).toBeLessThan(0.005)
  })

  it('gives metrics of both sides under their names', async () => {
    const rows = sample(3, { people: 200, candidates: 4, real: 2 })
    const measure = weightedMetrics(rows.outcome, rows.person, [0.1, 0.2])
    const run = await selectionPipeline(rows, { size: 2, measure })(new Uint8Array(200).fill(1))
    expect(run).toHaveProperty(['apparent', 'recall@0.1'])
    if ('apparent' in run) expect(run.apparent).toEqual(run.test)
  })
})
