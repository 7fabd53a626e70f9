import type { Block } from '../numeric/design.js'
import type { IntegerCard } from './integer-points.js'

/**
 * Log-odds that a card of whole points gives each row: intercept − total / factor + linear terms.
 * @param blocks of the rows, in any order; every candidate of the card must be among them
 */
export const pointsScore = (
  card: Pick<IntegerCard, 'factor' | 'intercept' | 'levels' | 'linear'>,
  blocks: readonly Block[],
  rows: number,
): Float64Array => {
  const points = new Float64Array(rows)
  const linear = new Float64Array(rows).fill(card.intercept)
  for (const block of blocks) {
    if (block.kind === 'coded') {
      const own = card.levels.filter(({ candidate }) => candidate === block.name)
      const ofCode = Float64Array.from(
        [...own].sort((a, b) => a.code - b.code),
        (level) => level.points,
      )
      for (let i = 0; i < rows; i += 1) points[i]! += ofCode[block.codes[i] as number] ?? 0
    } else {
      const estimate = card.linear.find(({ candidate }) => candidate === block.name)?.estimate ?? 0
      for (let i = 0; i < rows; i += 1) linear[i]! += estimate * (block.values[i] as number)
    }
  }
  return linear.map((value, i) => value - (points[i] as number) / card.factor)
}
