import { parameters as p } from './parameters.js'

/** Names of the scenarios. */
export const SCENARIOS = ['base', 'corona', 'drift', 'dirty'] as const
export type Scenario = (typeof SCENARIOS)[number]

/** Weeks that a scenario runs when the caller names none. */
export const defaultWeeks = (scenario: Scenario): number => (scenario === 'corona' || scenario === 'drift' ? 313 : 156)

const day = 86_400_000

/** Monday of week 0, ISO. */
export const firstMonday = (scenario: Scenario): string =>
  scenario === 'corona' || scenario === 'drift' ? '2018-01-01' : '2021-01-04'

/** Who a calendar effect falls on. */
export interface Exposed {
  readonly age: number
  readonly permanent: boolean
}

/** What a scenario changes. Weeks are real-valued, counted from Monday of week 0. */
export interface Effects {
  /** Week of entry for a uniform number. */
  entry(u: number): number
  /** Intensity of the shock for people who enter in this week, in [0, 1]. */
  shock(entry: number): number
  /** True when {@link Effects.job} can differ from 1. */
  readonly calendar: boolean
  /** Factor on the monthly job hazard in the WW month that begins in this week. */
  job(week: number, who: Exposed): number
  /** Added to the log-odds of applying when WW ends in this week. */
  application(week: number, who: Exposed): number
}

const uniformEntry =
  (weeks: number) =>
  (u: number): number =>
    p.entryFrom + u * (weeks + 1 - p.entryFrom)

/** Numbers of the scenarios `corona` and `drift`; weeks of the shock are counted from 1 January 2020, both ends included. */
export const scenarioParameters = {
  corona: {
    entryPerYear: { 2015: 491, 2016: 491, 2017: 390.2, 2018: 335.5, 2019: 330, 2021: 292.5, 2022: 217.5, 2023: 239 },
    entryPerMonth2020: [30, 30, 55, 75, 50, 38, 35, 32, 32, 34, 34, 34],
    shock: [
      { from: 10, to: 21, intensity: 1 },
      { from: 22, to: 34, intensity: 0.4 },
      { from: 44, to: 59, intensity: 0.3 },
    ],
    young: 0.16,
    middle: -0.05,
    jobPerYear: { 2015: 0.9, 2016: 0.9, 2017: 0.95, 2018: 1, 2019: 1.02, 2020: 1, 2021: 1.08, 2022: 1.3, 2023: 1.22 },
    jobShock: [
      { from: 10, to: 25, exposed: 0.6, others: 0.92 },
      { from: 26, to: 60, exposed: 0.82, others: 0.97 },
    ],
    applicationPerYear: { 2018: 0.05, 2019: 0.28, 2020: 0.04, 2021: -0.25, 2022: -0.23, 2023: 0.59 },
    applicationShock: { from: 11, to: 60, notPermanent: 0.75, young: 0.35 },
    youngBelow: 35,
  },
  drift: { weeks: 313, job: 1.15, jobSlope: -0.3, application: -0.578, applicationSlope: 2.557 },
} as const

const c = scenarioParameters.corona

const weekOf = (week0: number, year: number, month = 0): number => (Date.UTC(year, month, 1) - week0) / (7 * day)

const inYear = (table: Readonly<Record<number, number>>, year: number): number => {
  const years = Object.keys(table).map(Number)
  return table[Math.min(Math.max(year, Math.min(...years)), Math.max(...years))] as number
}

/** Entry weeks by a density that is constant within a year, and within a month of 2020. */
const coronaEntry = (week0: number, weeks: number): ((u: number) => number) => {
  const end = weeks + 1
  const pieces: { from: number; to: number; total: number }[] = []
  for (let year = 2015; weekOf(week0, year) < end; year += 1) {
    if (year === 2020) {
      c.entryPerMonth2020.forEach((total, month) => {
        pieces.push({ from: weekOf(week0, 2020, month), to: weekOf(week0, 2020, month + 1), total })
      })
    } else
      pieces.push({
        from: weekOf(week0, year),
        to: weekOf(week0, year + 1),
        total: inYear(c.entryPerYear, year),
      })
  }
  const held = pieces
    .map(({ from, to, total }) => ({
      from: Math.max(from, p.entryFrom),
      to: Math.min(to, end),
      density: total / (to - from),
    }))
    .filter(({ from, to }) => to > from)
  const mass = held.reduce((sum, { from, to, density }) => sum + density * (to - from), 0)
  return (u) => {
    let left = u * mass
    for (const { from, to, density } of held) {
      const here = density * (to - from)
      if (left < here) return from + left / density
      left -= here
    }
    return end
  }
}

/** Calendar factors are looked up by week, so that no date is computed for a person. */
const byWeek = (week0: number, value: (year: number) => number): ((week: number) => number) => {
  const starts = Array.from({ length: 30 }, (_, i) => weekOf(week0, 2010 + i))
  const values = Float64Array.from(starts, (_, i) => value(2010 + i))
  return (week) => {
    let i = starts.length - 1
    while (i > 0 && week < (starts[i] as number)) i -= 1
    return values[i] as number
  }
}

const within = (week: number, { from, to }: { readonly from: number; readonly to: number }): boolean =>
  Math.floor(week) >= from && Math.floor(week) <= to

const corona = (weeks: number): Effects => {
  const week0 = Date.parse(firstMonday('corona'))
  const start2020 = weekOf(week0, 2020)
  const jobYear = byWeek(week0, (year) => inYear(c.jobPerYear, year))
  const applicationYear = byWeek(week0, (year) => inYear(c.applicationPerYear, year))
  return {
    entry: coronaEntry(week0, weeks),
    shock: (entry) => c.shock.find((piece) => within(entry - start2020, piece))?.intensity ?? 0,
    calendar: true,
    job: (week, { age, permanent }) => {
      const shock = c.jobShock.find((piece) => within(week - start2020, piece))
      const factor = shock === undefined ? 1 : age < c.youngBelow || !permanent ? shock.exposed : shock.others
      return jobYear(week) * factor
    },
    application: (week, { age, permanent }) =>
      applicationYear(week) +
      (!permanent && within(week - start2020, c.applicationShock)
        ? c.applicationShock.notPermanent + (age < c.youngBelow ? c.applicationShock.young : 0)
        : 0),
  }
}

const drift = (weeks: number): Effects => {
  const { drift: d } = scenarioParameters
  const share = (week: number): number => Math.min(Math.max(week / d.weeks, 0), 1)
  return {
    entry: uniformEntry(weeks),
    shock: () => 0,
    calendar: true,
    job: (week) => d.job + d.jobSlope * share(week),
    application: (week) => d.application + d.applicationSlope * share(week),
  }
}

const still = (weeks: number): Effects => ({
  entry: uniformEntry(weeks),
  shock: () => 0,
  calendar: false,
  job: () => 1,
  application: () => 0,
})

/** What a scenario changes over a window of `weeks` weeks. */
export const effectsOf = (scenario: Scenario, weeks: number): Effects =>
  scenario === 'corona' ? corona(weeks) : scenario === 'drift' ? drift(weeks) : still(weeks)
