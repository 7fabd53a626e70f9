import { criticalValue } from '../numeric/interval.js'
import { twoSided } from '../numeric/normal.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { PersonRows } from './cluster-moments.js'
import { type MantelHaenszel, mantelHaenszel } from './mantel-haenszel.js'

/** Rows of two groups in strata: one entry per row. */
export interface StrataRows {
  /** What is compared, 0 to 1, such as the chance to be listed. */
  readonly value: Float64Array
  /** Stratum of each row, from 0; −1 for a row that takes no part. */
  readonly stratum: Int32Array
  readonly codes: Int32Array
  readonly people: PersonRows
}

/** Difference of two groups within strata, combined with Mantel–Haenszel weights n₁n₀ ÷ n, allowing for several rows of one person. */
export interface StrataDifference {
  readonly difference: number
  /** Given the sizes of the strata. */
  readonly standardError: number
  /** Bounds; null without spread. */
  readonly lower: number | null
  readonly upper: number | null
  /** Score test of no difference in any stratum; undefined without spread. */
  readonly p: number | Undefined
  /** Common odds ratio; a value that is no 0 or 1 counts by its part. */
  readonly oddsRatio: number | Undefined
  /** Strata that hold both groups with at least `minimum` people each. */
  readonly strata: number
}

interface Cell {
  n: number
  sum: number
  people: number
  /** The last person counted. */
  last: number
}

interface Pair {
  readonly group: Cell
  readonly reference: Cell
}

const empty = (): Cell => ({ n: 0, sum: 0, people: 0, last: -1 })

const highest = (codes: Int32Array): number => {
  let most = -1
  for (let row = 0; row < codes.length; row += 1) most = Math.max(most, codes[row] as number)
  return most
}

/** Rows, sums and people of both groups in every stratum. */
const cellsOf = (rows: StrataRows, at: readonly [number, number]): readonly Pair[] => {
  const { value, stratum, codes, people: byPerson } = rows
  const [own, other] = at
  const strata = highest(stratum) + 1
  const pairs = Array.from({ length: strata }, () => ({ group: empty(), reference: empty() }))
  for (let p = 0; p < byPerson.people; p += 1) {
    for (let i = byPerson.start[p] as number; i < (byPerson.start[p + 1] as number); i += 1) {
      const row = byPerson.order[i] as number
      const code = codes[row] as number
      const place = stratum[row] as number
      if ((code !== own && code !== other) || place < 0) continue
      const pair = pairs[place] as Pair
      const cell = code === own ? pair.group : pair.reference
      cell.n += 1
      cell.sum += value[row] as number
      if (cell.last !== p) cell.people += 1
      cell.last = p
    }
  }
  return pairs
}

interface Coefficients {
  readonly group: number
  readonly reference: number
  readonly own: readonly [number, number]
  readonly pooled: number
}

const squaresByPerson = (
  rows: StrataRows,
  at: readonly [number, number],
  by: readonly (Coefficients | null)[],
): { readonly own: number; readonly underNull: number; readonly people: number } => {
  let [own, underNull, people] = [0, 0, 0]
  for (let p = 0; p < rows.people.people; p += 1) {
    let [u, u0, used] = [0, 0, false]
    for (let i = rows.people.start[p] as number; i < (rows.people.start[p + 1] as number); i += 1) {
      const row = rows.people.order[i] as number
      const code = rows.codes[row] as number
      const place = rows.stratum[row] as number
      const c = (code !== at[0] && code !== at[1]) || place < 0 ? null : (by[place] as Coefficients | null)
      if (c === null) continue
      const side = code === at[0] ? 0 : 1
      const weight = side === 0 ? c.group : -c.reference
      u += weight * ((rows.value[row] as number) - (c.own[side] as number))
      u0 += weight * ((rows.value[row] as number) - c.pooled)
      used = true
    }
    if (!used) continue
    own += u * u
    underNull += u0 * u0
    people += 1
  }
  return { own, underNull, people }
}

/**
 * Two groups compared within strata with person-clustered errors: the Mantel–Haenszel difference, its linearised interval and the
 * score test (the clustered form of the Cochran–Mantel–Haenszel test). Strata in which either group has fewer than `minimum` people
 * take no part. Undefined without such strata.
 * @param at codes of the group and the reference
 */
export const strataDifference = (
  rows: StrataRows,
  at: readonly [number, number],
  options: { readonly minimum: number; readonly confidence: number },
): StrataDifference | Undefined => {
  const pairs = cellsOf(rows, at)
  const usable = ({ group, reference }: Pair): boolean => Math.min(group.people, reference.people) >= options.minimum
  const kept = pairs.filter(usable)
  if (kept.length === 0) return undefinedBecause('no stratum holds enough people of both groups')
  const weightOf = ({ group, reference }: Pair): number => (group.n * reference.n) / (group.n + reference.n)
  const total = kept.reduce((sum, pair) => sum + weightOf(pair), 0)
  const coefficients = pairs.map((pair): Coefficients | null => {
    if (!usable(pair)) return null
    const { group, reference } = pair
    const weight = weightOf(pair) / total
    return {
      group: weight / group.n,
      reference: weight / reference.n,
      own: [group.sum / group.n, reference.sum / reference.n],
      pooled: (group.sum + reference.sum) / (group.n + reference.n),
    }
  })
  const apart = ({ group, reference }: Pair): number => group.sum / group.n - reference.sum / reference.n
  const difference = kept.reduce((sum, pair) => sum + (weightOf(pair) / total) * apart(pair), 0)
  const squares = squaresByPerson(rows, at, coefficients)
  const factor = squares.people / (squares.people - 1)
  const standardError = Math.sqrt(factor * squares.own)
  const half = criticalValue(options.confidence) * standardError
  const flat = undefinedBecause('no spread to test with')
  const plain = mantelHaenszel(
    kept.map(({ group, reference }) => ({
      group: { events: group.sum, n: group.n },
      reference: { events: reference.sum, n: reference.n },
    })),
  ) as MantelHaenszel
  return {
    difference,
    standardError,
    lower: standardError > 0 ? difference - half : null,
    upper: standardError > 0 ? difference + half : null,
    p: squares.underNull > 0 ? twoSided(difference / Math.sqrt(factor * squares.underNull)) : flat,
    oddsRatio: plain.oddsRatio,
    strata: kept.length,
  }
}
