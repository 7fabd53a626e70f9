import type { Interval } from '../../data-schemas/results/common.js'
import { WorkbenchError } from '../errors.js'
import type { Block, Design } from '../numeric/design.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import { fitLogistic, type Logistic } from '../numeric/logistic.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { startWithout } from './gain.js'
import { clusteredInterval, noRecall, recallAt } from './recall-at.js'

/** Rows of the selection sample with their fold; folds are by person. */
export interface FoldedRows {
  readonly blocks: readonly Block[]
  readonly outcome: Uint8Array
  readonly person: Int32Array
  readonly fold: Uint8Array
}

/** Scores of rows by models that have not seen them. */
export interface HeldScores {
  /** Log-odds by the model of all the blocks. */
  readonly all: Float64Array
  /** Log-odds by the model without each of them, by name. */
  readonly without: ReadonlyMap<string, Float64Array>
}

/** Weight of the squared coefficients: next to nothing, and enough for a fold in which a level has no event. */
const RIDGE = 1

const orReason = (work: () => Logistic): Logistic | Undefined => {
  try {
    return work()
  } catch (error) {
    if (error instanceof WorkbenchError) return undefinedBecause(`a fold leaves no model (${error.code})`)
    throw error
  }
}

const rowsOf = (block: Block, rows: Int32Array): Block =>
  block.kind === 'values'
    ? { ...block, values: Float64Array.from(rows, (row) => block.values[row] as number) }
    : { ...block, codes: Uint16Array.from(rows, (row) => block.codes[row] as number) }

const designOf = ({ blocks, outcome }: FoldedRows, rows: Int32Array): Design => ({
  blocks: blocks.map((block) => rowsOf(block, rows)),
  trials: new Float64Array(rows.length).fill(1),
  events: Float64Array.from(rows, (row) => outcome[row] as number),
})

const columnsOf = (blocks: readonly Block[], name: string): { readonly from: number; readonly to: number } => {
  const at = blocks.findIndex((block) => block.name === name)
  const from = 1 + blocks.slice(0, at).reduce((sum, block) => sum + block.columns.length, 0)
  return { from, to: from + (blocks[at] as Block).columns.length }
}

/**
 * Log-odds of every row by models that were fitted on the other folds: of all blocks and, where asked, without each of them. The model without
 * a candidate is not fitted again: its coefficients are the best quadratic guess from the one with it (Lawless and Singhal 1978),
 * b − V_rd V_dd⁻¹ b_d. A weak
 * penalty keeps levels without an event in a fold. Undefined, with the reason, when a fold leaves no model.
 */
export const heldScores = (
  rows: FoldedRows,
  options: { readonly without: boolean } = { without: true },
): HeldScores | Undefined => {
  const all = new Float64Array(rows.outcome.length)
  const without = new Map(options.without ? rows.blocks.map(({ name }) => [name, new Float64Array(all.length)]) : [])
  const folds = [...new Set(rows.fold)].sort((a, b) => a - b)
  if (folds.length < 2) return undefinedBecause('all people are in one fold')
  const place = Int32Array.from(rows.outcome, (_, row) => row)
  for (const fold of folds) {
    const held = place.filter((row) => rows.fold[row] === fold)
    const rest = place.filter((row) => rows.fold[row] !== fold)
    const fit = orReason(() => fitLogistic(designOf(rows, rest), { ridge: RIDGE }))
    if ('kind' in fit) return fit
    const blocks = rows.blocks.map((block) => rowsOf(block, held))
    put(all, held, linearPredictor(blocks, fit.estimates, held.length))
    for (const [name, score] of without) {
      const others = blocks.filter((block) => block.name !== name)
      const estimates = startWithout(fit, columnsOf(blocks, name))
      put(score, held, linearPredictor(others, estimates, held.length))
    }
  }
  return { all, without }
}

const put = (into: Float64Array, rows: Int32Array, values: Float64Array): void => {
  for (let i = 0; i < rows.length; i += 1) into[rows[i] as number] = values[i] as number
}

/** Recall of the list by all candidates, and what is lost without each of them. */
export interface Contributions {
  readonly all: Interval
  /** By name: recall with the candidate less recall without it, on the same people. */
  readonly lost: ReadonlyMap<string, Interval>
}

/** Contribution of each candidate to recall at the share, on held-out scores, with paired person-clustered intervals. */
export const contributions = (
  rows: Pick<FoldedRows, 'outcome' | 'person'>,
  scores: HeldScores,
  share: number,
): Contributions => {
  const { outcome, person } = rows
  const full = recallAt({ score: scores.all, outcome, person }, share)
  if (full === null) return { all: noRecall('no row has the outcome, or the list is empty'), lost: new Map() }
  const lost = [...scores.without].map(([name, score]) => {
    const less = recallAt({ score, outcome, person }, share)
    if (less === null) return [name, noRecall('the list is empty')] as const
    const influence = full.influence.map((own, row) => own - (less.influence[row] as number))
    return [name, clusteredInterval(full.recall - less.recall, influence, person)] as const
  })
  return { all: clusteredInterval(full.recall, full.influence, person), lost: new Map(lost) }
}
