import type { People } from '../numeric/people.js'
import { type Capacity, listSize } from './capacity.js'
import type { ListedRanking, Ranking } from './order.js'

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
  let twice = 0
  let tieRows = 0
  let tieEvents = 0
  for (let i = 0; i < person.length; i += 1) {
    const weight = weights[person[i] as number] as number
    tieRows += weight * (rows[i] as number)
    tieEvents += weight * (events[i] as number)
    if (last[i] === 1) {
      twice += (tieRows - tieEvents) * (2 * eventsAbove + tieEvents)
      rowsAbove += tieRows
      eventsAbove += tieEvents
      tieRows = 0
      tieEvents = 0
    }
  }
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

/** Lists folded for resampling: rows list after list, from high to low score. */
export interface ListedEntries {
  readonly person: Int32Array
  readonly label: Uint8Array
  /** Tie group of each row in the pooled ranking. */
  readonly group: Int32Array
  readonly start: Int32Array
}

/** Puts a ranking cut into lists in the order of its lists. */
export const listedEntriesOf = (
  ranking: Ranking,
  lists: ListedRanking,
  by: { readonly label: Uint8Array; readonly people: People },
): ListedEntries => {
  const { order, start } = lists
  return {
    person: order.map((row) => by.people.of[row] as number),
    label: Uint8Array.from(order, (row) => by.label[row] as number),
    group: order.map((row) => ranking.groupOf[row] as number),
    start,
  }
}

/** Listed rows and expected events on the lists of a resample, each list taking `capacity` of its own resampled rows. */
export const walkLists = (
  entries: ListedEntries,
  weights: Uint8Array,
  capacity: Capacity,
): { readonly size: number; readonly caught: number } => {
  const { person, start } = entries
  let size = 0
  let caught = 0
  for (let list = 0; list + 1 < start.length; list += 1) {
    const begin = start[list] as number
    const end = start[list + 1] as number
    let rows = 0
    for (let i = begin; i < end; i += 1) rows += weights[person[i] as number] as number
    const listed = listSize(capacity, rows)
    size += listed
    caught += caughtInList(entries, weights, { begin, end, size: listed })
  }
  return { size, caught }
}

const caughtInList = (
  { person, label, group }: ListedEntries,
  weights: Uint8Array,
  list: { readonly begin: number; readonly end: number; readonly size: number },
): number => {
  let above = 0
  let caught = 0
  for (let i = list.begin; i < list.end && above < list.size; ) {
    const tie = group[i] as number
    let rows = 0
    let events = 0
    for (; i < list.end && group[i] === tie; i += 1) {
      const weight = weights[person[i] as number] as number
      rows += weight
      events += weight * (label[i] as number)
    }
    if (rows === 0) continue
    caught += (Math.min(rows, list.size - above) * events) / rows
    above += rows
  }
  return caught
}
