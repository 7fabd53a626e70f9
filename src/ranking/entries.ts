import { TOGETHER } from '../numeric/clustered-bootstrap.js'
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
  return { person, start: groupStart, eventPerson, eventStart }
}

/** Rows and events of a resample, and its pairs in order. */
export interface Resampled {
  readonly rows: number
  readonly events: number
  /** Twice the number of pairs (with outcome, without) in the right order, a tie counting one. */
  readonly twice: number
  /** Rows and events down to the end of each tie group, {@link TOGETHER} apart and beginning at `lane`; overwritten by the next set. */
  readonly rowsUntil: Int32Array
  readonly eventsUntil: Int32Array
  readonly lane: number
}

/** Two sums of 16 bits share a number: that many weights of a byte fit. */
const AT_ONCE = 256

/**
 * Counts of {@link TOGETHER} resamples in one pass over the ranking. Integers throughout, so the order of addition does not matter.
 * The lanes are written out: this is where a bootstrap spends its time.
 */
export const resampler = ({
  person,
  start,
  eventPerson,
  eventStart,
}: Entries): ((packed: Uint32Array) => readonly Resampled[]) => {
  const groups = start.length - 1
  const rowsUntil = new Int32Array(groups * TOGETHER)
  const eventsUntil = new Int32Array(groups * TOGETHER)
  return (packed) => {
    let rows0 = 0
    let rows1 = 0
    let rows2 = 0
    let rows3 = 0
    let events0 = 0
    let events1 = 0
    let events2 = 0
    let events3 = 0
    let wrong0 = 0
    let wrong1 = 0
    let wrong2 = 0
    let wrong3 = 0
    let i = 0
    let j = 0
    for (let group = 0, at = 0; group < groups; group += 1, at += TOGETHER) {
      const end = start[group + 1] as number
      const eventEnd = eventStart[group + 1] as number
      const above0 = rows0
      const above1 = rows1
      const above2 = rows2
      const above3 = rows3
      while (i < end) {
        const stop = Math.min(end, i + AT_ONCE)
        let even = 0
        let odd = 0
        for (; i < stop; i += 1) {
          const word = packed[person[i] as number] as number
          even = (even + (word & 0xff00ff)) | 0
          odd = (odd + ((word >>> 8) & 0xff00ff)) | 0
        }
        rows0 += even & 0xffff
        rows1 += odd & 0xffff
        rows2 += even >>> 16
        rows3 += odd >>> 16
      }
      // Most ties hold no event: counting pairs in the wrong order skips them.
      if (j < eventEnd) {
        const found0 = events0
        const found1 = events1
        const found2 = events2
        const found3 = events3
        while (j < eventEnd) {
          const stop = Math.min(eventEnd, j + AT_ONCE)
          let even = 0
          let odd = 0
          for (; j < stop; j += 1) {
            const word = packed[eventPerson[j] as number] as number
            even = (even + (word & 0xff00ff)) | 0
            odd = (odd + ((word >>> 8) & 0xff00ff)) | 0
          }
          events0 += even & 0xffff
          events1 += odd & 0xffff
          events2 += even >>> 16
          events3 += odd >>> 16
        }
        wrong0 += (events0 - found0) * (rows0 + above0 - events0 - found0)
        wrong1 += (events1 - found1) * (rows1 + above1 - events1 - found1)
        wrong2 += (events2 - found2) * (rows2 + above2 - events2 - found2)
        wrong3 += (events3 - found3) * (rows3 + above3 - events3 - found3)
      }
      rowsUntil[at] = rows0
      rowsUntil[at + 1] = rows1
      rowsUntil[at + 2] = rows2
      rowsUntil[at + 3] = rows3
      eventsUntil[at] = events0
      eventsUntil[at + 1] = events1
      eventsUntil[at + 2] = events2
      eventsUntil[at + 3] = events3
    }
    const counts = [
      { rows: rows0, events: events0, wrong: wrong0 },
      { rows: rows1, events: events1, wrong: wrong1 },
      { rows: rows2, events: events2, wrong: wrong2 },
      { rows: rows3, events: events3, wrong: wrong3 },
    ]
    return counts.map(({ rows, events, wrong }, lane) => {
      const twice = 2 * events * (rows - events) - wrong
      return { rows, events, twice, rowsUntil, eventsUntil, lane }
    })
  }
}

/** First tie group that ends at or below the given number of rows. */
const groupAt = ({ rowsUntil, lane }: Resampled, size: number): number => {
  let low = 0
  let high = rowsUntil.length / TOGETHER
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((rowsUntil[middle * TOGETHER + lane] as number) >= size) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Expected number of events on a list of the given size, drawn at random among those tied at the cut.
 * @param size at most the rows of the resample
 */
export const caughtAt = (resampled: Resampled, size: number): number => {
  const { rowsUntil, eventsUntil, lane } = resampled
  const group = groupAt(resampled, size)
  const at = group * TOGETHER + lane
  if (size === 0 || at >= rowsUntil.length) return 0
  const rowsAbove = group === 0 ? 0 : (rowsUntil[at - TOGETHER] as number)
  const eventsAbove = group === 0 ? 0 : (eventsUntil[at - TOGETHER] as number)
  const tieRows = (rowsUntil[at] as number) - rowsAbove
  const tieEvents = (eventsUntil[at] as number) - eventsAbove
  return eventsAbove + ((size - rowsAbove) * tieEvents) / tieRows
}
