import type { Building } from './building.js'
import { type Knowledge, lateSql, panelJoins } from './knowledge.js'
import { recreate, tinySql } from './sql.js'
import { STATE } from './table.js'

const candidateColumns = (building: Building, { planned, late: found }: Knowledge): readonly string[] => {
  const { index, value, state } = planned
  const late = found === 0 ? undefined : lateSql(building, planned)
  const lost = [...(late === undefined ? [] : [late]), `((${state}) = ${STATE.value} AND (${value}) IS NULL)`].join(
    ' OR ',
  )
  const kept = `(${state}) = ${STATE.value}${late === undefined ? '' : ` AND NOT ${late}`}`
  return [
    `CASE WHEN ${kept} THEN ${value} END AS v_${index}`,
    `${tinySql(building.engine.kind, `CASE WHEN ${lost} THEN ${STATE.missing} ELSE ${state} END`)} AS s_${index}`,
  ]
}

/** Writes the panel table: the keys, and for every candidate that is read its value and state; late values are missing. */
export const createPanel = async (building: Building, knowledge: readonly Knowledge[]): Promise<void> => {
  const keys = ['row_id', 'person', 'list', 'period', 'outcome', 'split', 'sample', 'fold'].map(
    (name) => `k.${name} AS ${name}`,
  )
  const columns = knowledge
    .filter(({ planned }) => planned.proof.kind !== 'not-read')
    .flatMap((known) => candidateColumns(building, known))
  await recreate(
    building.engine,
    building.names.panel,
    `SELECT ${[...keys, ...columns].join(', ')} ${panelJoins(building)}`,
  )
}
