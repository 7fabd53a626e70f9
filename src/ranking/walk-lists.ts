import { TOGETHER } from '../numeric/clustered-bootstrap.js'
import { listSize } from './capacity.js'
import type { ListedEntries } from './listed-entries.js'

/** Rows listed and expected events over all lists: {@link TOGETHER} resamples after each other, in each the shares in ascending order. */
export interface Walked {
  readonly size: Float64Array
  readonly caught: Float64Array
}

/** Size of a list of that many rows at share `k`. */
const sizeAt = ({ sizes, shares }: ListedEntries, rows: number, k: number): number => {
  const at = rows * shares.length + k
  return at < sizes.length ? (sizes[at] as number) : listSize({ kind: 'share', share: shares[k] as number }, rows)
}

/** Rows and events down to each step of one list, from 0 at its top; {@link TOGETHER} resamples beside each other. */
interface Until {
  readonly rows: Int32Array
  readonly events: Int32Array
}

/** Adds up the weights of list `l`. The lanes are written out: this is where the walk spends its time. */
const addUp = (
  { person, label, rowStart, stepStart }: ListedEntries,
  l: number,
  by: { readonly packed: Uint32Array; readonly until: Until },
): void => {
  const { packed } = by
  const { rows, events } = by.until
  let [rows0, rows1, rows2, rows3, events0, events1, events2, events3] = [0, 0, 0, 0, 0, 0, 0, 0]
  const last = stepStart[l + 1] as number
  let i = rowStart[stepStart[l] as number] as number
  for (let step = stepStart[l] as number, at = TOGETHER; step < last; step += 1, at += TOGETHER) {
    const end = rowStart[step + 1] as number
    for (; i < end; i += 1) {
      const word = packed[person[i] as number] as number
      const [one, two, three, four] = [word & 0xff, (word >>> 8) & 0xff, (word >>> 16) & 0xff, word >>> 24]
      const event = label[i] as number
      rows0 += one
      rows1 += two
      rows2 += three
      rows3 += four
      events0 += one * event
      events1 += two * event
      events2 += three * event
      events3 += four * event
    }
    rows[at] = rows0
    rows[at + 1] = rows1
    rows[at + 2] = rows2
    rows[at + 3] = rows3
    events[at] = events0
    events[at + 1] = events1
    events[at + 2] = events2
    events[at + 3] = events3
  }
}

/**
 * Walks the lists of {@link TOGETHER} resamples, each list taking its share of its own resampled rows; ties at a cut count by their expectation.
 * @returns a walk, from the packed weights and the rows of each list (see `listRows`); its numbers are overwritten by the next one
 */
export const listWalker = (entries: ListedEntries): ((packed: Uint32Array, rows: Int32Array) => Walked) => {
  const { stepStart, list, shares } = entries
  const deepest = list.reduce(
    (most, _, l) => Math.max(most, (stepStart[l + 1] as number) - (stepStart[l] as number)),
    0,
  )
  const until: Until = {
    rows: new Int32Array((deepest + 1) * TOGETHER),
    events: new Int32Array((deepest + 1) * TOGETHER),
  }
  const size = new Float64Array(shares.length * TOGETHER)
  const caught = new Float64Array(shares.length * TOGETHER)
  const wanted = new Int32Array(shares.length * TOGETHER)
  return (packed, rows) => {
    size.fill(0)
    caught.fill(0)
    for (let own = 0, l = 0; own * TOGETHER < rows.length; own += 1) {
      for (let lane = 0, place = 0; lane < TOGETHER; lane += 1) {
        const count = rows[own * TOGETHER + lane] as number
        for (let k = 0; k < shares.length; k += 1, place += 1) {
          const places = sizeAt(entries, count, k)
          wanted[place] = places
          size[place]! += places
        }
      }
      if (list[l] !== own) continue
      addUp(entries, l, { packed, until })
      const end = ((stepStart[l + 1] as number) - (stepStart[l] as number)) * TOGETHER
      find(until, { wanted, end, shares: shares.length }, caught)
      l += 1
    }
    return { size, caught }
  }
}

/** Adds the events above each cut of one list. */
const find = (
  { rows, events }: Until,
  list: { readonly wanted: Int32Array; readonly end: number; readonly shares: number },
  caught: Float64Array,
): void => {
  const { wanted, end, shares } = list
  for (let lane = 0, place = 0; lane < TOGETHER; lane += 1) {
    for (let k = 0, at = lane; k < shares; k += 1, place += 1) {
      const size = wanted[place] as number
      if (size === 0) continue
      while (at < end && (rows[at + TOGETHER] as number) < size) at += TOGETHER
      const above = events[at] as number
      if (at >= end) {
        caught[place]! += above
        continue
      }
      const tied = (events[at + TOGETHER] as number) - above
      const rowsAbove = rows[at] as number
      // Exactly `above` where nobody in the step has the outcome.
      caught[place]! +=
        tied === 0 ? above : above + ((size - rowsAbove) * tied) / ((rows[at + TOGETHER] as number) - rowsAbove)
    }
  }
}
