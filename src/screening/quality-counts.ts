import type { ContractResult } from '../../data-schemas/results/contract.js'
import { candidateColumn } from '../contract/study-checks.js'
import { ident } from '../engine/engine.js'
import { type PanelTable, SIDE, STATE } from '../panel/table.js'
import type { QualityCounts } from './quality-lens.js'

const IMPOSSIBLE = [
  'out-of-range',
  'unknown-category',
  'not-finite',
  'implausible-magnitude',
  'negative',
  'exceeds-column',
]

const impossibleOf = (contract: ContractResult, column: string | undefined): number | null =>
  contract.issues
    .filter((issue) => issue.column === column && IMPOSSIBLE.includes(issue.rule))
    .reduce<number | null>((sum, { count }) => (sum === null || count === null ? null : sum + count), 0)

/**
 * What the data-quality lens judges, per candidate that is read: rows of the training side without a value, with the commonest
 * value, breaking the contract, and known too late.
 */
export const qualityCounts = async (panel: PanelTable, contract: ContractResult): Promise<readonly QualityCounts[]> => {
  const read = panel.candidates.filter((candidate) => candidate.read)
  if (read.length === 0) return []
  const queries = read.map(
    ({ index, value, state }) =>
      `SELECT ${index} AS i, coalesce(sum(c), 0) AS n, coalesce(sum(CASE WHEN state = ${STATE.missing} THEN c ELSE 0 END), 0) AS missing, coalesce(max(c), 0) AS most
       FROM (SELECT ${ident(state)} AS state, count(*) AS c FROM ${ident(panel.table)} WHERE split = ${SIDE.train} GROUP BY ${ident(value)}, ${ident(state)})`,
  )
  const rows = await panel.engine.rows(`${queries.join(' UNION ALL ')} ORDER BY i`)
  return read.map(({ candidate, late }, place) => ({
    name: candidate.name,
    rows: Number(rows[place]?.['n']),
    missing: Number(rows[place]?.['missing']),
    constant: Number(rows[place]?.['most']),
    impossible: impossibleOf(contract, candidateColumn(candidate)),
    late: late ?? null,
  }))
}
