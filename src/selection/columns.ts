import { rankReport } from '../numeric/cholesky.js'
import { type Block, type Design, dense } from '../numeric/design.js'
import { type Evaluation, likelihood } from '../numeric/information.js'
import { fitLogistic } from '../numeric/logistic.js'
import { maximise } from '../numeric/newton.js'
import { scaleBlocks } from '../numeric/scaled.js'

/** Centred and scaled columns of all candidates, dense, intercept first: what a search computes on. */
export interface Columns {
  readonly rows: number
  /** Column j of pattern i at [j × rows + i]; column 0 is 1 everywhere. */
  readonly data: Float64Array
  /** Columns of each candidate. */
  readonly ofCandidate: readonly (readonly number[])[]
  readonly trials: Float64Array
  readonly events: Float64Array
}

/** Lays the blocks out for the search. */
export const layOut = (design: Design, blocks: readonly Block[]): Columns => {
  const rows = design.trials.length
  const scaled = dense(scaleBlocks(blocks, design.trials, true).blocks, rows)
  const data = new Float64Array(scaled.length + rows)
  data.fill(1, 0, rows)
  data.set(scaled, rows)
  let next = 1
  const ofCandidate = blocks.map((block) => block.columns.map(() => next++))
  return { rows, data, ofCandidate, trials: design.trials, events: design.events }
}

/** Column numbers of a set of candidates, intercept first. */
export const columnsOf = (columns: Columns, set: readonly number[]): readonly number[] => [
  0,
  ...set.flatMap((candidate) => columns.ofCandidate[candidate] as readonly number[]),
]

/** One dense column as a block. */
const asBlock = (columns: Columns, column: number, name = `${column}`): Block => ({
  kind: 'values',
  name,
  columns: [name],
  values: columns.data.subarray(column * columns.rows, (column + 1) * columns.rows),
})

/** Log-likelihood of a set of columns, with the estimates of the scaled columns (intercept first). */
export interface SetFit {
  readonly loglik: number
  readonly estimates: Float64Array
}

/** Maximum likelihood of a set of columns from a start; `null` when the columns determine each other, so that the set is no model. */
export const fitColumns = (columns: Columns, chosen: readonly number[], start?: Float64Array): SetFit | null => {
  const blocks = chosen.slice(1).map((column) => asBlock(columns, column))
  const own = likelihood(blocks, { trials: columns.trials, events: columns.events, offset: undefined }, true)
  if (rankReport(own.gram(), own.size, { fixed: 1 }).rank < own.size) return null
  const trials = columns.trials.reduce((sum, value) => sum + value, 0)
  const from = start ?? new Float64Array(own.size)
  const end = maximise(own, { start: from, trials, maxIterations: 50 })
  if (end.kind === 'converged') return { loglik: end.at.loglik, estimates: end.parameters }
  const fit = fitLogistic({ blocks, trials: columns.trials, events: columns.events })
  return { loglik: fit.loglik, estimates: fit.estimates }
}

/** Score and information of all columns at some parameters, one a column, intercept first. */
export const evaluateColumns = (columns: Columns, parameters: Float64Array): Evaluation => {
  const blocks = Array.from({ length: parameters.length - 1 }, (_, j) => asBlock(columns, j + 1))
  const response = { trials: columns.trials, events: columns.events, offset: undefined }
  return likelihood(blocks, response, true).evaluate(parameters)
}

/** The model with every candidate: fitted on columns that span all of them, so that candidates which determine each other do no harm. */
export interface FullFit {
  readonly loglik: number
  readonly nullLoglik: number
  readonly probabilities: Float64Array
}

/** Fits all candidates together; throws `separation` and `not-converged` with the columns' names, as `fitLogistic` does. */
export const fitFull = (columns: Columns, blocks: readonly Block[]): FullFit => {
  const names = blocks.flatMap((block) => block.columns)
  const all = names.map((name, j) => asBlock(columns, j + 1, name))
  const response = { trials: columns.trials, events: columns.events }
  const own = likelihood(all, { ...response, offset: undefined }, true)
  const { basis } = rankReport(own.gram(), own.size, { fixed: 1 })
  const kept = [...basis].filter((column) => column > 0).sort((a, b) => a - b)
  const fit = fitLogistic({ blocks: kept.map((column) => all[column - 1] as Block), ...response })
  const probabilities = new Float64Array(columns.rows).fill(fit.estimates[0] as number)
  kept.forEach((column, index) => {
    const estimate = fit.estimates[index + 1] as number
    const from = column * columns.rows
    for (let i = 0; i < columns.rows; i += 1) {
      probabilities[i] = (probabilities[i] as number) + estimate * (columns.data[from + i] as number)
    }
  })
  for (let i = 0; i < columns.rows; i += 1) probabilities[i] = 1 / (1 + Math.exp(-(probabilities[i] as number)))
  return { loglik: fit.loglik, nullLoglik: fit.nullLoglik, probabilities }
}
