import { expect, it } from 'vitest'
import { linearPredictor } from '../../../src/numeric/linear-predictor.js'
import { logistic } from '../../../src/numeric/link.js'
import { fitLogistic } from '../../../src/numeric/logistic.js'
import { random } from '../../../src/random.js'
import { compareLists } from '../../../src/ranking/compare-lists.js'
import { outOfFoldScores } from '../../../src/selection/out-of-fold-scores.js'
import { normal, rowDesign, valuesBlock } from '../../numeric/designs.js'

const NAMES = ['a', 'b', 'c', 'd'] as const

const people = (seed: number, rows: number) => {
  const source = random(seed, 'out-of-fold-coverage', rows)
  const columns = NAMES.map(() => Array.from({ length: rows }, () => normal(source)))
  const outcome = Uint8Array.from({ length: rows }, (_, i) => {
    const eta = -1.6 + columns.reduce((sum, column, j) => sum + (0.9 - 0.2 * j) * (column[i] as number), 0)
    return source.uniform() < logistic(eta) ? 1 : 0
  })
  return { blocks: columns.map((column, j) => valuesBlock(NAMES[j] as string, column)), outcome }
}

type People = ReturnType<typeof people>

const SETS = [NAMES, ['a', 'b', 'c'], ['a', 'b']] as const
const OPTIONS = { share: 0.1, replicates: 300 }

/** Recall that each set, fitted on the sample, has among everybody. */
const truth = (sample: People, world: People): readonly number[] => {
  const scores = SETS.map((set, i) => {
    const of = ({ blocks }: People) => blocks.filter(({ name }) => (set as readonly string[]).includes(name))
    const { estimates } = fitLogistic(rowDesign(of(sample), [...sample.outcome]))
    return { name: `${i}`, score: linearPredictor(of(world), estimates, world.outcome.length) }
  })
  const person = Int32Array.from(world.outcome.keys())
  const { lists } = compareLists({ scores, label: world.outcome, person }, { ...OPTIONS, replicates: 0, seed: 1 })
  return lists.map(({ recall }) => recall.estimate as number)
}

it('intervals of recall by scores from fits without the own fold cover what new people give', {
  timeout: 900_000,
}, () => {
  const world = people(0, 60_000)
  const sims = 400
  const inside = { recall: 0, difference: 0 }
  for (let sim = 1; sim <= sims; sim += 1) {
    const sample = people(sim, 1500)
    const fold = Uint8Array.from(sample.outcome, (_, row) => row % 5)
    const scores = SETS.map((set, i) => ({
      name: `${i}`,
      score: outOfFoldScores({ ...sample, fold }, set) as Float64Array,
    }))
    const person = Int32Array.from(sample.outcome.keys())
    const { lists } = compareLists({ scores, label: sample.outcome, person }, { ...OPTIONS, seed: sim })
    const [all, , two] = truth(sample, world) as [number, number, number]
    const [first, , last] = lists
    const covers = (lower: number | null, upper: number | null, value: number): number =>
      lower !== null && upper !== null && lower <= value && value <= upper ? 1 : 0
    inside.recall += covers(first?.recall.lower ?? null, first?.recall.upper ?? null, all)
    const { lower = null, upper = null } = last?.recall.difference ?? {}
    inside.difference += covers(lower, upper, two - all)
  }
  for (const [name, count] of Object.entries(inside)) {
    expect(count / sims, name).toBeGreaterThanOrEqual(0.92)
    expect(count / sims, name).toBeLessThanOrEqual(0.98)
  }
})
