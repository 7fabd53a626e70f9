import { type Capacity, listSize } from './capacity.js'
import type { ListedRanking, Ranking } from './order.js'
import type { People } from './people.js'

/**
 * A ranking folded for resampling: rows of one person with one score are one entry, because a resample takes or leaves them
 * together. Group g holds entries `groupStart[g]` up to `groupStart[g + 1]`.
 */
export interface Entries {
  readonly person: Int32Array
  /** Rows of the entry. */
  readonly rows: Int32Array
  /** Rows of the entry with the outcome. */
  readonly events: Int32Array
  readonly groupStart: Int32Array
  /** Rows of each person. */
  readonly rowsOf: Int32Array
  /** Rows with the outcome of each person. */
  readonly eventsOf: Int32Array
}

/** Folds a ranking into entries, in descending order of score and, within ties, of person number. */
export const entriesOf = (ranking: Ranking, label: Uint8Array, people: People): Entries => {
  const order = ranking.order.slice()
  const groups = ranking.groupStart.length - 1
  const person = new Int32Array(ranking.n)
  const rows = new Int32Array(ranking.n)
  const events = new Int32Array(ranking.n)
  const groupStart = new Int32Array(groups + 1)
  let last = -1
  for (let group = 0; group < groups; group += 1) {
    groupStart[group] = last + 1
    const tied = order.subarray(ranking.groupStart[group] as number, ranking.groupStart[group + 1] as number)
    if (tied.length > 1) tied.sort((a, b) => (people.of[a] as number) - (people.of[b] as number))
    for (const row of tied) {
      const who = people.of[row] as number
      if (last < (groupStart[group] as number) || person[last] !== who) {
        last += 1
        person[last] = who
      }
      rows[last]! += 1
      events[last]! += label[row] as number
    }
  }
  groupStart[groups] = last + 1
  const rowsOf = new Int32Array(people.people)
  const eventsOf = new Int32Array(people.people)
  for (let entry = 0; entry <= last; entry += 1) {
    rowsOf[person[entry] as number]! += rows[entry] as number
    eventsOf[person[entry] as number]! += events[entry] as number
  }
  return {
    person: person.slice(0, last + 1),
    rows: rows.slice(0, last + 1),
    events: events.slice(0, last + 1),
    groupStart,
    rowsOf,
    eventsOf,
  }
}

/** Rows and events of a resample. */
export interface Resampled {
  readonly rows: number
  readonly events: number
}

/** Sums the people's rows and events with their weights. */
export const resampled = (entries: Entries, weights: Uint8Array): Resampled => {
  let rows = 0
  let events = 0
  for (let who = 0; who < weights.length; who += 1) {
    rows += (weights[who] as number) * (entries.rowsOf[who] as number)
    events += (weights[who] as number) * (entries.eventsOf[who] as number)
  }
  return { rows, events }
}

/**
 * One pass over the ranking of a resample.
 * @param sizes sizes of the lists, ascending
 * @param caught receives the expected number of events on the list of each size
 * @returns twice the number of pairs (with outcome, without) in the right order, a tie counting one
 */
export const walk = (
  entries: Entries,
  weights: Uint8Array,
  lists: { readonly sizes: Float64Array; readonly caught: Float64Array },
): number => {
  const { person, rows, events, groupStart } = entries
  const { sizes, caught } = lists
  let next = 0
  let rowsAbove = 0
  let eventsAbove = 0
  let twice = 0
  for (let group = 0; group + 1 < groupStart.length; group += 1) {
    const end = groupStart[group + 1] as number
    let groupRows = 0
    let groupEvents = 0
    for (let i = groupStart[group] as number; i < end; i += 1) {
      const weight = weights[person[i] as number] as number
      groupRows += weight * (rows[i] as number)
      groupEvents += weight * (events[i] as number)
    }
    if (groupRows === 0) continue
    while (next < sizes.length && (sizes[next] as number) <= rowsAbove + groupRows) {
      caught[next] = eventsAbove + (((sizes[next] as number) - rowsAbove) * groupEvents) / groupRows
      next += 1
    }
    twice += (groupRows - groupEvents) * (2 * eventsAbove + groupEvents)
    rowsAbove += groupRows
    eventsAbove += groupEvents
  }
  return twice
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
