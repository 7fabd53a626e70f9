import { TOGETHER } from '../numeric/clustered-bootstrap.js'
import type { People } from '../numeric/people.js'
import { listSize } from './capacity.js'
import type { ListedRanking, Ranking } from './order.js'

/** Lists folded for resampling: rows list after list, from high to low score. */
export interface ListedEntries {
  readonly person: Int32Array
  readonly label: Uint8Array
  /** 1 for the last row of each tie group within its list. */
  readonly last: Uint8Array
  readonly start: Int32Array
  /** For each share, ascending: the size of a list of that many rows, up to a length that resamples seldom exceed. */
  readonly sizes: readonly Int32Array[]
  readonly shares: readonly number[]
}

/** Puts a ranking cut into lists in the order of its lists. `shares` ascend. */
export const listedEntriesOf = (
  ranking: Ranking,
  lists: ListedRanking,
  by: { readonly label: Uint8Array; readonly people: People; readonly shares: readonly number[] },
): ListedEntries => {
  const { order, start } = lists
  const last = new Uint8Array(order.length)
  let longest = 0
  for (let list = 0; list + 1 < start.length; list += 1) {
    const end = start[list + 1] as number
    longest = Math.max(longest, end - (start[list] as number))
    for (let i = start[list] as number; i < end; i += 1) {
      const tied = i + 1 < end && ranking.groupOf[order[i + 1] as number] === ranking.groupOf[order[i] as number]
      last[i] = tied ? 0 : 1
    }
  }
  return {
    person: order.map((row) => by.people.of[row] as number),
    label: Uint8Array.from(order, (row) => by.label[row] as number),
    last,
    start,
    sizes: by.shares.map((share) =>
      Int32Array.from({ length: 2 * longest + 20 }, (_, rows) => listSize({ kind: 'share', share }, rows)),
    ),
    shares: by.shares,
  }
}

/** Resampled rows of each list, {@link TOGETHER} resamples beside each other; overwritten by the next set. */
export const listRows = ({ person, start }: ListedEntries): ((packed: Uint32Array) => Int32Array) => {
  const lists = start.length - 1
  const rows = new Int32Array(lists * TOGETHER)
  return (packed) => {
    for (let list = 0, at = 0; list < lists; list += 1, at += TOGETHER) {
      const end = start[list + 1] as number
      let rows0 = 0
      let rows1 = 0
      let rows2 = 0
      let rows3 = 0
      for (let i = start[list] as number; i < end; i += 1) {
        const word = packed[person[i] as number] as number
        rows0 += word & 0xff
        rows1 += (word >>> 8) & 0xff
        rows2 += (word >>> 16) & 0xff
        rows3 += word >>> 24
      }
      rows[at] = rows0
      rows[at + 1] = rows1
      rows[at + 2] = rows2
      rows[at + 3] = rows3
    }
    return rows
  }
}

/**
 * Rows listed and expected events on the lists of a resample, each list taking its share of its own resampled rows.
 * Adds to `size` and `caught`, one number for each share in ascending order.
 * @param of the resampled rows of each list, from {@link listRows}, at the place of this resample
 */
export const walkLists = (
  entries: ListedEntries,
  of: { readonly weights: Uint8Array; readonly rows: Int32Array; readonly place: number },
  out: { readonly size: Float64Array; readonly caught: Float64Array },
): void => {
  const { start, sizes, shares } = entries
  const most = shares.length - 1
  const wanted = new Int32Array(shares.length)
  for (let list = 0; list + 1 < start.length; list += 1) {
    const rows = of.rows[list * TOGETHER + of.place] as number
    for (let k = 0; k <= most; k += 1) {
      const size = (sizes[k] as Int32Array)[rows] ?? listSize({ kind: 'share', share: shares[k] as number }, rows)
      wanted[k] = size
      out.size[k]! += size
    }
    if ((wanted[most] as number) > 0) {
      walkOne(entries, of.weights, { begin: start[list] as number, wanted, caught: out.caught })
    }
  }
}

/** Walks one list down to its longest cut; the list holds at least that many resampled rows. */
const walkOne = (
  { person, label, last }: ListedEntries,
  weights: Uint8Array,
  list: { readonly begin: number; readonly wanted: Int32Array; readonly caught: Float64Array },
): void => {
  const { wanted, caught } = list
  let next = 0
  let rowsAbove = 0
  let eventsAbove = 0
  let tieRows = 0
  let tieEvents = 0
  while (wanted[next] === 0) next += 1
  for (let i = list.begin; next < wanted.length; i += 1) {
    const weight = weights[person[i] as number] as number
    tieRows += weight
    tieEvents += weight * (label[i] as number)
    if (last[i] === 0) continue
    while (next < wanted.length && (wanted[next] as number) <= rowsAbove + tieRows) {
      caught[next]! += eventsAbove + (((wanted[next] as number) - rowsAbove) * tieEvents) / tieRows
      next += 1
    }
    rowsAbove += tieRows
    eventsAbove += tieEvents
    tieRows = 0
    tieEvents = 0
  }
}
