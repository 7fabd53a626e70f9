import { densePeople } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type InformationSlopes, informationSlopes } from './information.js'

/** Rows with a level now and a level earlier. */
export interface LaggedLevels {
  readonly levels: number
  readonly level: Int32Array
  readonly earlier: Int32Array
  readonly outcome: Uint8Array
  readonly person: Int32Array
}

/** What a candidate tells more than its own value one snapshot earlier did, on the same rows. */
export interface InformationGain {
  readonly now: number
  readonly earlier: number
  /** now − earlier, with its person-clustered standard error. */
  readonly gain: number
  readonly standardError: number
}

const slopesOf = (level: Int32Array, rows: LaggedLevels): InformationSlopes => {
  const [events, others] = [new Float64Array(rows.levels), new Float64Array(rows.levels)]
  for (let row = 0; row < level.length; row += 1)
    (rows.outcome[row] === 1 ? events : others)[level[row] as number]! += 1
  return informationSlopes(events, others)
}

/**
 * Information value of a candidate less that of its own value one snapshot earlier, with a person-clustered standard error by
 * linearisation of both on the same rows. A value that is made of the outcome gains suddenly as the outcome comes near.
 * Undefined without a row, or where all rows have the same outcome.
 */
export const informationGain = (rows: LaggedLevels): InformationGain | Undefined => {
  const events = rows.outcome.reduce((sum, one) => sum + one, 0)
  const others = rows.outcome.length - events
  if (events === 0 || others === 0) return undefinedBecause('no two rows with different outcomes one snapshot apart')
  const [now, before] = [slopesOf(rows.level, rows), slopesOf(rows.earlier, rows)]
  const people = densePeople(rows.person)
  const sums = new Float64Array(people.people)
  for (let row = 0; row < rows.outcome.length; row += 1) {
    const [own, last] = [rows.level[row] as number, rows.earlier[row] as number]
    sums[people.of[row] as number]! +=
      rows.outcome[row] === 1
        ? (now.event[own]! - now.meanEvent - before.event[last]! + before.meanEvent) / events
        : (now.nonEvent[own]! - now.meanNonEvent - before.nonEvent[last]! + before.meanNonEvent) / others
  }
  const squares = sums.reduce((sum, u) => sum + u * u, 0)
  const factor = people.people > 1 ? people.people / (people.people - 1) : Number.NaN
  return {
    now: now.total,
    earlier: before.total,
    gain: now.total - before.total,
    standardError: Math.sqrt(factor * squares),
  }
}
