import type { RankingExaminationResult } from '../../data-schemas/results/ranking-examination.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { listSize } from '../ranking/capacity.js'
import type { TieKey } from '../ranking/cut.js'
import { listChurn } from '../ranking/list-churn.js'
import { productionListing } from '../ranking/listing.js'
import { rankingOf, rankingWithin } from '../ranking/order.js'
import { listChanges } from './list-changes.js'
import { type Contribution, type Crossing, listDrivers } from './list-drivers.js'
import { type ListMoments, type RankedList, rankChanges } from './rank-change.js'

type Churn = Exclude<RankingExaminationResult['churn'], { kind: 'undefined' }>
type Champion = Exclude<RankingExaminationResult['champion'], { kind: 'undefined' }>

/** The rows of all lists through time: one office at one date each. */
export interface CourseRows {
  readonly score: Float64Array
  readonly person: Int32Array
  /** Number of the date of each row, an index of `dates`. */
  readonly period: Int32Array
  /** Dates in order, ISO. */
  readonly dates: readonly string[]
  /** Code of the office, 0 or higher. */
  readonly office: Int32Array
}

/** How many of each list are offered help, and the disclosure threshold. */
export interface CourseOptions {
  readonly k: number
  readonly minimum: number
}

const codeOf = ({ office, period, dates }: CourseRows): Int32Array =>
  office.map((code, row) => code * dates.length + (period[row] as number))

/** Rows of each date and office. */
const rowsOf = (rows: CourseRows): readonly (readonly Int32Array[])[] => {
  const offices = rows.office.reduce((most, code) => Math.max(most, code), -1) + 1
  const code = codeOf(rows)
  const start = new Int32Array(offices * rows.dates.length + 1)
  for (const list of code) start[list + 1]! += 1
  for (let i = 1; i < start.length; i += 1) start[i]! += start[i - 1] as number
  const next = start.slice()
  const order = new Int32Array(code.length)
  code.forEach((list, row) => {
    order[next[list] as number] = row
    next[list]! += 1
  })
  return rows.dates.map((_, period) =>
    Array.from({ length: offices }, (__, office) => {
      const list = office * rows.dates.length + period
      return order.subarray(start[list], start[list + 1])
    }),
  )
}

/** True when a person occurs twice at one date: then it is not clear which of the two is on the list. */
const repeated = ({ person, period, dates }: CourseRows): boolean => {
  const seen = new Set<number>()
  return person.some((who, row) => {
    const key = who * dates.length + (period[row] as number)
    const twice = seen.has(key)
    seen.add(key)
    return twice
  })
}

interface Scores {
  readonly before: Float64Array
  readonly after: Float64Array
}

const ranked = (of: Int32Array, rows: CourseRows, by: { readonly scores: Scores; readonly k: number }): RankedList => ({
  persons: Array.from(of, (row) => rows.person[row] as number),
  underBefore: Float64Array.from(of, (row) => by.scores.before[row] as number),
  underAfter: Float64Array.from(of, (row) => by.scores.after[row] as number),
  capacity: listSize({ kind: 'share', share: by.k }, of.length),
})

/** Every office's list at one date and at the next. */
const momentsOf = (
  rows: CourseRows,
  by: {
    readonly lists: ReturnType<typeof rowsOf>
    readonly scores: Scores
    readonly k: number
    readonly at: number
  },
): readonly ListMoments[] => {
  const [before = [], after = []] = [by.lists[by.at], by.lists[by.at + 1]]
  return before.flatMap((of, office) => {
    const next = after[office] as Int32Array
    return of.length + next.length === 0 ? [] : [{ before: ranked(of, rows, by), after: ranked(next, rows, by) }]
  })
}

const crossingsOf = (rows: CourseRows, lists: ReturnType<typeof rowsOf>, listed: Uint8Array): readonly Crossing[] => {
  const last = new Map<number, number>()
  const found: Crossing[] = []
  const visit = (after: number): void => {
    const person = rows.person[after] as number
    const before = last.get(person)
    last.set(person, after)
    if (before === undefined || (rows.period[after] as number) !== (rows.period[before] as number) + 1) return
    if (listed[before] === listed[after]) return
    found.push({ person, before, after, direction: listed[after] === 1 ? 'rose' : 'fell' })
  }
  for (const offices of lists) for (const list of offices) list.forEach(visit)
  return found
}

/** Why there is no course: too few dates, or people twice at one date; null when there is one. */
const noCourse = (rows: CourseRows): Undefined | null => {
  if (rows.dates.length < 2) return undefinedBecause('fewer than two dates on the test side')
  return repeated(rows) ? undefinedBecause('people occur more than once at one date') : null
}

/**
 * The lists from date to date: overlap, who enters and leaves and by what (pool or cut; data, coefficients, cohort), and which indicators
 * move people across the cut. Ties are drawn as production draws them, and count as half in the reasons.
 */
export const listCourse = (
  rows: CourseRows & { readonly tieKey: TieKey; readonly contributions: readonly Contribution[] },
  { k, minimum }: CourseOptions,
): Churn | Undefined => {
  const none = noCourse(rows)
  if (none !== null) return none
  const ranking = rankingOf(rows.score)
  const cut = { tieKey: rows.tieKey, lists: rankingWithin(ranking, codeOf(rows)) }
  const listed = productionListing(ranking, { kind: 'share', share: k }, cut)
  const by = { lists: rowsOf(rows), scores: { before: rows.score, after: rows.score }, k }
  const changes = listChurn(listed, rows, minimum).map(({ from, to, ...churn }) => {
    const { entered, left } = listChanges(momentsOf(rows, { ...by, at: from }), minimum)
    const fallen = churn.because.fellBelowCut
    return {
      from: rows.dates[from] as string,
      to: rows.dates[to] as string,
      ...churn,
      fallenShare: fallen === null || churn.both === null ? null : fallen / (churn.both + fallen),
      entered,
      left,
    }
  })
  return { k, changes, drivers: copied(listDrivers(crossingsOf(rows, by.lists, listed), rows.contributions, minimum)) }
}

const copied = ({ rose, fell }: ReturnType<typeof listDrivers>): Churn['drivers'] => ({
  rose: [...rose],
  fell: [...fell],
})

/**
 * Were the new model taken into use between the last two dates: why the ranks of the people on both lists change, and who enters and
 * leaves by what.
 */
export const changesAtAdoption = (
  rows: CourseRows & { readonly champion: Float64Array },
  { k, minimum }: CourseOptions,
): Champion['atAdoption'] => {
  const none = noCourse(rows)
  if (none !== null) return none
  const at = rows.dates.length - 2
  const moments = momentsOf(rows, {
    lists: rowsOf(rows),
    scores: { before: rows.champion, after: rows.score },
    k,
    at,
  })
  const sums = { change: 0, data: 0, coefficients: 0, cohort: 0 }
  let people = 0
  for (const list of moments) {
    const changes = rankChanges(list)
    for (const person of list.before.persons) {
      const found = changes.of(person)
      if (found.kind !== 'rank-change') continue
      people += 1
      sums.change += Math.abs(found.change)
      sums.data += Math.abs(found.parts.data)
      sums.coefficients += Math.abs(found.parts.coefficients)
      sums.cohort += Math.abs(found.parts.cohort)
    }
  }
  if (people < minimum) return undefinedBecause(`fewer than ${minimum} people are on the lists of both dates`)
  const { entered, left } = listChanges(moments, minimum)
  return {
    k,
    from: rows.dates[at] as string,
    to: rows.dates[at + 1] as string,
    people,
    rank: {
      change: sums.change / people,
      data: sums.data / people,
      coefficients: sums.coefficients / people,
      cohort: sums.cohort / people,
    },
    entered,
    left,
  }
}
