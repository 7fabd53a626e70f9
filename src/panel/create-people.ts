import { ident } from '../engine/engine.js'
import { type Building, personKey } from './building.js'
import { textIn } from './column-ref.js'
import type { PanelPlan } from './plan.js'
import { hashSql, recreate } from './sql.js'

const eventBefore = (plan: PanelPlan): readonly string[] =>
  plan.candidates.flatMap(({ index, before }) => {
    if (before === undefined || plan.bijstand === undefined || plan.clients === undefined) return []
    const events = `SELECT ${personKey(plan, 'b')} FROM ${ident(plan.bijstand.name)} b JOIN ${ident(plan.clients.name)} y
      ON ${personKey(plan, 'y')} = ${personKey(plan, 'b')} WHERE b.${ident(before.start)} < y.${ident(before.anchor)}`
    return [`CASE WHEN u.pkey IN (${events}) THEN 1 ELSE 0 END AS e_${index}`]
  })

/**
 * One row per person: `pid` dense in the order of the key, `crow` (row in clients), first and last snapshot, three independent
 * hashes of the key, codes of list columns in clients (`l_<j>`), flags of events before an anchor (`e_<i>`).
 */
export const createPeople = async ({ engine, plan, names }: Building): Promise<void> => {
  const time = plan.time === undefined ? 'NULL' : `s.${ident(plan.time)}`
  const hash = (salt: string): string =>
    `${hashSql(engine.kind, 'u.pkey', { seed: plan.study.seed, salt })} AS h_${salt}`
  const order = plan.person === undefined ? 'u.first_row' : 'u.pkey'
  const lists = plan.lists.flatMap((ref, j) =>
    ref.table === 'clients' ? [`DENSE_RANK() OVER (ORDER BY ${textIn(ref)}) - 1 AS l_${j}`] : [],
  )
  const clients =
    plan.clients === undefined || plan.kind === 'flat'
      ? ''
      : `LEFT JOIN ${ident(plan.clients.name)} c ON ${personKey(plan, 'c')} = u.pkey`
  const columns = [
    `CAST(ROW_NUMBER() OVER (ORDER BY ${order}) - 1 AS INTEGER) AS pid`,
    'u.pkey AS pkey',
    'u.first_day AS first_day',
    'u.last_day AS last_day',
    `${clients === '' ? 'CAST(NULL AS BIGINT)' : 'c.__row'} AS crow`,
    hash('split'),
    hash('fold'),
    hash('week'),
    ...lists,
    ...eventBefore(plan),
  ]
  const unique = `SELECT ${personKey(plan, 's')} AS pkey, MIN(${time}) AS first_day, MAX(${time}) AS last_day, MIN(s.__row) AS first_row
    FROM ${ident(plan.base.name)} s GROUP BY 1`
  await recreate(engine, names.people, `SELECT ${columns.join(', ')} FROM (${unique}) u ${clients}`)
}
