import { WorkbenchError } from '../errors.js'
import { clusteredBootstrap } from '../numeric/clustered-bootstrap.js'
import type { Ranking } from '../ranking/order.js'
import { COUNTS, redrawnGroups } from './redrawn-groups.js'

/** Counts of each group ({@link COUNTS} a group) of one score: as drawn, and in each replicate. */
export interface Drawn {
  readonly point: Float64Array
  readonly replicates: readonly Float64Array[]
}

/** Groups of rows by code. */
export interface Grouped {
  readonly codes: Int32Array
  readonly count: number
}

/** Counts at the redrawn cut for any grouping of the rows. */
export type DrawCounts = (groups: Grouped) => Drawn

/** What is resampled. */
export interface DrawnRows {
  readonly rankings: readonly Ranking[]
  readonly label: Uint8Array
  /** Person of each row, dense from 0. */
  readonly person: Int32Array
}

/** How it is resampled. */
export interface DrawOptions {
  readonly k: number
  readonly replicates: number
  readonly seed: number
}

/** Counts of one grouping, for each score. Every replicate draws the same people for every score. */
export const drawCounts = (rows: DrawnRows, groups: Grouped, options: DrawOptions): readonly Drawn[] => {
  const { width, statistic } = redrawnGroups({ ...rows, codes: groups.codes, groups: groups.count, k: options.k })
  const once = new Uint8Array(rows.person.reduce((most, p) => Math.max(most, p + 1), 0)).fill(1)
  const point = new Float64Array(width)
  statistic(once, point)
  const { replicates, seed } = options
  const numbers = clusteredBootstrap({ people: once.length, replicates, seed }, width, statistic)
  const each = groups.count * COUNTS
  return rows.rankings.map((_, score) => ({
    point: point.subarray(score * each, (score + 1) * each),
    replicates: Array.from({ length: replicates }, (__, r) =>
      numbers.subarray(r * width + score * each, r * width + (score + 1) * each),
    ),
  }))
}

const summed = (counts: Float64Array, cells: Int32Array, groups: number): Float64Array => {
  const out = new Float64Array(groups * COUNTS)
  cells.forEach((group, cell) => {
    if (group < 0) return
    for (let i = 0; i < COUNTS; i += 1) out[group * COUNTS + i]! += counts[cell * COUNTS + i] as number
  })
  return out
}

const cellsOf = (joint: Grouped, groups: Grouped): Int32Array => {
  const cells = new Int32Array(joint.count).fill(-1)
  for (let row = 0; row < joint.codes.length; row += 1) {
    const cell = joint.codes[row] as number
    const group = groups.codes[row] as number
    if (cells[cell] !== -1 && cells[cell] !== group) {
      throw new WorkbenchError('not-joint', {
        expected: 'groups that are sums of the joint cells',
        found: 'a cell that holds rows of two groups',
        where: 'sharedDraws',
      })
    }
    cells[cell] = group
  }
  return cells
}

/** Cells in which the rows agree on every grouping: combinations that occur, numbered as they first come. */
const jointOf = (groupings: readonly Grouped[], rows: number): Grouped => {
  const codes = new Int32Array(rows)
  const numbers = new Map<number, number>()
  for (let row = 0; row < rows; row += 1) {
    const key = groupings.reduce((all, { codes: own, count }) => all * count + (own[row] as number), 0)
    let cell = numbers.get(key)
    if (cell === undefined) {
      cell = numbers.size
      numbers.set(key, cell)
    }
    codes[row] = cell
  }
  return { codes, count: Math.max(1, numbers.size) }
}

/**
 * One resampling for many groupings and scores: counts are drawn once for the cells that all groupings share, and added up for each.
 * Numbers agree with a resampling of each grouping alone but for the order in which they are added.
 * @returns for each score, its counts of any of the groupings; another grouping throws `not-joint`
 */
export const sharedDraws = (
  rows: DrawnRows,
  groupings: readonly Grouped[],
  options: DrawOptions,
): readonly DrawCounts[] => {
  const joint = jointOf(groupings, rows.label.length)
  return drawCounts(rows, joint, options).map(({ point, replicates }) => (groups: Grouped) => {
    const cells = cellsOf(joint, groups)
    return {
      point: summed(point, cells, groups.count),
      replicates: replicates.map((counts) => summed(counts, cells, groups.count)),
    }
  })
}
