import type { Model } from '../../data-schemas/artifact.js'
import type { ScoredColumns } from './score-columns.js'

/** Points of each row: base + the points of its levels; NaN where the row is refused or the model has no card. */
export const pointsOf = (model: Pick<Model, 'points' | 'encoders'>): ((scored: ScoredColumns) => Float64Array) => {
  const card = model.points
  if (card === null) return (scored) => new Float64Array(scored.rows).fill(Number.NaN)
  const tables = model.encoders.map((encoder) => {
    const table = new Float64Array(encoder.levels.length).fill(Number.NaN)
    for (const row of card.rows) if (row.candidate === encoder.name) table[row.level] = row.points
    return table
  })
  return (scored) => {
    const total = new Float64Array(scored.rows).fill(card.base)
    for (const [index, table] of tables.entries()) {
      const levels = scored.levels[index] as Int16Array
      for (let i = 0; i < total.length; i += 1) {
        const level = levels[i] as number
        total[i] = scored.refused[i] === 1 ? Number.NaN : (total[i] as number) + (table[level] as number)
      }
    }
    return total
  }
}
