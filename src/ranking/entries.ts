import type { People } from '../numeric/people.js'
import type { Ranking } from './order.js'

/**
 * A ranking folded for resampling: rows of one person with one score are one entry, because a resample takes or leaves them
 * together.
 */
export interface Entries {
  readonly person: Int32Array
  /** Rows of the entry. */
  readonly rows: Int32Array
  /** Rows of the entry with the outcome. */
  readonly events: Int32Array
  /** 1 for the last entry of each tie group. */
  readonly last: Uint8Array
}

/** Folds a ranking into entries, in descending order of score and, within ties, of person number. */
export const entriesOf = (ranking: Ranking, label: Uint8Array, people: People): Entries => {
  const order = ranking.order.slice()
  const groups = ranking.groupStart.length - 1
  const person = new Int32Array(ranking.n)
  const rows = new Int32Array(ranking.n)
  const events = new Int32Array(ranking.n)
  const last = new Uint8Array(ranking.n)
  let entry = -1
  for (let group = 0; group < groups; group += 1) {
    const first = entry + 1
    const tied = order.subarray(ranking.groupStart[group] as number, ranking.groupStart[group + 1] as number)
    if (tied.length > 1) tied.sort((a, b) => (people.of[a] as number) - (people.of[b] as number))
    for (const row of tied) {
      const who = people.of[row] as number
      if (entry < first || person[entry] !== who) {
        entry += 1
        person[entry] = who
      }
      rows[entry]! += 1
      events[entry]! += label[row] as number
    }
    last[entry] = 1
  }
  const used = entry + 1
  return {
    person: person.slice(0, used),
    rows: rows.slice(0, used),
    events: events.slice(0, used),
    last: last.slice(0, used),
  }
}

/** Rows and events of a resample, and its pairs in order. */
export interface Resampled {
  readonly rows: number
  readonly events: number
  /** Twice the number of pairs (with outcome, without) in the right order, a tie counting one. */
  readonly twice: number
}

/**
 * Counts of a resample in one pass over the ranking. Integers throughout, so the order of addition does not matter.
 * Kept apart from {@link caughtAt}: a loop that also watches for cuts is three times slower.
 */
export const resampled = (entries: Entries, weights: Uint8Array): Resampled => {
  const { person, rows, events, last } = entries
  let rowsAbove = 0
  let eventsAbove = 0
  let wrong = 0
  let tieRows = 0
  let tieEvents = 0
  for (let i = 0; i < person.length; i += 1) {
    const weight = weights[person[i] as number] as number
    tieRows += weight * (rows[i] as number)
    tieEvents += weight * (events[i] as number)
    if (last[i] === 1) {
      // Most ties hold no event: counting pairs in the wrong order skips them.
      if (tieEvents !== 0) wrong += tieEvents * (2 * (rowsAbove - eventsAbove) + tieRows - tieEvents)
      rowsAbove += tieRows
      eventsAbove += tieEvents
      tieRows = 0
      tieEvents = 0
    }
  }
  const twice = 2 * eventsAbove * (rowsAbove - eventsAbove) - wrong
  return { rows: rowsAbove, events: eventsAbove, twice }
}

/**
 * Expected number of events on lists of several sizes, drawn at random among those tied at each cut.
 * @param sizes sizes of the lists, ascending, none above the rows of the resample
 * @param caught receives one number for each size
 */
export const caughtAt = (
  entries: Entries,
  weights: Uint8Array,
  lists: { readonly sizes: Float64Array; readonly caught: Float64Array },
): void => {
  const { person, rows, events, last } = entries
  const { sizes, caught } = lists
  let next = 0
  let rowsAbove = 0
  let eventsAbove = 0
  let tieRows = 0
  let tieEvents = 0
  while (next < sizes.length && sizes[next] === 0) caught[next++] = 0
  for (let i = 0; i < person.length && next < sizes.length; i += 1) {
    const weight = weights[person[i] as number] as number
    tieRows += weight * (rows[i] as number)
    tieEvents += weight * (events[i] as number)
    if (last[i] === 0) continue
    while (next < sizes.length && (sizes[next] as number) <= rowsAbove + tieRows) {
      caught[next] = eventsAbove + (((sizes[next] as number) - rowsAbove) * tieEvents) / tieRows
      next += 1
    }
    rowsAbove += tieRows
    eventsAbove += tieEvents
    tieRows = 0
    tieEvents = 0
  }
}
