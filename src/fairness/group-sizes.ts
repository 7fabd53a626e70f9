import type { ListedRanking, Ranking } from '../ranking/order.js'

/** Whole places in proportion to `shares`, by largest remainder; equal remainders go to the first. */
const proportional = (size: number, shares: Float64Array): readonly number[] => {
  const total = shares.reduce((sum, share) => sum + share, 0)
  const exact = Array.from(shares, (share) => (total > 0 ? (size * share) / total : 0))
  const places = exact.map(Math.floor)
  const left = size - places.reduce((sum, value) => sum + value, 0)
  exact
    .map((value, group) => ({ group, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.group - b.group)
    .slice(0, left)
    .forEach(({ group }) => {
      places[group]! += 1
    })
  return places
}

/** Events found by the first 0, 1, 2 … rows of one group, ties in expectation. */
const foundBy = (label: Uint8Array, ranking: Ranking, order: Int32Array): Float64Array => {
  const found = new Float64Array(order.length + 1)
  const tieOf = (position: number): number => ranking.groupOf[order[position] as number] as number
  for (let from = 0; from < order.length; ) {
    let to = from
    let events = 0
    for (const tie = tieOf(from); to < order.length && tieOf(to) === tie; to += 1)
      events += label[order[to] as number] as number
    for (let i = from; i < to; i += 1) found[i + 1] = (found[from] as number) + (events * (i + 1 - from)) / (to - from)
    from = to
  }
  return found
}

/** Fewest rows that find at least `share` of the group's events; none for a group without events. */
const fewestFor = (share: number, found: Float64Array): number => {
  const wanted = share * (found[found.length - 1] as number)
  let [low, high] = [0, found.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((found[middle] as number) >= wanted - 1e-9) high = middle
    else low = middle + 1
  }
  return low
}

/** The highest common recall that fits, by halving; what is left over goes to the groups that then lag most. */
const equalRecall = (size: number, found: readonly Float64Array[]): readonly number[] => {
  const sizesAt = (share: number): readonly number[] => found.map((one) => fewestFor(share, one))
  const fits = (share: number): boolean => sizesAt(share).reduce((sum, value) => sum + value, 0) <= size
  let [low, high] = [0, 1]
  if (fits(1)) low = 1
  for (let step = 0; step < 60 && low < 1; step += 1) {
    const middle = (low + high) / 2
    if (fits(middle)) low = middle
    else high = middle
  }
  const places = [...sizesAt(low)]
  const recall = (group: number): number => {
    const one = found[group] as Float64Array
    const events = one[one.length - 1] as number
    return events > 0 ? (one[places[group] as number] as number) / events : 1
  }
  const room = (group: number): boolean => (places[group] as number) < (found[group] as Float64Array).length - 1
  for (let left = size - places.reduce((sum, value) => sum + value, 0); left > 0; left -= 1) {
    const open = found.map((_, group) => group).filter(room)
    const next = open.reduce((best, group) => (best < 0 || recall(group) < recall(best) ? group : best), -1)
    if (next < 0) break
    places[next]! += 1
  }
  return places
}

/**
 * Places of each group on a list of `size` rows under a rule that treats groups equally; they add up to `size`.
 * @param lists the ranking cut by group: one list a group
 */
export const groupSizes = (
  rows: { readonly label: Uint8Array; readonly ranking: Ranking; readonly lists: ListedRanking },
  by: { readonly size: number; readonly rule: 'equal-selection-rate' | 'equal-recall' },
): readonly number[] => {
  const { order, start } = rows.lists
  const members = Array.from({ length: start.length - 1 }, (_, group) =>
    order.subarray(start[group] as number, start[group + 1] as number),
  )
  if (by.rule === 'equal-selection-rate')
    return proportional(
      by.size,
      Float64Array.from(members, ({ length }) => length),
    )
  return equalRecall(
    by.size,
    members.map((own) => foundBy(rows.label, rows.ranking, own)),
  )
}
