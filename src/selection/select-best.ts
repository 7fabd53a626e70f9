import type { Stamp } from '../../data-schemas/results/common.js'
import type { SelectionResult } from '../../data-schemas/results/selection.js'
import { WorkbenchError } from '../errors.js'
import { checkDesign } from '../numeric/check-design.js'
import { type Design, rowsBehind } from '../numeric/design.js'
import type { Progress } from '../progress.js'
import { type Columns, columnsOf, type FullFit, fitColumns, fitFull, layOut, type SetFit } from './columns.js'
import { crossValidated } from './cross-validation.js'
import { type Fitter, fitter, openGap } from './fitter.js'
import type { FittedSet } from './ranking-list.js'
import { SLACK, searchAll } from './search.js'
import { type Space, searchSpace } from './space.js'
import { nothingLeft, type TypedConstraints, typedAdmission } from './typed-constraints.js'

/** How a search is bounded, ordered and reported. */
export interface SelectionOptions extends TypedConstraints {
  /** Candidates in a set. */
  readonly size: number
  /** Candidates that are in every set. */
  readonly keep?: readonly string[]
  /** Candidates that are in no set. */
  readonly never?: readonly string[]
  /** What sets are ordered by. Default `loglik`. */
  readonly criterion?: SelectionResult['criterion']
  /** Next best sets to report, each proven to be the next best. Default 10. */
  readonly nearOptimal?: number
  /** Fold of each pattern, for `cv-loglik`: patterns must not mix folds. */
  readonly fold?: Uint8Array
  /** People behind the rows; null when the study names no person. Default null. */
  readonly people?: number | null
  readonly stamp: Stamp
  readonly signal?: AbortSignal
  readonly onProgress?: Progress
  /** Fits and bounds after which the search is stopped: the certificate then says what is open. Default: none. */
  readonly work?: number
}

type Scored = SelectionResult['best']

interface Judged {
  readonly fitted: FittedSet
  readonly crossValidated: number | null
}

const refuseMissingFolds = ({ criterion, fold }: SelectionOptions): void => {
  if (criterion !== 'cv-loglik' || fold !== undefined) return
  throw new WorkbenchError('missing-folds', {
    expected: 'the fold of each pattern for the criterion "cv-loglik"',
    found: 'none',
    where: 'selection',
  })
}

/** The list in the order of the criterion; cross-validation re-orders the shortlist only. */
const judged = (found: Fitter, options: SelectionOptions): readonly Judged[] => {
  const sets = found.best.sets
  if (options.criterion !== 'cv-loglik') return sets.map((fitted) => ({ fitted, crossValidated: null }))
  const fold = options.fold as Uint8Array
  return sets
    .map((fitted) => ({ fitted, crossValidated: crossValidated(found.columns, fitted.set, fold) }))
    .sort((a, b) => b.crossValidated - a.crossValidated)
}

const namesOf = (space: Space, set: readonly number[]): string[] => set.map((index) => space.names[index] as string)

const scored = (space: Space, { fitted, crossValidated: outside }: Judged): Scored => ({
  set: namesOf(space, fitted.set),
  loglik: fitted.loglik,
  value: fitted.value,
  crossValidated: outside,
})

/** What each selected candidate adds to the others; a subset of a set that has a fit has one too. */
const gainsOf = (columns: Columns, space: Space, best: FittedSet): SelectionResult['gains'] =>
  best.set.map((candidate) => {
    const rest = best.set.filter((other) => other !== candidate)
    const without = fitColumns(columns, columnsOf(columns, rest)) as SetFit
    return {
      candidate: space.names[candidate] as string,
      loglikLost: best.loglik - without.loglik,
      columns: space.widths[candidate] as number,
    }
  })

const certificate = (
  found: Fitter,
  space: Space,
  run: { full: FullFit; criterion: string },
): SelectionResult['certificate'] => {
  const { fits, bounds, pruned, subsetsPruned, subsetsFitted, collinear, bestBound, together, againstSign, open } =
    found.counts
  return {
    kind: open > 0 ? 'stopped' : 'exact',
    ...(open > 0 ? { open: { subsets: open, atMost: openGap(found.counts, found.best.sets[0]?.value ?? 0) } } : {}),
    subsets: space.subsets,
    fits,
    bounds,
    pruned,
    subsetsPruned,
    subsetsFitted,
    collinear,
    bestBound: bestBound === -Infinity ? null : bestBound,
    slack: SLACK * Math.abs(run.full.nullLoglik),
    choice: run.criterion === 'cv-loglik' ? 'best-of-shortlist-by-cross-validation' : 'best-of-all',
    shortlist: found.best.sets.length,
    ...(together + againstSign > 0 ? { refused: { together, againstSign } } : {}),
  }
}

/** The typed constraints that were asked, for the result. */
const askedOf = ({ atMostOneOf, signs, burden }: SelectionOptions): Partial<SelectionResult['constraints']> => ({
  ...(burden === undefined ? {} : { burden: burden.budget }),
  ...(atMostOneOf === undefined ? {} : { atMostOneOf: atMostOneOf.map((group) => [...group]) }),
  ...(signs === undefined ? {} : { signs: { ...signs } }),
})

const nearOf = (best: Scored, others: readonly Scored[]): SelectionResult['nearOptimal'] =>
  others.map((one) => ({
    ...one,
    distance: (best.crossValidated ?? best.value) - (one.crossValidated ?? one.value),
    in: one.set.filter((name) => !best.set.includes(name)),
    out: best.set.filter((name) => !one.set.includes(name)),
  }))

/**
 * The best set of `size` candidates by maximum logistic likelihood, exactly, by branch and bound over all sets that meet the constraints,
 * with a certificate and the next best sets (Furnival and Wilson 1974 for the tree; `dual-point.ts` for the bounds).
 * A candidate may own several columns; with the criterion `bic` sets are ordered by loglik − ½·ln(rows)·columns.
 * `cv-loglik` is exact in the log-likelihood only: its choice is among the best `nearOptimal` + 1 sets, and the certificate says so.
 * With `atMostOneOf` and `signs` the best of the sets that meet them: sets under a bound were not looked at for their signs, and are worse whatever these are.
 * Throws `infeasible-selection` (exit 2) when no set meets the constraints, `separation`, `collinear` and `not-converged` as `fitLogistic` does,
 * `no-events`/`no-nonevents` for one class, and `cancelled` when the signal aborts.
 */
export const selectBest = async (design: Design, options: SelectionOptions): Promise<SelectionResult> => {
  const { criterion = 'loglik', keep = [], never = [], nearOptimal = 10 } = options
  checkDesign(design)
  refuseMissingFolds(options)
  const space = searchSpace(design.blocks, { size: options.size, keep, never })
  const blocks = design.blocks.filter((block) => space.names.includes(block.name))
  const columns: Columns = layOut(design, blocks)
  const full = fitFull(columns, blocks)
  const admission = typedAdmission(space, blocks, options)
  const found = fitter(columns, { capacity: nearOptimal + 1, bic: criterion === 'bic', admission })
  const { signal, onProgress, work } = options
  await searchAll(found, space, { full, signal, onProgress, work })
  const ordered = judged(found, options)
  const [winner, ...others] = ordered
  if (winner === undefined) throw nothingLeft(found.counts)
  const best = scored(space, winner)
  const behind = rowsBehind(design)
  const proof = certificate(found, space, { full, criterion })
  return {
    kind: 'selection',
    ...options.stamp,
    selected: best.set,
    criterion,
    best,
    certificate: proof,
    nearOptimal: nearOf(
      best,
      others.map((one) => scored(space, one)),
    ),
    constraints: {
      size: options.size,
      keep: [...keep],
      never: [...never],
      candidates: [...space.names],
      ...askedOf(options),
    },
    gains: gainsOf(columns, space, winner.fitted),
    rows: behind.rows,
    people: options.people ?? null,
    patterns: columns.rows,
    events: behind.events,
    nullLoglik: full.nullLoglik,
    fullLoglik: full.loglik,
  }
}
