import { WorkbenchError } from '../errors.js'
import { log1pExp } from '../numeric/link.js'
import { type Columns, columnsOf, fitColumns } from './columns.js'

const only = (values: Float64Array, keep: (row: number) => boolean): Float64Array =>
  values.map((value, row) => (keep(row) ? value : 0))

/** Log-likelihood of the patterns of one fold under estimates found without it. */
const outside = (
  columns: Columns,
  chosen: readonly number[],
  rows: { estimates: Float64Array; inFold: (row: number) => boolean },
): number => {
  let loglik = 0
  for (let row = 0; row < columns.rows; row += 1) {
    if (!rows.inFold(row)) continue
    let eta = 0
    chosen.forEach((column, j) => {
      eta += (rows.estimates[j] as number) * (columns.data[column * columns.rows + row] as number)
    })
    loglik += (columns.events[row] as number) * eta - (columns.trials[row] as number) * log1pExp(eta)
  }
  return loglik
}

/**
 * Cross-validated log-likelihood of a set: each fold is predicted by the fit on the other folds.
 * `fold` names each pattern's fold, so patterns must not mix folds. Throws `not-converged` when a fold's fit does not exist.
 */
export const crossValidated = (columns: Columns, set: readonly number[], fold: Uint8Array): number => {
  if (fold.length !== columns.rows) {
    throw new WorkbenchError('mismatched-length', {
      expected: `${columns.rows} folds, one a pattern`,
      found: `${fold.length}`,
    })
  }
  const chosen = columnsOf(columns, set)
  const folds = [...new Set(fold)].sort((a, b) => a - b)
  return folds.reduce((sum, one) => {
    const inFold = (row: number): boolean => fold[row] === one
    const rest: Columns = {
      ...columns,
      trials: only(columns.trials, (row) => !inFold(row)),
      events: only(columns.events, (row) => !inFold(row)),
    }
    const fit = fitColumns(rest, chosen)
    if (fit === null) {
      throw new WorkbenchError('collinear', {
        expected: 'columns that do not determine each other within the folds',
        found: `a set that does without fold ${one}`,
        where: 'cross-validation of the selection',
        advice: 'use the criterion "loglik" or fewer folds',
        exit: 2,
      })
    }
    return sum + outside(columns, chosen, { estimates: fit.estimates, inFold })
  }, 0)
}
