import type { People } from '../numeric/people.js'
import type { Ranking } from './order.js'

/**
 * A ranking laid out for resampling: who stands in each tie group, and who of them has the outcome. A resample then only adds up weights,
 * group after group; within a group by person number, so that the weights are read nearly in order.
 */
export interface Entries {
  /** Person of each row, from high to low score. */
  readonly person: Int32Array
  /** First row of each tie group; length groups + 1. */
  readonly start: Int32Array
  /** Person of each row with the outcome, in the same order. */
  readonly eventPerson: Int32Array
  /** First of them in each tie group; length groups + 1. */
  readonly eventStart: Int32Array
  /** Work space of {@link resampled}: one number for each tie group. */
  readonly rowsUntil: Float64Array
  readonly eventsUntil: Float64Array
}

/** Rows in order of person number. */
const rowsByPerson = ({ people, of }: People): Int32Array => {
  const next = new Int32Array(people + 1)
  for (const who of of) next[who + 1]! += 1
  for (let who = 0; who < people; who += 1) next[who + 1]! += next[who] as number
  const rows = new Int32Array(of.length)
  for (let row = 0; row < of.length; row += 1) {
    const who = of[row] as number
    rows[next[who] as number] = row
    next[who]! += 1
  }
  return rows
}

/** Lays a ranking out, in descending order of score and, within ties, of person number. */
export const entriesOf = (ranking: Ranking, label: Uint8Array, people: People): Entries => {
  const { groupOf, groupStart } = ranking
  const groups = groupStart.length - 1
  const eventStart = new Int32Array(groups + 1)
  for (let row = 0; row < ranking.n; row += 1) eventStart[(groupOf[row] as number) + 1]! += label[row] as number
  for (let group = 0; group < groups; group += 1) eventStart[group + 1]! += eventStart[group] as number
  const person = new Int32Array(ranking.n)
  const eventPerson = new Int32Array(eventStart[groups] as number)
  const next = groupStart.slice()
  const nextEvent = eventStart.slice()
  for (const row of rowsByPerson(people)) {
    const group = groupOf[row] as number
    const who = people.of[row] as number
    person[next[group] as number] = who
    next[group]! += 1
    if (label[row] !== 1) continue
    eventPerson[nextEvent[group] as number] = who
    nextEvent[group]! += 1
  }
  const until = { rowsUntil: new Float64Array(groups), eventsUntil: new Float64Array(groups) }
  return { person, start: groupStart, eventPerson, eventStart, ...until }
}

/** Rows and events of a resample, and its pairs in order. */
export interface Resampled {
  readonly rows: number
  readonly events: number
  /** Twice the number of pairs (with outcome, without) in the right order, a tie counting one. */
  readonly twice: number
  /** Rows and events down to the end of each tie group; overwritten by the next resample. */
  readonly rowsUntil: Float64Array
  readonly eventsUntil: Float64Array
}

/** Counts of a resample in one pass over the ranking. Integers throughout, so the order of addition does not matter. */
export const resampled = (entries: Entries, weights: Uint8Array): Resampled => {
  const { person, start, eventPerson, eventStart, rowsUntil, eventsUntil } = entries
  let rowsAbove = 0
  let eventsAbove = 0
  let wrong = 0
  let i = 0
  let j = 0
  for (let group = 0; group < rowsUntil.length; group += 1) {
    const end = start[group + 1] as number
    const eventEnd = eventStart[group + 1] as number
    let rows = 0
    for (; i < end; i += 1) rows += weights[person[i] as number] as number
    let events = 0
    for (; j < eventEnd; j += 1) events += weights[eventPerson[j] as number] as number
    // Most ties hold no event: counting pairs in the wrong order skips them.
    if (events !== 0) wrong += events * (2 * (rowsAbove - eventsAbove) + rows - events)
    rowsAbove += rows
    eventsAbove += events
    rowsUntil[group] = rowsAbove
    eventsUntil[group] = eventsAbove
  }
  const twice = 2 * eventsAbove * (rowsAbove - eventsAbove) - wrong
  return { rows: rowsAbove, events: eventsAbove, twice, rowsUntil, eventsUntil }
}

/** First tie group that ends at or below the given number of rows. */
const groupAt = (rowsUntil: Float64Array, size: number): number => {
  let low = 0
  let high = rowsUntil.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rowsUntil[middle] as number) >= size) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Expected number of events on a list of the given size, drawn at random among those tied at the cut.
 * @param size at most the rows of the resample
 */
export const caughtAt = ({ rowsUntil, eventsUntil }: Resampled, size: number): number => {
  const group = groupAt(rowsUntil, size)
  if (size === 0 || group === rowsUntil.length) return 0
  const rowsAbove = group === 0 ? 0 : (rowsUntil[group - 1] as number)
  const eventsAbove = group === 0 ? 0 : (eventsUntil[group - 1] as number)
  const tieRows = (rowsUntil[group] as number) - rowsAbove
  const tieEvents = (eventsUntil[group] as number) - eventsAbove
  return eventsAbove + ((size - rowsAbove) * tieEvents) / tieRows
}
