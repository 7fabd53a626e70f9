import type { Study } from '../../data-schemas/study.js'
import type { OpenedData } from '../contract/opened.js'
import { ident } from '../engine/engine.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { baseOf, findColumn, isOneOf } from './column-ref.js'
import type { PanelTable } from './table.js'

/**
 * For each row of the selection sample, in the order of `row_id`: 1 where the study's exposure column says that an earlier offer of
 * help touched the outcome. Undefined when the study names no such column, or the data have none.
 */
export const exposureFlags = async (
  study: Study,
  opened: OpenedData,
  panel: PanelTable,
): Promise<Uint8Array | Undefined> => {
  const { exposure } = study
  if (exposure === undefined) return undefinedBecause('the study names no column of earlier offers of help')
  const inClients = exposure.table === 'clients' && opened.kind === 'panel'
  const found = findColumn(opened, exposure.column, inClients ? 'clients' : 'base')
  const base = baseOf(opened)
  const home = inClients ? opened.tables.clients : base
  if (found === undefined || home === undefined || base === undefined) {
    return undefinedBecause('the data have no column of earlier offers of help')
  }
  const [alias, place] = inClients ? ['c', 'k.crow'] : ['s', 'k.src']
  const { exposed } = await panel.engine.columns(
    `SELECT CASE WHEN ${isOneOf(found, [true]) ?? 'FALSE'} THEN 1 ELSE 0 END AS exposed
     FROM ${ident(`${panel.table}_keys`)} k LEFT JOIN ${ident(home.name)} ${alias} ON ${alias}.__row = ${place}
     WHERE k.sample = 1 ORDER BY k.row_id`,
    { exposed: 'u8' },
  )
  return exposed
}
