import { advance, reach, type Scratch } from './bound.js'
import { columnsOf } from './columns.js'
import { type DualPoint, dualPoint } from './dual-point.js'
import type { Fitter } from './fitter.js'
import { type Projection, predictions, project } from './projection.js'
import { choose, type Space } from './space.js'

/** A part of the space: the sets that keep `fixed` and drop `drop` of `free`. */
interface Part {
  readonly fixed: readonly number[]
  readonly free: readonly number[]
  readonly drop: number
  /** Feasible for `fixed`, `free` and `gone`: bounds from it hold for every set of the part. */
  readonly point: DualPoint
  /** Candidates dropped since the point was made. */
  readonly gone: readonly number[]
}

/** A candidate that a part may drop. */
interface Child {
  readonly candidate: number
  /** Entropy without it, to second order. */
  readonly predicted: number
  /** True when a bound was evaluated and did not reach: the point is too far off. */
  readonly missed: boolean
}

/** Drops after which a point is made anew before going on, where many sets are left. */
const STALE = 3
const MANY = 100
/** Up to this many sets are looked at one by one instead of being divided further. */
const FEW = 12
/** A bound is evaluated when its second-order prediction reaches this share of what is needed. */
const HOPEFUL = 0.9

/** State of one search. */
interface Search {
  readonly fitter: Fitter
  readonly space: Space
  readonly slack: number
  readonly scratch: Scratch
  /** Fits and bounds after which the search closes: what is open by then is bounded and left. */
  readonly work: number
}

const isSpent = ({ fitter: { counts }, work }: Search): boolean => counts.fits + counts.bounds >= work

const without = (search: Search, candidates: readonly number[]): ReadonlySet<number> =>
  new Set(candidates.flatMap((candidate) => search.fitter.columns.ofCandidate[candidate] as readonly number[]))

/** Smallest penalty of a set that keeps `fixed` and takes the rest from `free`. */
const leastPenalty = ({ fitter, space }: Search, fixed: readonly number[], free: readonly number[]): number => {
  const own = (candidate: number): number => space.widths[candidate] as number
  const needed = space.size - fixed.length
  const narrowest = free.map(own).sort((a, b) => a - b)
  const columns = [...fixed.map(own), ...narrowest.slice(0, needed)].reduce((sum, value) => sum + value, 0)
  return fitter.penalty(columns)
}

/** Entropy from which on a group of sets cannot get on the list. */
const enough = (search: Search, penalty: number): number => search.slack - penalty - search.fitter.best.threshold

type Verdict = 'out' | 'missed' | 'not-tried'

/** Counts a group of sets as ruled out when a bound allows; tries only where the prediction gives hope. */
const judge = (
  search: Search,
  group: { readonly penalty: number; readonly subsets: number; readonly predicted: number },
  from: { readonly point: DualPoint; readonly dropped: readonly number[] },
): Verdict => {
  const needed = enough(search, group.penalty)
  const { point } = from
  if (needed === Infinity || group.predicted < point.entropy + HOPEFUL * (needed - point.entropy)) return 'not-tried'
  const { counts, columns } = search.fitter
  const projection = project(point, without(search, from.dropped))
  const reached = reach(columns, point, projection, { enough: needed, scratch: search.scratch })
  counts.bounds += reached.evaluations
  if (reached.entropy < needed) return 'missed'
  counts.pruned += 1
  counts.subsetsPruned += group.subsets
  counts.bestBound = Math.max(counts.bestBound, search.slack - group.penalty - reached.entropy)
  return 'out'
}

/** Bounds the sets of a part that is left open. Those that the bound rules out count as ruled out. */
const leaveOpen = (search: Search, part: Part): void => {
  const { counts, columns } = search.fitter
  const penalty = leastPenalty(search, part.fixed, part.free)
  const needed = enough(search, penalty)
  const projection = project(part.point, without(search, part.gone))
  const { entropy } = reach(columns, part.point, projection, { enough: needed, scratch: search.scratch })
  const subsets = choose(part.free.length, part.drop)
  const bound = search.slack - penalty - Math.max(entropy, part.point.entropy)
  if (entropy >= needed) {
    counts.pruned += 1
    counts.subsetsPruned += subsets
    counts.bestBound = Math.max(counts.bestBound, bound)
    return
  }
  counts.open += subsets
  counts.openBound = Math.max(counts.openBound, bound)
}

/** One set: ruled out by its bound, a second one from nearer by, or fitted. */
const leaf = (search: Search, part: Part, dropped: readonly number[]): void => {
  const { fitter } = search
  const set = [...part.fixed, ...part.free.filter((candidate) => !dropped.includes(candidate))].sort((a, b) => a - b)
  if (!fitter.admits(set)) {
    fitter.counts.together += 1
    return
  }
  const all = [...part.gone, ...dropped]
  const projection = project(part.point, without(search, all))
  const group = { penalty: fitter.penalty(projection.columns.length - 1), subsets: 1 }
  const verdict = judge(search, { ...group, predicted: projection.predicted }, { point: part.point, dropped: all })
  if (verdict === 'out') return
  if (verdict === 'missed') {
    const q = advance(fitter.columns, part.point, projection, search.scratch)
    const point = dualPoint(fitter.columns, projection.columns, q)
    const { predicted } = project(point, new Set())
    if (judge(search, { ...group, predicted }, { point, dropped: [] }) === 'out') return
  }
  const start = startFor(columnsOf(fitter.columns, set), projection)
  if (fitter.fit(set, start) === null) fitter.counts.collinear += 1
  else fitter.counts.subsetsFitted += 1
}

const startFor = (columns: readonly number[], projection: Projection): Float64Array =>
  Float64Array.from(columns, (column) => projection.estimates[projection.columns.indexOf(column)] as number)

/** Every way to drop `count` of `from`, in order. */
function* ways(from: readonly number[], count: number): Generator<readonly number[]> {
  if (count === 0) {
    yield []
    return
  }
  for (let i = 0; i + count <= from.length; i += 1) {
    for (const rest of ways(from.slice(i + 1), count - 1)) yield [from[i] as number, ...rest]
  }
}

/** Second-order cost of each free candidate, dearest first. */
const ranked = (search: Search, part: Part): readonly Child[] => {
  const gone = without(search, part.gone)
  const groups = part.free.map((candidate) => search.fitter.columns.ofCandidate[candidate] as readonly number[])
  const values =
    predictions(part.point, gone, groups) ??
    part.free.map((candidate) => project(part.point, without(search, [...part.gone, candidate])).predicted)
  return part.free
    .map((candidate, i): Child => ({ candidate, predicted: values[i] as number, missed: false }))
    .sort((a, b) => b.predicted - a.predicted || a.candidate - b.candidate)
}

/** Rules out children by their own bounds, the dearest first; returns those that stay, dearest first, and what became fixed. */
const sift = (search: Search, part: Part): { readonly open: readonly Child[]; readonly fixed: readonly number[] } => {
  const fixed = [...part.fixed]
  const open: Child[] = []
  let free = [...part.free]
  for (const child of ranked(search, part)) {
    const rest = free.filter((candidate) => candidate !== child.candidate)
    const subsets = choose(rest.length, part.drop - 1)
    const group = { penalty: leastPenalty(search, fixed, rest), subsets, predicted: child.predicted }
    const verdict =
      subsets > 0 ? judge(search, group, { point: part.point, dropped: [...part.gone, child.candidate] }) : 'not-tried'
    if (verdict === 'out') {
      fixed.push(child.candidate)
      free = rest
    } else open.push({ ...child, missed: verdict === 'missed' })
  }
  return { open, fixed }
}

/** A part seen from a point of its own. */
const refreshed = (search: Search, part: Part): Part => {
  const { columns } = search.fitter
  const projection = project(part.point, without(search, part.gone))
  const q = advance(columns, part.point, projection, search.scratch)
  return { ...part, point: dualPoint(columns, projection.columns, q), gone: [] }
}

function* divide(search: Search, part: Part): Generator<void> {
  yield
  const { open, fixed } = sift(search, part)
  let kept = fixed
  for (let i = 0; i < open.length; i += 1) {
    const { candidate, missed } = open[i] as Child
    const free = open.slice(i + 1).map((child) => child.candidate)
    const drop = part.drop - 1
    const subsets = choose(free.length, drop)
    if (subsets === 0) break
    const child: Part = { ...part, fixed: kept, free, drop, gone: [...part.gone, candidate] }
    if (isSpent(search)) leaveOpen(search, child)
    else if (subsets > FEW) yield* visit(search, child, missed)
    else {
      for (const more of ways(free, drop)) {
        leaf(search, child, more)
        yield
      }
    }
    kept = [...kept, candidate]
  }
}

/** Looks at a part of the space: rules it out as a whole, or divides it. Yields between pieces of work. */
function* visit(search: Search, part: Part, missed: boolean): Generator<void> {
  if (part.drop === 0) {
    leaf(search, part, [])
    return
  }
  if (isSpent(search)) {
    leaveOpen(search, part)
    return
  }
  const subsets = choose(part.free.length, part.drop)
  const stale = missed || (part.gone.length >= STALE && subsets > MANY)
  const here = stale ? refreshed(search, part) : part
  const penalty = leastPenalty(search, here.fixed, here.free)
  const { predicted } = project(here.point, without(search, here.gone))
  if (judge(search, { penalty, subsets, predicted }, { point: here.point, dropped: here.gone }) === 'out') return
  yield* divide(search, here)
}

/**
 * Visits every set of the space, by dropping candidates from the full set and ruling out whole groups by rigorous bounds.
 * At the end the fitter's list holds the best sets, and pruned + fitted + collinear sets (and those not admitted) add up to the space;
 * after `work` fits and bounds what is left is counted as open, with a bound on its value.
 */
export function* branchAndBound(
  fitter: Fitter,
  space: Space,
  options: { readonly root: DualPoint; readonly slack: number; readonly scratch: Scratch; readonly work: number },
): Generator<void> {
  const free = space.names.map((_, index) => index).filter((candidate) => !space.keep.includes(candidate))
  const { root, ...rest } = options
  const search: Search = { fitter, space, ...rest }
  yield* visit(search, { fixed: space.keep, free, drop: space.names.length - space.size, point: root, gone: [] }, false)
}
