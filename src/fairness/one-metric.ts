import { clusterMoments, type PersonRows } from './cluster-moments.js'
import { clusterRatio } from './cluster-ratio.js'
import type { ComparedTable } from './compare.js'
import { type Grouping, hiddenCells } from './group-cells.js'

/** A rate of the caller's own: Σ numerator ÷ Σ denominator, one entry per row. */
export interface OwnMetric<M extends string> {
  readonly metric: M
  readonly numerator: Float64Array
  readonly denominator: Float64Array
}

/** Moments, estimates and hidden cells of one rate for every group; the people who count are those in the denominator. */
export const metricTablesOf = <M extends string>(
  own: OwnMetric<M>,
  by: Grouping & { readonly people: PersonRows },
  minimum: number,
): ComparedTable<M> => {
  const moments = clusterMoments(by.people, { ...own, codes: by.codes, groups: by.count }, by.reference)
  const people = moments.map((m) => m.people)
  return {
    metric: own.metric,
    moments,
    ratios: moments.map(clusterRatio),
    hidden: hiddenCells(
      people,
      people.map((count) => count > 0),
      minimum,
    ),
  }
}
