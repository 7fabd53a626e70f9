import { WorkbenchError } from '../errors.js'
import type { Design } from '../numeric/design.js'
import { fitLogistic } from '../numeric/logistic.js'
import { isDefined, type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { splitBlocks } from './level-blocks.js'
import { pointsBound } from './points-bound.js'
import { improve } from './points-moves.js'
import { type Points, type Scored, type Search, score } from './points-search.js'

/** A fitted model, and the card that is wanted. */
export interface IntegerPointsOptions {
  /** Of the model on the same design, intercept first: where the search starts, and whose order of levels is kept. */
  readonly estimates: Float64Array
  /** Most points of a level; the fewest is 0. A whole number of 1 or more. */
  readonly range: number
  /** Points that halve the odds of the outcome. Without it the scale is searched. */
  readonly doubling?: number
  /** Scales that are tried when no doubling is given. Default 24. */
  readonly scales?: number
  /** False lets levels change their order in the model. Default true. */
  readonly keepOrder?: boolean
}

/** A card of whole points: log-odds = intercept − total / factor + linear terms. Fewer points mean a higher risk. */
export interface IntegerCard {
  /** Points per unit of log-odds. */
  readonly factor: number
  /** Log-odds at 0 points. */
  readonly intercept: number
  readonly levels: readonly { readonly candidate: string; readonly code: number; readonly points: number }[]
  readonly linear: readonly { readonly candidate: string; readonly estimate: number }[]
  readonly loglik: {
    /** Of the model the search started from. */
    readonly model: number
    readonly points: number
    /** No card of whole points, of any range and scale, has more. */
    readonly bound: number | Undefined
  }
  readonly certificate: {
    /** Log-likelihood that any better card could add at most: bound − points. */
    readonly atMostLost: number | Undefined
    /** The same as a share of what the bound has over no model. */
    readonly share: number | Undefined
    /** True when no single level can gain by one point more or less (to second order at the card). */
    readonly noSingleMoveHelps: boolean
  }
}

const modelScores = (design: Design, estimates: Float64Array): Points => {
  let at = 1
  return design.blocks.flatMap((block) => {
    const width = block.columns.length
    const own = estimates.subarray(at, at + width)
    at += width
    if (block.kind === 'values' || width === 0) return []
    return [
      Array.from({ length: block.table.length / width }, (_, code) =>
        own.reduce((sum, value, c) => sum + value * (block.table[code * width + c] as number), 0),
      ),
    ]
  })
}

const rounded = ({ scores, range }: Search, factor: number): Points =>
  scores.map((own) => {
    const top = Math.max(...own)
    return own.map((value) => Math.min(range, Math.round(factor * (top - value))))
  })

/** Scales to try: from the one at which the widest candidate fills the range, downward. */
const factorsOf = (search: Search, scales: number): readonly number[] => {
  if (search.fixedFactor !== null) return [search.fixedFactor]
  const widest = search.scores.reduce((most, own) => Math.max(most, Math.max(...own) - Math.min(...own)), 0)
  if (widest === 0) return []
  const finest = (search.range + 0.499) / widest
  return Array.from({ length: scales }, (_, i) => finest * (1 - (0.75 * i) / scales))
}

const better = (a: Scored | null, b: Scored | null): Scored | null =>
  b !== null && (a === null || b.fit.loglik > a.fit.loglik) ? b : a

const refuse = ({ range, doubling, scales = 24 }: IntegerPointsOptions, coded: number): void => {
  const valid = Number.isInteger(range) && range >= 1 && (doubling === undefined || doubling > 0) && scales >= 1
  if (valid && coded > 0) return
  throw new WorkbenchError('invalid-points', {
    expected: 'a candidate with levels, a whole range of 1 or more, a doubling above 0',
    found: `${coded} candidates with levels, range ${range}, doubling ${doubling ?? 'free'}`,
    where: 'integer points',
  })
}

const cardOf = (
  search: Search,
  best: Scored & { readonly settled: boolean },
  loglik: IntegerCard['loglik'] & { readonly none: number },
): IntegerCard => {
  const { model, points, bound, none } = loglik
  const first = search.fixedFactor === null ? 2 : 1
  const atMostLost = isDefined(bound) ? bound - points : bound
  const over = isDefined(bound) ? bound - none : 0
  return {
    factor: best.factor,
    intercept: best.fit.estimates[0] as number,
    levels: search.split.coded.flatMap(({ name }, b) =>
      (best.points[b] as readonly number[]).map((value, code) => ({ candidate: name, code, points: value })),
    ),
    linear: search.split.linear.map(({ name }, j) => ({
      candidate: name,
      estimate: best.fit.estimates[first + j] as number,
    })),
    loglik: { model, points, bound },
    certificate: {
      atMostLost,
      share: isDefined(atMostLost) && over > 0 ? atMostLost / over : undefinedBecause('no bound above the null model'),
      noSingleMoveHelps: best.settled,
    },
  }
}

/**
 * Whole points for each level, chosen for likelihood, with a certificate: rounding at many scales, then moves of single points by
 * one while they help (in the spirit of FasterRisk, Liu and others 2022), against the bound of {@link pointsBound}.
 * Linear candidates keep real slopes. Throws `invalid-points`, and what `fitLogistic` throws.
 */
export const integerPoints = (design: Design, options: IntegerPointsOptions): IntegerCard => {
  const { estimates, range, doubling, scales = 24, keepOrder = true } = options
  const split = splitBlocks(design)
  refuse(options, split.coded.length)
  const fixedFactor = doubling === undefined ? null : doubling / Math.LN2
  const search: Search = { design, split, scores: modelScores(design, estimates), range, keepOrder, fixedFactor }
  const started = factorsOf(search, scales).map((factor) => score(search, rounded(search, factor)))
  const found = started.reduce(better, null)
  if (found === null) {
    throw new WorkbenchError('invalid-points', {
      expected: 'a model in which at least one candidate with levels matters',
      found: 'points that are the same for every row',
      where: 'integer points',
      advice: 'raise the range of points',
    })
  }
  const best = improve(search, found)
  const model = fitLogistic(design, { start: estimates })
  const loglik = { model: model.loglik, points: best.fit.loglik, bound: pointsBound(design), none: model.nullLoglik }
  return cardOf(search, best, loglik)
}
