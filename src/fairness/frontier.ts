import { isDefined, type Undefined } from '../numeric/undefined.js'
import type { ListComparison } from '../ranking/compare-lists.js'

/** One set: what it finds, and how unequally. */
export interface FrontierPoint {
  readonly name: string
  readonly recall: number | Undefined
  readonly gap: number | Undefined
}

/** A point with its place. */
export interface PlacedPoint extends FrontierPoint {
  /** True when no other set has at least its recall and at most its gap, with one of the two better. Undefined points are never on it. */
  readonly onFrontier: boolean
  /** A set that is better in one and not worse in the other; null on the frontier and for undefined points. */
  readonly beatenBy: string | null
}

interface Known {
  readonly name: string
  readonly recall: number
  readonly gap: number
}

const known = ({ name, recall, gap }: FrontierPoint): readonly Known[] =>
  isDefined(recall) && isDefined(gap) ? [{ name, recall, gap }] : []

const beats = (a: Known, b: Known): boolean =>
  a.recall >= b.recall && a.gap <= b.gap && (a.recall > b.recall || a.gap < b.gap)

/**
 * The frontier of recall against gap (Pareto): what can be had of the one without losing of the other, among the sets given.
 * Sets with equal recall and gap are on it together. Estimates, not intervals: neighbours on the frontier may differ by chance.
 */
export const frontier = (points: readonly FrontierPoint[]): readonly PlacedPoint[] => {
  const all = points.flatMap(known)
  return points.map((point) => {
    const [own] = known(point)
    if (own === undefined) return { ...point, onFrontier: false, beatenBy: null }
    const better = all.filter((other) => beats(other, own))
    const best = better.reduce<Known | null>((most, one) => (most === null || beats(one, most) ? one : most), null)
    return { ...point, onFrontier: best === null, beatenBy: best?.name ?? null }
  })
}

/** Recall and gap of every list of a comparison for one attribute; a list without that attribute is left out. */
export const frontierPoints = (
  { lists }: Pick<ListComparison, 'lists'>,
  by: { readonly attribute: string; readonly gap: 'selection' | 'recall' },
): readonly FrontierPoint[] =>
  lists.flatMap(({ name, recall, gaps }) =>
    gaps
      .filter(({ attribute }) => attribute === by.attribute)
      .map((gap) => ({ name, recall: recall.estimate, gap: gap[by.gap].estimate })),
  )
