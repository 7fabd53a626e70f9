import { countPeople, densePeople } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { informationOfCounts, type LevelRows } from './information.js'

/** Rows with, for each, whether an earlier offer of help may have changed the outcome. */
export interface ExposedRows extends LevelRows {
  /** 1 where the person was offered help before the outcome could come about. */
  readonly exposed: Uint8Array
}

/** Base rate and information value on some weighting of the rows. */
export interface WeightedStrength {
  readonly baseRate: number | Undefined
  readonly informationValue: number | Undefined
}

/** How far earlier help colours the outcome, and what is left without it. Counts are null where too few people stand behind them. */
export interface Contamination {
  readonly rows: number
  readonly exposedRows: number | null
  readonly exposedPeople: number | null
  /** As it is, without exposed rows, and with unexposed rows standing in for exposed ones. */
  readonly asIs: WeightedStrength
  readonly excluded: WeightedStrength | null
  readonly weighted: WeightedStrength | null
}

/**
 * Weights with which unexposed rows stand in for all rows of their stratum: 1 ÷ share unexposed there; 0 for exposed rows. With the
 * strata in which help was allotted (score band, office, week) this undoes the selection that exclusion brings, provided that
 * within a stratum who was helped does not depend on the risk. Undefined where a stratum has exposed rows only.
 * @param stratum of each row, dense from 0; the control arm's share is that of the unexposed rows in it
 */
export const controlWeights = (exposed: Uint8Array, stratum: Int32Array): Float64Array | Undefined => {
  const strata = stratum.reduce((most, own) => Math.max(most, own + 1), 0)
  const all = new Float64Array(strata)
  const free = new Float64Array(strata)
  for (let row = 0; row < exposed.length; row += 1) {
    const own = stratum[row] as number
    all[own]! += 1
    if (exposed[row] === 0) free[own]! += 1
  }
  if (all.some((n, s) => n > 0 && free[s] === 0)) {
    return undefinedBecause('in some stratum everybody was offered help: no row tells what happens without')
  }
  return Float64Array.from(exposed, (own, row) => {
    const at = stratum[row] as number
    return own === 1 ? 0 : (all[at] as number) / (free[at] as number)
  })
}

/** Base rate and information value of weighted rows; a level with rows of one outcome only counts half a row more on both sides. */
const strengthOf = (rows: LevelRows, weight: (row: number) => number): WeightedStrength => {
  const events = new Float64Array(rows.levels)
  const others = new Float64Array(rows.levels)
  for (let row = 0; row < rows.level.length; row += 1)
    (rows.outcome[row] === 1 ? events : others)[rows.level[row] as number]! += weight(row)
  const [e, o] = [events, others].map((counts) => counts.reduce((sum, n) => sum + n, 0)) as [number, number]
  const baseRate = e + o > 0 ? e / (e + o) : undefinedBecause('no row is left')
  if (!(e > 0 && o > 0))
    return { baseRate, informationValue: undefinedBecause('all rows that are left have the same outcome') }
  return { baseRate, informationValue: informationOfCounts(events, others) }
}

/**
 * Counts the rows whose outcome an earlier offer of help may have changed, and gives base rate and information value as they are, without
 * those rows, and weighted by {@link controlWeights}. Everything about exposed rows, and what differs by them, is hidden when
 * there are some but fewer than `minimum` exposed people, or fewer than that unexposed.
 */
export const contamination = (
  rows: ExposedRows,
  options: { readonly minimum: number; readonly weights?: Float64Array },
): Contamination => {
  const people = densePeople(rows.person)
  const exposedRows = rows.exposed.reduce((sum, own) => sum + own, 0)
  const exposedPeople = countPeople(people, (row) => rows.exposed[row] === 1)
  const freePeople = countPeople(people, (row) => rows.exposed[row] === 0)
  const small = (n: number): boolean => n > 0 && n < options.minimum
  const hidden = small(exposedPeople) || small(freePeople)
  const { weights } = options
  return {
    rows: rows.level.length,
    exposedRows: hidden ? null : exposedRows,
    exposedPeople: hidden ? null : exposedPeople,
    asIs: strengthOf(rows, () => 1),
    excluded: hidden ? null : strengthOf(rows, (row) => 1 - (rows.exposed[row] as number)),
    weighted: hidden || weights === undefined ? null : strengthOf(rows, (row) => weights[row] as number),
  }
}
