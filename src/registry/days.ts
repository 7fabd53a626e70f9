/** The day of a moment, in UTC: `2026-11-22`. */
export const dayOf = (moment: string | number): string => new Date(moment).toISOString().slice(0, 10)

/** The same day some months later; the last day of that month where it has no such day. */
export const monthsLater = (day: string, months: number): string => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate()
  return dayOf(Date.UTC(year, month - 1 + months, Math.min(date, last)))
}
