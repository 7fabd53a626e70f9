/**
 * Counts on the training side. All are additive over levels that do not overlap.
 *
 * `rows` and `events` count rows. The three counts of people are **anchored**: each person is counted once, in the level
 * of the person's first training row (`people`), first row with the outcome (`eventPeople`) and first row without it
 * (`nonEventPeople`), in `row_id` order. A person whose value changes over the weeks would otherwise be counted in several
 * levels, and distinct counts could not be added when levels merge. Whoever is anchored in a level has a row there, so an
 * anchored count never exceeds the number of distinct people: a minimum that holds for it holds for distinct people.
 */
export interface Tally {
  readonly rows: number
  readonly events: number
  readonly people: number
  readonly eventPeople: number
  readonly nonEventPeople: number
}

/** No rows. */
export const emptyTally: Tally = { rows: 0, events: 0, people: 0, eventPeople: 0, nonEventPeople: 0 }

/** Counts of two levels that do not overlap, together. */
export const addTallies = (a: Tally, b: Tally): Tally => ({
  rows: a.rows + b.rows,
  events: a.events + b.events,
  people: a.people + b.people,
  eventPeople: a.eventPeople + b.eventPeople,
  nonEventPeople: a.nonEventPeople + b.nonEventPeople,
})

/** Counts of levels that do not overlap, together. */
export const sumTallies = (tallies: readonly Tally[]): Tally => tallies.reduce(addTallies, emptyTally)

/** What a level must hold to have a weight of evidence of its own: people as in {@link Tally}, and rows. */
export interface Minima {
  readonly people: number
  readonly eventPeople: number
  readonly nonEventPeople: number
  readonly rows: number
}

/** True when a level holds enough people and rows, and at least one event and one non-event. */
export const isSufficient = (tally: Tally, minima: Minima): boolean =>
  tally.people >= minima.people &&
  tally.eventPeople >= minima.eventPeople &&
  tally.nonEventPeople >= minima.nonEventPeople &&
  tally.rows >= minima.rows &&
  tally.events > 0 &&
  tally.rows - tally.events > 0
