/** How far the intake had come after one period. Cumulative; null where fewer people than the minimum would show, now or by subtraction. */
export interface IntakePeriod {
  readonly period: number
  /** People offered help so far. */
  readonly offered: number | null
  /** Of them, people with an event that had not yet happened. */
  readonly reached: number | null
  /** Reached ÷ all people with an event in the rows. */
  readonly shareReached: number | null
}

/** Period of offer and of event of each person, −1 for none. */
interface Offers {
  readonly offeredAt: Int32Array
  readonly event: Int32Array
  readonly eventPeople: number
  readonly minimum: number
}

/** Cumulative course; a count is shown when it, its step from the last one shown, and what is left are all large enough. */
export const intakeCourse = (periods: readonly number[], by: Offers): readonly IntakePeriod[] => {
  const offered = cumulative(periods, (who) => by.offeredAt[who] as number, by)
  const reached = cumulative(
    periods,
    (who) => ((by.event[who] as number) >= (by.offeredAt[who] as number) ? (by.offeredAt[who] as number) : -1),
    by,
  )
  const shownOffered = steps(offered, by.event.length, by.minimum)
  const shownReached = steps(reached, by.eventPeople, by.minimum)
  return periods.map((period, index) => {
    const found = shownReached[index] as number | null
    return {
      period,
      offered: shownOffered[index] as number | null,
      reached: found,
      shareReached: found === null ? null : found / by.eventPeople,
    }
  })
}

const cumulative = (periods: readonly number[], at: (who: number) => number, by: Offers): readonly number[] => {
  const count = new Map<number, number>()
  for (let who = 0; who < by.event.length; who += 1) {
    const period = at(who)
    if (period >= 0) count.set(period, (count.get(period) ?? 0) + 1)
  }
  let sum = 0
  return periods.map((period) => {
    sum += count.get(period) ?? 0
    return sum
  })
}

const steps = (counts: readonly number[], total: number, minimum: number): readonly (number | null)[] => {
  const last = counts.at(-1) ?? 0
  let from = 0
  return counts.map((count) => {
    // The final count is shown elsewhere, and so is the total.
    const shown =
      count - from >= minimum &&
      (count === last || last - count >= minimum) &&
      (count === total || total - count >= minimum)
    if (shown) from = count
    return shown || (count === from && from > 0) ? count : null
  })
}
