import { TOGETHER } from '../numeric/clustered-bootstrap.js'
import type { People } from '../numeric/people.js'
import type { Ranking } from './order.js'
import { rowsByPerson } from './rows-by-person.js'

/** People who stand in each step of a ranking, by number, so that their weights are read nearly in order. */
interface Standing {
  readonly person: Int32Array
  /** Rows of this person in the step. */
  readonly rows: Int32Array
  /** First place of each step; length steps + 1. */
  readonly start: Int32Array
}

/**
 * A ranking laid out for resampling, in steps: a tie group that holds rows with the outcome, or all groups together that lie between two of
 * those. Where a cut falls among rows without the outcome, no count depends on their order. A resample then only adds up weights.
 */
export interface Entries {
  readonly all: Standing
  /** Those with the outcome. */
  readonly events: Standing
}

/** Step of each tie group, and the first row of each step. */
const stepsOf = ({ n, groupOf, groupStart }: Ranking, label: Uint8Array): { of: Int32Array; start: Int32Array } => {
  const groups = groupStart.length - 1
  const events = new Int32Array(groups)
  for (let row = 0; row < n; row += 1) events[groupOf[row] as number]! += label[row] as number
  const of = new Int32Array(groups)
  const start = new Int32Array(groups + 1)
  let steps = 0
  for (let group = 0; group < groups; group += 1) {
    if (group === 0 || (events[group] as number) > 0 || (events[group - 1] as number) > 0) steps += 1
    of[group] = steps - 1
    start[steps] = groupStart[group + 1] as number
  }
  return { of, start: start.slice(0, steps + 1) }
}

/** People in each step, from rows in order of person number. */
const standing = (
  rows: Int32Array,
  by: { readonly of: (row: number) => number; readonly people: People; readonly start: Int32Array },
): Standing => {
  const { people, start: room } = by
  const person = new Int32Array(rows.length)
  const times = new Int32Array(rows.length)
  const next = room.slice()
  for (const row of rows) {
    const step = by.of(row)
    const at = next[step] as number
    const who = people.of[row] as number
    if (at > (room[step] as number) && person[at - 1] === who) times[at - 1]! += 1
    else {
      person[at] = who
      times[at] = 1
      next[step]! += 1
    }
  }
  const start = new Int32Array(room.length)
  for (let step = 0, used = 0; step + 1 < room.length; step += 1) {
    const [from, to] = [room[step] as number, next[step] as number]
    person.copyWithin(used, from, to)
    times.copyWithin(used, from, to)
    used += to - from
    start[step + 1] = used
  }
  const used = start[start.length - 1] as number
  return { person: person.slice(0, used), rows: times.slice(0, used), start }
}

/** Lays a ranking out, in descending order of score and, within steps, of person number. */
export const entriesOf = (ranking: Ranking, label: Uint8Array, people: People): Entries => {
  const { of: stepOf, start } = stepsOf(ranking, label)
  const of = (row: number): number => stepOf[ranking.groupOf[row] as number] as number
  const rows = rowsByPerson(people)
  const eventRows = rows.filter((row) => label[row] === 1)
  const eventStart = new Int32Array(start.length)
  for (const row of eventRows) eventStart[of(row) + 1]! += 1
  for (let step = 0; step + 1 < start.length; step += 1) eventStart[step + 1]! += eventStart[step] as number
  return {
    all: standing(rows, { of, people, start }),
    events: standing(eventRows, { of, people, start: eventStart }),
  }
}

/** Rows and events of a resample, and its pairs in order. */
export interface Resampled {
  readonly rows: number
  readonly events: number
  /** Twice the number of pairs (with outcome, without) in the right order, a tie counting one. */
  readonly twice: number
  /** Rows and events down to the end of each step, {@link TOGETHER} apart and beginning at `lane`; overwritten by the next set. */
  readonly rowsUntil: Int32Array
  readonly eventsUntil: Int32Array
  readonly lane: number
}

/**
 * Counts of {@link TOGETHER} resamples in one pass over the ranking. Integers throughout, so the order of addition does not matter.
 * The lanes are written out: this is where a bootstrap spends its time.
 */
export const resampler = ({ all, events }: Entries): ((packed: Uint32Array) => readonly Resampled[]) => {
  const steps = all.start.length - 1
  const rowsUntil = new Int32Array(steps * TOGETHER)
  const eventsUntil = new Int32Array(steps * TOGETHER)
  return (packed) => {
    addUp(all, packed, rowsUntil)
    addUp(events, packed, eventsUntil)
    return Array.from({ length: TOGETHER }, (_, lane) => {
      const until = { rowsUntil, eventsUntil, lane }
      const last = (steps - 1) * TOGETHER + lane
      const rows = rowsUntil[last] ?? 0
      const found = eventsUntil[last] ?? 0
      return { ...until, rows, events: found, twice: 2 * found * (rows - found) - wrongPairs(until) }
    })
  }
}

/** Weights of all who stand down to the end of each step, resample beside resample. */
const addUp = ({ person, rows, start }: Standing, packed: Uint32Array, until: Int32Array): void => {
  let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0]
  for (let step = 0, at = 0, i = 0; step + 1 < start.length; step += 1, at += TOGETHER) {
    const end = start[step + 1] as number
    for (; i < end; i += 1) {
      const word = packed[person[i] as number] as number
      const times = rows[i] as number
      sum0 += (word & 0xff) * times
      sum1 += ((word >>> 8) & 0xff) * times
      sum2 += ((word >>> 16) & 0xff) * times
      sum3 += (word >>> 24) * times
    }
    until[at] = sum0
    until[at + 1] = sum1
    until[at + 2] = sum2
    until[at + 3] = sum3
  }
}

/** Twice the pairs in the wrong order, a tie counting one: each row with the outcome against those without in the steps above and in its own. */
const wrongPairs = ({
  rowsUntil,
  eventsUntil,
  lane,
}: Pick<Resampled, 'rowsUntil' | 'eventsUntil' | 'lane'>): number => {
  let sum = 0
  let rowsAbove = 0
  let eventsAbove = 0
  for (let at = lane; at < rowsUntil.length; at += TOGETHER) {
    const rows = rowsUntil[at] as number
    const events = eventsUntil[at] as number
    sum += (events - eventsAbove) * (rows + rowsAbove - events - eventsAbove)
    rowsAbove = rows
    eventsAbove = events
  }
  return sum
}

/** First step that ends at or below the given number of rows. */
const stepAt = ({ rowsUntil, lane }: Resampled, size: number): number => {
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
  const step = stepAt(resampled, size)
  const at = step * TOGETHER + lane
  if (size === 0 || at >= rowsUntil.length) return 0
  const rowsAbove = step === 0 ? 0 : (rowsUntil[at - TOGETHER] as number)
  const eventsAbove = step === 0 ? 0 : (eventsUntil[at - TOGETHER] as number)
  const tieRows = (rowsUntil[at] as number) - rowsAbove
  const tieEvents = (eventsUntil[at] as number) - eventsAbove
  return eventsAbove + ((size - rowsAbove) * tieEvents) / tieRows
}
