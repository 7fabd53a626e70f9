import { type Issue, RefusedError, type WorkbenchError } from '../errors.js'
import { type Block, columnNames } from '../numeric/design.js'
import { INTERCEPT } from '../numeric/logistic.js'
import type { SetFit } from './columns.js'
import { nothingToChoose } from './nothing-to-choose.js'
import type { Space } from './space.js'

/** Constraints that say something about what is in a set together, or about its coefficients. */
export interface TypedConstraints {
  /** Groups of candidates of which at most one may be in a set. */
  readonly atMostOneOf?: readonly (readonly string[])[]
  /** Sign that the coefficient of a column must not go against, by column name; a coefficient of 0 does not. */
  readonly signs?: Readonly<Record<string, '+' | '-'>>
  /** Points of legal burden of each candidate (0 where not named), and the most that a set may have together. */
  readonly burden?: { readonly points: Readonly<Record<string, number>>; readonly budget: number }
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

const pointsOf = ({ burden }: TypedConstraints, name: string): number => burden?.points[name] ?? 0

/** Burden of the lightest set: the kept candidates and the lightest others. */
const lightest = (space: Space, kept: readonly string[], typed: TypedConstraints): number => {
  const points = (names: readonly string[]): readonly number[] => names.map((name) => pointsOf(typed, name))
  const others = points(space.names.filter((name) => !kept.includes(name)))
  const free = [...others].sort((a, b) => a - b).slice(0, Math.max(0, space.size - kept.length))
  return [...points(kept), ...free].reduce((sum, one) => sum + one, 0)
}

const burdenIssues = (space: Space, kept: readonly string[], typed: TypedConstraints): readonly Issue[] => {
  const { budget = Infinity } = typed.burden ?? {}
  const least = lightest(space, kept, typed)
  if (least <= budget) return []
  const expected = `a set of ${space.size} with a legal burden of at most ${budget} points`
  const advice = 'raise "selection.burden", lower "selection.size", or take burdened candidates off "keep"'
  return [issue('burden-too-small', expected, `${least} points for the lightest set`, advice)]
}

/** Throws `infeasible-selection` (exit 2) when the groups, the burden, the kept candidates or the columns named leave no set, with every reason. */
const checkTyped = (space: Space, columns: readonly string[], typed: TypedConstraints): void => {
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
    ...burdenIssues(space, kept, typed),
  ]
  if (issues.length > 0) throw new RefusedError('infeasible-selection', issues, 'selection')
}

/** Sets not fitted because of what is in them together, and sets fitted with a coefficient against its sign. */
interface Refused {
  readonly together: number
  readonly againstSign: number
}

/** Every set was refused: says how many by what. */
const allRefused = ({ together, againstSign }: Refused): RefusedError => {
  const advice = 'loosen the constraint, or look why the data go against it'
  const found = `${together} sets have two candidates of one group or too large a burden, ${againstSign} have a coefficient against its sign`
  const problem = issue(
    'all-sets-refused',
    'one set that meets "at most one of", the burden and the signs',
    found,
    advice,
  )
  return new RefusedError('infeasible-selection', [problem], 'selection')
}

/** Why a search found no set at all: constraints refused every one, or their candidates determine each other. */
export const nothingLeft = (counts: Refused): WorkbenchError =>
  counts.together + counts.againstSign > 0 ? allRefused(counts) : nothingToChoose()

/** The questions for one search. `columns`: names of all columns, the intercept first. */
const admissionOf = (space: Space, columns: readonly string[], typed: TypedConstraints): Admission => {
  const points = space.names.map((name) => pointsOf(typed, name))
  const { budget = Infinity } = typed.burden ?? {}
  const weighs = (set: readonly number[]): number => set.reduce((sum, one) => sum + (points[one] as number), 0)
  const groups = (typed.atMostOneOf ?? []).map((group) => new Set(group.map((name) => space.names.indexOf(name))))
  const signs = columns.map((name) => typed.signs?.[name])
  return {
    set: (set) =>
      weighs(set) <= budget && groups.every((group) => set.filter((candidate) => group.has(candidate)).length < 2),
    fit: (chosen, { estimates }) =>
      chosen.every((column, j) => {
        const sign = signs[column]
        const estimate = estimates[j] as number
        return sign === undefined || (sign === '+' ? estimate >= 0 : estimate <= 0)
      }),
  }
}

/**
 * The questions that a search of these blocks asks about a set.
 * Throws `infeasible-selection` (exit 2) when the constraints leave no set, with every reason.
 */
export const typedAdmission = (space: Space, blocks: readonly Block[], typed: TypedConstraints): Admission => {
  const names = [INTERCEPT, ...columnNames(blocks)]
  checkTyped(space, names, typed)
  return admissionOf(space, names, typed)
}
