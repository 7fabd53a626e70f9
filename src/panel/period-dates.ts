import type { Study } from '../../data-schemas/study.js'
import type { OpenedData } from '../contract/opened.js'
import { timeColumn } from '../contract/resolve.js'
import { ident } from '../engine/engine.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { baseOf } from './column-ref.js'
import type { PanelTable } from './table.js'

/**
 * The snapshot date of each period of the panel, ISO, at the place of its code: the rows of code j are of the j-th date.
 * Undefined when the study names no date, or when the panel has no row.
 */
export const periodDates = async (
  study: Study,
  opened: OpenedData,
  panel: PanelTable,
): Promise<readonly string[] | Undefined> => {
  const time = timeColumn(study)
  const base = baseOf(opened)
  if (time === undefined || base === undefined) return undefinedBecause('the study names no date')
  const rows = await panel.engine.rows(
    `SELECT k.period AS period, CAST(s.${ident(time)} AS VARCHAR) AS day
     FROM (SELECT period, MIN(src) AS src FROM ${ident(`${panel.table}_keys`)} GROUP BY period) k
     JOIN ${ident(base.name)} s ON s.__row = k.src ORDER BY k.period`,
  )
  return rows.length === 0 ? undefinedBecause('the panel has no row') : rows.map(({ day }) => String(day))
}

/** The quarter of an ISO date: "2023-Q1". */
export const quarterOf = (day: string): string => `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
