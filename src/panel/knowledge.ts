import { ident } from '../engine/engine.js'
import type { Issue } from '../errors.js'
import type { Building } from './building.js'
import { stateIn, valueIn } from './column-ref.js'
import type { PlannedCandidate } from './plan-candidate.js'
import { count } from './sql.js'
import { STATE } from './table.js'

/** What the proof found for one candidate: rows looked at, rows known too late and the people behind those. */
export interface Knowledge {
  readonly planned: PlannedCandidate
  readonly rows: number
  readonly late: number
  readonly latePeople: number
}

/** SQL of the rows of the panel (`k`) beside the data they come from (`s`, `c`, `p`, `w`). */
export const panelJoins = ({ plan, names }: Building): string =>
  [
    `FROM ${ident(names.keys)} k`,
    `JOIN ${ident(plan.base.name)} s ON s.__row = k.src`,
    ...(plan.candidates.some(({ before }) => before !== undefined)
      ? [`JOIN ${ident(names.people)} p ON p.pid = k.pid`]
      : []),
    ...(plan.clients !== undefined && plan.kind === 'panel'
      ? [`LEFT JOIN ${ident(plan.clients.name)} c ON c.__row = k.crow`]
      : []),
  ].join('\n')

/**
 * SQL that is true where a value was known after its snapshot, or where nothing says when it was known.
 * Undefined for proofs that need no computation. Missing values need no proof.
 */
export const lateSql = ({ plan }: Building, { proof, state }: PlannedCandidate): string | undefined => {
  if ((proof.kind !== 'column' && proof.kind !== 'event') || plan.time === undefined) return undefined
  const known = valueIn(proof.ref)
  return `((${state}) <> ${STATE.missing} AND (${stateIn(proof.ref)} <> 0 OR ${known} > s.${ident(plan.time)}) IS NOT FALSE)`
}

const countLate = async (
  { engine }: Building,
  tests: readonly { readonly index: number; readonly late: string }[],
  query: { readonly from: string; readonly people: boolean },
): Promise<Readonly<Record<string, unknown>> | undefined> => {
  const columns = tests.map(({ index, late }) =>
    query.people
      ? `COUNT(DISTINCT CASE WHEN ${late} THEN k.pid END) AS c_${index}`
      : `COUNT(CASE WHEN ${late} THEN 1 END) AS c_${index}`,
  )
  const [found] = await engine.rows(`SELECT ${['COUNT(*) AS n', ...columns].join(', ')} ${query.from}`)
  return found
}

/**
 * Proves for every candidate, in one pass over the panel, that each value was known on or before its snapshot; counts those that
 * were not, and in a second pass, only where there are any, the people behind them.
 */
export const proveKnowledge = async (building: Building): Promise<readonly Knowledge[]> => {
  const { plan, names } = building
  const tests = plan.candidates.flatMap((planned) => {
    const late = lateSql(building, planned)
    return late === undefined ? [] : [{ index: planned.index, late }]
  })
  const from = tests.length === 0 ? `FROM ${ident(names.keys)} k` : panelJoins(building)
  const rows = await countLate(building, tests, { from, people: false })
  const failing = tests.filter(({ index }) => count(rows, `c_${index}`) > 0)
  const people = failing.length === 0 ? undefined : await countLate(building, failing, { from, people: true })
  return plan.candidates.map((planned) => ({
    planned,
    rows: planned.proof.kind === 'not-read' ? 0 : count(rows, 'n'),
    late: count(rows, `c_${planned.index}`),
    latePeople: count(people, `c_${planned.index}`),
  }))
}

/** Refuses each candidate with a larger share of values from after the snapshot than the study allows. */
export const lateIssues = (found: readonly Knowledge[], maxLate: number): readonly Issue[] =>
  found
    .filter(({ late, rows }) => late > maxLate * rows)
    .map(({ planned, late, rows }) => ({
      rule: 'future-knowledge-date',
      column: planned.candidate.name,
      count: late,
      rows,
      expected: 'values known on or before the snapshot',
      found: 'values known after it, or without a date on which they were known',
      advice: `such a value tells the future: correct the dates, take the candidate out, or allow a small share with "screening.maxLate" (now ${maxLate}); those values then become missing`,
      severity: 'refuse',
    }))
