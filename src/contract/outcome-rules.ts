import type { Study } from '../../data-schemas/study.js'
import { type Engine, ident, literal } from '../engine/engine.js'
import type { Finding } from './finding.js'
import { stateColumn } from './opened.js'
import { hasColumns, type Tables } from './violation.js'

const oneClass = (key: 'flat' | 'bijstand', column: string, found: string): Finding => ({
  rule: 'one-outcome-class',
  table: key,
  column,
  expected: 'rows with the outcome and rows without it',
  found,
  advice: 'Check "outcome" in the study and the data: nothing can be learned from one class.',
  severity: 'refuse',
})

/** Does the outcome occur, and does it not always occur? */
export const outcomeRules = async (engine: Engine, study: Study, tables: Tables): Promise<readonly Finding[]> => {
  const { outcome } = study
  if (outcome.kind === 'event') {
    const { bijstand } = tables
    if (!hasColumns(bijstand, outcome.start)) return []
    const [row] = await engine.rows(
      `SELECT count(*) AS n FROM ${ident(bijstand.name)} WHERE ${ident(outcome.start)} IS NOT NULL`,
    )
    return Number(row?.['n']) === 0 ? [oneClass('bijstand', outcome.start, 'no event at all')] : []
  }
  const { flat } = tables
  if (!hasColumns(flat, outcome.column)) return []
  const value = ident(outcome.column)
  const positive = outcome.positive.map((one) => literal(String(one))).join(', ')
  const [row] = await engine.rows(
    `SELECT count(*) AS n, count(*) FILTER (WHERE lower(CAST(${value} AS VARCHAR)) IN (${positive.toLowerCase()})) AS yes FROM ${ident(flat.name)} WHERE ${ident(stateColumn(outcome.column))} = 0`,
  )
  const [all, yes] = [Number(row?.['n']), Number(row?.['yes'])]
  if (all === 0 || (yes > 0 && yes < all)) return []
  return [oneClass('flat', outcome.column, yes === 0 ? 'none of the positive values' : 'only positive values')]
}
