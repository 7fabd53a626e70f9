import type { Design } from '../numeric/design.js'
import type { Undefined } from '../numeric/undefined.js'
import { orReason } from './fit-or-reason.js'
import { backwardPath, forwardPath, type GreedyPath, isPath } from './greedy-paths.js'
import { type LassoPath, lassoPath } from './lasso-path.js'

/** A quick method beside the exact search. */
export interface PathComparison {
  readonly method: 'forward' | 'backward' | 'lasso'
  /** The set it ends with; null when it ends with none. */
  readonly set: readonly string[] | null
  readonly loglik: number | Undefined
  /** Log-likelihood of the exact best less that of this set; 0 or more up to rounding. */
  readonly gap: number | Undefined
  /** Candidates of the exact best that it misses. */
  readonly missed: readonly string[]
}

/** Moves of a greedy step that are fitted, and penalties of the lasso before it looks closer: quick methods stay quick. */
const CONTENDERS = 3
const STEPS = 12

/**
 * What forward selection, backward elimination and the lasso would have chosen, and what it costs in log-likelihood against the exact best.
 * A method without a model says why.
 */
export const comparePaths = (
  design: Design,
  best: { readonly set: readonly string[]; readonly loglik: number },
  methods: readonly PathComparison['method'][] = ['forward', 'backward', 'lasso'],
): readonly PathComparison[] => {
  const size = best.set.length
  const paths: Readonly<Record<PathComparison['method'], () => GreedyPath | LassoPath | Undefined>> = {
    forward: () => forwardPath(design, { size, contenders: CONTENDERS }),
    backward: () => backwardPath(design, { size, contenders: CONTENDERS }),
    lasso: () => lassoPath(design, { size, steps: STEPS }),
  }
  return methods.map((method): PathComparison => {
    const path = orReason(paths[method])
    if (!isPath(path)) return { method, set: null, loglik: path, gap: path, missed: [] }
    const missed = best.set.filter((name) => !path.set.includes(name))
    return { method, set: path.set, loglik: path.loglik, gap: best.loglik - path.loglik, missed }
  })
}
