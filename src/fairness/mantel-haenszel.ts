import { chiSquareTail } from '../numeric/chi-square.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { Proportion } from './two-proportions.js'

/** One stratum: the group and the reference within it. */
export interface Stratum {
  readonly group: Proportion
  readonly reference: Proportion
}

/** Two groups compared within strata and combined. For independent people only: it knows no clusters. */
export interface MantelHaenszel {
  /** Common odds ratio, group against reference; undefined when a cross product is 0. */
  readonly oddsRatio: number | Undefined
  /** Standard error of its logarithm (Robins, Breslow and Greenland 1986). */
  readonly logStandardError: number | Undefined
  /** Common ratio of rates. */
  readonly riskRatio: number | Undefined
  /** Difference of rates, weighted n₁n₀/n per stratum. */
  readonly riskDifference: number
  /** Chi-square of no association in any stratum, 1 degree of freedom, without continuity correction; undefined without variance. */
  readonly chiSquare: number | Undefined
  readonly p: number | Undefined
  /** Strata that hold both groups. */
  readonly strata: number
}

interface Cells {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly n: number
}

const cellsOf = ({ group, reference }: Stratum): Cells => ({
  a: group.events,
  b: group.n - group.events,
  c: reference.events,
  d: reference.n - reference.events,
  n: group.n + reference.n,
})

const over = (cells: readonly Cells[], term: (cell: Cells) => number): number =>
  cells.reduce((sum, cell) => sum + term(cell), 0)

const logError = (cells: readonly Cells[], r: number, s: number): number => {
  const pr = over(cells, ({ a, d, n }) => ((a + d) * a * d) / (n * n))
  const mixed = over(cells, ({ a, b, c, d, n }) => ((a + d) * b * c + (b + c) * a * d) / (n * n))
  const qs = over(cells, ({ b, c, n }) => ((b + c) * b * c) / (n * n))
  return Math.sqrt(pr / (2 * r * r) + mixed / (2 * r * s) + qs / (2 * s * s))
}

/**
 * Mantel–Haenszel combination over strata: are two groups listed at the same rate within the same outcome, or within any
 * other strata (Mantel and Haenszel 1959). Undefined when no stratum holds both groups.
 */
export const mantelHaenszel = (strata: readonly Stratum[]): MantelHaenszel | Undefined => {
  const cells = strata.filter(({ group, reference }) => group.n > 0 && reference.n > 0).map(cellsOf)
  if (cells.length === 0) return undefinedBecause('no stratum holds both groups')
  const r = over(cells, ({ a, d, n }) => (a * d) / n)
  const s = over(cells, ({ b, c, n }) => (b * c) / n)
  const excess = over(cells, ({ a, b, c, n }) => a - ((a + b) * (a + c)) / n)
  const variance = over(cells, ({ a, b, c, d, n }) =>
    n > 1 ? ((a + b) * (c + d) * (a + c) * (b + d)) / (n * n * (n - 1)) : 0,
  )
  const rateAbove = over(cells, ({ a, c, d, n }) => (a * (c + d)) / n)
  const rateBelow = over(cells, ({ a, b, c, n }) => (c * (a + b)) / n)
  const weight = over(cells, ({ a, b, c, d, n }) => ((a + b) * (c + d)) / n)
  const none = undefinedBecause('a cross product is 0 in every stratum')
  const flat = undefinedBecause('nobody or everybody has the event in every stratum')
  const chiSquare = variance > 0 ? excess ** 2 / variance : flat
  return {
    oddsRatio: s > 0 ? r / s : none,
    logStandardError: r > 0 && s > 0 ? logError(cells, r, s) : none,
    riskRatio: rateBelow > 0 ? rateAbove / rateBelow : undefinedBecause('the reference has no event'),
    riskDifference: (rateAbove - rateBelow) / weight,
    chiSquare,
    p: typeof chiSquare === 'number' ? chiSquareTail(chiSquare, 1) : chiSquare,
    strata: cells.length,
  }
}
