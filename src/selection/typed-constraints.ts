import { type Issue, RefusedError } from '../errors.js'
import type { SetFit } from './columns.js'
import type { Space } from './space.js'

/** Constraints that say something about what is in a set together, or about its coefficients. */
export interface TypedConstraints {
  /** Groups of candidates of which at most one may be in a set. */
  readonly atMostOneOf?: readonly (readonly string[])[]
  /** Sign that the coefficient of a column must not go against, by column name; a coefficient of 0 does not. */
  readonly signs?: Readonly<Record<string, '+' | '-'>>
}

/** The two questions a search asks about a set: before it is fitted, and after. */
export interface Admission {
  readonly set: (set: readonly number[]) => boolean
  readonly fit: (columns: readonly number[], fit: SetFit) => boolean
}

const issue = (rule: string, expected: string, found: string, advice: string): Issue => ({
  rule,
  expected,
  found,
  advice,
  severity: 'refuse',
})

const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')

/** Groups that share no candidate with an earlier one: each costs all its members but one. */
const roomIn = (names: readonly string[], groups: readonly (readonly string[])[]): number => {
  const taken = new Set<string>()
  let room = names.length
  for (const group of groups) {
    const own = group.filter((name) => names.includes(name))
    if (own.length < 2 || own.some((name) => taken.has(name))) continue
    for (const name of own) taken.add(name)
    room -= own.length - 1
  }
  return room
}

/** Throws `infeasible-selection` (exit 2) when the groups, the kept candidates or the columns named leave no set, with every reason. */
export const checkTyped = (space: Space, columns: readonly string[], typed: TypedConstraints): void => {
  const groups = typed.atMostOneOf ?? []
  const kept = space.keep.map((index) => space.names[index] as string)
  const room = roomIn(space.names, groups)
  const unknown = Object.keys(typed.signs ?? {}).filter((name) => !columns.includes(name))
  const issues = [
    ...groups.flatMap((group) => {
      const both = group.filter((name) => kept.includes(name))
      if (both.length < 2) return []
      const expected = `at most one of ${quoted(group)} in "keep"`
      return [issue('kept-together', expected, quoted(both), 'keep one of them, or take the group off')]
    }),
    ...(room >= space.size
      ? []
      : [
          issue(
            'groups-leave-too-few',
            `room for ${space.size} candidates beside "at most one of"`,
            `room for ${room} of ${space.names.length}`,
            'lower "selection.size", or take a group off',
          ),
        ]),
    ...(unknown.length === 0
      ? []
      : [issue('unknown-column', 'signs of columns that may be selected', quoted(unknown), 'correct the name')]),
  ]
  if (issues.length > 0) throw new RefusedError('infeasible-selection', issues, 'selection')
}

/** Every set was refused: says how many by what. */
export const allRefused = (refused: { readonly together: number; readonly sign: number }): RefusedError => {
  const advice = 'loosen the constraint, or look why the data go against it'
  const found = `${refused.together} sets have two candidates of one group, ${refused.sign} have a coefficient against its sign`
  const problem = issue('all-sets-refused', 'one set that meets "at most one of" and the signs', found, advice)
  return new RefusedError('infeasible-selection', [problem], 'selection')
}

/** The questions for one search. `columns`: names of all columns, the intercept first. */
export const admissionOf = (space: Space, columns: readonly string[], typed: TypedConstraints): Admission => {
  const groups = (typed.atMostOneOf ?? []).map((group) => new Set(group.map((name) => space.names.indexOf(name))))
  const signs = columns.map((name) => typed.signs?.[name])
  return {
    set: (set) => groups.every((group) => set.filter((candidate) => group.has(candidate)).length < 2),
    fit: (chosen, { estimates }) =>
      chosen.every((column, j) => {
        const sign = signs[column]
        const estimate = estimates[j] as number
        return sign === undefined || (sign === '+' ? estimate >= 0 : estimate <= 0)
      }),
  }
}
