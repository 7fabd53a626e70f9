import { type DistinctValues, distinctValues } from './distinct-values.js'
import { type Cut, isLeft, quantileCuts } from './prebins.js'
import { separator } from './separator.js'
import type { Tally } from './tally.js'
import type { NumericCounts, Prebin, StateCount } from './training-counts.js'
import { valuesNearCuts } from './values-near-cuts.js'

/** The training rows of one candidate, in any order. */
export interface Column {
  readonly value: Float64Array
  /** 0 value, 1 missing, 2 not applicable, 3 + j special code j. */
  readonly state: Uint8Array
  /** What each row counts for, beside itself: the sum of {@link MARKS}. */
  readonly marks: Uint8Array
  /** True when each row is a person of its own; then only events are marked. */
  readonly alone: boolean
}

/** A row with the outcome, and the rows in which its person is anchored ({@link Tally}). */
export const MARKS = { event: 1, firstRow: 2, firstEvent: 4, firstOther: 8 } as const

/** Five counts: rows, events, people, people with the outcome, people without. */
const FIELDS = 5
const STATES = 256

/** The values, those with marks, and counts of the rows without a value by state. */
interface Parted {
  readonly all: Float64Array
  readonly marked: Float64Array
  readonly marks: Uint8Array
  readonly states: Float64Array
  readonly finite: boolean
  readonly alone: boolean
}

const markedRows = (marks: Uint8Array): number => {
  let count = 0
  for (let row = 0; row < marks.length; row += 1) count += Number(marks[row] !== 0)
  return count
}

const part = ({ value, state, marks, alone }: Column): Parted => {
  const all = new Float64Array(value.length)
  const most = markedRows(marks)
  const marked = new Float64Array(most)
  const kept = new Uint8Array(most)
  const states = new Float64Array(FIELDS * STATES)
  let count = 0
  let withMarks = 0
  let finite = true
  for (let row = 0; row < value.length; row += 1) {
    const own = (value[row] as number) + 0
    const mark = marks[row] as number
    if (state[row] !== 0) {
      addMarks(states, FIELDS * (state[row] as number), mark)
      continue
    }
    if (own - own !== 0) finite = false
    all[count] = own
    count += 1
    if (mark === 0) continue
    marked[withMarks] = own
    kept[withMarks] = mark
    withMarks += 1
  }
  return { all: all.subarray(0, count), marked: marked.subarray(0, withMarks), marks: kept, states, finite, alone }
}

const addMarks = (counts: Float64Array, at: number, mark: number): void => {
  counts[at]! += 1
  counts[at + 1]! += mark & 1
  counts[at + 2]! += (mark >> 1) & 1
  counts[at + 3]! += (mark >> 2) & 1
  counts[at + 4]! += mark >> 3
}

/** Rows of the distinct values between the cuts, with the extremes (NaN when empty). */
const spread = ({ values, rows }: DistinctValues, cuts: readonly Cut[]) => {
  const counts = new Float64Array(cuts.length + 1)
  const lowest = new Float64Array(cuts.length + 1).fill(Number.NaN)
  const highest = new Float64Array(cuts.length + 1).fill(Number.NaN)
  let bin = 0
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number
    while (bin < cuts.length && !isLeft(value, cuts[bin] as Cut)) bin += 1
    if (counts[bin] === 0) lowest[bin] = value
    highest[bin] = value
    counts[bin]! += rows[i] as number
  }
  return { counts, lowest, highest }
}

/** Counts of marked values between the cuts, five for each bin; the first counts marked rows only. */
const placed = ({ marked, marks }: Parted, cuts: readonly Cut[]): Float64Array => {
  const at = Float64Array.from(cuts, (cut) => cut.at)
  const inclusive = Uint8Array.from(cuts, (cut) => Number(cut.inclusive))
  const counts = new Float64Array(FIELDS * (cuts.length + 1))
  for (let i = 0; i < marked.length; i += 1) {
    const value = marked[i] as number
    let low = 0
    let high = at.length
    while (low < high) {
      const mid = (low + high) >> 1
      const cut = at[mid] as number
      if (value < cut || (value === cut && inclusive[mid] === 1)) high = mid
      else low = mid + 1
    }
    addMarks(counts, FIELDS * low, marks[i] as number)
  }
  return counts
}

interface Counted {
  readonly counts: Float64Array
  readonly alone: boolean
}

const tallyAt = ({ counts, alone }: Counted, bin: number, rows?: number): Tally => {
  const at = (field: number): number => counts[FIELDS * bin + field] as number
  const n = rows ?? at(0)
  return alone
    ? { rows: n, events: at(1), people: n, eventPeople: at(1), nonEventPeople: n - at(1) }
    : { rows: n, events: at(1), people: at(2), eventPeople: at(3), nonEventPeople: at(4) }
}

const countsIn = (parted: Parted, distinct: DistinctValues, cuts: readonly Cut[]): readonly Prebin[] => {
  const { counts, lowest, highest } = spread(distinct, cuts)
  const marked = placed(parted, cuts)
  return Array.from(counts, (rows, bin) => ({
    ...tallyAt({ counts: marked, alone: parted.alone }, bin, rows),
    lowest: lowest[bin] as number,
    highest: highest[bin] as number,
  }))
}

const statesOf = ({ states, alone }: Parted): readonly StateCount[] =>
  Array.from({ length: STATES }, (_, state) => ({ state, ...tallyAt({ counts: states, alone }, state) })).filter(
    ({ rows }) => rows > 0,
  )

/**
 * Training counts of one number from its rows in memory: the same counts, edges and bytes as the engine gives, in one sort and
 * a few passes. Null when a value is not finite.
 * @param options `prebins` aimed at; or `edges` fixed by hand, which replace them
 */
export const countColumn = (
  column: Column,
  options: { readonly prebins: number; readonly edges?: readonly number[] },
): NumericCounts | null => {
  const parted = part(column)
  if (!parted.finite) return null
  const states = statesOf(parted)
  if (options.edges !== undefined) {
    const cuts = options.edges.map((at) => ({ at, inclusive: false }))
    return { prebins: countsIn(parted, distinctValues(parted.all), cuts), edges: options.edges, states }
  }
  const distinct = valuesNearCuts(parted.all, options.prebins)
  const cuts = quantileCuts(distinct.values, distinct.rows, options.prebins)
  const prebins = countsIn(parted, distinct, cuts).filter((prebin) => prebin.rows > 0)
  const edges = prebins.slice(1).map((next, i) => separator((prebins[i] as Prebin).highest, next.lowest))
  return { prebins, edges, states }
}
