import type { Store } from './store.js'

/** Tables that faults are planted in. */
export type FaultyTable = 'clients' | 'snapshots' | 'bijstand'

/** A fault in the delivered tables, as `truth.json` lists it. */
export interface PlantedFault {
  /** Number in the list of faults; one number may have several entries. */
  readonly fault: number
  readonly name: string
  readonly table: FaultyTable
  readonly column: string
  /** Rows (or people, for a fault of people) that have it. */
  readonly count: number
  /** Row keys: [client_id] or [client_id, date]; absent where `where` says which rows have it. */
  readonly keys?: readonly (readonly string[])[]
  /** The rows that have it, all of them, by the values of columns. */
  readonly where?: Readonly<Record<string, readonly string[] | string>>
}

/** Shares with which faults are planted: of the rows of their table unless said otherwise. All are proposals. */
export const faultRates = {
  duplicateSame: 0.0005,
  duplicateOther: 0.0002,
  leftAboveRight: 0.0003,
  leftNegative: 0.0002,
  specialCode: 0.0005,
  sideUnknown: 0.003,
  /** Weeks of 52, at least one. */
  decimalComma: 1 / 52,
  dutchDate: 1 / 52,
  amountInCents: 0.0005,
  noLeadingZeros: 0.005,
  unknownMunicipality: 0.0005,
  /** Weeks. */
  supplementLate: 8,
  supplementConstant: 3,
  sideKnownLate: 0.004,
  /** Of the people with prior bijstand. */
  priorNotFlagged: 0.005,
  /** Of the clients. */
  startsWhileInWw: 0.0005,
  endsBeforeStart: 0.001,
  overlaps: 0.002,
  impossibleAge: 0.0002,
  impossibleWage: 0.0002,
  amountNotANumber: 0.0002,
  textVariants: 0.003,
  noClientsRow: 0.0005,
  noSnapshots: 0.001,
  /** Letter: of future entrants within `letterDays` of the start (by person), and of other rows. */
  letterEntrants: 0.7,
  letterOthers: 0.002,
  letterDays: 60,
} as const

/** The keys of the rows in table `picks`, in order of row number; call before the rows are changed. */
export const pickedKeys = async (store: Store, table: FaultyTable): Promise<readonly (readonly string[])[]> => {
  const date =
    table === 'snapshots'
      ? ', CAST(iso_date AS VARCHAR) AS d'
      : table === 'bijstand'
        ? ', CAST(start_date AS VARCHAR) AS d'
        : ''
  const copy = table === 'snapshots' ? 'AND copy_no = 0' : ''
  const rows = await store.rows(
    `SELECT client_id${date} FROM dirty_${table} WHERE row_no IN (SELECT row_no FROM picks) ${copy} ORDER BY row_no`,
  )
  return rows.map((row) =>
    row['d'] === undefined ? [String(row['client_id'])] : [String(row['client_id']), String(row['d'])],
  )
}

/** What every planting function is given. */
export interface Dirt {
  readonly store: Store
  readonly seed: number
  /** Monday of week 0, ISO. */
  readonly week0: string
  readonly weeks: number
}

/** ISO date of Monday of a week. */
export const mondayOf = (week0: string, week: number): string =>
  new Date(Date.parse(week0) + week * 7 * 86_400_000).toISOString().slice(0, 10)
