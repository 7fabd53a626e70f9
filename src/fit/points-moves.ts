import { cholesky, choleskySolve } from '../numeric/cholesky.js'
import { likelihood } from '../numeric/information.js'
import { levelBlock } from './level-blocks.js'
import { type Points, type Scored, type Search, score } from './points-search.js'

/** Gains of moving single levels, to second order, with intercept, slopes and free scale following. */
interface Quadratic {
  readonly gradient: Float64Array
  /** Levels × levels, row-major. */
  readonly curvature: Float64Array
}

const flat = (points: Points): readonly number[] => points.flat()

const quadraticAt = (search: Search, { points, factor, fit }: Scored): Quadratic => {
  const { split, design, fixedFactor } = search
  const full = split.coded.map((block, b) => levelBlock(block, split.levels[b] as number, () => true))
  const all = likelihood([...full, ...split.linear], { ...design, offset: undefined }, true)
  const slopes = fit.estimates.subarray(fixedFactor === null ? 2 : 1)
  const values = flat(points)
  const parameters = Float64Array.of(fit.estimates[0] as number, ...values.map((z) => -z / factor), ...slopes)
  const { score: slope, information } = all.evaluate(parameters)
  const count = values.length
  const unit = (j: number): Float64Array => Float64Array.from({ length: all.size }, (_, i) => (i === j ? 1 : 0))
  const nuisance = [
    unit(0),
    ...Array.from(slopes, (_, j) => unit(1 + count + j)),
    ...(fixedFactor === null ? [Float64Array.from({ length: all.size }, (_, i) => values[i - 1] ?? 0)] : []),
  ]
  const times = (v: Float64Array): Float64Array =>
    v.map((_, i) => v.reduce((sum, x, j) => sum + x * (information[i * all.size + j] as number), 0))
  const dots = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, j) => sum + x * (b[j] as number), 0)
  const crossed = nuisance.map(times)
  const inner = Float64Array.from(nuisance.flatMap((a) => crossed.map((b) => dots(a, b))))
  const factorised = cholesky(inner, nuisance.length)
  const curvature = new Float64Array(count * count)
  for (let j = 0; j < count; j += 1) {
    const against = Float64Array.from(crossed, (column) => column[1 + j] as number)
    const solved = factorised === null ? against.fill(0) : choleskySolve(factorised, against)
    for (let i = 0; i < count; i += 1) {
      const taken = crossed.reduce((sum, column, k) => sum + (column[1 + i] as number) * (solved[k] as number), 0)
      curvature[i * count + j] = (information[(1 + i) * all.size + 1 + j] as number) - taken
    }
  }
  return { gradient: slope.slice(1, 1 + count), curvature }
}

/** True when a level may take a number of points: within the range, and on the right side of the levels of its candidate. */
const allowed = (search: Search, points: Points, at: { block: number; code: number; to: number }): boolean => {
  if (at.to < 0 || at.to > search.range) return false
  if (!search.keepOrder) return true
  const scores = search.scores[at.block] as readonly number[]
  const own = scores[at.code] as number
  return (points[at.block] as readonly number[]).every((other, code) => {
    const theirs = scores[code] as number
    if (code === at.code || theirs === own) return true
    return theirs > own ? other <= at.to : other >= at.to
  })
}

/** Moves whose gains differ by less are tied: mathematically equal gains differ by rounding, and the first of them is taken. */
const TIED = 1e-9

interface Move {
  readonly block: number
  readonly code: number
  readonly to: number
  readonly place: number
  readonly gain: number
}

const bestMove = (search: Search, points: Points, by: { quadratic: Quadratic; factor: number }): Move | null => {
  const { gradient, curvature } = by.quadratic
  let best: Move | null = null
  let place = -1
  for (const [block, own] of points.entries()) {
    for (const [code, now] of own.entries()) {
      place += 1
      for (const to of [now - 1, now + 1]) {
        const change = (now - to) / by.factor
        const bend = curvature[place * gradient.length + place] as number
        const gain = change * (gradient[place] as number) - 0.5 * bend * change * change
        if (gain > Math.max(1e-7, (1 + TIED) * (best?.gain ?? 0)) && allowed(search, points, { block, code, to })) {
          best = { block, code, to, place, gain }
        }
      }
    }
  }
  return best
}

const apply = (points: Points, { block, code, to }: Move): Points =>
  points.map((own, b) => (b === block ? own.map((value, c) => (c === code ? to : value)) : own))

/** Moves single points on the quadratic model until none helps, at most `most` of them. */
const walk = (search: Search, from: Scored, most: number): { readonly points: Points; readonly moves: number } => {
  const quadratic = quadraticAt(search, from)
  const count = quadratic.gradient.length
  let { points } = from
  let moves = 0
  for (; moves < most; moves += 1) {
    const move = bestMove(search, points, { quadratic, factor: from.factor })
    if (move === null) break
    const was = (points[move.block] as readonly number[])[move.code] as number
    const change = (was - move.to) / from.factor
    for (let i = 0; i < count; i += 1) {
      quadratic.gradient[i]! -= change * (quadratic.curvature[i * count + move.place] as number)
    }
    points = apply(points, move)
  }
  return { points, moves }
}

/** The same card with 0 for the fewest points of every candidate: the intercept takes what is taken off. */
const fromZero = (points: Points): Points =>
  points.map((own) => {
    const fewest = Math.min(...own)
    return fewest === 0 ? own : own.map((value) => value - fewest)
  })

/**
 * Improves points by moves of one, each round checked on the likelihood itself; many moves at once first, single ones when that fails.
 * Of the cards that differ by a shift of a candidate's points, the one from 0 is taken.
 */
export const improve = (search: Search, from: Scored): Scored & { readonly settled: boolean } => {
  let best = from
  for (let round = 0; round < 40; round += 1) {
    const many = walk(search, best, 200)
    if (many.moves === 0) {
      const points = fromZero(best.points)
      const same = points.every((own, b) => own === best.points[b])
      const shifted = same ? null : score(search, points)
      if (shifted === null) return { ...best, settled: true }
      best = shifted
      continue
    }
    const next = score(search, many.points)
    const one = next !== null && next.fit.loglik > best.fit.loglik ? next : score(search, walk(search, best, 1).points)
    if (one === null || one.fit.loglik <= best.fit.loglik) return { ...best, settled: false }
    best = one
  }
  return { ...best, settled: false }
}
