import { WorkbenchError } from '../errors.js'
import type { Block } from '../numeric/design.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import { fitLogistic } from '../numeric/logistic.js'
import type { Undefined } from '../numeric/undefined.js'
import { orReason } from './fit-or-reason.js'
import { rowPatterns, weightedDesign } from './row-patterns.js'

/** Rows with the fold of each; folds are by person, so that nobody predicts themselves. */
export interface FoldedRows {
  readonly blocks: readonly Block[]
  readonly outcome: Uint8Array
  readonly fold: Uint8Array
  /** Weight of each row in the fits; default 1. */
  readonly weight?: Float64Array
}

const blocksOf = (blocks: readonly Block[], set: readonly string[]): readonly Block[] =>
  set.map((name) => {
    const found = blocks.find((block) => block.name === name)
    if (found !== undefined) return found
    throw new WorkbenchError('unknown-candidate', {
      expected: `one of ${blocks.map((block) => `"${block.name}"`).join(', ')}`,
      found: `"${name}"`,
      where: 'out-of-fold scores',
    })
  })

/**
 * Log-odds of every row from a fit of the set on the rows of the other folds: what lists of different sets are compared on.
 * Bins and the choice of the sets have seen all rows, so levels are somewhat too good for every set alike; differences are what to read.
 * Undefined, with the code of the failure, when a fold leaves no model. Throws `unknown-candidate`.
 */
export const outOfFoldScores = (rows: FoldedRows, set: readonly string[]): Float64Array | Undefined => {
  const own = blocksOf(rows.blocks, set)
  const folded = rowPatterns(own, rows.outcome.length)
  const score = new Float64Array(rows.outcome.length)
  const folds = [...new Set(rows.fold)].sort((a, b) => a - b)
  return orReason(() => {
    let start: Float64Array | undefined
    for (const one of folds) {
      const rest = weightedDesign(folded, rows.outcome, (row) =>
        rows.fold[row] === one ? 0 : (rows.weight?.[row] ?? 1),
      )
      const { estimates } = fitLogistic(rest, start === undefined ? {} : { start })
      const eta = linearPredictor(folded.blocks, estimates, folded.patterns)
      start = estimates
      for (let row = 0; row < score.length; row += 1) {
        if (rows.fold[row] === one) score[row] = eta[folded.patternOf[row] as number] as number
      }
    }
    return score
  })
}
