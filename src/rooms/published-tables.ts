import type { ScreeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import { ident } from '../engine/engine.js'
import { SIDE, STATE } from '../panel/table.js'
import { aggregateProxy } from '../screening/aggregate-proxy.js'
import type { Run } from './run.js'

type Published = ScreeningExaminationResult['publishedTables'][number]
type Table = Run['study']['examination']['screening']['publishedTables'][number]

const peopleOf = async ({ panel }: Run, name: string): Promise<ReadonlyMap<string, number>> => {
  const found = panel.candidates.find(({ candidate, read }) => read && candidate.name === name)
  if (found === undefined || found.candidate.type !== 'category') return new Map()
  const { category, people } = await panel.engine.columns(
    `SELECT ${ident(found.value)} AS category, count(DISTINCT person) AS people FROM ${ident(panel.table)}
     WHERE split = ${SIDE.train} AND sample = 1 AND ${ident(found.state)} = ${STATE.value} GROUP BY 1 ORDER BY 1`,
    { category: 'text', people: 'f64' },
  )
  return new Map(category.map((own, i) => [own ?? '', people[i] as number]))
}

const testOf = async (run: Run, table: Table): Promise<Published> => {
  const people = await peopleOf(run, table.candidate)
  const inTable = table.cells.map(({ category, group, rest }) => ({ people: people.get(category) ?? 0, group, rest }))
  const named = new Set(table.cells.map(({ category }) => category))
  const others = [...people]
    .filter(([category]) => !named.has(category))
    .map(([, count]) => ({ people: count, group: null, rest: null }))
  const { attribute, group, candidate, source, unit } = table
  const { minimum } = run.study.disclosure
  const { suppressed, auc, population, rounding, covered } = aggregateProxy([...inTable, ...others], { minimum, unit })
  return { attribute, group, candidate, source, suppressed, auc, population, rounding, covered }
}

/** How well a category gives away a group, from published counts only: for attributes that may not be linked to people. */
export const publishedTables = async (run: Run): Promise<Published[]> => {
  const found: Published[] = []
  for (const table of run.study.examination.screening.publishedTables) found.push(await testOf(run, table))
  return found
}
