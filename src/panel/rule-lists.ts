import type { Baseline } from '../../data-schemas/study.js'
import { ident, literal } from '../engine/engine.js'
import { RefusedError } from '../errors.js'
import { type PanelTable, SIDE } from './table.js'

type RuleBaseline = Baseline & { readonly kind: 'rule' }
type Condition = RuleBaseline['all'][number]

/** Which test rows a simple rule would list; 1 where listed, in the order of the panel's rows. */
export interface RuleList {
  readonly name: string
  readonly listed: Uint8Array
}

const conditionSql = (panel: PanelTable, condition: Condition): string => {
  const found = panel.candidates.find(({ candidate }) => candidate.name === condition.column)
  if (found === undefined || !found.read) {
    throw new RefusedError('study-refused', [
      {
        rule: 'unknown-rule-column',
        column: condition.column,
        expected: 'a candidate that is read',
        found: 'none of that name',
        advice: 'rules of baselines are written on candidates of the study',
        severity: 'refuse',
      },
    ])
  }
  const value = ident(found.value)
  switch (condition.op) {
    case 'true':
      return `coalesce(${value} = 1, false)`
    case 'false':
      return `coalesce(${value} = 0, false)`
    default:
      return `coalesce(${value} ${condition.op} ${literal(condition.value ?? 0)}, false)`
  }
}

const ruleSql = (panel: PanelTable, baseline: RuleBaseline): string => {
  const all = baseline.all.map((condition) => conditionSql(panel, condition))
  const any = baseline.any.map((condition) => conditionSql(panel, condition))
  const parts = [...all, ...(any.length === 0 ? [] : [`(${any.join(' OR ')})`])]
  return parts.length === 0 ? 'false' : parts.join(' AND ')
}

/**
 * The lists that simple rules give on the test side: the comparison a model has to win. A missing value never meets a condition.
 * Throws `study-refused` when a rule names a column that is not a readable candidate.
 */
export const ruleLists = async (panel: PanelTable, baselines: readonly Baseline[]): Promise<readonly RuleList[]> => {
  const rules = baselines.filter((baseline): baseline is RuleBaseline => baseline.kind === 'rule')
  if (rules.length === 0) return []
  const select = rules.map((baseline, index) => `CASE WHEN ${ruleSql(panel, baseline)} THEN 1 ELSE 0 END AS r_${index}`)
  const wanted = Object.fromEntries(rules.map((_, index) => [`r_${index}`, 'u8' as const]))
  const columns = await panel.engine.columns(
    `SELECT ${select.join(', ')} FROM ${ident(panel.table)} WHERE split = ${SIDE.test} ORDER BY row_id`,
    wanted,
  )
  return rules.map(({ name }, index) => ({ name, listed: columns[`r_${index}`] as Uint8Array }))
}
