import { checkDesign } from '../numeric/check-design.js'
import type { Design } from '../numeric/design.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type Columns, columnsOf, evaluateColumns, fitColumns, layOut, type SetFit } from './columns.js'
import { quadratic, scoreStatistic } from './move-statistics.js'
import { searchSpace } from './space.js'

/** One step of a path: the candidate that was added or dropped, and the log-likelihood of the set after it. */
export interface PathStep {
  readonly candidate: string
  readonly loglik: number
}

/** A greedy search: its steps, and the set that it ends with. */
export interface GreedyPath {
  readonly method: 'forward' | 'backward'
  readonly steps: readonly PathStep[]
  readonly set: readonly string[]
  readonly loglik: number
}

/** Constraints of a path. */
export interface PathOptions {
  readonly size: number
  readonly keep?: readonly string[]
  readonly never?: readonly string[]
  /**
   * Moves of a step that are fitted: those that the information at the set so far says are best (score statistic of a candidate that may come in,
   * Wald statistic of one that may go out). Default: all.
   */
  readonly contenders?: number
}

interface Trial {
  readonly candidate: number
  readonly set: readonly number[]
  readonly fit: SetFit
}

/** Where a step starts: the set so far and its fit, which is a warm start for its neighbours. */
interface Here {
  readonly set: readonly number[]
  readonly fit: SetFit | null
}

interface Ground {
  readonly names: readonly string[]
  readonly keep: readonly number[]
  readonly columns: Columns
  readonly contenders: number
}

const groundOf = (design: Design, { size, keep = [], never = [], contenders = Infinity }: PathOptions): Ground => {
  checkDesign(design)
  const space = searchSpace(design.blocks, { size, keep, never })
  const blocks = design.blocks.filter((block) => space.names.includes(block.name))
  return { names: space.names, keep: space.keep, columns: layOut(design, blocks), contenders }
}

const startFor = (chosen: readonly number[], columns: Columns, { set, fit }: Here): Float64Array | undefined => {
  if (fit === null) return undefined
  const known = columnsOf(columns, set)
  return Float64Array.from(chosen, (column) => fit.estimates[known.indexOf(column)] ?? 0)
}

interface Move {
  readonly candidate: number
  readonly set: readonly number[]
}

/** The moves that look best from here; all of them where nothing tells them apart. */
const contending = ({ columns, contenders }: Ground, { set, fit }: Here, moves: readonly Move[]): readonly Move[] => {
  if (moves.length <= contenders || fit === null) return moves
  const all = columnsOf(
    columns,
    columns.ofCandidate.map((_, index) => index),
  )
  const known = columnsOf(columns, set)
  const at = new Float64Array(all.length)
  known.forEach((column, j) => {
    at[all.indexOf(column)] = fit.estimates[j] as number
  })
  const { score, information } = evaluateColumns(columns, at)
  const worth = moves.map((move) => {
    const own = columns.ofCandidate[move.candidate] as readonly number[]
    const others = known.filter((column) => !own.includes(column))
    const value = set.includes(move.candidate)
      ? -quadratic(information, { own, others, vector: at })
      : scoreStatistic(information, { own, others, vector: score })
    return { move, value }
  })
  return worth
    .sort((a, b) => b.value - a.value)
    .slice(0, contenders)
    .map(({ move }) => move)
}

/** The best of the sets that are models; the first in the order of the design among equals. */
const bestOf = ({ columns }: Pick<Ground, 'columns'>, here: Here, moves: readonly Move[]): Trial | null => {
  let best: Trial | null = null
  for (const { candidate, set } of moves) {
    const chosen = columnsOf(columns, set)
    const fit = fitColumns(columns, chosen, startFor(chosen, columns, here))
    if (fit !== null && (best === null || fit.loglik > best.fit.loglik)) best = { candidate, set, fit }
  }
  return best
}

type Moves = (set: readonly number[]) => readonly Move[]

const walk = (
  ground: Ground,
  path: {
    readonly method: GreedyPath['method']
    readonly from: readonly number[]
    readonly size: number
    readonly moves: Moves
  },
): GreedyPath | Undefined => {
  const steps: PathStep[] = []
  let here: Here = { set: path.from, fit: fitColumns(ground.columns, columnsOf(ground.columns, path.from)) }
  while (here.set.length !== path.size) {
    const next = bestOf(ground, here, contending(ground, here, path.moves(here.set)))
    if (next === null) return undefinedBecause('each next set has candidates that determine each other')
    steps.push({ candidate: ground.names[next.candidate] as string, loglik: next.fit.loglik })
    here = next
  }
  if (here.fit === null) return undefinedBecause('the candidates of the set determine each other')
  const set = here.set.map((one) => ground.names[one] as string)
  return { method: path.method, steps, set, loglik: here.fit.loglik }
}

/**
 * Forward selection by log-likelihood: from the kept candidates, adds the one that raises it most until the set has the size.
 * Every step is a full maximum-likelihood fit. Undefined when no next set is a model. Throws what `fitLogistic` throws.
 */
export const forwardPath = (design: Design, options: PathOptions): GreedyPath | Undefined => {
  const ground = groundOf(design, options)
  const every = ground.names.map((_, index) => index)
  return walk(ground, {
    method: 'forward',
    from: ground.keep,
    size: options.size,
    moves: (set) =>
      every
        .filter((one) => !set.includes(one))
        .map((candidate) => ({ candidate, set: [...set, candidate].sort((a, b) => a - b) })),
  })
}

/**
 * Backward elimination by log-likelihood: from all candidates, drops the one that costs least until the set has the size.
 * Undefined when the candidates determine each other, so that no full model exists. Throws what `fitLogistic` throws.
 */
export const backwardPath = (design: Design, options: PathOptions): GreedyPath | Undefined => {
  const ground = groundOf(design, options)
  return walk(ground, {
    method: 'backward',
    from: ground.names.map((_, index) => index),
    size: options.size,
    moves: (set) =>
      set
        .filter((one) => !ground.keep.includes(one))
        .map((candidate) => ({ candidate, set: set.filter((other) => other !== candidate) })),
  })
}

/** True for a path that ended in a set. */
export const isPath = <Path extends { readonly loglik: number }>(path: Path | Undefined): path is Path =>
  'loglik' in path
