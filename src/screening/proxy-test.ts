import type { Interval } from '../../data-schemas/results/common.js'
import type { ProxyFinding } from '../../data-schemas/results/screening.js'
import { undefinedBecause } from '../numeric/undefined.js'
import type { Random } from '../random.js'
import { type Comparisons, comparePlaces, rankInterval } from './rank-statistic.js'

/** The rows on which candidates are held against protected attributes. */
export interface ProxyRows {
  readonly outcome: Uint8Array
  /** Person of each row, dense from 0. */
  readonly person: Int32Array
  readonly people: number
  /** Half (0 or 1) of each row's person. */
  readonly half: Uint8Array
}

/** A protected attribute of each row. */
export interface ProxyAttribute {
  readonly name: string
  readonly values: readonly string[]
  readonly codes: Int32Array
}

/** People at the overall rate added to each level before levels are ordered. */
const SHRINKAGE = 20

/** Numbers people from 0 in order of appearance and puts them in two random halves: all rows of a person on the same side. */
export const proxyRows = (
  rows: { readonly outcome: Uint8Array; readonly person: Int32Array },
  draw: Random,
): ProxyRows => {
  const numbers = new Map<number, number>()
  const person = rows.person.map((own) => {
    const number = numbers.get(own) ?? numbers.size
    numbers.set(own, number)
    return number
  })
  const side = new Uint8Array(numbers.size).map(() => draw.below(2))
  return {
    outcome: rows.outcome,
    person,
    people: numbers.size,
    half: rows.outcome.map((_, row) => side[person[row] as number] as number),
  }
}

interface Levels {
  readonly level: Int32Array
  readonly levels: number
}

/** One group of one attribute, held against the rest. */
export interface ProxyGroup {
  readonly attribute: string
  readonly group: string
  /** Cell of each row: 4 × half + 2 × outcome + (1 in the group, 0 in the rest); −1 where the attribute is not known. */
  readonly cell: Int8Array
  /** True when group or rest has too few people in a half. */
  readonly suppressed: boolean
}

const CELLS = 8

const smallestSide = (rows: ProxyRows, cell: Int8Array): number => {
  const people = Array.from({ length: 4 }, () => new Set<number>())
  for (let row = 0; row < cell.length; row += 1) {
    const own = cell[row] as number
    if (own >= 0) people[2 * (own >> 2) + (own & 1)]!.add(rows.person[row] as number)
  }
  return Math.min(...people.map(({ size }) => size))
}

/** The groups that are told apart: all of an attribute, or the second one of two. */
export const proxyGroups = (
  rows: ProxyRows,
  attributes: readonly ProxyAttribute[],
  minimum: number,
): readonly ProxyGroup[] =>
  attributes.flatMap(({ name, values, codes }) => {
    const found = new Set(codes)
    const present = values.map((_, code) => code).filter((code) => found.has(code))
    return (present.length === 2 ? present.slice(1) : present).map((code) => {
      const cell = new Int8Array(codes.length)
      for (let row = 0; row < cell.length; row += 1) {
        const own = codes[row] as number
        cell[row] = own < 0 ? -1 : 4 * rows.half[row]! + 2 * rows.outcome[row]! + (own === code ? 1 : 0)
      }
      return { attribute: name, group: values[code] as string, cell, suppressed: smallestSide(rows, cell) < minimum }
    })
  })

/** Rows of each cell × level. */
const countCells = (cell: Int8Array, { level, levels }: Levels): Float64Array => {
  const counts = new Float64Array(CELLS * levels)
  for (let row = 0; row < cell.length; row += 1) {
    if ((cell[row] as number) >= 0) counts[(cell[row] as number) * levels + (level[row] as number)]! += 1
  }
  return counts
}

/** Orders levels by their rate of the group on one half; equal rates share a rank. */
const orderOn = (counts: Float64Array, levels: number, half: number): Int32Array => {
  const at = (member: number, l: number): number =>
    counts[(4 * half + member) * levels + l]! + counts[(4 * half + 2 + member) * levels + l]!
  const inGroup = Float64Array.from({ length: levels }, (_, l) => at(1, l))
  const size = inGroup.map((n, l) => n + at(0, l))
  const total = size.reduce((sum, n) => sum + n, 0)
  const overall = total > 0 ? inGroup.reduce((sum, n) => sum + n, 0) / total : 0
  const rate = size.map((n, l) => ((inGroup[l] as number) + SHRINKAGE * overall) / (n + SHRINKAGE))
  const distinct = [...new Set(rate)].sort((a, b) => a - b)
  return Int32Array.from(rate, (value) => distinct.indexOf(value))
}

/** Comparisons of one half, ordered by the other; within outcomes when asked. */
const compareHalf = (
  counts: Float64Array,
  order: Int32Array,
  by: { readonly half: number; readonly within: boolean },
): Comparisons => {
  const levels = order.length
  const strata = by.within ? 2 : 1
  const places = {
    ranks: levels,
    positives: new Float64Array(strata * levels),
    negatives: new Float64Array(strata * levels),
  }
  for (let outcome = 0; outcome < 2; outcome += 1) {
    const from = by.within ? outcome * levels : 0
    for (let l = 0; l < levels; l += 1) {
      const place = from + (order[l] as number)
      places.positives[place]! += counts[(4 * by.half + 2 * outcome + 1) * levels + l] as number
      places.negatives[place]! += counts[(4 * by.half + 2 * outcome) * levels + l] as number
    }
  }
  return comparePlaces(places, strata)
}

/** What a row of each cell × level adds to the sum of its person. */
const influences = (halves: readonly Comparisons[], orders: readonly Int32Array[], within: boolean): Float64Array => {
  const levels = (orders[0] as Int32Array).length
  return new Float64Array(CELLS * levels).map((_, at) => {
    const cell = Math.floor(at / levels)
    const { below, above, meanBelow, meanAbove } = halves[cell >> 2] as Comparisons
    const stratum = within ? (cell >> 1) & 1 : 0
    const place = stratum * levels + ((orders[cell >> 2] as Int32Array)[at % levels] as number)
    return (cell & 1) === 1 ? below[place]! - meanBelow[stratum]! : above[place]! - meanAbove[stratum]!
  })
}

/** Sum over the people of each half of their squared sums, and their number. */
const squaresOf = (
  rows: ProxyRows,
  of: Levels & { readonly cell: Int8Array },
  influence: Float64Array,
): { readonly squares: Float64Array; readonly people: Float64Array } => {
  const sums = new Float64Array(rows.people)
  const half = new Int8Array(rows.people).fill(-1)
  for (let row = 0; row < of.cell.length; row += 1) {
    const cell = of.cell[row] as number
    if (cell < 0) continue
    const person = rows.person[row] as number
    sums[person]! += influence[cell * of.levels + (of.level[row] as number)] as number
    half[person] = cell >> 2
  }
  const squares = new Float64Array(2)
  const people = new Float64Array(2)
  for (let person = 0; person < rows.people; person += 1) {
    const side = half[person] as number
    if (side < 0) continue
    squares[side]! += (sums[person] as number) ** 2
    people[side]! += 1
  }
  return { squares, people }
}

/**
 * Mean of the two halves' statistics, by number of pairs. Each half is ordered by the other, so under no relation both depend on
 * the same chance agreement; their errors are added, not pooled: honest at 0.5, wide by up to √2 for a strong relation.
 */
const combine = (halves: readonly Comparisons[], { squares, people }: ReturnType<typeof squaresOf>): Interval => {
  const pairs = halves.reduce((sum, half) => sum + half.pairs, 0)
  if (pairs === 0) return { estimate: undefinedBecause('no two people to compare'), lower: null, upper: null }
  const errors = halves.map(({ pairs: own }, h) =>
    own === 0 ? 0 : Math.sqrt(((people[h] as number) / ((people[h] as number) - 1)) * (squares[h] as number)),
  )
  return rankInterval({
    estimate: halves.reduce((sum, { concordant }) => sum + concordant, 0) / pairs,
    standardError: errors.reduce((sum, error) => sum + error, 0) / pairs,
  })
}

/**
 * How well a candidate alone tells a group from the rest. Levels are ordered by their rate of the group on one random half of
 * the people and compared on the other half, both ways round, so a candidate that says nothing about the group gets 0.5
 * on average and not more. `sameOutcome` compares people with the same outcome only.
 */
export const proxyTest = (
  rows: ProxyRows,
  candidate: Levels,
  cell: Int8Array,
): { readonly auc: Interval; readonly sameOutcome: Interval } => {
  const of = { level: candidate.level, levels: candidate.levels, cell }
  const counts = countCells(cell, of)
  const orders = [orderOn(counts, of.levels, 1), orderOn(counts, of.levels, 0)]
  const measure = (within: boolean): Interval => {
    const halves = orders.map((order, half) => compareHalf(counts, order, { half, within }))
    return combine(halves, squaresOf(rows, of, influences(halves, orders, within)))
  }
  return { auc: measure(false), sameOutcome: measure(true) }
}

/** The proxy test of one candidate for every group. */
export const proxiesOf = (rows: ProxyRows, candidate: Levels, groups: readonly ProxyGroup[]): readonly ProxyFinding[] =>
  groups.map(({ attribute, group, cell, suppressed }) => ({
    attribute,
    group,
    open: false,
    suppressed,
    ...(suppressed ? { auc: null, sameOutcome: null } : proxyTest(rows, candidate, cell)),
  }))
