import { ident } from '../engine/engine.js'
import { type PanelTable, SIDE, STATE } from '../panel/table.js'

/** Rows of the selection sample by the value of one candidate as it stands in the data, before any binning. */
export interface RawCounts {
  readonly name: string
  /** True for numbers, whose entries with a value rise. */
  readonly ordered: boolean
  /** True where the entry is a value and not a state (missing, not applicable, special). */
  readonly isValue: Uint8Array
  readonly rows: Float64Array
  readonly events: Float64Array
}

/** Counts every candidate that is read by its raw values: states last, numbers in rising order. */
export const rawCounts = async (panel: PanelTable): Promise<readonly RawCounts[]> => {
  const counted: RawCounts[] = []
  for (const { candidate, value, state, read } of panel.candidates) {
    if (!read) continue
    const found = await panel.engine.columns(
      `SELECT CASE WHEN ${ident(state)} = ${STATE.value} THEN 1 ELSE 0 END AS isvalue, count(*) AS n, sum(outcome) AS events
       FROM ${ident(panel.table)} WHERE split = ${SIDE.train} AND sample = 1
       GROUP BY ${ident(state)}, ${ident(value)} ORDER BY ${ident(state)}, ${ident(value)}`,
      { isvalue: 'u8', n: 'f64', events: 'f64' },
    )
    counted.push({
      name: candidate.name,
      ordered: candidate.type !== 'category',
      isValue: found.isvalue,
      rows: found.n,
      events: found.events,
    })
  }
  return counted
}
