import { plantInBijstand } from './dirty-bijstand.js'
import { plantInClients } from './dirty-clients.js'
import { type FaultWeeks, plantInSnapshots } from './dirty-snapshots.js'
import { type Dirt, faultRates as f, mondayOf, type PlantedFault } from './faults.js'
import { municipalities } from './municipalities.js'
import { faultStream, loadPicks, pickRows, pickWeeks } from './picks.js'
import { clientIdSql, countRows, type TableQueries } from './tables.js'

/** The delivered tables with the faults in them, and the list of the faults. */
export interface Dirtied {
  readonly queries: TableQueries
  readonly faults: readonly PlantedFault[]
}

const weeksOf = (dirt: Dirt): FaultWeeks => {
  const often = (share: number): number => Math.max(1, Math.round(dirt.weeks * share))
  const sizes = [1, 1, f.supplementConstant, often(f.decimalComma), often(f.dutchDate), f.supplementLate]
  const groups = pickWeeks(faultStream(dirt.seed, 'weeks'), { from: 2, weeks: dirt.weeks }, sizes)
  const [missing = [], half = [], constant = [], comma = [], dutch = [], late = []] = groups
  return { missing, half, constant, comma, dutch, late }
}

/** Copies of the delivered tables that faults can be planted in: cells that no typed column can hold become text. */
const copyTables = async (dirt: Dirt, queries: TableQueries): Promise<void> => {
  const { store } = dirt
  await store.run(
    'CREATE TABLE numbered AS SELECT person, CAST(row_number() OVER (ORDER BY person) - 1 AS INTEGER) AS row_no FROM people',
  )
  await store.run(`CREATE TABLE dirty_clients AS SELECT q.* REPLACE (CAST(q.household_single AS VARCHAR) AS household_single),
      CAST('' AS VARCHAR) AS person_number, people.prior = 1 AS prior_bijstand_registered, numbered.row_no, people.person, people.municipality AS municipality_index
    FROM (${queries.clients}) q JOIN numbered ON q.client_id = ${clientIdSql('numbered.person')} JOIN people USING (person)
    ORDER BY numbered.row_no`)
  await store.run(`CREATE TABLE dirty_bijstand AS SELECT *, CAST(row_number() OVER (ORDER BY client_id, start_date) - 1 AS INTEGER) AS row_no
    FROM (${queries.bijstand}) ORDER BY row_no`)
  await store.run(`CREATE TABLE weekly AS SELECT runs.*, unnest(range(first_week, last_week + 1)) AS week FROM runs`)
}

/** People without a clients row, clients without snapshots, a week that is missing and a week with half the people. */
const removeRows = async (dirt: Dirt, weeks: FaultWeeks): Promise<readonly PlantedFault[]> => {
  const { store, seed, week0 } = dirt
  const people = await countRows(store, 'people')
  const taken = new Set<number>()
  const out: PlantedFault[] = []
  const remove = async (rate: number, table: 'clients' | 'snapshots', name: string): Promise<void> => {
    const stream = faultStream(seed, `22 ${table}`)
    await loadPicks(store, pickRows(stream, people, rate, taken), { stream, values: 1 })
    const chosen = 'SELECT person FROM numbered WHERE row_no IN (SELECT row_no FROM picks)'
    const rows = await store.rows(`SELECT client_id FROM dirty_clients WHERE person IN (${chosen}) ORDER BY person`)
    await store.run(`DELETE FROM ${table === 'clients' ? 'dirty_clients' : 'weekly'} WHERE person IN (${chosen})`)
    const keys = rows.map((row) => [String(row['client_id'])])
    out.push({ fault: 22, name, table, column: 'client_id', count: keys.length, keys })
  }
  await remove(f.noSnapshots, 'snapshots', 'client-without-snapshots')
  await remove(f.noClientsRow, 'clients', 'snapshots-without-client')
  const stream = faultStream(seed, '15')
  await loadPicks(store, pickRows(stream, people, 0.5), { stream, values: 1 })
  const removal = async (week: number | undefined, extra: string, name: string): Promise<void> => {
    const where = `week = ${week ?? -1}${extra}`
    const count = await countRows(store, `weekly WHERE ${where}`)
    await store.run(`DELETE FROM weekly WHERE ${where}`)
    out.push({
      fault: 15,
      name,
      table: 'snapshots',
      column: 'snapshot_date',
      count,
      where: { snapshot_date: week === undefined ? [] : [mondayOf(week0, week)] },
    })
  }
  await removal(weeks.missing[0], '', 'week-missing')
  await removal(
    weeks.half[0],
    ' AND person IN (SELECT person FROM numbered WHERE row_no IN (SELECT row_no FROM picks))',
    'week-with-half-the-people',
  )
  return out
}

/** Weekly rows in order, numbered, with what the planting needs and the delivered tables do not show. */
const numberSnapshots = async (dirt: Dirt): Promise<number> => {
  const { store, week0 } = dirt
  const date = (days: string): string => `CAST(DATE '${week0}' + CAST(${days} AS INTEGER) AS DATE)`
  await store.run(`CREATE TABLE dirty_snapshots AS SELECT ${clientIdSql()} AS client_id,
      CAST(${date('7 * week')} AS VARCHAR) AS snapshot_date, months_left AS ww_months_left,
      printf('%.2f', CAST(cents AS DOUBLE) / 100) AS ww_amount, CASE WHEN side = 1 THEN 'true' ELSE 'false' END AS side_income,
      supplement = 1 AS tw_supplement, ${date('known_day')} AS known_on, ${date('side_known_day')} AS side_income_known_on,
      ${date('supplement_known_day')} AS tw_supplement_known_on, false AS letter_welfare_sent,
      CAST(row_number() OVER (ORDER BY person, week) - 1 AS INTEGER) AS row_no, 0 AS copy_no, CAST(week AS INTEGER) AS week, person, cents,
      ${date('7 * week')} AS iso_date, people.right_months, people.municipality, people.start_week
    FROM weekly JOIN people USING (person) ORDER BY row_no`)
  await store.run('DROP TABLE weekly')
  return countRows(store, 'dirty_snapshots')
}

/** Numbers the clients rows that are left 0, 1, 2, … */
const renumberClients = (dirt: Dirt): Promise<void> =>
  dirt.store.run(`UPDATE dirty_clients SET row_no = n.dense FROM
    (SELECT person, CAST(row_number() OVER (ORDER BY person) - 1 AS INTEGER) AS dense FROM dirty_clients) n
    WHERE dirty_clients.person = n.person`)

/**
 * Plants the faults of the scenario `dirty`, independently of each other, in copies of the delivered tables. Two faults never
 * change the same cell, and no week has two faults of whole weeks. Columns whose faults no typed column can hold are text:
 * `snapshot_date`, `ww_amount`, `side_income` and `household_single`.
 */
export const plantFaults = async (dirt: Dirt, queries: TableQueries): Promise<Dirtied> => {
  const weeks = weeksOf(dirt)
  await copyTables(dirt, queries)
  const spells = await countRows(dirt.store, 'dirty_bijstand')
  const removed = await removeRows(dirt, weeks)
  const rows = await numberSnapshots(dirt)
  await renumberClients(dirt)
  const index = faultStream(dirt.seed, 'late place').below(20)
  const municipality = { index, code: (municipalities[index] as { code: string }).code }
  const faults = [
    ...removed,
    ...(await plantInSnapshots(dirt, { rows, weeks, municipality })),
    ...(await plantInBijstand(dirt, spells)),
    ...(await plantInClients(dirt)),
  ]
  return {
    faults: [...faults].sort((a, b) => a.fault - b.fault),
    queries: {
      ...queries,
      clients: 'SELECT * EXCLUDE (row_no, person, municipality_index) FROM dirty_clients ORDER BY row_no',
      snapshots: `SELECT * EXCLUDE (row_no, copy_no, week, person, cents, iso_date, right_months, municipality, start_week)
        FROM dirty_snapshots ORDER BY row_no, copy_no, ww_amount`,
      bijstand: 'SELECT * EXCLUDE (row_no) FROM dirty_bijstand ORDER BY client_id, start_date, end_date, row_no',
    },
  }
}
