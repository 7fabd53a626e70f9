import { normalCdf } from '../numeric/normal.js'
import { densePeople } from '../numeric/people.js'
import { holm } from './false-discovery.js'

/** Rows of one candidate whose bins rise or fall, with the period of each. */
export interface OrderedRows {
  readonly name: string
  readonly direction: 'increasing' | 'decreasing'
  /** Bin of each row, from 0 in the order of the value; −1 for a state that is not a value. */
  readonly bin: Int32Array
  readonly bins: number
  readonly outcome: Uint8Array
  readonly person: Int32Array
  readonly group: Int32Array
  readonly groups: number
}

/** Two neighbouring bins in one period. */
export interface NeighbourOrder {
  readonly group: number
  /** The lower bin; the other is the next. */
  readonly bin: number
  /** Standard errors that their rates are in the wrong order; negative when they are in order. */
  readonly distance: number
  readonly p: number
}

/** The order of a candidate's bins in each period. */
export interface BinOrder {
  readonly name: string
  /** Neighbours with enough people to be compared, over all periods. */
  readonly compared: number
  /** Of these: in the wrong order at all, and beyond chance (Holm over all candidates). */
  readonly reversed: number
  readonly proven: number
  /** Smallest p after Holm; null when nothing could be compared. */
  readonly p: number | null
}

const neighbours = (rows: OrderedRows, minimum: number): readonly NeighbourOrder[] => {
  const people = densePeople(rows.person)
  const cells = rows.bins * rows.groups
  const [n, events] = [new Float64Array(cells), new Float64Array(cells)]
  const at = (row: number): number =>
    (rows.bin[row] as number) < 0 || (rows.group[row] as number) < 0
      ? -1
      : (rows.group[row] as number) * rows.bins + (rows.bin[row] as number)
  const inCell: number[][] = Array.from({ length: cells }, () => [])
  for (let row = 0; row < rows.outcome.length; row += 1) {
    const cell = at(row)
    if (cell < 0) continue
    n[cell]! += 1
    events[cell]! += rows.outcome[row] as number
    inCell[cell]?.push(row)
  }
  const found: NeighbourOrder[] = []
  for (let group = 0; group < rows.groups; group += 1)
    for (let bin = 0; bin + 1 < rows.bins; bin += 1) {
      const [low, high] = [group * rows.bins + bin, group * rows.bins + bin + 1]
      const both = [...(inCell[low] as number[]), ...(inCell[high] as number[])]
      const [size, hits] = [
        (n[low] as number) + (n[high] as number),
        (events[low] as number) + (events[high] as number),
      ]
      if (n[low] === 0 || n[high] === 0 || !enough(both, rows, { minimum, people: people.of })) continue
      const rate = hits / size
      const sums = new Map<number, number>()
      for (const row of both) {
        const own = ((rows.outcome[row] as number) - rate) * (at(row) === low ? 1 / n[low]! : -1 / n[high]!)
        const who = people.of[row] as number
        sums.set(who, (sums.get(who) ?? 0) + own)
      }
      const variance = [...sums.values()].reduce((sum, u) => sum + u * u, 0)
      const sign = rows.direction === 'increasing' ? 1 : -1
      const distance =
        (sign * ((events[low] as number) / n[low]! - (events[high] as number) / n[high]!)) / Math.sqrt(variance)
      found.push({ group, bin, distance, p: normalCdf(-distance) })
    }
  return found
}

/** As many people with and without the outcome as may be shown, over both bins. */
const enough = (
  both: readonly number[],
  { outcome }: OrderedRows,
  by: { readonly minimum: number; readonly people: Int32Array },
): boolean => {
  const seen = [new Set<number>(), new Set<number>()] as const
  for (const row of both) seen[outcome[row] === 1 ? 1 : 0].add(by.people[row] as number)
  return seen.every(({ size }) => size >= by.minimum)
}

/**
 * Whether neighbouring bins keep the order of their rates in every period: for each two neighbours in a period a one-sided, person-clustered
 * test that they are the other way round, corrected by Holm over all candidates, neighbours and periods together. By chance alone
 * neighbours with nearly equal rates are often reversed; only what is beyond chance counts as proven.
 * @param level after the correction, default 0.001
 */
export const binOrders = (candidates: readonly OrderedRows[], minimum: number, level = 0.001): readonly BinOrder[] => {
  const found = candidates.map((one) => neighbours(one, Math.max(1, minimum)))
  const corrected = holm(found.flat().map(({ p }) => p))
  let from = 0
  return candidates.map(({ name }, c) => {
    const own = found[c] as readonly NeighbourOrder[]
    const p = corrected.slice(from, from + own.length)
    from += own.length
    return {
      name,
      compared: own.length,
      reversed: own.filter(({ distance }) => distance > 0).length,
      proven: p.filter((one) => one < level).length,
      p: p.length === 0 ? null : Math.min(...p),
    }
  })
}
