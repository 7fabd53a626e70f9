import { WorkbenchError } from '../errors.js'
import { descendingOrder } from '../numeric/descending-order.js'
import { gatherCodes, gatherNumbers } from '../numeric/gather.js'
import { wilsonInterval } from '../numeric/interval.js'
import { densePeople, type People } from '../numeric/people.js'
import { quantile } from '../numeric/quantile.js'
import { rowNumbers } from '../numeric/row-numbers.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type Capacity, checkCapacity, listSize } from './capacity.js'
import type { TieKey } from './cut.js'
import { type IntakePeriod, intakeCourse } from './intake-course.js'

/** What adviser's offices see: one entry per person per period. */
export interface IntakeRows {
  readonly score: Float64Array
  /** Code of the person. */
  readonly person: Int32Array
  /** Number of the period (week), 0 for the first. */
  readonly period: Int32Array
  /** Code of the office, 0 or higher; without it there is one list a period. */
  readonly office?: Int32Array
  /** Period in which the person's event falls, −1 for none: the same in all rows of a person. */
  readonly eventPeriod: Int32Array
  /** Production's tie-break, smallest first; then the smallest row number. */
  readonly tieKey?: TieKey
}

/** Options of {@link simulateIntake}. */
export interface IntakeOptions {
  /** Places on each list. A share is taken of the people who have not been offered help yet. */
  readonly capacity: Capacity
  /** Disclosure threshold in people. */
  readonly minimum: number
  /** Default 0.95. */
  readonly confidence?: number
}

/** What a fixed number of places a period does: people leave the pool when they are offered help. */
export interface Intake {
  readonly periods: number
  readonly lists: number
  readonly people: number
  readonly eventPeople: number | null
  /** People offered help over all periods. */
  readonly offered: number | null
  /** Places that stayed empty because everybody had been offered help. */
  readonly unusedPlaces: number
  readonly reached: number | null
  /** Reached ÷ people with an event, with Wilson's interval: people are taken as independent. */
  readonly shareReached: {
    readonly estimate: number | Undefined
    readonly lower: number | null
    readonly upper: number | null
  }
  /** Periods from offer to event among the people reached; 0 is the period of the event. Undefined below four times the minimum. */
  readonly lead: { readonly quarter: number; readonly median: number; readonly threeQuarters: number } | Undefined
  /** Were nobody to leave the pool: how often a listed person would be listed again, and the places that would take. */
  readonly repeats: { readonly perPerson: number | null; readonly shareOfPlaces: number | null }
  readonly course: readonly IntakePeriod[]
}

interface Work {
  readonly rows: IntakeRows
  readonly people: People
  readonly options: IntakeOptions
  /** Rows of each list, lists in order of period and office, from high to low score. */
  readonly lists: readonly { readonly period: number; readonly rows: Int32Array }[]
}

/**
 * Simulates the intake: in each period every office offers help to the highest scores among its people who were not offered any
 * before. Says which share of the people with an event is reached before it, how long before, and how many places repeat listings
 * would take if nobody left the pool. No refusals, no new risk by being helped: it says what the capacity allows, not what help does.
 * @throws WorkbenchError `mismatched-length`, `invalid-capacity`, `invalid-code`, `invalid-number`
 */
export const simulateIntake = (rows: IntakeRows, options: IntakeOptions): Intake => {
  const work = prepare(rows, options)
  const { people } = work
  const event = eventOf(rows, people)
  const leaving = walk(work, true)
  const staying = walk(work, false)
  const eventPeople = event.reduce((sum, period) => sum + (period >= 0 ? 1 : 0), 0)
  const lead = leadsOf(leaving.offeredAt, event)
  const offered = leaving.places
  const show = (count: number): number | null => (count < options.minimum ? null : count)
  const enough = eventPeople >= options.minimum
  const listedPeople = staying.offeredAt.reduce((sum, period) => sum + (period >= 0 ? 1 : 0), 0)
  const repeated = listedPeople >= options.minimum
  return {
    periods: new Set(work.lists.map(({ period }) => period)).size,
    lists: work.lists.length,
    people: people.people,
    eventPeople: show(eventPeople),
    offered: show(offered),
    unusedPlaces: leaving.unused,
    reached: enough ? show(lead.length) : null,
    shareReached: shareOf(lead.length, eventPeople, options),
    lead: quartiles(lead, options.minimum),
    repeats: {
      perPerson: repeated ? staying.places / listedPeople - 1 : null,
      shareOfPlaces: repeated ? 1 - listedPeople / staying.places : null,
    },
    course: intakeCourse([...new Set(work.lists.map(({ period }) => period))], {
      offeredAt: leaving.offeredAt,
      event,
      eventPeople,
      minimum: options.minimum,
    }),
  }
}

const prepare = (rows: IntakeRows, options: IntakeOptions): Work => {
  const { score, person, period, office, eventPeriod, tieKey } = rows
  const n = score.length
  checkCapacity(options.capacity)
  if ([person, period, office, eventPeriod, tieKey].some((column) => column !== undefined && column.length !== n)) {
    throw new WorkbenchError('mismatched-length', {
      expected: `${n} entries in every column`,
      found: 'others',
      where: 'intake',
    })
  }
  const below = (codes: Int32Array): number => codes.reduce((count, code) => count + (code < 0 ? 1 : 0), 0)
  const bad = below(period) + (office === undefined ? 0 : below(office))
  if (bad > 0)
    throw new WorkbenchError('invalid-code', { expected: 'periods and offices of 0 or higher', found: `${bad} below` })
  if (score.some(Number.isNaN))
    throw new WorkbenchError('invalid-number', { expected: 'a score for every row', found: 'NaN' })
  const order = inOrder(rows)
  return { rows, options, people: densePeople(person), lists: cutLists(rows, order) }
}

/** Rows by period, office, score from high to low, tie-break and number: stable sorts, from the last of these to the first. */
const inOrder = ({ score, period, office, tieKey }: IntakeRows): Int32Array => {
  const drawn =
    tieKey === undefined ? rowNumbers(score.length) : descendingOrder(new Float64Array(tieKey).map((key) => -key))
  const scored = gatherCodes(drawn, descendingOrder(gatherNumbers(score, drawn)))
  return byCode(period, office === undefined ? scored : byCode(office, scored))
}

/** Rows by code; rows of one code stay in their order. */
const byCode = (codes: Int32Array, rows: Int32Array): Int32Array => {
  const next = new Int32Array(codes.reduce((most, code) => Math.max(most, code), -1) + 2)
  for (const code of codes) next[code + 1]! += 1
  for (let code = 0; code + 1 < next.length; code += 1) next[code + 1]! += next[code] as number
  const order = new Int32Array(rows.length)
  for (const row of rows) {
    const code = codes[row] as number
    order[next[code] as number] = row
    next[code]! += 1
  }
  return order
}

const cutLists = ({ period, office }: IntakeRows, order: Int32Array): Work['lists'] => {
  const lists: { period: number; rows: Int32Array }[] = []
  let begin = 0
  for (let end = 1; end <= order.length; end += 1) {
    const [here, next] = [order[end - 1] as number, order[end]]
    if (next !== undefined && period[next] === period[here] && office?.[next] === office?.[here]) continue
    lists.push({ period: period[here] as number, rows: order.subarray(begin, end) })
    begin = end
  }
  return lists
}

/** Period of the event of each person, −1 for none; the last row of a person counts, as all are the same. */
const eventOf = ({ eventPeriod }: IntakeRows, { people, of }: People): Int32Array => {
  const event = new Int32Array(people).fill(-1)
  for (let row = 0; row < of.length; row += 1) event[of[row] as number] = eventPeriod[row] as number
  return event
}

/** Fills every list in turn; `leave` says whether those offered help leave the pool. */
const walk = (
  { lists, people, options }: Work,
  leave: boolean,
): { readonly offeredAt: Int32Array; readonly places: number; readonly unused: number } => {
  const offeredAt = new Int32Array(people.people).fill(-1)
  let places = 0
  let unused = 0
  for (const { period, rows } of lists) {
    const pool = leave ? rows.filter((row) => offeredAt[people.of[row] as number] === -1) : rows
    const size = listSize(options.capacity, pool.length)
    for (let i = 0; i < size; i += 1) {
      const who = people.of[pool[i] as number] as number
      if (offeredAt[who] === -1) offeredAt[who] = period
    }
    places += size
    if (options.capacity.kind === 'size') unused += options.capacity.size - size
  }
  return { offeredAt, places, unused }
}

/** Periods from offer to event of everybody reached before or in the period of the event, ascending. */
const leadsOf = (offeredAt: Int32Array, event: Int32Array): Float64Array => {
  const leads: number[] = []
  for (let who = 0; who < event.length; who += 1) {
    const [at, when] = [offeredAt[who] as number, event[who] as number]
    if (at >= 0 && when >= at) leads.push(when - at)
  }
  return Float64Array.from(leads).sort()
}

const shareOf = (
  reached: number,
  eventPeople: number,
  { minimum, confidence = 0.95 }: IntakeOptions,
): Intake['shareReached'] => {
  if (eventPeople < minimum || reached < minimum) {
    return {
      estimate: undefinedBecause(`fewer than ${minimum} people with an event, or reached`),
      lower: null,
      upper: null,
    }
  }
  const interval = wilsonInterval(reached, eventPeople, confidence)
  return { estimate: reached / eventPeople, ...('kind' in interval ? { lower: null, upper: null } : interval) }
}

const quartiles = (lead: Float64Array, minimum: number): Intake['lead'] => {
  if (lead.length === 0 || lead.length < 4 * minimum)
    return undefinedBecause(
      `fewer than ${4 * minimum} people reached, so that a quarter would show fewer than ${minimum}`,
    )
  const at = (p: number): number => quantile(lead, p) as number
  return { quarter: at(0.25), median: at(0.5), threeQuarters: at(0.75) }
}
