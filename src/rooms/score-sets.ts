import type { Undefined } from '../numeric/undefined.js'
import type { NamedScore } from '../ranking/compare-lists.js'
import { type FoldedRows, outOfFoldScores } from '../selection/out-of-fold-scores.js'

/** Sets with the score of every row by each, from fits without the own fold. */
export interface ScoredSets {
  readonly scores: readonly NamedScore[]
  readonly without: readonly { readonly name: string; readonly because: string }[]
}

const isScore = (score: Float64Array | Undefined): score is Float64Array => score instanceof Float64Array

/** Scores of sets; needs arrays only, so that any thread can do it. A set that has no model without one of the folds is named with the reason. */
export const scoreSets = (
  rows: FoldedRows,
  sets: readonly { readonly name: string; readonly set: readonly string[] }[],
): ScoredSets => {
  const scored = sets.map(({ name, set }) => ({ name, score: outOfFoldScores(rows, set) }))
  return {
    scores: scored.flatMap(({ name, score }) => (isScore(score) ? [{ name, score }] : [])),
    without: scored.flatMap(({ name, score }) => (isScore(score) ? [] : [{ name, because: score.because }])),
  }
}
