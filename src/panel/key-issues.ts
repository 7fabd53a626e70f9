import { ident } from '../engine/engine.js'
import type { Issue } from '../errors.js'
import type { Building } from './building.js'
import type { PanelPlan } from './plan.js'
import { count } from './sql.js'
import type { Step } from './steps.js'
import type { Attrition } from './tally.js'

/** Rows without a person or a snapshot date: they would vanish in the joins. */
export const missingKeys = async ({ engine, plan }: Building): Promise<readonly Issue[]> => {
  const columns = [plan.person, plan.time].filter((name) => name !== undefined)
  if (columns.length === 0) return []
  const counts = columns.map((name, j) => `COUNT(CASE WHEN ${ident(name)} IS NULL THEN 1 END) AS n_${j}`)
  const [found] = await engine.rows(`SELECT ${counts.join(', ')} FROM ${ident(plan.base.name)}`)
  return columns.flatMap((column, j) => {
    const missing = count(found, `n_${j}`)
    const issue: Issue = {
      rule: 'missing-key',
      column,
      count: missing,
      expected: 'a person and a snapshot date in every row',
      found: 'rows without',
      advice: 'make the column not nullable in its contract, so that such rows are refused at the door',
      severity: 'refuse',
    }
    return missing === 0 ? [] : [issue]
  })
}

/** People with two rows in clients, and two rows of one person on one snapshot date. */
export const duplicates = async ({ engine, plan, names }: Building): Promise<readonly Issue[]> => {
  if (plan.kind === 'flat') return []
  const [clients] = await engine.rows(`SELECT COUNT(*) - COUNT(DISTINCT pkey) AS n FROM ${ident(names.people)}`)
  const [weeks] = await engine.rows(
    `SELECT COALESCE(SUM(n - 1), 0) AS n FROM (SELECT COUNT(*) AS n FROM ${ident(names.kept)} GROUP BY pid, wk HAVING COUNT(*) > 1) u`,
  )
  const issue = (rule: string, table: string, extra: number): Issue => ({
    rule,
    table,
    count: extra,
    expected: table === 'clients' ? 'one row per person' : 'one row per person per snapshot',
    found: 'rows beyond the first',
    advice: 'find out which row is right and remove the other; the contract can refuse both',
    severity: 'refuse',
  })
  return [
    ...(count(clients, 'n') === 0 ? [] : [issue('duplicate-client', 'clients', count(clients, 'n'))]),
    ...(count(weeks, 'n') === 0 ? [] : [issue('duplicate-person-week', 'snapshots', count(weeks, 'n'))]),
  ]
}

/** Share of rows after the start of a bijstand spell that is still believable, unless `contract.rules` says otherwise. */
const MAX_IN_WELFARE = 0.01

/** Refuses data in which people stay on the list after the start of bijstand more often than is believable. */
export const welfareIssues = (found: {
  readonly plan: PanelPlan
  readonly steps: readonly Step[]
  readonly attrition: Attrition
}): readonly Issue[] => {
  const place = found.steps.findIndex(({ name }) => name === 'already-in-welfare')
  const dropped = found.attrition.steps[place]?.dropped ?? 0
  const bound = found.plan.study.contract.rules['outcome-before-snapshot'] ?? MAX_IN_WELFARE
  if (dropped <= bound * found.attrition.rows) return []
  return [
    {
      rule: 'outcome-before-snapshot',
      table: 'snapshots',
      count: dropped,
      rows: found.attrition.rows,
      expected: `at most a share of ${bound} of snapshots after the start of bijstand`,
      found: 'more: people who stay on the list after bijstand began',
      advice:
        'check whether start dates and snapshot dates are swapped or shifted; if people can hold both, raise "contract": { "rules": { "outcome-before-snapshot": … } }',
      severity: 'refuse',
    },
  ]
}
