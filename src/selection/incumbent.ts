import { advance, type Scratch } from './bound.js'
import { columnsOf } from './columns.js'
import { type DualPoint, dualPoint } from './dual-point.js'
import type { Fitter } from './fitter.js'
import { project } from './projection.js'
import type { Space } from './space.js'

/** Drops the candidate that costs least, again and again, until the set has the asked size (costs to second order). */
const backward = (fitter: Fitter, space: Space, root: { point: DualPoint; scratch: Scratch }): readonly number[] => {
  const { columns } = fitter
  let set = space.names.map((_, index) => index)
  let { point } = root
  while (set.length > space.size) {
    const free = set.filter((candidate) => !space.keep.includes(candidate))
    const costs = free.map((candidate) => {
      const own = columns.ofCandidate[candidate] as readonly number[]
      const projection = project(point, new Set(own))
      return { candidate, projection, cost: projection.predicted - fitter.penalty(own.length) }
    })
    const least = costs.reduce((a, b) => (b.cost < a.cost ? b : a))
    set = set.filter((candidate) => candidate !== least.candidate)
    point = dualPoint(columns, columnsOf(columns, set), advance(columns, point, least.projection, root.scratch))
  }
  return set
}

const swapsOf = (set: readonly number[], space: Space): readonly (readonly number[])[] => {
  const outside = space.names.map((_, index) => index).filter((candidate) => !set.includes(candidate))
  const leaving = set.filter((candidate) => !space.keep.includes(candidate))
  return leaving.flatMap((out) =>
    outside.map((candidate) => [...set.filter((one) => one !== out), candidate].sort((a, b) => a - b)),
  )
}

/** Swaps in the order of their log-likelihood as the full model predicts it, to second order. */
const promising = (
  fitter: Fitter,
  set: readonly number[],
  from: { space: Space; point: DualPoint },
): readonly (readonly number[])[] =>
  swapsOf(set, from.space)
    .map((swap) => {
      const out = from.space.names.flatMap((_, candidate) =>
        swap.includes(candidate) ? [] : (fitter.columns.ofCandidate[candidate] as readonly number[]),
      )
      const { predicted, columns } = project(from.point, new Set(out))
      return { swap, cost: predicted + fitter.penalty(columns.length - 1) }
    })
    .sort((a, b) => a.cost - b.cost)
    .map(({ swap }) => swap)

/**
 * Sets to start from: backward elimination, then promising swaps of the best set on the list that was not looked around yet,
 * until the best one was and the list is full. Sets the bar for the search; the proof does not depend on it.
 */
export function* incumbent(
  fitter: Fitter,
  space: Space,
  root: { point: DualPoint; scratch: Scratch; neighbours: number; work: number },
): Generator<void> {
  const first = backward(fitter, space, root)
  fitter.fit(first)
  const expanded = new Set<string>()
  for (let turn = 0; turn < 50; turn += 1) {
    const [best] = fitter.best.sets
    const found = fitter.best.sets.find(({ set }) => !expanded.has(set.join(',')))
    const next = found?.set ?? (best === undefined && turn === 0 ? first : undefined)
    const full = fitter.best.threshold > -Infinity
    if (next === undefined || (full && found !== best)) return
    expanded.add(next.join(','))
    const swaps = promising(fitter, next, { space, point: root.point })
    for (const swap of swaps.slice(0, fitter.best.capacity + root.neighbours)) {
      if (fitter.counts.fits >= root.work) return
      fitter.fit(swap)
      yield
    }
  }
}
