import { expect, it } from 'vitest'
import { selectionStabilityResult } from '../../data-schemas/results/selection-stability.js'
import { lessDiscriminatoryAlternative } from '../../src/fairness/less-discriminatory.js'
import { optimism } from '../../src/numeric/optimism.js'
import { random } from '../../src/random.js'
import { compareLists } from '../../src/ranking/compare-lists.js'
import { indicatorPrices } from '../../src/ranking/indicator-prices.js'
import { weightedMetrics } from '../../src/ranking/weighted-metrics.js'
import { comparePaths } from '../../src/selection/compare-paths.js'
import { inclusionFrequency, inclusionReplicates } from '../../src/selection/inclusion.js'
import { nearOptimalWithin } from '../../src/selection/near-optimal.js'
import { outOfFoldScores } from '../../src/selection/out-of-fold-scores.js'
import { selectionPipeline } from '../../src/selection/selection-pipeline.js'
import { hard } from './hard-design.js'

it('fits together, from rows to one result in plain JSON, and gives the same twice', async () => {
  const design = hard(41, { rows: 300, candidates: 7, signal: 0.4 })
  const source = random(2, 'stability')
  const person = Int32Array.from({ length: 300 }, (_, row) => Math.floor(row / 2))
  const rows = {
    blocks: design.blocks,
    outcome: Uint8Array.from(design.events),
    person,
    fold: Uint8Array.from(person, (who) => who % 5),
  }
  const codes = Int32Array.from({ length: 300 }, () => source.below(2))
  const options = { share: 0.2, replicates: 50, seed: 7, minimum: 10 }
  const scoreOf = (set: readonly string[]) => outOfFoldScores(rows, set) as Float64Array
  const run = async () => {
    const near = await nearOptimalWithin(design, { size: 3, distance: 4 })
    const label = rows.outcome
    const scores = near.sets.map(({ set }) => ({ name: set.join(', '), score: scoreOf(set) }))
    const attributes = [{ name: 'sex', values: ['a', 'b'], codes }]
    const lists = compareLists({ scores, label, person, attributes }, options)
    const best = near.sets[0]!
    const without = best.set.map((name) => ({ name, score: scoreOf(best.set.filter((other) => other !== name)) }))
    const choices = await inclusionReplicates(rows, { size: 3, replicates: 5, seed: 1 })
    const measure = weightedMetrics(label, person, [0.2])
    return {
      kind: 'selection-stability',
      study: 'test',
      data: '0'.repeat(64),
      synthetic: true,
      near,
      lists,
      burden: near.sets.map(() => 0),
      alternatives: [lessDiscriminatoryAlternative(lists, { attribute: 'sex' })],
      prices: indicatorPrices({ score: scores[0]!.score, without, label, person }, options),
      inclusion: inclusionFrequency(
        choices,
        design.blocks.map(({ name }) => name),
      ),
      optimism: await optimism(selectionPipeline(rows, { size: 3, measure }), { people: 150, replicates: 4, seed: 1 }),
      paths: comparePaths(design, best),
    }
  }
  const result = await run()
  expect(selectionStabilityResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(result)
  expect(JSON.stringify(await run())).toBe(JSON.stringify(result))
  expect(result.near.sets.length).toBeGreaterThan(1)
})
