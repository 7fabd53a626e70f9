import { columnsOf } from './columns.js'
import { advance, type DualPoint, dualPoint, type Projection, project, reach, type Scratch } from './dual.js'
import type { Fitter } from './fitter.js'
import { choose, type Space } from './space.js'

/** A part of the space: the sets that keep `fixed` and drop `drop` of `free`. */
interface Part {
  readonly fixed: readonly number[]
  readonly free: readonly number[]
  readonly drop: number
  readonly point: DualPoint
}

/** What is done with a child before going into it. */
interface Child {
  readonly candidate: number
  readonly projection: Projection
}

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
}

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

/** Counts a group of sets as ruled out when its bound allows; says whether it did. */
const ruledOut = (
  search: Search,
  group: { penalty: number; subsets: number },
  from: { point: DualPoint; projection: Projection },
): boolean => {
  const needed = enough(search, group.penalty)
  const { point, projection } = from
  const hoped = point.entropy + HOPEFUL * (needed - point.entropy)
  if (needed === Infinity || projection.predicted < hoped) return false
  const { counts } = search.fitter
  const reached = reach(search.fitter.columns, point, projection, { enough: needed, scratch: search.scratch })
  counts.bounds += reached.evaluations
  if (reached.entropy < needed) return false
  counts.pruned += 1
  counts.subsetsPruned += group.subsets
  counts.bestBound = Math.max(counts.bestBound, search.slack - group.penalty - reached.entropy)
  return true
}

/** One set: ruled out by its bound, or fitted. */
const leaf = (search: Search, part: Part, dropped: readonly number[]): void => {
  const { fitter } = search
  const set = [...part.fixed, ...part.free.filter((candidate) => !dropped.includes(candidate))].sort((a, b) => a - b)
  const projection = project(part.point, without(search, dropped))
  const penalty = fitter.penalty(projection.columns.length - 1)
  if (ruledOut(search, { penalty, subsets: 1 }, { point: part.point, projection })) return
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

/** Rules out children by their own bounds, the dearest first; returns those that stay, dearest first, and what became fixed. */
const sift = (search: Search, part: Part): { readonly open: readonly Child[]; readonly fixed: readonly number[] } => {
  const children = part.free
    .map((candidate): Child => ({ candidate, projection: project(part.point, without(search, [candidate])) }))
    .sort((a, b) => b.projection.predicted - a.projection.predicted || a.candidate - b.candidate)
  const fixed = [...part.fixed]
  const open: Child[] = []
  let free = [...part.free]
  for (const child of children) {
    const rest = free.filter((candidate) => candidate !== child.candidate)
    const subsets = choose(rest.length, part.drop - 1)
    const group = { penalty: leastPenalty(search, fixed, rest), subsets }
    if (subsets > 0 && ruledOut(search, group, { point: part.point, projection: child.projection })) {
      fixed.push(child.candidate)
      free = rest
    } else open.push(child)
  }
  return { open, fixed }
}

function* divide(search: Search, part: Part): Generator<void> {
  yield
  const { open, fixed } = sift(search, part)
  let kept = fixed
  for (let i = 0; i < open.length; i += 1) {
    const { candidate, projection } = open[i] as Child
    const free = open.slice(i + 1).map((child) => child.candidate)
    const drop = part.drop - 1
    const subsets = choose(free.length, drop)
    if (subsets === 0) break
    if (subsets <= FEW) {
      const here = { ...part, fixed: kept, free: [candidate, ...free] }
      for (const more of ways(free, drop)) {
        leaf(search, here, [candidate, ...more])
        yield
      }
    } else if (
      !ruledOut(search, { penalty: leastPenalty(search, kept, free), subsets }, { point: part.point, projection })
    ) {
      const q = advance(search.fitter.columns, part.point, projection, search.scratch)
      const columns = columnsOf(
        search.fitter.columns,
        [...kept, ...free].sort((a, b) => a - b),
      )
      yield* visit(search, { fixed: kept, free, drop, point: dualPoint(search.fitter.columns, columns, q) })
    }
    kept = [...kept, candidate]
  }
}

/** Looks at a part of the space: rules it out as a whole, or divides it. Yields between pieces of work. */
function* visit(search: Search, part: Part): Generator<void> {
  const subsets = choose(part.free.length, part.drop)
  if (part.drop === 0) {
    leaf(search, part, [])
    return
  }
  const group = { penalty: leastPenalty(search, part.fixed, part.free), subsets }
  if (ruledOut(search, group, { point: part.point, projection: project(part.point, new Set()) })) return
  yield* divide(search, part)
}

/**
 * Visits every set of the space, by dropping candidates from the full set and ruling out whole groups by rigorous bounds.
 * At the end the fitter's list holds the best sets, and pruned + fitted + collinear sets add up to the space.
 */
export function* branchAndBound(
  fitter: Fitter,
  space: Space,
  options: { readonly root: DualPoint; readonly slack: number; readonly scratch: Scratch },
): Generator<void> {
  const free = space.names.map((_, index) => index).filter((candidate) => !space.keep.includes(candidate))
  const search: Search = { fitter, space, slack: options.slack, scratch: options.scratch }
  yield* visit(search, { fixed: space.keep, free, drop: space.names.length - space.size, point: options.root })
}
