import { type Columns, columnsOf, fitColumns, type SetFit } from './columns.js'
import { BestSets } from './ranking-list.js'
import type { Admission } from './typed-constraints.js'

/** What the search shares: data, criterion, the sets fitted so far, and its counts. */
export interface Fitter {
  readonly columns: Columns
  readonly best: BestSets
  /** Penalty of a set with that many columns: 0, or ½·ln(rows)·columns for BIC. */
  readonly penalty: (columns: number) => number
  readonly counts: Counts
  /** False for a set that may not be fitted at all. */
  readonly admits: (set: readonly number[]) => boolean
  /** Fits a set once; `null` when its columns determine each other, or when it is not admitted. */
  readonly fit: (set: readonly number[], start?: Float64Array) => SetFit | null
}

/** What a certificate reports; added to in place. */
export interface Counts {
  fits: number
  bounds: number
  pruned: number
  subsetsPruned: number
  subsetsFitted: number
  collinear: number
  /** Sets not fitted, because their candidates may not be in a set together. */
  together: number
  /** Sets fitted and refused, because a coefficient goes against its sign. */
  againstSign: number
  bestBound: number
  /** Sets that a stopped search neither fitted nor ruled out, and the largest upper bound on the value of any of them. */
  open: number
  openBound: number
}

/** A fitter over the columns, keeping the best `capacity` sets of the asked size (and, with `within`, only those so near to the best). */
export const fitter = (
  columns: Columns,
  options: {
    readonly capacity: number
    readonly bic: boolean
    readonly within?: number
    readonly admission?: Admission
  },
): Fitter => {
  const rows = columns.trials.reduce((sum, value) => sum + value, 0)
  const weight = options.bic ? 0.5 * Math.log(rows) : 0
  const penalty = (count: number): number => weight * count
  const best = new BestSets(options.capacity, options.within)
  const seen = new Map<string, SetFit | null>()
  const counts: Counts = {
    fits: 0,
    bounds: 0,
    pruned: 0,
    subsetsPruned: 0,
    subsetsFitted: 0,
    collinear: 0,
    together: 0,
    againstSign: 0,
    bestBound: -Infinity,
    open: 0,
    openBound: -Infinity,
  }
  const admits = (set: readonly number[]): boolean => options.admission?.set(set) ?? true
  const fit = (set: readonly number[], start?: Float64Array): SetFit | null => {
    const key = set.join(',')
    const known = seen.get(key)
    if (known !== undefined) return known
    if (!admits(set)) return null
    const chosen = columnsOf(columns, set)
    const fitted = fitColumns(columns, chosen, start)
    counts.fits += 1
    seen.set(key, fitted)
    if (fitted === null) return null
    if (options.admission?.fit(chosen, fitted) === false) counts.againstSign += 1
    else best.add({ set, loglik: fitted.loglik, value: fitted.loglik - penalty(chosen.length - 1) })
    return fitted
  }
  return { columns, best, penalty, counts, admits, fit }
}

/** How much better than `best` a set can be that a stopped search left open, at most; 0 when it was closed. */
export const openGap = ({ open, openBound }: Counts, best: number): number =>
  open === 0 ? 0 : Math.max(0, openBound - best)
