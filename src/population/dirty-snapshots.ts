import { type Dirt, faultRates as f, mondayOf, type PlantedFault, pickedKeys } from './faults.js'
import { faultStream, loadPicks, pickRows, type Taken } from './picks.js'

/** Weeks that faults of whole weeks fall on; no week has two of them. */
export interface FaultWeeks {
  readonly missing: readonly number[]
  readonly half: readonly number[]
  readonly constant: readonly number[]
  readonly comma: readonly number[]
  readonly dutch: readonly number[]
  readonly late: readonly number[]
}

interface RowFault {
  readonly fault: number
  readonly name: string
  readonly column: string
  readonly rate: number
  /** Number of variants; `value` in `change` is one of 0 … values − 1. */
  readonly values: number
  /** Assignments, with `value` from the picks. */
  readonly change: string
  /** Faults with the same lane never meet in one row. */
  readonly lane: string
}

const variants = (column: string): string =>
  `CASE value WHEN 0 THEN ' ' || ${column} WHEN 1 THEN upper(${column}) ELSE ${column} || ' ' END`

const rowFaults: readonly RowFault[] = [
  {
    fault: 3,
    name: 'months-left-above-right',
    column: 'ww_months_left',
    rate: f.leftAboveRight,
    values: 3,
    change: 'ww_months_left = right_months + 1 + value',
    lane: 'left',
  },
  {
    fault: 4,
    name: 'months-left-negative',
    column: 'ww_months_left',
    rate: f.leftNegative,
    values: 2,
    change: 'ww_months_left = CASE value WHEN 0 THEN -1 ELSE -99 END',
    lane: 'left',
  },
  {
    fault: 5,
    name: 'special-code',
    column: 'ww_months_left',
    rate: f.specialCode,
    values: 2,
    change: 'ww_months_left = CASE value WHEN 0 THEN 99 ELSE 999 END',
    lane: 'left',
  },
  {
    fault: 6,
    name: 'side-income-unknown-as-minus-one',
    column: 'side_income',
    rate: f.sideUnknown,
    values: 1,
    change: "side_income = '-1'",
    lane: 'side',
  },
  {
    fault: 21,
    name: 'text-variant',
    column: 'side_income',
    rate: f.textVariants,
    values: 3,
    change: `side_income = ${variants('side_income')}`,
    lane: 'side',
  },
  {
    fault: 8,
    name: 'amount-in-cents',
    column: 'ww_amount',
    rate: f.amountInCents,
    values: 1,
    change: "ww_amount = printf('%.2f', CAST(cents AS DOUBLE))",
    lane: 'amount',
  },
  {
    fault: 20,
    name: 'amount-not-a-number',
    column: 'ww_amount',
    rate: f.amountNotANumber,
    values: 1,
    change: "ww_amount = 'NaN'",
    lane: 'amount',
  },
  {
    fault: 13,
    name: 'side-income-known-late',
    column: 'side_income_known_on',
    rate: f.sideKnownLate,
    values: 21,
    change: 'side_income_known_on = CAST(iso_date + 1 + value AS DATE)',
    lane: 'known',
  },
]

const plantRowFault = async (dirt: Dirt, rows: number, fault: RowFault, taken: Taken): Promise<PlantedFault> => {
  const { store, seed } = dirt
  const stream = faultStream(seed, `${fault.fault} ${fault.column}`)
  const hits = pickRows(stream, rows, fault.rate, taken)
  await loadPicks(store, hits, { stream, values: fault.values })
  const keys = await pickedKeys(store, 'snapshots')
  await store.run(`UPDATE dirty_snapshots SET ${fault.change} FROM picks WHERE dirty_snapshots.row_no = picks.row_no`)
  const { fault: number, name, column } = fault
  return { fault: number, name, table: 'snapshots', column, count: hits.length, keys }
}

/** Duplicates are kept off the rows that other faults changed, so that both can be found. */
const plantDuplicates = async (dirt: Dirt, rows: number, taken: Taken): Promise<readonly PlantedFault[]> => {
  const { store, seed } = dirt
  const out: PlantedFault[] = []
  const kinds = [
    { fault: 1, name: 'duplicate-same-values', rate: f.duplicateSame, change: '' },
    {
      fault: 2,
      name: 'duplicate-other-values',
      rate: f.duplicateOther,
      change: "REPLACE (printf('%.2f', CAST(cents + 1234 AS DOUBLE) / 100) AS ww_amount, 1 AS copy_no)",
    },
  ]
  for (const kind of kinds) {
    const stream = faultStream(seed, String(kind.fault))
    const hits = pickRows(stream, rows, kind.rate, taken)
    await loadPicks(store, hits, { stream, values: 1 })
    const keys = await pickedKeys(store, 'snapshots')
    await store.run(
      `INSERT INTO dirty_snapshots SELECT * ${kind.change === '' ? 'REPLACE (1 AS copy_no)' : kind.change}
       FROM dirty_snapshots WHERE row_no IN (SELECT row_no FROM picks) ORDER BY row_no`,
    )
    const column = 'client_id, snapshot_date'
    out.push({ fault: kind.fault, name: kind.name, table: 'snapshots', column, count: hits.length, keys })
  }
  return out
}

interface WeekFault {
  readonly fault: number
  readonly name: string
  readonly column: string
  readonly weeks: readonly number[]
  readonly change: string
  readonly municipality?: { readonly index: number; readonly code: string }
}

const plantWeekFault = async (dirt: Dirt, fault: WeekFault): Promise<PlantedFault> => {
  const { store, week0 } = dirt
  const list = fault.weeks.length === 0 ? '-1' : fault.weeks.join(', ')
  const where = `week IN (${list})${fault.municipality === undefined ? '' : ` AND municipality = ${fault.municipality.index}`}`
  const [row] = await store.rows(`SELECT count(*) AS n FROM dirty_snapshots WHERE ${where}`)
  await store.run(`UPDATE dirty_snapshots SET ${fault.change} WHERE ${where}`)
  return {
    fault: fault.fault,
    name: fault.name,
    table: 'snapshots',
    column: fault.column,
    count: Number(row?.['n'] ?? 0),
    where: {
      snapshot_date: fault.weeks.map((week) => mondayOf(week0, week)),
      ...(fault.municipality === undefined ? {} : { municipality: fault.municipality.code }),
    },
  }
}

/** The leaky column: sent to most people who are about to enter bijstand, and to hardly anybody else. */
const plantLetter = async (dirt: Dirt, rows: number): Promise<PlantedFault> => {
  const { store, seed } = dirt
  const stream = faultStream(seed, '23')
  const [row] = await store.rows('SELECT count(*) AS n FROM people')
  await loadPicks(store, pickRows(stream, Number(row?.['n'] ?? 0), f.letterEntrants), { stream, values: 1 })
  await store.run(
    'CREATE OR REPLACE TABLE letter_people AS SELECT person FROM numbered WHERE row_no IN (SELECT row_no FROM picks)',
  )
  await loadPicks(store, pickRows(stream, rows, f.letterOthers), { stream, values: 1 })
  const soon = `isfinite(start_week) AND floor(7 * start_week) + 1 - 7 * week BETWEEN 1 AND ${f.letterDays}`
  await store.run(`UPDATE dirty_snapshots SET letter_welfare_sent = CASE WHEN ${soon}
    THEN person IN (SELECT person FROM letter_people) ELSE row_no IN (SELECT row_no FROM picks) END`)
  const [sent] = await store.rows('SELECT count(*) AS n FROM dirty_snapshots WHERE letter_welfare_sent')
  return {
    fault: 23,
    name: 'leaky-column',
    table: 'snapshots',
    column: 'letter_welfare_sent',
    count: Number(sent?.['n'] ?? 0),
    where: { letter_welfare_sent: 'true' },
  }
}

/** Plants the faults of the snapshots in the table `dirty_snapshots`, whose rows are numbered 0 … rows − 1. */
export const plantInSnapshots = async (
  dirt: Dirt,
  given: {
    readonly rows: number
    readonly weeks: FaultWeeks
    readonly municipality: { readonly index: number; readonly code: string }
  },
): Promise<readonly PlantedFault[]> => {
  const { rows, weeks, municipality } = given
  const lanes = new Map<string, Taken>()
  const out: PlantedFault[] = []
  for (const fault of rowFaults) {
    const taken = lanes.get(fault.lane) ?? new Set()
    lanes.set(fault.lane, taken)
    out.push(await plantRowFault(dirt, rows, fault, taken))
  }
  const changed: Taken = new Set([...lanes.values()].flatMap((taken) => [...taken]))
  out.push(await plantLetter(dirt, rows))
  out.push(...(await plantDuplicates(dirt, rows, changed)))
  const byWeek: readonly WeekFault[] = [
    {
      fault: 7,
      name: 'decimal-comma',
      column: 'ww_amount',
      weeks: weeks.comma,
      change: "ww_amount = replace(ww_amount, '.', ',')",
    },
    {
      fault: 9,
      name: 'dutch-date',
      column: 'snapshot_date',
      weeks: weeks.dutch,
      change: "snapshot_date = strftime(iso_date, '%d-%m-%Y')",
    },
    {
      fault: 12,
      name: 'supplement-known-late',
      column: 'tw_supplement_known_on',
      weeks: weeks.late,
      change: 'tw_supplement_known_on = CAST(iso_date + 28 AS DATE)',
      municipality,
    },
    {
      fault: 14,
      name: 'supplement-constant',
      column: 'tw_supplement',
      weeks: weeks.constant,
      change: 'tw_supplement = false',
    },
  ]
  for (const fault of byWeek) out.push(await plantWeekFault(dirt, fault))
  return out
}
