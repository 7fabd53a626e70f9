import { type Dirt, faultRates as f, type PlantedFault, pickedKeys } from './faults.js'
import { faultStream, loadPicks, pickRows, type Taken } from './picks.js'

const spellFault = async (
  dirt: Dirt,
  fault: { readonly name: string; readonly rate: number; readonly values: number; readonly sql: string },
  given: { readonly rows: number; readonly taken: Taken },
): Promise<PlantedFault> => {
  const { store, seed } = dirt
  const stream = faultStream(seed, `18 ${fault.name}`)
  const hits = pickRows(stream, given.rows, fault.rate, given.taken)
  await loadPicks(store, hits, { stream, values: fault.values })
  const keys = await pickedKeys(store, 'bijstand')
  await store.run(fault.sql)
  return { fault: 18, name: fault.name, table: 'bijstand', column: 'start_date, end_date', count: hits.length, keys }
}

/** A spell that starts three days before the last snapshot of a client with at least three. */
const plantEarlyStarts = async (dirt: Dirt): Promise<PlantedFault> => {
  const { store, seed } = dirt
  await store.run(`CREATE TABLE lasting AS SELECT client_id, max(iso_date) - 3 AS starts FROM dirty_snapshots
    GROUP BY client_id HAVING count(DISTINCT week) >= 3 AND client_id IN (SELECT client_id FROM dirty_clients)`)
  const people = await store.rows(
    'SELECT client_id, CAST(CAST(starts AS DATE) AS VARCHAR) AS d FROM lasting ORDER BY client_id',
  )
  const [all] = await store.rows('SELECT count(*) AS n FROM dirty_clients')
  const rate = (f.startsWhileInWw * Number(all?.['n'] ?? 0)) / Math.max(people.length, 1)
  const hits = pickRows(faultStream(seed, '17'), people.length, Math.min(rate, 0.5))
  const keys = hits.map((i) => [String(people[i]?.['client_id']), String(people[i]?.['d'])])
  if (keys.length > 0) {
    const values = keys.map(([client, start]) => `('${client}', DATE '${start}', NULL, -1)`).join(', ')
    await store.run(`INSERT INTO dirty_bijstand VALUES ${values}`)
  }
  return { fault: 17, name: 'starts-while-in-ww', table: 'bijstand', column: 'start_date', count: keys.length, keys }
}

/** Plants the faults of the bijstand spells in the table `dirty_bijstand`, whose rows are numbered 0 … rows − 1. */
export const plantInBijstand = async (dirt: Dirt, rows: number): Promise<readonly PlantedFault[]> => {
  const taken: Taken = new Set()
  const overlaps = await spellFault(
    dirt,
    {
      name: 'overlapping-spells',
      rate: f.overlaps,
      values: 28,
      sql: `INSERT INTO dirty_bijstand SELECT client_id, CAST(start_date + CAST(least(value, coalesce(end_date - start_date, value)) AS INTEGER) AS DATE), NULL, -1
        FROM dirty_bijstand JOIN picks USING (row_no) ORDER BY row_no`,
    },
    { rows, taken },
  )
  const reversed = await spellFault(
    dirt,
    {
      name: 'ends-before-start',
      rate: f.endsBeforeStart,
      values: 30,
      sql: 'UPDATE dirty_bijstand SET end_date = CAST(start_date - 1 - value AS DATE) FROM picks WHERE dirty_bijstand.row_no = picks.row_no',
    },
    { rows, taken },
  )
  return [await plantEarlyStarts(dirt), overlaps, reversed]
}
