import type { PeriodRole } from '../../data-schemas/results/panel.js'
import type { Split, Study } from '../../data-schemas/study.js'

/** A snapshot date as it occurs in the data, with the day on which its outcome window closes. ISO dates. */
export interface SnapshotDay {
  readonly day: string
  readonly closes: string
}

/** What the study does with a snapshot date. */
export interface Week extends SnapshotDay {
  /** Order of the date among all dates of the data, from 0. */
  readonly index: number
  /** False before the cohort's `from` or after its `until`. */
  readonly inPeriod: boolean
  /** False where "every n-th week" skips it. */
  readonly inRhythm: boolean
  /** False when the outcome window is not yet closed. */
  readonly closed: boolean
  /** Use in a split by time; `train` for every other split. */
  readonly role: Exclude<PeriodRole, 'open'>
  /** True for a training date of which the window closes after the test starts. */
  readonly lateWindow: boolean
}

const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000

/** Whole days from one ISO date to another. */
export const daysBetween = (from: string, until: string): number => dayNumber(until) - dayNumber(from)

/**
 * The last ISO date from which that many calendar months end on or before the given date. A month that is too short ends on its
 * last day, so the last day of a month may be reached from several days.
 */
export const addMonthsBack = (date: string, months: number): string => {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number)
  const lastOf = (offset: number): number => new Date(Date.UTC(year, month - 1 + offset + 1, 0)).getUTCDate()
  const place = months > 0 && day === lastOf(0) ? lastOf(-months) : Math.min(day, lastOf(-months))
  return new Date(Date.UTC(year, month - 1 - months, place)).toISOString().slice(0, 10)
}

const timeRole = (split: Extract<Split, { kind: 'time' }>, day: string): Week['role'] => {
  if (day < (split.trainFrom ?? '') || day > (split.testUntil ?? '9999-12-31')) return 'outside'
  if (day <= split.trainUntil) return 'train'
  return day >= split.testFrom ? 'test' : 'embargo'
}

/**
 * Decides for each snapshot date whether it is in the cohort, whether its window is closed and what the split does with it.
 * ISO dates sort as texts, so no calendar arithmetic is needed but the count of weeks from the origin.
 * @param days all snapshot dates of the data, ascending
 * @param observedUntil last day on which outcomes were seen; null when the outcome is a column
 */
export const planWeeks = (
  study: Study,
  days: readonly SnapshotDay[],
  observedUntil: string | null,
): readonly Week[] => {
  const { every = 1, origin, from = '', until = '9999-12-31' } = study.cohort ?? {}
  const start = origin ?? days[0]?.day ?? '1970-01-05'
  const split = study.split
  return days.map(({ day, closes }, index) => {
    const weeks = Math.floor(daysBetween(start, day) / 7)
    const role = split.kind === 'time' ? timeRole(split, day) : 'train'
    return {
      index,
      day,
      closes,
      inPeriod: day >= from && day <= until,
      inRhythm: ((weeks % every) + every) % every === 0,
      closed: observedUntil === null || closes <= observedUntil,
      role,
      lateWindow: split.kind === 'time' && role === 'train' && closes > split.testFrom,
    }
  })
}

/** True when rows of this date may land on a side of the split. */
export const isUsed = (week: Week): boolean =>
  week.inPeriod && week.inRhythm && week.closed && !week.lateWindow && (week.role === 'train' || week.role === 'test')

/** Runs of dates in the cohort with one use, in order. */
export const timelineOf = (
  weeks: readonly Week[],
): readonly { role: PeriodRole; from: string; until: string; closes: string; snapshots: number }[] => {
  const runs: { role: PeriodRole; from: string; until: string; closes: string; snapshots: number }[] = []
  for (const week of weeks.filter(({ inPeriod, inRhythm }) => inPeriod && inRhythm)) {
    const role: PeriodRole =
      week.role === 'outside' ? 'outside' : !week.closed ? 'open' : week.lateWindow ? 'embargo' : week.role
    const last = runs.at(-1)
    if (last?.role === role) {
      last.until = week.day
      last.closes = week.closes
      last.snapshots += 1
    } else runs.push({ role, from: week.day, until: week.day, closes: week.closes, snapshots: 1 })
  }
  return runs
}

/**
 * The split by time that fits the data best: of all test starts that leave a full horizon between the last training window and
 * the test, the one with the most snapshot dates on its smaller side. Undefined when the data are too short for any.
 */
export const fittingTimeSplit = (weeks: readonly Week[]): { trainUntil: string; testFrom: string } | undefined => {
  const usable = weeks.filter(({ inPeriod, inRhythm, closed }) => inPeriod && inRhythm && closed)
  let best: { trainUntil: string; testFrom: string; size: number } | undefined
  for (const [place, { day: testFrom }] of usable.entries()) {
    const train = usable.filter(({ closes, day }) => closes <= testFrom && day < testFrom)
    const size = Math.min(train.length, usable.length - place)
    const trainUntil = train.at(-1)?.day
    if (trainUntil !== undefined && size > (best?.size ?? 0)) best = { trainUntil, testFrom, size }
  }
  return best && { trainUntil: best.trainUntil, testFrom: best.testFrom }
}
