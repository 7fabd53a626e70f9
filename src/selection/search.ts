import { WorkbenchError } from '../errors.js'
import type { Progress } from '../progress.js'
import { branchAndBound } from './branch-and-bound.js'
import { columnsOf, type FullFit } from './columns.js'
import { dualPoint } from './dual-point.js'
import type { Fitter } from './fitter.js'
import { inTurns } from './in-turns.js'
import { incumbent } from './incumbent.js'
import type { Space } from './space.js'

/** Bounds carry this share of the null log-likelihood against rounding: a thousand times what rounding was seen to do. */
export const SLACK = 1e-9

/** What one exact search is given besides its fitter and space. */
export interface SearchRun {
  readonly full: FullFit
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: Progress | undefined
  /** Fits and bounds after which the search is stopped. Default: none. */
  readonly work?: number | undefined
  /** Neighbours of the best set that are fitted before the search, beside as many as are listed. Default 10. */
  readonly neighbours?: number
}

/**
 * Runs the exact search; the fitter's list and counts hold what it found (with `work`, perhaps with sets left open).
 * Throws `cancelled` when the signal aborts, and `uncovered-sets` (a bug) when pruned, fitted and collinear sets do not add up.
 */
export const searchAll = async (found: Fitter, space: Space, run: SearchRun): Promise<void> => {
  const { columns, counts } = found
  const scratch = { r: new Float64Array(columns.rows) }
  const all = columnsOf(
    columns,
    space.names.map((_, index) => index),
  )
  const root = dualPoint(columns, all, run.full.probabilities)
  const slack = SLACK * Math.abs(run.full.nullLoglik)
  const share = (): number =>
    (counts.subsetsPruned + counts.subsetsFitted + counts.collinear + counts.together + counts.open) / space.subsets
  const turns = {
    signal: run.signal,
    onTurn: () => run.onProgress?.({ stage: 'selection', share: share() }),
  }
  const { work = Infinity, neighbours = 10 } = run
  await inTurns(incumbent(found, space, { point: root, scratch, neighbours, work }), turns)
  await inTurns(branchAndBound(found, space, { root, slack, scratch, work }), turns)
  if (share() !== 1) {
    throw new WorkbenchError('uncovered-sets', {
      expected: `${space.subsets} sets ruled out or fitted`,
      found: `a share of ${share()}`,
      where: 'selection',
      advice: 'this is a bug: the certificate does not hold',
    })
  }
}
