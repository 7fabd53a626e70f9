import type { Block, Design } from '../numeric/design.js'
import { fitLogistic } from '../numeric/logistic.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type Lasso, type LassoFit, lasso } from './lasso.js'

/** A candidate on the lasso's way from nothing to everything. */
export interface LassoEntry {
  readonly candidate: string
  /** Largest penalty of the grid at which one of its columns is in; null when it never is. */
  readonly lambda: number | null
}

/** What the lasso chooses. */
export interface LassoPath {
  readonly method: 'lasso'
  /** Candidates in the order in which they come in. */
  readonly entries: readonly LassoEntry[]
  /** The largest penalty found at which exactly `size` candidates are in. */
  readonly lambda: number
  readonly set: readonly string[]
  /** Log-likelihood of that set refitted without a penalty. */
  readonly loglik: number
}

/** Candidates of which at least one column is not 0. A candidate with several columns counts as soon as one is in. */
export const active = (blocks: readonly Block[], { estimates }: LassoFit): readonly string[] => {
  let at = 1
  return blocks.flatMap((block) => {
    const own = estimates.subarray(at, at + block.columns.length)
    at += block.columns.length
    return own.some((value) => value !== 0) ? [block.name] : []
  })
}

const grid = (largest: number, steps: number, ratio: number): readonly number[] =>
  Array.from({ length: steps }, (_, step) => largest * ratio ** (step / (steps - 1)))

interface Stage {
  readonly fit: LassoFit
  readonly names: readonly string[]
}

/** Between a penalty with too few and one with too many: halves on the logarithm until the number is right or rounding ends it. */
const between = (
  own: Lasso,
  blocks: readonly Block[],
  ends: { few: Stage; many: Stage; size: number },
): Stage | null => {
  let { few, many } = ends
  for (let turn = 0; turn < 40; turn += 1) {
    const fit = own.fit(Math.sqrt(few.fit.lambda * many.fit.lambda), few.fit)
    const names = active(blocks, fit)
    if (names.length === ends.size) return { fit, names }
    if (names.length < ends.size) few = { fit, names }
    else many = { fit, names }
  }
  return null
}

const stageOf = (own: Lasso, blocks: readonly Block[], stages: readonly Stage[], size: number): Stage | null => {
  const exact = stages.find(({ names }) => names.length === size)
  if (exact !== undefined) return exact
  const over = stages.findIndex(({ names }) => names.length > size)
  if (over < 1) return null
  return between(own, blocks, { few: stages[over - 1] as Stage, many: stages[over] as Stage, size })
}

/**
 * The lasso's choice of `size` candidates: penalties from the largest down to a thousandth of it in `steps` equal ratios (100), the first fit with exactly
 * `size` candidates (searched between two penalties when the grid skips it), refitted without penalty.
 * Undefined when no penalty has exactly that many. Throws what {@link lasso} and `fitLogistic` throw.
 */
export const lassoPath = (
  design: Design,
  { size, steps = 100 }: { readonly size: number; readonly steps?: number },
): LassoPath | Undefined => {
  const own = lasso(design)
  if (own.largest === 0) return undefinedBecause('no column has any relation with the outcome')
  const stages: Stage[] = []
  for (const lambda of grid(own.largest, steps, 1e-3)) {
    const fit = own.fit(lambda, stages.at(-1)?.fit)
    stages.push({ fit, names: active(design.blocks, fit) })
  }
  const found = stageOf(own, design.blocks, stages, size)
  if (found === null) return undefinedBecause(`no penalty leaves exactly ${size} candidates in`)
  const blocks = design.blocks.filter(({ name }) => found.names.includes(name))
  return {
    method: 'lasso',
    entries: entriesOf(design.blocks, stages),
    lambda: found.fit.lambda,
    set: found.names,
    loglik: fitLogistic({ ...design, blocks }).loglik,
  }
}

const entriesOf = (blocks: readonly Block[], stages: readonly Stage[]): readonly LassoEntry[] =>
  blocks
    .map(({ name }) => ({
      candidate: name,
      lambda: stages.find(({ names }) => names.includes(name))?.fit.lambda ?? null,
    }))
    .sort((a, b) => (b.lambda ?? 0) - (a.lambda ?? 0))
