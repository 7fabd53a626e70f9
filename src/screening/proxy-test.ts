import type { Interval } from '../../data-schemas/results/common.js'
import type { ProxyFinding } from '../../data-schemas/results/screening.js'
import { isDefined } from '../numeric/undefined.js'
import type { Random } from '../random.js'
import { type RankStatistic, rankInterval, rankStatistic } from './rank-statistic.js'

/** The rows on which candidates are held against protected attributes. */
export interface ProxyRows {
  readonly outcome: Uint8Array
  readonly person: Int32Array
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

/** Puts people in two random halves: all rows of a person on the same side. */
export const halvesOf = (person: Int32Array, draw: Random): Uint8Array => {
  const people = person.reduce((most, p) => Math.max(most, p + 1), 0)
  const side = Uint8Array.from({ length: people }, () => draw.below(2))
  return Uint8Array.from(person, (p) => side[p] as number)
}

interface Levels {
  readonly level: Int32Array
  readonly levels: number
}

/** One group of one attribute, held against the rest. */
export interface ProxyGroup {
  readonly attribute: string
  readonly group: string
  /** 1 in the group, 0 in the rest, 2 not known. */
  readonly member: Uint8Array
  /** True when group or rest has too few people in a half. */
  readonly suppressed: boolean
}

const smallestCell = (rows: ProxyRows, member: Uint8Array): number => {
  const people = Array.from({ length: 4 }, () => new Set<number>())
  for (let row = 0; row < member.length; row += 1) {
    const cell = 2 * (rows.half[row] as number) + (member[row] as number)
    if (member[row] !== 2) people[cell]!.add(rows.person[row] as number)
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
      const member = Uint8Array.from(codes, (own) => (own < 0 ? 2 : own === code ? 1 : 0))
      return {
        attribute: name,
        group: values[code] as string,
        member,
        suppressed: smallestCell(rows, member) < minimum,
      }
    })
  })

/** Orders levels by their rate of the group on one half; equal rates share a rank. */
const orderOn = (rows: ProxyRows, of: Levels & { readonly member: Uint8Array }, half: number): Int32Array => {
  const inGroup = new Float64Array(of.levels)
  const size = new Float64Array(of.levels)
  for (let row = 0; row < of.member.length; row += 1) {
    if (rows.half[row] !== half || of.member[row] === 2) continue
    const level = of.level[row] as number
    size[level]! += 1
    inGroup[level]! += of.member[row] as number
  }
  const total = size.reduce((sum, n) => sum + n, 0)
  const overall = total > 0 ? inGroup.reduce((sum, n) => sum + n, 0) / total : 0
  const rate = size.map((n, l) => ((inGroup[l] as number) + SHRINKAGE * overall) / (n + SHRINKAGE))
  const distinct = [...new Set(rate)].sort((a, b) => a - b)
  return Int32Array.from(rate, (value) => distinct.indexOf(value))
}

/** The rows of one half, compared within strata of `outcome` (or all together): −1 leaves a row out. */
const strataOf = (
  rows: ProxyRows,
  member: Uint8Array,
  by: { readonly half: number; readonly outcome: boolean },
): Int32Array =>
  Int32Array.from(rows.half, (side, row) =>
    side !== by.half || member[row] === 2 ? -1 : by.outcome ? (rows.outcome[row] as number) : 0,
  )

/**
 * Mean of the two halves' statistics, by number of pairs. Each half is ordered by the other, so under no relation both depend on
 * the same chance agreement; their errors are added, not pooled: honest at 0.5, wide by up to √2 for a strong relation.
 */
const combine = (halves: readonly [RankStatistic, RankStatistic]): RankStatistic => {
  const pairs = halves[0].pairs + halves[1].pairs
  const [a, b] = [halves[0].estimate, halves[1].estimate]
  if (!isDefined(a)) return halves[0]
  if (!isDefined(b)) return halves[1]
  const mean = (x: number, y: number): number => (halves[0].pairs * x + halves[1].pairs * y) / pairs
  return { estimate: mean(a, b), standardError: mean(halves[0].standardError, halves[1].standardError), pairs }
}

/**
 * How well a candidate alone tells a group from the rest. Levels are ordered by their rate of the group on one random half of
 * the people and compared on the other half, both ways round, so a candidate that says nothing about the group gets 0.5
 * on average and not more. `sameOutcome` compares people with the same outcome only.
 */
export const proxyTest = (
  rows: ProxyRows,
  candidate: Levels,
  member: Uint8Array,
): { readonly auc: Interval; readonly sameOutcome: Interval } => {
  const positive = member.map((value) => (value === 1 ? 1 : 0))
  const ranks = [1, 0].map((learn) => {
    const order = orderOn(rows, { level: candidate.level, levels: candidate.levels, member }, learn)
    return candidate.level.map((level) => order[level] as number)
  }) as [Int32Array, Int32Array]
  const measure = (half: 0 | 1, outcome: boolean): RankStatistic =>
    rankStatistic({
      rank: ranks[half],
      positive,
      person: rows.person,
      stratum: strataOf(rows, member, { half, outcome }),
    })
  return {
    auc: rankInterval(combine([measure(0, false), measure(1, false)])),
    sameOutcome: rankInterval(combine([measure(0, true), measure(1, true)])),
  }
}

/** The proxy test of one candidate for every group. */
export const proxiesOf = (rows: ProxyRows, candidate: Levels, groups: readonly ProxyGroup[]): readonly ProxyFinding[] =>
  groups.map(({ attribute, group, member, suppressed }) => ({
    attribute,
    group,
    open: false,
    suppressed,
    ...(suppressed ? { auc: null, sameOutcome: null } : proxyTest(rows, candidate, member)),
  }))
