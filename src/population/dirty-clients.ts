import type { Random } from '../random.js'
import { type Dirt, faultRates as f, type PlantedFault, pickedKeys } from './faults.js'
import { municipalities } from './municipalities.js'
import { faultStream, loadPicks, pickRows, type Taken } from './picks.js'
import type { Store } from './store.js'
import { countRows } from './tables.js'

interface ClientFault {
  readonly fault: number
  readonly name: string
  readonly column: string
  readonly rate: number
  readonly values: number
  readonly change: string
  readonly lane: string
  /** Only rows where this holds; the rate is of those. */
  readonly only?: string
}

const variants = (column: string): string =>
  `CASE value WHEN 0 THEN ' ' || ${column} WHEN 1 THEN upper(${column}) ELSE ${column} || ' ' END`

const clientFaults: readonly ClientFault[] = [
  {
    fault: 5,
    name: 'special-code',
    column: 'age_first_ww_day',
    rate: f.specialCode,
    values: 2,
    change: 'age_first_ww_day = CASE value WHEN 0 THEN 99 ELSE 999 END',
    lane: 'age',
  },
  {
    fault: 19,
    name: 'age-out-of-range',
    column: 'age_first_ww_day',
    rate: f.impossibleAge,
    values: 2,
    change: 'age_first_ww_day = CASE value WHEN 0 THEN 0 ELSE 117 END',
    lane: 'age',
  },
  {
    fault: 10,
    name: 'municipality-without-leading-zeros',
    column: 'municipality',
    rate: f.noLeadingZeros,
    values: 1,
    change: "municipality = 'GM' || ltrim(substr(municipality, 3), '0')",
    lane: 'municipality',
    only: "municipality LIKE 'GM0%'",
  },
  {
    fault: 11,
    name: 'municipality-unknown',
    column: 'municipality',
    rate: f.unknownMunicipality,
    values: 1,
    change: "municipality = 'GM9999'",
    lane: 'municipality',
  },
  {
    fault: 20,
    name: 'wage-impossible',
    column: 'daily_wage',
    rate: f.impossibleWage,
    values: 2,
    change: 'daily_wage = CASE value WHEN 0 THEN 0 ELSE 1e308 END',
    lane: 'wage',
  },
  {
    fault: 21,
    name: 'text-variant',
    column: 'household_single',
    rate: f.textVariants,
    values: 3,
    change: `household_single = ${variants('household_single')}`,
    lane: 'single',
  },
  {
    fault: 21,
    name: 'text-variant',
    column: 'sector',
    rate: f.textVariants,
    values: 3,
    change: `sector = ${variants('sector')}`,
    lane: 'sector',
  },
  {
    fault: 16,
    name: 'prior-bijstand-not-flagged',
    column: 'prior_bijstand_registered',
    rate: f.priorNotFlagged,
    values: 1,
    change: 'prior_bijstand_registered = false',
    lane: 'prior',
    only: 'prior_bijstand_registered',
  },
]

const pickAmong = async (
  store: Store,
  only: string,
  given: { readonly stream: Random; readonly rate: number; readonly taken: Taken },
): Promise<readonly number[]> => {
  const eligible = await store.rows(`SELECT row_no FROM dirty_clients WHERE ${only} ORDER BY row_no`)
  const hits = pickRows(given.stream, eligible.length, given.rate)
    .map((i) => Number(eligible[i]?.['row_no']))
    .filter((row) => !given.taken.has(row))
  for (const row of hits) given.taken.add(row)
  return hits
}

const plantOne = async (dirt: Dirt, fault: ClientFault, lanes: Map<string, Taken>): Promise<PlantedFault> => {
  const { store, seed } = dirt
  const taken = lanes.get(fault.lane) ?? new Set<number>()
  lanes.set(fault.lane, taken)
  const stream = faultStream(seed, `${fault.fault} ${fault.column}`)
  const hits =
    fault.only === undefined
      ? pickRows(stream, await countRows(store, 'dirty_clients'), fault.rate, taken)
      : await pickAmong(store, fault.only, { stream, rate: fault.rate, taken })
  await loadPicks(store, hits, { stream, values: fault.values })
  const keys = await pickedKeys(store, 'clients')
  await store.run(`UPDATE dirty_clients SET ${fault.change} FROM picks WHERE dirty_clients.row_no = picks.row_no`)
  return { fault: fault.fault, name: fault.name, table: 'clients', column: fault.column, count: hits.length, keys }
}

/** A number that passes the eleven-test: eight digits from the person's own number, and the check digit that fits. */
const personNumber = `(SELECT printf('%d%d', n, digit) FROM (SELECT n, rest AS digit FROM (
  SELECT n, (9*(n//10000000) + 8*(n//1000000%10) + 7*(n//100000%10) + 6*(n//10000%10) + 5*(n//1000%10) + 4*(n//100%10) + 3*(n//10%10) + 2*(n%10)) % 11 AS rest
  FROM (SELECT unnest([90000000 + 2 * (person % 5000000), 90000000 + 2 * (person % 5000000) + 1]) AS n)) WHERE rest < 10 ORDER BY n LIMIT 1))`

/** Haaglanden people without an answer on return get the middle answer. */
const plantAnswers = async (dirt: Dirt): Promise<PlantedFault> => {
  const { store } = dirt
  const region = municipalities.flatMap(({ haaglanden }, index) => (haaglanden ? [index] : [])).join(', ')
  const where = `own_view_return IS NULL AND municipality_index IN (${region})`
  await store.run(`CREATE OR REPLACE TABLE picks AS SELECT row_no, 0 AS value FROM dirty_clients WHERE ${where}`)
  const keys = await pickedKeys(store, 'clients')
  await store.run(`UPDATE dirty_clients SET own_view_return = 3 WHERE ${where}`)
  return {
    fault: 25,
    name: 'no-answer-coded-as-answer',
    table: 'clients',
    column: 'own_view_return',
    count: keys.length,
    keys,
  }
}

/** Plants the faults of the clients in the table `dirty_clients`. */
export const plantInClients = async (dirt: Dirt): Promise<readonly PlantedFault[]> => {
  const lanes = new Map<string, Taken>()
  const out: PlantedFault[] = []
  for (const fault of clientFaults) out.push(await plantOne(dirt, fault, lanes))
  out.push(await plantAnswers(dirt))
  await dirt.store.run(`UPDATE dirty_clients SET person_number = ${personNumber}`)
  const [row] = await dirt.store.rows('SELECT count(*) AS n FROM dirty_clients')
  out.push({
    fault: 24,
    name: 'person-number',
    table: 'clients',
    column: 'person_number',
    count: Number(row?.['n'] ?? 0),
    where: { person_number: 'every row' },
  })
  return out
}
