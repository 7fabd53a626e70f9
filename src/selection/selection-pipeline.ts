import { linearPredictor } from '../numeric/linear-predictor.js'
import { fitLogistic } from '../numeric/logistic.js'
import type { Developed, Metrics, Pipeline } from '../numeric/optimism.js'
import { densePeople } from '../numeric/people.js'
import { type BestSetOptions, bestSet } from './best-set.js'
import { orReasonLater } from './fit-or-reason.js'
import type { PeopleRows } from './inclusion.js'
import { rowPatterns, weightedDesign } from './row-patterns.js'

/** Measures a score once for several weightings of the people: returns the metrics under the weights of a person. */
export type Measure = (score: Float64Array) => (weights: Uint8Array) => Metrics

/**
 * Selection and fit as a pipeline for `optimism`: the exact search on the weighted people, the fit of its set, and its score on every row.
 * Screening and bins are outside: they were learned once on all people, so their optimism is not in it.
 * People are numbered by `densePeople`. The pipeline throws `cancelled` and `infeasible-selection`.
 */
export const selectionPipeline = (
  rows: PeopleRows,
  options: BestSetOptions & { readonly measure: Measure },
): Pipeline => {
  const people = densePeople(rows.person)
  const folded = rowPatterns(rows.blocks, rows.outcome.length)
  const one = new Uint8Array(people.people).fill(1)
  return (weights) =>
    orReasonLater(async (): Promise<Developed> => {
      const design = weightedDesign(folded, rows.outcome, (row) => weights[people.of[row] as number] as number)
      const { set } = await bestSet(design, options)
      const chosen = <T extends { readonly name: string }>(blocks: readonly T[]): readonly T[] =>
        blocks.filter(({ name }) => set.includes(name))
      const { estimates } = fitLogistic({ ...design, blocks: chosen(design.blocks) })
      const eta = linearPredictor(chosen(folded.blocks), estimates, folded.patterns)
      const measured = options.measure(Float64Array.from(folded.patternOf, (pattern) => eta[pattern] as number))
      return {
        apparent: measured(weights),
        test: measured(one),
        outside: measured(weights.map((times) => (times === 0 ? 1 : 0))),
      }
    })
}
