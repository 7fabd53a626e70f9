import { WorkbenchError } from '../errors.js'
import { countPeople, type People } from '../numeric/people.js'
import { compensatedSum } from '../numeric/sum.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { type Capacity, checkCapacity } from './capacity.js'
import { listingChance } from './listing.js'
import type { ListedRanking, Ranking } from './order.js'

/** Code of a row whose outcome is not known: its window has not closed, or the person was lost from sight. */
export const UNKNOWN = 255

/** Recall of a list when some outcomes are not known. */
export interface MaturityBounds {
  readonly rows: number
  /** Rows whose outcome is not known, on the list (expected) and off it; null when fewer people than the minimum. */
  readonly unknownListed: number | null
  readonly unknownBelow: number | null
  /** Recall among rows whose outcome is known, with the list made of all rows. */
  readonly known: number | Undefined
  /** Lowest recall over all outcomes that the unknown rows can have. */
  readonly worst: number | Undefined
  /** Highest. */
  readonly best: number | Undefined
  /** Recall if the unknown rows have the outcome with their calibrated probability; undefined without probabilities. */
  readonly asPredicted: number | Undefined
}

interface Unknown {
  readonly chance: number
  readonly probability: number
}

/**
 * Bounds on the recall of a list from outcomes that are not known: no assumption is made about them (Manski's worst-case bounds).
 * Recall is a ratio, so the lowest value is not always "all unlisted ones have the outcome": rows join, from the least
 * (worst) or the most (best) likely listed, as long as they move the ratio.
 * Ties at the cut count by their exact chance of being listed. The list is made of all rows, known or not.
 * @param label 0, 1, or {@link UNKNOWN}
 * @throws WorkbenchError `invalid-label`, `invalid-capacity`
 */
export const maturityBounds = (
  ranking: Ranking,
  rows: {
    readonly label: Uint8Array
    readonly people: People
    readonly probability?: Float64Array
    readonly lists?: ListedRanking
  },
  options: { readonly capacity: Capacity; readonly minimum: number },
): MaturityBounds => {
  const { label, people, probability } = rows
  refuseLabels(label, ranking.n)
  checkCapacity(options.capacity)
  const chance = listingChance(ranking, options.capacity, rows.lists)
  const unknown: Unknown[] = []
  let events = 0
  let caught = 0
  label.forEach((y, row) => {
    if (y === UNKNOWN) unknown.push({ chance: chance[row] as number, probability: probability?.[row] ?? 0 })
    else if (y === 1) {
      events += 1
      caught += chance[row] as number
    }
  })
  const eventPeople = countPeople(people, (row) => label[row] === 1)
  const few = Math.min(eventPeople, caught) < options.minimum
  const shown = (value: number | Undefined): number | Undefined =>
    few ? undefinedBecause(`fewer than ${options.minimum} people with the outcome on the list`) : value
  const known = { events, caught }
  return {
    rows: ranking.n,
    ...unknownCounts(rows, chance, options.minimum),
    known: shown(ratio(caught, events)),
    worst: shown(extreme(known, unknown, -1)),
    best: shown(extreme(known, unknown, 1)),
    asPredicted: probability === undefined ? undefinedBecause('no probabilities') : shown(expected(known, unknown)),
  }
}

const refuseLabels = (label: Uint8Array, rows: number): void => {
  const bad = label.reduce((count, y) => count + (y > 1 && y !== UNKNOWN ? 1 : 0), 0)
  if (label.length === rows && bad === 0) return
  throw new WorkbenchError('invalid-label', {
    expected: `0, 1 or ${UNKNOWN} (not known) for each of ${rows} rows`,
    found: `${label.length} labels, ${bad} of them others`,
  })
}

const ratio = (caught: number, events: number): number | Undefined =>
  events === 0 ? undefinedBecause('no row has the outcome') : caught / events

const unknownCounts = (
  { label, people }: { readonly label: Uint8Array; readonly people: People },
  chance: Float64Array,
  minimum: number,
): Pick<MaturityBounds, 'unknownListed' | 'unknownBelow'> => {
  const share = (on: boolean): number | null => {
    const part = (row: number): number =>
      label[row] === UNKNOWN ? (on ? (chance[row] as number) : 1 - (chance[row] as number)) : 0
    const enough = countPeople(people, (row) => part(row) > 0) >= minimum
    return enough ? compensatedSum(chance.map((_, row) => part(row))) : null
  }
  return { unknownListed: share(true), unknownBelow: share(false) }
}

/** Adds the unknown rows that push the ratio furthest in one direction: of a ratio of sums that is always a run of the sorted rows. */
const extreme = (
  known: { readonly events: number; readonly caught: number },
  unknown: readonly Unknown[],
  direction: 1 | -1,
): number | Undefined => {
  let { events, caught } = known
  const sorted = unknown.map(({ chance }) => chance).sort((a, b) => direction * (b - a))
  for (const chance of sorted) {
    if (events > 0 && direction * (chance * events - caught) <= 0) break
    events += 1
    caught += chance
  }
  return ratio(caught, events)
}

const expected = (
  known: { readonly events: number; readonly caught: number },
  unknown: readonly Unknown[],
): number | Undefined =>
  ratio(
    known.caught + compensatedSum(unknown.map(({ chance, probability }) => chance * probability)),
    known.events + compensatedSum(unknown.map(({ probability }) => probability)),
  )
