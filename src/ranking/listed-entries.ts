import type { People } from '../numeric/people.js'
import { listSize } from './capacity.js'
import type { ListedRanking, Ranking } from './order.js'

/**
 * Lists folded for resampling: those that hold a row with the outcome, in steps down to the last of these. A step is a tie group that holds
 * rows with the outcome, or all groups together that lie above it: where a cut falls among rows without, no count depends on their order.
 */
export interface ListedEntries {
  /** Person of each row, list after list and step after step. */
  readonly person: Int32Array
  /** 1 where the row has the outcome. */
  readonly label: Uint8Array
  /** First row of each step; length steps + 1. */
  readonly rowStart: Int32Array
  /** First step of each of these lists; length one more than there are. */
  readonly stepStart: Int32Array
  /** Number of each of these lists among all. */
  readonly list: Int32Array
  /** Size of a list of that many rows at each share, row count after row count, up to a length that resamples seldom exceed. */
  readonly sizes: Int32Array
  /** Ascending. */
  readonly shares: readonly number[]
}

/** Lists that hold rows, in their order. */
export const withoutEmpty = ({ order, start, lists }: ListedRanking): ListedRanking => ({
  order,
  start: start.filter((at, list) => list === 0 || at !== start[list - 1]),
  lists,
})

/** Ends of the steps of one list, as places of the ranking's order, down to the last tie group that holds a row with the outcome. */
const stepEnds = (
  ranking: Ranking,
  order: Int32Array,
  by: { readonly label: Uint8Array; readonly from: number; readonly to: number },
): readonly number[] => {
  const ends: number[] = []
  let begin = by.from
  for (let i = by.from, found = false; i < by.to; i += 1) {
    const row = order[i] as number
    if (by.label[row] === 1) found = true
    if (i + 1 < by.to && ranking.groupOf[order[i + 1] as number] === ranking.groupOf[row]) continue
    if (found) {
      if (begin > (ends[ends.length - 1] ?? by.from)) ends.push(begin)
      ends.push(i + 1)
    }
    begin = i + 1
    found = false
  }
  return ends
}

/** Puts a ranking cut into lists, none of them empty, in the order of its lists. `shares` ascend. */
export const listedEntriesOf = (
  ranking: Ranking,
  { order, start }: ListedRanking,
  by: { readonly label: Uint8Array; readonly people: People; readonly shares: readonly number[] },
): ListedEntries => {
  const person: number[] = []
  const label: number[] = []
  const [rowStart, stepStart, lists] = [[0], [0], [] as number[]]
  let longest = 0
  for (let list = 0; list + 1 < start.length; list += 1) {
    const [from, to] = [start[list] as number, start[list + 1] as number]
    longest = Math.max(longest, to - from)
    const ends = stepEnds(ranking, order, { label: by.label, from, to })
    if (ends.length === 0) continue
    for (let i = from; i < (ends[ends.length - 1] as number); i += 1) {
      const row = order[i] as number
      person.push(by.people.of[row] as number)
      label.push(by.label[row] as number)
    }
    const before = rowStart[rowStart.length - 1] as number
    for (const end of ends) rowStart.push(before + end - from)
    stepStart.push(rowStart.length - 1)
    lists.push(list)
  }
  return {
    person: Int32Array.from(person),
    label: Uint8Array.from(label),
    rowStart: Int32Array.from(rowStart),
    stepStart: Int32Array.from(stepStart),
    list: Int32Array.from(lists),
    sizes: Int32Array.from(
      Array.from({ length: 2 * longest + 20 }, (_, rows) =>
        by.shares.map((share) => listSize({ kind: 'share', share }, rows)),
      ).flat(),
    ),
    shares: by.shares,
  }
}
