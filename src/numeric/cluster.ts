import { WorkbenchError } from '../errors.js'
import { cholesky, choleskyInverse } from './cholesky.js'
import { type Block, valueAt } from './design.js'
import { linearPredictor } from './linear-predictor.js'
import { logistic } from './link.js'
import { INTERCEPT, type Logistic } from './logistic.js'
import { sandwich } from './matrix.js'
import { unscaleMatrix } from './scaled.js'

/** Rows behind a fit, one entry per row, those of one person next to each other. */
export interface ClusterRows {
  readonly model: Logistic
  /** The fitted blocks, in the same order, with a code or value per row. */
  readonly blocks: readonly Block[]
  readonly outcome: Uint8Array
  /** Person of each row; never falls from one row to the next. */
  readonly person: Int32Array
  readonly offset?: Float64Array
  /** Weight of each row in the fit; default 1. Taken as known. */
  readonly weight?: Float64Array
}

/** Covariance that allows for several rows of one person. */
export interface Clustered {
  /** p × p, row-major, in the order of the model's names. */
  readonly covariance: Float64Array
  /** People. */
  readonly clusters: number
  /** The factor that the covariance holds: clusters / (clusters − 1). */
  readonly correction: number
}

const refuse = (rows: ClusterRows): void => {
  const { outcome, person, blocks } = rows
  const lengths = blocks.map((block) => (block.kind === 'values' ? block.values.length : block.codes.length))
  const weights = rows.weight === undefined ? [] : [rows.weight.length]
  if ([person.length, ...weights, ...lengths].some((length) => length !== outcome.length)) {
    throw new WorkbenchError('mismatched-length', {
      expected: `${outcome.length} people, codes and values, as many as outcomes`,
      found: `${[person.length, ...weights, ...lengths].join(', ')}`,
      where: 'clustered covariance',
    })
  }
  for (let i = 1; i < person.length; i += 1) {
    if ((person[i] as number) < (person[i - 1] as number)) {
      throw new WorkbenchError('unsorted-people', {
        expected: 'rows sorted by person',
        found: `a smaller person index at row ${i}`,
        where: 'clustered covariance',
        advice: 'read the rows in the order of the panel (person, snapshot)',
      })
    }
  }
}

interface Column {
  readonly block: Block
  readonly column: number
  readonly mean: number
  readonly inverse: number
}

const columnsOf = (model: Logistic, blocks: readonly Block[]): readonly Column[] => {
  const columns = blocks.flatMap((block) => block.columns.map((_, column) => ({ block, column })))
  return columns.map((one, j) => ({
    ...one,
    mean: model.scaling.means[j] as number,
    inverse: 1 / (model.scaling.scales[j] as number),
  }))
}

/** Adds u·u' to the lower triangle and empties u. */
const closePerson = (meat: Float64Array, u: Float64Array): void => {
  const size = u.length
  for (let i = 0; i < size; i += 1) {
    const value = u[i] as number
    if (value !== 0) {
      for (let j = 0; j <= i; j += 1) {
        meat[i * size + j] = (meat[i * size + j] as number) + value * (u[j] as number)
      }
    }
  }
  u.fill(0)
}

/** Σ over people of (sum of the person's scores)·(the same)', for centred and scaled columns; and the number of people. */
const meatOf = (rows: ClusterRows, intercept: boolean): { readonly meat: Float64Array; readonly clusters: number } => {
  const { model, blocks, outcome, person, weight } = rows
  const columns = columnsOf(model, blocks)
  const first = intercept ? 1 : 0
  const size = columns.length + first
  const estimates = intercept ? model.estimates : Float64Array.from([0, ...model.estimates])
  const eta = linearPredictor(blocks, estimates, outcome.length, rows.offset)
  const meat = new Float64Array(size * size)
  const u = new Float64Array(size)
  let clusters = outcome.length === 0 ? 0 : 1
  for (let row = 0; row < outcome.length; row += 1) {
    if (row > 0 && person[row] !== person[row - 1]) {
      closePerson(meat, u)
      clusters += 1
    }
    const plain = (outcome[row] as number) - logistic(eta[row] as number)
    const residual = weight === undefined ? plain : (weight[row] as number) * plain
    if (intercept) u[0] = (u[0] as number) + residual
    for (let j = 0; j < columns.length; j += 1) {
      const { block, column, mean, inverse } = columns[j] as Column
      u[j + first] = (u[j + first] as number) + residual * (valueAt(block, row, column) - mean) * inverse
    }
  }
  closePerson(meat, u)
  for (let i = 0; i < size; i += 1) for (let j = 0; j < i; j += 1) meat[j * size + i] = meat[i * size + j] as number
  return { meat, clusters }
}

/**
 * Person-clustered sandwich covariance of a logistic fit (Liang and Zeger 1986), times G/(G − 1) for G people: the correction of
 * Stata's `vce(cluster)` and R's `sandwich::vcovCL` (type HC0). statsmodels' `cov_type='cluster'` multiplies by (N − 1)/(N − K) as well.
 * With weights the person's scores are the weighted ones (R's `glm(weights)` with `vcovCL`).
 * Throws `one-cluster` when there are fewer than two people, `unsorted-people` when rows of one person are apart.
 */
export const clusteredCovariance = (rows: ClusterRows): Clustered => {
  refuse(rows)
  const { model } = rows
  const intercept = model.names[0] === INTERCEPT
  const { meat, clusters } = meatOf(rows, intercept)
  if (clusters < 2) {
    throw new WorkbenchError('one-cluster', {
      expected: 'rows of at least two people',
      found: `${clusters}`,
      where: 'clustered covariance',
    })
  }
  const size = model.names.length
  const factor = cholesky(model.scaledInformation, size)
  if (factor === null)
    throw new WorkbenchError('not-converged', { expected: 'a positive definite information', found: 'a singular one' })
  const correction = clusters / (clusters - 1)
  const scaled = sandwich(choleskyInverse(factor), meat, size).map((value) => value * correction)
  return { covariance: sandwich(unscaleMatrix(model.scaling, intercept), scaled, size), clusters, correction }
}
