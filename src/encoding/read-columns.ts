import { type Columns, ident } from '../engine/engine.js'
import type { PanelCandidate } from '../panel/table.js'
import { type Column, MARKS } from './column-counts.js'
import type { Training } from './training.js'

/** Rows with their number and person, in any order. */
interface Rows {
  readonly row_id: Float64Array
  readonly person: Int32Array
  readonly outcome: Uint8Array
}

/** Marks of rows in any order: events, and the first row, first event and first other row of each person by `row_id`. */
export const marksOf = ({ row_id, person, outcome }: Rows, clustered: boolean): Uint8Array => {
  const { firstRow, firstEvent, firstOther } = MARKS
  if (!clustered) return outcome
  let people = 0
  for (let row = 0; row < person.length; row += 1) people = Math.max(people, (person[row] as number) + 1)
  // row of each person's first row without and with the outcome
  const first = [new Int32Array(people).fill(-1), new Int32Array(people).fill(-1)] as const
  for (let row = 0; row < person.length; row += 1) {
    const own = first[outcome[row] === 1 ? 1 : 0]
    const who = person[row] as number
    const best = own[who] as number
    if (best < 0 || (row_id[row] as number) < (row_id[best] as number)) own[who] = row
  }
  const marks = outcome.slice()
  for (let who = 0; who < people; who += 1) {
    const other = first[0][who] as number
    const own = first[1][who] as number
    if (other >= 0) marks[other]! += firstOther
    if (own >= 0) marks[own]! += firstEvent
    const earliest = own < 0 || (other >= 0 && (row_id[other] as number) < (row_id[own] as number)) ? other : own
    if (earliest >= 0) marks[earliest]! += firstRow
  }
  return marks
}

/**
 * Reads training rows of several numbers in one pass, in any order of the rows.
 * @param candidates not categories
 */
export const readColumns = async (
  training: Training,
  candidates: readonly PanelCandidate[],
): Promise<readonly Column[]> => {
  if (candidates.length === 0) return []
  // no null: the engine then hands over whole typed arrays
  const select = candidates.flatMap(({ value, state }, i) => [
    `coalesce(${ident(value)}, CAST('NaN' AS DOUBLE)) AS value_${i}`,
    `${ident(state)} AS state_${i}`,
  ])
  const wanted = {
    outcome: 'u8',
    ...(training.clustered ? ({ row_id: 'f64', person: 'i32' } as const) : {}),
    ...Object.fromEntries(candidates.map((_, i) => [`value_${i}`, 'f64'] as const)),
    ...Object.fromEntries(candidates.map((_, i) => [`state_${i}`, 'u8'] as const)),
  } as const
  const found = (await training.engine.columns(
    `SELECT ${['outcome', ...(training.clustered ? ['row_id', 'person'] : []), ...select].join(', ')}
     FROM ${ident(training.table)} WHERE ${training.where}`,
    wanted,
  )) as Columns<typeof wanted> & Rows & Readonly<Record<string, unknown>>
  const marks = marksOf(found, training.clustered)
  return candidates.map((_, i) => ({
    value: found[`value_${i}`] as Float64Array,
    state: found[`state_${i}`] as Uint8Array,
    marks,
    alone: !training.clustered,
  }))
}
