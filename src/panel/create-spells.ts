import { ident } from '../engine/engine.js'
import { type Building, baseJoins, personKey } from './building.js'
import { daysSql, recreate } from './sql.js'

/**
 * Days without a snapshot after which a person counts as having left the list: five weeks, so that a missing delivery or two
 * does not end a listing, while a later WW spell starts a new one.
 */
const LISTING_GAP_DAYS = 35

/** Start dates of the events, by person, and the rows (`src`) on which the person was already in bijstand (see {@link LISTING_GAP_DAYS}). */
export const createSpells = async (building: Building): Promise<void> => {
  const { engine, plan, names } = building
  if (plan.outcome.kind !== 'event') return
  const start = `b.${ident(plan.outcome.start)}`
  await recreate(
    engine,
    names.spells,
    `SELECT DISTINCT p.pid AS pid, ${start} AS start FROM ${ident(plan.outcome.table.name)} b
     JOIN ${ident(names.people)} p ON p.pkey = ${personKey(plan, 'b')} WHERE ${start} IS NOT NULL`,
  )
  await recreate(
    engine,
    names.welfare,
    `WITH inside AS (SELECT DISTINCT b.pid AS pid FROM ${ident(names.spells)} b JOIN ${ident(names.people)} p ON p.pid = b.pid
       WHERE b.start >= p.first_day AND b.start <= p.last_day),
     listed AS (SELECT s.__row AS src, p.pid AS pid, w.day AS day,
         ${daysSql(engine.kind, 'w.day')} - LAG(${daysSql(engine.kind, 'w.day')}) OVER (PARTITION BY p.pid ORDER BY w.day, s.__row) AS gap
       ${baseJoins(building, { clients: false })} JOIN inside i ON i.pid = p.pid),
     spells AS (SELECT src, pid, day,
         SUM(CASE WHEN gap > ${LISTING_GAP_DAYS} THEN 1 ELSE 0 END) OVER (PARTITION BY pid ORDER BY day, src) AS spell FROM listed),
     began AS (SELECT pid, spell, MIN(day) AS first_day FROM spells GROUP BY pid, spell)
     SELECT DISTINCT l.src AS src FROM spells l JOIN began f ON f.pid = l.pid AND f.spell = l.spell
       JOIN ${ident(names.spells)} b ON b.pid = l.pid AND b.start >= f.first_day AND b.start <= l.day`,
  )
}
