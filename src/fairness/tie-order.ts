import type { TieOrder } from '../../data-schemas/results/fairness-audit.js'
import { type AuditCodes, readAudit } from '../disclosure/audit-codes.js'
import { suppress } from '../disclosure/suppress.js'
import { WorkbenchError } from '../errors.js'
import type { Contested } from '../ranking/contested.js'
import { hiddenCells } from './group-cells.js'
import { type KnownGroups, knownGroups } from './known-groups.js'
import { type Draw, stratifiedExact } from './stratified-exact.js'

/** Rows that share the score at a cut, and the order in which the tie rule puts them. */
export interface TiedOrder {
  readonly contested: Contested
  /** Person of each row of the test side, dense from 0. */
  readonly person: Int32Array
  /** What the tie rule sorts a row by: the smallest first, then the smallest row number. */
  readonly key: (row: number) => number
}

const check = ({ person }: TiedOrder, attribute: AuditCodes): void => {
  if (person.length === attribute.rows) return
  throw new WorkbenchError('mismatched-lengths', {
    expected: `${person.length} rows in every array`,
    found: `${attribute.rows}`,
    where: 'tieOrder',
  })
}

interface Contest {
  readonly rows: Int32Array
  readonly drawn: number
}

const contestsOf = ({ rows, start, drawn }: Contested): readonly Contest[] =>
  Array.from(drawn, (places, c) => ({ rows: rows.slice(start[c], start[c + 1]).sort(), drawn: places }))

const inOrder = (contests: readonly Contest[], key: TiedOrder['key']): readonly Contest[] =>
  contests.map(({ rows, drawn }) => {
    const keyed = Array.from(rows, (row) => [key(row), row] as const)
    return {
      rows: Int32Array.from(
        keyed.sort((a, b) => a[0] - b[0] || a[1] - b[1]),
        ([, row]) => row,
      ),
      drawn,
    }
  })

/**
 * Every person once, chosen before the rule orders them: later contests and later rows leave out whom an earlier one held, and the places shrink in proportion, so that
 * chance still decides. What is left is independent between contests, whatever a person's key has to do with the week or the list.
 */
const everyPersonOnce = (contests: readonly Contest[], person: Int32Array): readonly Contest[] => {
  const seen = new Set<number>()
  return contests.flatMap(({ rows, drawn }) => {
    const own = rows.filter((row) => {
      const fresh = !seen.has(person[row] as number)
      seen.add(person[row] as number)
      return fresh
    })
    if (own.length < 2) return []
    const places = Math.min(own.length - 1, Math.max(1, Math.round((drawn * own.length) / rows.length)))
    return [{ rows: own, drawn: places }]
  })
}

const drawOf = ({ rows, drawn }: Contest, codes: Int32Array, group: number): Draw => {
  const count = (some: Int32Array): number => some.reduce((sum, row) => sum + (codes[row] === group ? 1 : 0), 0)
  return { n: rows.length, members: count(rows), drawn, seen: count(rows.subarray(0, drawn)) }
}

interface Shares {
  readonly expected: number
  readonly seen: number
}

const sharesOf = (contests: readonly Contest[], groups: KnownGroups, group: number): Shares =>
  contests
    .map((contest) => drawOf(contest, groups.codes, group))
    .reduce(
      (sum, { n, members, drawn, seen }) => ({ expected: sum.expected + (members * drawn) / n, seen: sum.seen + seen }),
      { expected: 0, seen: 0 },
    )

const hiddenGroups = (contested: Contested, person: Int32Array, by: { groups: KnownGroups; minimum: number }) => {
  const people = by.groups.names.map(() => new Set<number>())
  for (const row of contested.rows) people[by.groups.codes[row] as number]!.add(person[row] as number)
  const sizes = people.map(({ size }) => size)
  return hiddenCells(
    sizes,
    sizes.map((size) => size > 0),
    by.minimum,
  )
}

/**
 * Is the order that the tie rule makes related to a protected attribute? Per group: its share of the contested places under the rule
 * beside its share when places are drawn at random, over all cuts; and an exact test on the first contested row of every person (see
 * `stratifiedExact`): given the scores and the lists, a rule that knows nothing of the group picks its members as a draw would.
 * Groups are hidden under `minimum` people; a hidden group is not tested.
 * @throws WorkbenchError `mismatched-lengths`
 */
export const tieOrder = (
  tied: TiedOrder,
  attribute: AuditCodes,
  options: { readonly minimum: number; readonly reference?: string },
): TieOrder => {
  check(tied, attribute)
  const { codes, reading } = readAudit(attribute, 'fairness', 'groups among the tied under the tie rule')
  const groups = knownGroups(attribute, codes, options.reference)
  const unordered = contestsOf(tied.contested)
  const contests = inOrder(unordered, tied.key)
  const tested = inOrder(everyPersonOnce(unordered, tied.person), tied.key)
  const hidden = hiddenGroups(tied.contested, tied.person, { groups, minimum: options.minimum })
  const places = contests.reduce((sum, { drawn }) => sum + drawn, 0)
  const all = new Set(Array.from(tied.contested.rows, (row) => tied.person[row] as number)).size
  const few = suppress(all, options.minimum) === null
  return {
    kind: 'tie-order',
    attribute: attribute.name,
    contests: few ? null : contests.length,
    tied: few ? null : tied.contested.rows.length,
    places: few ? null : places,
    tested: few ? null : tested.reduce((sum, { rows }) => sum + rows.length, 0),
    groups: groups.names.map((value, group) => {
      if (hidden[group] === true) return { value, tied: null, expectedShare: null, share: null, p: null }
      const { expected, seen } = sharesOf(contests, groups, group)
      const test = stratifiedExact(tested.map((contest) => drawOf(contest, groups.codes, group)))
      return {
        value,
        tied: tied.contested.rows.reduce((sum, row) => sum + (groups.codes[row] === group ? 1 : 0), 0),
        expectedShare: expected / places,
        share: seen / places,
        p: 'kind' in test ? null : test.twoSided,
      }
    }),
    readings: [reading],
  }
}
