import type { ScreeningResult } from '../../data-schemas/results/screening.js'

/** A candidate on the map: who says most of the same. */
export interface MappedCandidate {
  readonly name: string
  /** Number of its cluster; candidates that say about the same share one. */
  readonly cluster: number
  /** The admissible candidate that could best stand in for it, by correlation; null when none varies. */
  readonly substitute: string | null
  readonly correlation: number | null
}

/**
 * The redundancy map. Clusters join candidates by their absolute correlations, nearest first, average linkage, down to `least`;
 * the best substitute of each is the admissible candidate that correlates most with it.
 */
export const redundancyMap = (
  { correlation, admissible }: Pick<ScreeningResult, 'correlation' | 'admissible'>,
  least = 0.5,
): readonly MappedCandidate[] => {
  const { names, matrix } = correlation
  const between = (a: number, b: number): number => Math.abs(matrix[a]?.[b] ?? 0)
  const clusters = joined(names.length, between, least)
  return names.map((name, i) => {
    const others = names.map((_, j) => j).filter((j) => j !== i && admissible.includes(names[j] as string))
    const best = others.reduce<number | null>(
      (most, j) => (matrix[i]?.[j] == null || (most !== null && between(i, j) <= between(i, most)) ? most : j),
      null,
    )
    return {
      name,
      cluster: clusters.findIndex((cluster) => cluster.includes(i)),
      substitute: best === null ? null : (names[best] as string),
      correlation: best === null ? null : (matrix[i]?.[best] ?? null),
    }
  })
}

type Cluster = readonly number[]

const joined = (size: number, between: (a: number, b: number) => number, least: number): readonly Cluster[] => {
  let clusters: readonly Cluster[] = Array.from({ length: size }, (_, i) => [i])
  const mean = (a: Cluster, b: Cluster): number =>
    a.reduce((sum, i) => sum + b.reduce((own, j) => own + between(i, j), 0), 0) / (a.length * b.length)
  for (;;) {
    let best: readonly [Cluster, Cluster] | null = null
    let most = least
    for (const [i, a] of clusters.entries())
      for (const b of clusters.slice(i + 1)) {
        const own = mean(a, b)
        if (own > most) [best, most] = [[a, b], own]
      }
    if (best === null) return clusters
    const [a, b] = best
    clusters = clusters.flatMap((cluster) => (cluster === b ? [] : cluster === a ? [[...a, ...b]] : [cluster]))
  }
}
