import { WorkbenchError } from '../errors.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** Two lists of people. Counts are null together when one of them is of fewer people than the minimum, as each follows from the others. */
export interface ListOverlap {
  readonly suppressed: boolean
  /** People on both lists. */
  readonly both: number | null
  /** On the second only. */
  readonly entrants: number | null
  /** On the first only. */
  readonly leavers: number | null
  /** Both ÷ on either. Undefined when both lists are empty. */
  readonly jaccard: number | Undefined | null
}

/** Two consecutive periods. */
export interface ListChurn extends ListOverlap {
  readonly from: number
  readonly to: number
  /** Why people entered or left, in people; null as the counts above, or when one of the two is of fewer people than the minimum. */
  readonly because: {
    /** In the pool in one period only. */
    readonly newInPool: number | null
    readonly leftPool: number | null
    /** In the pool in both, but across the cut. */
    readonly roseAboveCut: number | null
    readonly fellBelowCut: number | null
  }
}

/** Who is where in one period. */
interface Period {
  readonly pool: ReadonlySet<number>
  readonly listed: ReadonlySet<number>
}

const count = (people: ReadonlySet<number>, keep: (who: number) => boolean): number => {
  let found = 0
  for (const who of people) if (keep(who)) found += 1
  return found
}

const overlapOf = (first: ReadonlySet<number>, second: ReadonlySet<number>, minimum: number): ListOverlap => {
  const both = count(first, (who) => second.has(who))
  const [entrants, leavers] = [second.size - both, first.size - both]
  if (first.size === 0 && second.size === 0) {
    return {
      suppressed: true,
      both: null,
      entrants: null,
      leavers: null,
      jaccard: undefinedBecause('both lists are empty'),
    }
  }
  if (Math.min(both, entrants, leavers) < minimum) {
    return { suppressed: true, both: null, entrants: null, leavers: null, jaccard: null }
  }
  return { suppressed: false, both, entrants, leavers, jaccard: both / (both + entrants + leavers) }
}

const refuseLengths = (lengths: readonly number[]): void => {
  if (new Set(lengths).size === 1) return
  throw new WorkbenchError('mismatched-length', {
    expected: 'as many people as list marks and periods',
    found: lengths.join(', '),
    where: 'overlap of lists',
  })
}

/**
 * Overlap of two lists of the same rows, such as those of two models, in people: a person is on a list when one of their rows is.
 * @param listed 1 for the rows on the first and on the second list
 * @throws WorkbenchError `mismatched-length`
 */
export const listOverlap = (
  listed: { readonly first: Uint8Array; readonly second: Uint8Array },
  person: Int32Array,
  minimum: number,
): ListOverlap => {
  refuseLengths([person.length, listed.first.length, listed.second.length])
  const on = (mark: Uint8Array): ReadonlySet<number> => new Set(person.filter((_, row) => mark[row] === 1))
  return overlapOf(on(listed.first), on(listed.second), minimum)
}

/**
 * Churn of the list between each period that holds rows and the next one that does: who stays, enters and leaves, and whether by
 * entering or leaving the pool or by crossing the cut. In people; nobody is named.
 * @param period number of each row's period
 * @throws WorkbenchError `mismatched-length`
 */
export const listChurn = (
  listed: Uint8Array,
  rows: { readonly person: Int32Array; readonly period: Int32Array },
  minimum: number,
): readonly ListChurn[] => {
  const { person, period } = rows
  refuseLengths([person.length, listed.length, period.length])
  const found = new Map<number, { pool: Set<number>; listed: Set<number> }>()
  for (let row = 0; row < person.length; row += 1) {
    const at = period[row] as number
    const here = found.get(at) ?? { pool: new Set<number>(), listed: new Set<number>() }
    found.set(at, here)
    here.pool.add(person[row] as number)
    if (listed[row] === 1) here.listed.add(person[row] as number)
  }
  const periods = [...found.keys()].sort((a, b) => a - b)
  return periods.slice(1).map((to, index) => {
    const from = periods[index] as number
    return churnOf(found.get(from) as Period, found.get(to) as Period, { from, to, minimum })
  })
}

const churnOf = (
  before: Period,
  after: Period,
  by: { readonly from: number; readonly to: number; readonly minimum: number },
): ListChurn => {
  const overlap = overlapOf(before.listed, after.listed, by.minimum)
  const split = (all: number, part: number): readonly [number | null, number | null] =>
    overlap.suppressed || Math.min(part, all - part) < by.minimum ? [null, null] : [part, all - part]
  const newcomers = count(after.listed, (who) => !before.pool.has(who))
  const gone = count(before.listed, (who) => !after.pool.has(who))
  const [newInPool, roseAboveCut] = split(overlap.entrants ?? 0, newcomers)
  const [leftPool, fellBelowCut] = split(overlap.leavers ?? 0, gone)
  return { from: by.from, to: by.to, ...overlap, because: { newInPool, leftPool, roseAboveCut, fellBelowCut } }
}
