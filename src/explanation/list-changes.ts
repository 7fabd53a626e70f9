import type { ListChangesResult } from '../../data-schemas/results/list-changes.js'
import { suppress } from '../disclosure/suppress.js'
import { suppressTable } from '../disclosure/suppress-table.js'
import { WorkbenchError } from '../errors.js'
import { type ListMoments, type RankChange, rankChanges } from './rank-change.js'

const ENTERED = ['data', 'coefficients', 'cohort', 'capacity', 'arrived'] as const
const LEFT = ['data', 'coefficients', 'cohort', 'capacity', 'left'] as const
type Reason = (typeof ENTERED)[number] | (typeof LEFT)[number]

/** The cause that moved the person most in the direction they went; equal ones in the order data, coefficients, cohort, capacity. */
const mainReason = ({ twelfths, capacity }: RankChange, direction: 1 | -1): Reason => {
  const moves: readonly (readonly [Reason, number])[] = [
    ['data', twelfths.data * direction],
    ['coefficients', twelfths.coefficients * direction],
    ['cohort', twelfths.cohort * direction],
    ['capacity', -12 * capacity * direction],
  ]
  return moves.reduce((best, move) => (move[1] > best[1] ? move : best))[0]
}

type Tally = Map<Reason, number>

const add = (tally: Tally, reason: Reason): void => {
  tally.set(reason, (tally.get(reason) ?? 0) + 1)
}

const tallyList = (moments: ListMoments, entered: Tally, left: Tally): void => {
  const changes = rankChanges(moments)
  for (const person of new Set([...moments.before.persons, ...moments.after.persons])) {
    const { before, after } = changes.listed(person)
    if (before === after) continue
    const found = changes.of(person)
    if (found.kind === 'arrived' && found.listed) add(entered, 'arrived')
    else if (found.kind === 'left' && found.listed) add(left, 'left')
    else if (found.kind === 'rank-change' && found.listed.before !== found.listed.after)
      if (found.listed.after) add(entered, mainReason(found, -1))
      else add(left, mainReason(found, 1))
  }
}

const sideOf = (reasons: readonly Reason[], tally: Tally, minimum: number): ListChangesResult['entered'] => {
  const counts = reasons.map((reason) => tally.get(reason) ?? 0)
  const total = counts.reduce((sum, count) => sum + count, 0)
  const hidden = suppressTable(counts, minimum)
  return {
    people: suppress(total, minimum),
    reasons: reasons.map((reason, index) => {
      const open = hidden[index] !== true && total >= minimum
      const people = counts[index] as number
      return { reason, people: open ? people : null, share: open ? people / total : null }
    }),
  }
}

const refuseTwice = (lists: readonly ListMoments[], moment: 'before' | 'after'): void => {
  const persons = lists.flatMap((list) => list[moment].persons)
  const twice = persons.length - new Set(persons).size
  if (twice === 0) return
  throw new WorkbenchError('invalid-list', {
    expected: 'each person on one list at one moment',
    found: `${twice} on more`,
    where: 'listChanges',
  })
}

/**
 * Why people came on the lists or went off, in numbers: for each person who entered or left the one cause that moved them most (see
 * {@link rankChanges}; `arrived` and `left` were not among the ranked at one of the moments), counted over all lists together. Counts
 * under `minimum` are hidden, with enough others that none is found by subtraction.
 */
export const listChanges = (lists: readonly ListMoments[], minimum: number): ListChangesResult => {
  refuseTwice(lists, 'before')
  refuseTwice(lists, 'after')
  const entered: Tally = new Map()
  const left: Tally = new Map()
  for (const list of lists) tallyList(list, entered, left)
  return {
    kind: 'list-changes',
    lists: lists.length,
    minimum,
    entered: sideOf(ENTERED, entered, minimum),
    left: sideOf(LEFT, left, minimum),
  }
}
