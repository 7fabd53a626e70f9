import { WorkbenchError } from '../errors.js'

/** Key or number of a person. */
export type PersonKey = string | number

/** One list at one moment: who is on it, and their scores under both models. */
export interface RankedList {
  /** Each person once. */
  readonly persons: readonly PersonKey[]
  /** Log-odds of these rows under the model of before. */
  readonly underBefore: Float64Array
  /** Log-odds of the same rows under the model of after. */
  readonly underAfter: Float64Array
  /** How many people of the list can be offered help. */
  readonly capacity: number
}

/** The same list (one office) in two weeks, or under two versions of the model. */
export interface ListMoments {
  readonly before: RankedList
  readonly after: RankedList
}

/** Parts of a change of rank; negative moves towards the top. They sum to the change exactly: each is a whole number of twelfths. */
export interface RankParts {
  /** The person's own values. */
  readonly data: number
  /** The model: intercept, coefficients, bins. */
  readonly coefficients: number
  /** Who else is on the list, and what changed for them. */
  readonly cohort: number
}

/** Why the rank of one person changed. */
export interface RankChange {
  readonly kind: 'rank-change'
  /** Expected rank, 1 is first: 1 + people with a higher score + half of those with an equal one. */
  readonly rank: { readonly before: number; readonly after: number }
  readonly change: number
  readonly parts: RankParts
  /** The same parts times twelve: whole numbers. */
  readonly twelfths: RankParts
  /** Rank at most the capacity. */
  readonly listed: { readonly before: boolean; readonly after: boolean }
  /** Change of the capacity, which can bring a person on or off the list without a change of rank. */
  readonly capacity: number
}

type Moment = 'before' | 'after'
type Model = 'underBefore' | 'underAfter'

interface Side {
  readonly list: RankedList
  readonly place: ReadonlyMap<PersonKey, number>
  readonly sorted: Readonly<Record<Model, Float64Array>>
}

const invalid = (expected: string, found: string): WorkbenchError =>
  new WorkbenchError('invalid-list', { expected, found, where: 'rankChanges' })

const sideOf = (list: RankedList): Side => {
  const { persons, underBefore, underAfter, capacity } = list
  if (underBefore.length !== persons.length || underAfter.length !== persons.length)
    throw invalid('a score under both models for each person', `${underBefore.length} and ${underAfter.length}`)
  if (!Number.isInteger(capacity) || capacity < 0) throw invalid('a whole capacity, at least 0', String(capacity))
  if (underBefore.some(Number.isNaN) || underAfter.some(Number.isNaN)) throw invalid('scores', 'a score that is NaN')
  const place = new Map<PersonKey, number>()
  for (let index = 0; index < persons.length; index += 1) place.set(persons[index] as PersonKey, index)
  if (place.size !== persons.length) throw invalid('each person once', `${persons.length - place.size} repeated`)
  return {
    list,
    place,
    sorted: { underBefore: Float64Array.from(underBefore).sort(), underAfter: Float64Array.from(underAfter).sort() },
  }
}

/** Number of values under `score`, or under and equal with `inclusive`. Values ascending. */
const countUnder = (values: Float64Array, score: number, inclusive: boolean): number => {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const value = values[middle] as number
    if (value < score || (inclusive && value === score)) low = middle + 1
    else high = middle
  }
  return low
}

/** Twice the expected rank of a score among the others of a list: whole. `own` is the person's own score there, which does not count. */
const doubleRank = (sorted: Float64Array, score: number, own: number | null): number => {
  const upTo = countUnder(sorted, score, true)
  const higher = sorted.length - upTo - (own !== null && own > score ? 1 : 0)
  const equal = upTo - countUnder(sorted, score, false) - (own !== null && own === score ? 1 : 0)
  return 2 + 2 * higher + equal
}

type Game = (data: Moment, model: Model, cohort: Moment) => number

const gameOf = (sides: Readonly<Record<Moment, Side>>, person: PersonKey): Game => {
  const scoreIn = (moment: Moment, model: Model): number =>
    sides[moment].list[model][sides[moment].place.get(person) as number] as number
  return (data, model, cohort) => doubleRank(sides[cohort].sorted[model], scoreIn(data, model), scoreIn(cohort, model))
}

/** Shapley values of three changes, times six. */
const shapleySix = (v: Game): RankParts => {
  const [b, a, B, A] = ['before', 'after', 'underBefore', 'underAfter'] as const
  const data =
    2 * (v(a, B, b) - v(b, B, b)) +
    (v(a, A, b) - v(b, A, b)) +
    (v(a, B, a) - v(b, B, a)) +
    2 * (v(a, A, a) - v(b, A, a))
  const coefficients =
    2 * (v(b, A, b) - v(b, B, b)) +
    (v(a, A, b) - v(a, B, b)) +
    (v(b, A, a) - v(b, B, a)) +
    2 * (v(a, A, a) - v(a, B, a))
  const cohort =
    2 * (v(b, B, a) - v(b, B, b)) +
    (v(a, B, a) - v(a, B, b)) +
    (v(b, A, a) - v(b, A, b)) +
    2 * (v(a, A, a) - v(a, A, b))
  return { data, coefficients, cohort }
}

const changeOf = (sides: Readonly<Record<Moment, Side>>, person: PersonKey): RankChange => {
  const game = gameOf(sides, person)
  const twelfths = shapleySix(game)
  const before = game('before', 'underBefore', 'before') / 2
  const after = game('after', 'underAfter', 'after') / 2
  const capacity = { before: sides.before.list.capacity, after: sides.after.list.capacity }
  return {
    kind: 'rank-change',
    rank: { before, after },
    change: after - before,
    parts: {
      data: twelfths.data / 12,
      coefficients: twelfths.coefficients / 12,
      cohort: twelfths.cohort / 12,
    },
    twelfths,
    listed: { before: before <= capacity.before, after: after <= capacity.after },
    capacity: capacity.after - capacity.before,
  }
}

/** Answers for a list why the rank of one person after another changed. */
export interface RankChanges {
  /** Whether the person is among those who can be offered help at each moment; false where they are not in the list. */
  readonly listed: (person: PersonKey) => { readonly before: boolean; readonly after: boolean }
  /** The change, or `arrived`/`left`/`unknown` where the person is not in the list at both moments. */
  readonly of: (
    person: PersonKey,
  ) => RankChange | { readonly kind: 'arrived' | 'left' | 'unknown'; readonly listed: boolean }
}

const aloneRank = ({ list, place, sorted }: Side, person: PersonKey, model: Model): boolean => {
  const score = list[model][place.get(person) as number] as number
  return doubleRank(sorted[model], score, score) / 2 <= list.capacity
}

/**
 * Splits the change of a rank over three causes by Shapley's rule: the person's own data, the model's coefficients, and the cohort (the
 * other people on the list). Each cause is the mean of what it does over all six orders in which the three can change (Shapley 1953), so
 * that no order is favoured, and the three sum to the change exactly. Ties count as half: the rank is the expected one under the hashed
 * tie rule, so a person tied at the cut can be listed in production and not here.
 * @throws WorkbenchError `invalid-list` for a person twice, a score that is NaN, or lengths that differ
 */
export const rankChanges = (moments: ListMoments): RankChanges => {
  const sides = { before: sideOf(moments.before), after: sideOf(moments.after) }
  return {
    listed: (person) => ({
      before: sides.before.place.has(person) && aloneRank(sides.before, person, 'underBefore'),
      after: sides.after.place.has(person) && aloneRank(sides.after, person, 'underAfter'),
    }),
    of: (person) => {
      const was = sides.before.place.has(person)
      const is = sides.after.place.has(person)
      if (was && is) return changeOf(sides, person)
      if (is) return { kind: 'arrived', listed: aloneRank(sides.after, person, 'underAfter') }
      if (was) return { kind: 'left', listed: aloneRank(sides.before, person, 'underBefore') }
      return { kind: 'unknown', listed: false }
    },
  }
}
