import type { Encoder } from '../../data-schemas/encoder.js'
import { ident } from '../engine/engine.js'
import type { PanelTable } from '../panel/table.js'
import type { WeightedEvidence } from './assemble.js'
import { createCoded } from './code.js'
import type { CodedTable } from './coded.js'
import type { Evidence } from './evidence.js'

const countSql = (coded: CodedTable, where: string, column: string | null): string => {
  const keys = column === null ? 'stratum' : `${column}, stratum`
  return `SELECT ${keys}, count(*) AS n, sum(outcome) AS events FROM ${ident(coded.table)} WHERE ${where} GROUP BY ${keys} ORDER BY ${keys}`
}

const weightedCounts = async (
  { engine }: CodedTable,
  sql: string,
  of: { readonly weight: Float64Array; readonly levels: number; readonly column: string | null },
): Promise<readonly Evidence[]> => {
  const out = Array.from({ length: of.levels }, () => ({ events: 0, nonEvents: 0 }))
  for (const row of await engine.rows(sql)) {
    const weight = of.weight[Number(row['stratum'])] as number
    const level = out[of.column === null ? 0 : Number(row[of.column])]
    const events = Number(row['events'])
    if (level === undefined) continue
    level.events += weight * events
    level.nonEvents += weight * (Number(row['n']) - events)
  }
  return out
}

/**
 * Weighted counts of the levels of encoders on training rows: whole numbers per level and stratum from the engine, weighted and added in a
 * fixed order.
 * @param encoders all with levels
 * @param where SQL condition of the rows, on `split`, `sample` and `fold`
 */
export const weighLevels = async (
  panel: PanelTable,
  encoders: readonly Encoder[],
  where: string,
): Promise<WeightedEvidence> => {
  const coded = await createCoded(panel, encoders, `${panel.table}_weighing`)
  const weight = coded.weight ?? Float64Array.of(1)
  try {
    const [total] = await weightedCounts(coded, countSql(coded, where, null), { weight, levels: 1, column: null })
    const levels = new Map<string, readonly Evidence[]>()
    for (const { encoder, column } of coded.columns) {
      const asked = { weight, levels: encoder.levels.length, column }
      levels.set(encoder.name, await weightedCounts(coded, countSql(coded, where, column), asked))
    }
    return { total: total ?? { events: 0, nonEvents: 0 }, levels }
  } finally {
    await panel.engine.run(`DROP TABLE IF EXISTS ${ident(coded.table)}`)
  }
}
