import { TOGETHER } from '../numeric/clustered-bootstrap.js'
import type { People } from '../numeric/people.js'
import type { ListedRanking } from './order.js'
import { rowsByPerson } from './rows-by-person.js'

/**
 * Who stands on each list, as changes from the list before it: one municipality in one week has nearly the people that it had the week
 * before. Counting a resample then reads the changes only.
 */
export interface ListChanges {
  /** People who come on, list after list, and those who leave; a person with more rows on a list counts as often. */
  readonly joined: Int32Array
  readonly joinedStart: Int32Array
  readonly left: Int32Array
  readonly leftStart: Int32Array
  /** 1 for a list that begins anew: fewer stand on it than would change. */
  readonly anew: Uint8Array
}

/** People of each list by number, at the places of its rows. */
const peopleByList = ({ order, start }: ListedRanking, people: People): Int32Array => {
  const listOf = new Int32Array(order.length)
  for (let list = 0; list + 1 < start.length; list += 1) {
    for (let at = start[list] as number; at < (start[list + 1] as number); at += 1) listOf[order[at] as number] = list
  }
  const next = start.slice()
  const person = new Int32Array(order.length)
  for (const row of rowsByPerson(people)) {
    const list = listOf[row] as number
    person[next[list] as number] = people.of[row] as number
    next[list]! += 1
  }
  return person
}

/** Numbers of the first range that the second lacks, both ascending; written to `out` from `at` on. Returns the next place. */
const lacking = (
  person: Int32Array,
  [from, to]: readonly [number, number],
  by: { readonly other: readonly [number, number]; readonly out: Int32Array; readonly at: number },
): number => {
  let { at } = by
  let [j, end] = by.other
  for (let i = from; i < to; i += 1) {
    const who = person[i] as number
    while (j < end && (person[j] as number) < who) j += 1
    if (j < end && person[j] === who) {
      j += 1
      continue
    }
    by.out[at] = who
    at += 1
  }
  return at
}

/** Each list as changes from the one before. */
export const listChangesOf = (lists: ListedRanking, people: People): ListChanges => {
  const { start } = lists
  const person = peopleByList(lists, people)
  const joined = new Int32Array(person.length)
  const left = new Int32Array(person.length)
  const joinedStart = new Int32Array(start.length)
  const leftStart = new Int32Array(start.length)
  const anew = new Uint8Array(start.length - 1)
  for (let list = 0; list + 1 < start.length; list += 1) {
    const own = [start[list] as number, start[list + 1] as number] as const
    const before = [start[Math.max(0, list - 1)] as number, own[0]] as const
    const [atJoined, atLeft] = [joinedStart[list] as number, leftStart[list] as number]
    let endJoined = lacking(person, own, { other: before, out: joined, at: atJoined })
    let endLeft = lacking(person, before, { other: own, out: left, at: atLeft })
    if (endJoined - atJoined + endLeft - atLeft > own[1] - own[0]) {
      anew[list] = 1
      joined.set(person.subarray(...own), atJoined)
      endJoined = atJoined + own[1] - own[0]
      endLeft = atLeft
    }
    joinedStart[list + 1] = endJoined
    leftStart[list + 1] = endLeft
  }
  return {
    joined: joined.slice(0, joinedStart[start.length - 1]),
    joinedStart,
    left: left.slice(0, leftStart[start.length - 1]),
    leftStart,
    anew,
  }
}

/** Resampled rows of each list, {@link TOGETHER} resamples beside each other; overwritten by the next set. */
export const listRows = ({
  joined,
  joinedStart,
  left,
  leftStart,
  anew,
}: ListChanges): ((packed: Uint32Array) => Int32Array) => {
  const lists = anew.length
  const rows = new Int32Array(lists * TOGETHER)
  return (packed) => {
    let [rows0, rows1, rows2, rows3] = [0, 0, 0, 0]
    for (let list = 0, at = 0, i = 0, j = 0; list < lists; list += 1, at += TOGETHER) {
      if (anew[list] === 1) rows0 = rows1 = rows2 = rows3 = 0
      for (const end = joinedStart[list + 1] as number; i < end; i += 1) {
        const word = packed[joined[i] as number] as number
        rows0 += word & 0xff
        rows1 += (word >>> 8) & 0xff
        rows2 += (word >>> 16) & 0xff
        rows3 += word >>> 24
      }
      for (const end = leftStart[list + 1] as number; j < end; j += 1) {
        const word = packed[left[j] as number] as number
        rows0 -= word & 0xff
        rows1 -= (word >>> 8) & 0xff
        rows2 -= (word >>> 16) & 0xff
        rows3 -= word >>> 24
      }
      rows[at] = rows0
      rows[at + 1] = rows1
      rows[at + 2] = rows2
      rows[at + 3] = rows3
    }
    return rows
  }
}
