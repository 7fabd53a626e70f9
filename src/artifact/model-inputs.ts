import { columnContract } from '../../data-schemas/columns.js'
import type { Candidate } from '../../data-schemas/study.js'
import type { OpenedData } from '../contract/opened.js'
import type { RunParts } from './model-parts.js'

const tableOf = (opened: OpenedData, candidate: Candidate, column: string) => {
  if (opened.kind === 'flat') return opened.tables.flat
  if (candidate.from?.kind === 'column') return opened.tables[candidate.from.table]
  return [opened.tables.snapshots, opened.tables.clients].find(
    (table) => table !== undefined && Object.hasOwn(table.columns, column),
  )
}

/**
 * Column and contract under which each candidate is scored: those of the table it was read from. A candidate that was derived
 * (an earlier event) is scored from a column of its own name, with the candidate's type.
 */
export const modelInputs = (opened: OpenedData, candidates: readonly Candidate[]): RunParts['inputs'] =>
  candidates.map((candidate) => {
    const { name, type, from } = candidate
    if (from?.kind === 'event-before') return { name, column: name, contract: columnContract.parse({ type }) }
    const column = from?.kind === 'column' ? from.column : name
    const contract = tableOf(opened, candidate, column)?.columns[column] ?? columnContract.parse({ type })
    return { name, column, contract }
  })
