import type { Intersections } from '../../data-schemas/results/fairness-audit.js'
import { criticalValue } from '../numeric/interval.js'

/** A crossed group whose rate lies further from what its two attributes alone give than chance explains. */
export interface CrossedGap {
  readonly attributes: string
  readonly group: string
  /** Distance that the interval, widened for the number of cells, still leaves. */
  readonly atLeast: number
}

interface Apart extends CrossedGap {
  readonly distance: number
  /** From the rate to its bound on the side of the expectation, at the result's own confidence. */
  readonly half: number
}

const apartOf = (one: Intersections, metric: string): readonly Apart[] =>
  one.cells.flatMap((cell): Apart[] => {
    const found = cell.suppressed ? undefined : cell.metrics.find((each) => each.metric === metric)
    if (cell.suppressed || found === undefined) return []
    const { estimate, lower, upper } = found.direct
    if (typeof estimate !== 'number' || typeof found.expected !== 'number' || lower === null || upper === null)
      return []
    return [
      {
        attributes: `${one.first} × ${one.second}`,
        group: `${cell.first} × ${cell.second}`,
        distance: Math.abs(estimate - found.expected),
        half: estimate > found.expected ? estimate - lower : upper - estimate,
        atLeast: 0,
      },
    ]
  })

/**
 * The crossed group that lies furthest from what its two attributes alone give, beyond chance: its distance less the half width of its
 * interval, widened from the result's confidence to `alpha` shared by all cells (Bonferroni, widths in proportion to the normal quantile).
 * Null when no cell can be judged. A distance of 0 or less means that chance may explain all of it.
 */
export const widestCrossedGap = (
  crossed: readonly Intersections[],
  options: { readonly metric: string; readonly confidence: number; readonly alpha: number },
): CrossedGap | null => {
  const cells = crossed.flatMap((one) => apartOf(one, options.metric))
  if (cells.length === 0) return null
  const wider = criticalValue(1 - options.alpha / cells.length) / criticalValue(options.confidence)
  return cells
    .map(({ attributes, group, distance, half }) => ({ attributes, group, atLeast: distance - wider * half }))
    .reduce((most, one) => (one.atLeast > most.atLeast ? one : most))
}
