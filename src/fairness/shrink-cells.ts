import type { Cell } from '../../data-schemas/results/fairness.js'
import { criticalValue } from '../numeric/interval.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { GroupMoments } from './cluster-moments.js'
import { type Estimate, noEstimate } from './estimate.js'
import type { MetricTable } from './group-cells.js'
import { type Shrunk, shrink } from './shrink.js'

/** Shrunk rates of the cells that may be shown. */
export interface CrossedShrunk {
  readonly between: { readonly towards: 'additive' | 'overall'; readonly spread: Cell; readonly cells: number }
  expected(cell: number): Cell
  shrunk(cell: number, confidence: number): Estimate
}

/**
 * Clustered sampling variance of a cell's rate at the rate of all cells together: not 0 for a cell in which nobody or
 * everybody has the event, and not smaller because such a cell happens to be even. Slightly large for cells far from that rate.
 */
const varianceAt = (m: GroupMoments, rate: number): number => {
  const squares = m.nn - 2 * rate * m.nd + rate * rate * m.dd
  return squares > 1e-13 * m.dd ? ((m.people / (m.people - 1)) * squares) / m.denominator ** 2 : 0
}

/** Columns 1, first attribute, second attribute (first level of each left out), for the levels that occur. */
const additiveDesign = (
  cells: readonly number[],
  columns: number,
): { readonly design: Float64Array; readonly columns: number } => {
  const levels = (of: (cell: number) => number): readonly number[] =>
    [...new Set(cells.map(of))].sort((a, b) => a - b).slice(1)
  const rowOf = (cell: number): number => Math.floor(cell / columns)
  const columnOf = (cell: number): number => cell % columns
  const rows = levels(rowOf)
  const others = levels(columnOf)
  const line = (cell: number): readonly number[] => [
    1,
    ...rows.map((level) => (rowOf(cell) === level ? 1 : 0)),
    ...others.map((level) => (columnOf(cell) === level ? 1 : 0)),
  ]
  return { design: Float64Array.from(cells.flatMap(line)), columns: 1 + rows.length + others.length }
}

const fitTowards = (
  towards: 'additive' | 'overall',
  table: MetricTable,
  by: { readonly cells: readonly number[]; readonly columns: number },
): Shrunk | Undefined => {
  const moments = by.cells.map((cell) => table.moments[cell]!)
  const rate = moments.reduce((sum, m) => sum + m.numerator, 0) / moments.reduce((sum, m) => sum + m.denominator, 0)
  const overall = { design: new Float64Array(by.cells.length).fill(1), columns: 1 }
  return shrink({
    estimate: Float64Array.from(moments, (m) => m.numerator / m.denominator),
    variance: Float64Array.from(moments, (m) => varianceAt(m, rate)),
    ...(towards === 'additive' ? additiveDesign(by.cells, by.columns) : overall),
  })
}

const clamp = (share: number): number => Math.max(0, Math.min(1, share))

/**
 * Draws the shown cells of one metric towards the sum of both attributes' effects; towards the overall rate when that is asked
 * for, or when there are too few cells for the sum. With fewer than three cells there is no shrinkage, with the reason.
 * @param columns levels of the second attribute
 */
export const shrinkCells = (table: MetricTable, columns: number, towards: 'additive' | 'overall'): CrossedShrunk => {
  const cells = table.moments
    .map((_, cell) => cell)
    .filter((cell) => table.hidden[cell] !== true && !('kind' in table.ratios[cell]!))
  const none = undefinedBecause('too few cells to learn how much cells differ')
  const asked = cells.length === 0 ? none : fitTowards(towards, table, { cells, columns })
  const fallBack = 'kind' in asked && towards === 'additive' && cells.length > 0
  const fit = fallBack ? fitTowards('overall', table, { cells, columns }) : asked
  const at = (cell: number): number => cells.indexOf(cell)
  return {
    between: {
      towards: fallBack ? 'overall' : towards,
      spread: 'kind' in fit ? fit : Math.sqrt(fit.between),
      cells: cells.length,
    },
    expected: (cell) => {
      if (at(cell) < 0) return undefinedBecause('the cell has no rate of its own')
      return 'kind' in fit ? fit : clamp(fit.expected[at(cell)] as number)
    },
    shrunk: (cell, confidence) => {
      if (at(cell) < 0) return noEstimate('the cell has no rate of its own')
      if ('kind' in fit) return noEstimate(fit.because)
      const middle = fit.estimate[at(cell)] as number
      const half = criticalValue(confidence) * (fit.error[at(cell)] as number)
      return { estimate: clamp(middle), lower: clamp(middle - half), upper: clamp(middle + half) }
    },
  }
}
