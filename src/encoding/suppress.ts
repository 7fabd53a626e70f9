import type { Tally } from './tally.js'

/** Counts of a level that may be shown; null where they may not. */
export interface ShownCounts {
  readonly rows: number | null
  readonly people: number | null
  readonly events: number | null
}

/** Adds the smallest level still shown until what is hidden cannot be worked out from the total. */
const withComplement = (hidden: readonly boolean[], sizes: readonly number[], minimum: number): readonly boolean[] => {
  const all = [...hidden]
  for (;;) {
    const present = all.map((is, i) => (is ? (sizes[i] as number) : 0)).filter((size) => size > 0)
    const total = present.reduce((sum, size) => sum + size, 0)
    if (present.length === 0 || (present.length > 1 && total >= minimum)) return all
    const shown = sizes.flatMap((size, i) => (all[i] === true || size === 0 ? [] : [{ size, i }]))
    if (shown.length === 0) return all
    all[shown.reduce((least, level) => (level.size < least.size ? level : least)).i] = true
  }
}

/**
 * What may be shown of levels that together are the whole of the training rows. Rows and people of a level need `minimum`
 * people; events also need `minimum` people with and `minimum` people without the event (their difference is a count too).
 * Totals are published elsewhere, so one hidden level could be found by subtraction: then the smallest shown level is hidden with
 * it (complementary suppression). Empty levels are null as well, never 0, but hide nothing else. This guards against subtraction
 * of published counts; weights of evidence at full precision are part of the model and still tell the odds of each level.
 */
export const shownCounts = (tallies: readonly Tally[], minimum: number): readonly ShownCounts[] => {
  const small = tallies.map((tally) => tally.people < minimum)
  const rows = withComplement(
    small,
    tallies.map((tally) => tally.people || Math.min(tally.rows, 1)),
    minimum,
  )
  const few = tallies.map(
    (tally, i) => rows[i] === true || tally.eventPeople < minimum || tally.nonEventPeople < minimum,
  )
  const events = withComplement(
    few,
    tallies.map((tally) => tally.people || Math.min(tally.rows, 1)),
    minimum,
  )
  return tallies.map((tally, i) => ({
    rows: rows[i] === true ? null : tally.rows,
    people: rows[i] === true ? null : tally.people,
    events: events[i] === true ? null : tally.events,
  }))
}
