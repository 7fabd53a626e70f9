import type { Cell } from '../../data-schemas/results/fairness.js'
import { suppressTable } from '../disclosure/suppress-table.js'
import { product } from '../numeric/product.js'
import type { Undefined } from '../numeric/undefined.js'
import { clusterMoments, type GroupMoments, type PersonRows } from './cluster-moments.js'
import { type ClusterRatio, clusterRatio, ratioInterval, shareInterval } from './cluster-ratio.js'

/** The four numbers of a group at the real cut. */
export const METRICS = ['selectionRate', 'recall', 'precision', 'observedToExpected'] as const
export type Metric = (typeof METRICS)[number]

/** What the audit looks at: one entry per row. */
export interface AuditedRows {
  /** Chance that the row is on the list (see `listingChance`). */
  readonly chance: Float64Array
  readonly label: Uint8Array
  /** Calibrated probability. */
  readonly probability: Float64Array
}

/** One metric of all groups: moments, estimates, and which cells the disclosure rule hides. */
export interface MetricTable {
  readonly metric: Metric
  readonly moments: readonly GroupMoments[]
  readonly ratios: readonly (ClusterRatio | Undefined)[]
  readonly hidden: readonly boolean[]
}

/** Groups of one attribute; the last code is the group of people whose attribute is not known, when there are any. */
export interface Grouping {
  readonly codes: Int32Array
  readonly count: number
  /** Code of the reference group. */
  readonly reference: number
  /** Metrics that are asked, in the order of {@link METRICS} and at least its first two. Default: all. */
  readonly metrics?: readonly Metric[]
}

const sumsOf = (metric: Metric, rows: AuditedRows): { numerator: Float64Array; denominator: Float64Array } => {
  const { chance, label, probability } = rows
  const event = new Float64Array(label)
  const found = (): Float64Array => product(chance, event)
  switch (metric) {
    case 'selectionRate':
      return { numerator: chance, denominator: new Float64Array(chance.length).fill(1) }
    case 'recall':
      return { numerator: found(), denominator: event }
    case 'precision':
      return { numerator: found(), denominator: chance }
    case 'observedToExpected':
      return { numerator: event, denominator: probability }
  }
}

/** Moments of one metric for every group. */
export const metricMoments = (
  metric: Metric,
  rows: AuditedRows,
  by: Grouping & { readonly people: PersonRows },
): readonly GroupMoments[] =>
  clusterMoments(by.people, { ...sumsOf(metric, rows), codes: by.codes, groups: by.count }, by.reference)

/** Which cells of a table of people hide: groups without a row are no cells of the table, they have nothing to show. */
export const hiddenCells = (
  people: readonly number[],
  present: readonly boolean[],
  minimum: number,
): readonly boolean[] => {
  const cells = people.map((_, index) => index).filter((index) => present[index] === true)
  const hidden = suppressTable(
    cells.map((index) => people[index] as number),
    minimum,
  )
  return people.map((_, index) => {
    const at = cells.indexOf(index)
    return at < 0 || hidden[at] === true
  })
}

/** Which cells of a table of people hide. */
export type Hide = (people: readonly number[], present: readonly boolean[]) => readonly boolean[]

/** Metrics of all groups, with what must be hidden. */
export interface HiddenTables {
  readonly hiddenGroups: readonly boolean[]
  readonly tables: readonly MetricTable[]
}

const peopleOf = (moments: readonly GroupMoments[]): readonly number[] => moments.map(({ people }) => people)

/** The four metrics of all groups of one attribute, with what must be hidden. */
export const metricTables = (
  rows: AuditedRows,
  by: Grouping & { readonly people: PersonRows },
  minimum: number,
): HiddenTables => tablesHiddenBy(rows, by, (people, present) => hiddenCells(people, present, minimum))

/** The four metrics of all groups, hidden by a rule of the caller's: crossed groups have more margins than one attribute has. */
export const tablesHiddenBy = (
  rows: AuditedRows,
  by: Grouping & { readonly people: PersonRows },
  hide: Hide,
): HiddenTables => {
  const metrics = by.metrics ?? METRICS
  const moments = metrics.map((metric) => metricMoments(metric, rows, by))
  const [all, events] = [moments[0] as readonly GroupMoments[], moments[1] as readonly GroupMoments[]]
  const present = all.map(({ people }) => people > 0)
  const hiddenGroups = hide(peopleOf(all), present)
  const tables = metrics.map((metric, index) => {
    const own = moments[index] as readonly GroupMoments[]
    const cells = hide(peopleOf(metric === 'observedToExpected' ? events : own), present)
    return {
      metric,
      moments: own,
      ratios: own.map(clusterRatio),
      hidden: cells.map((cell, g) => cell || hiddenGroups[g] === true),
    }
  })
  return { hiddenGroups, tables }
}

/** Estimate and interval of one cell. */
export const cellOf = (
  table: MetricTable,
  group: number,
  confidence: number,
): { readonly cell: Cell; readonly lower: number | null; readonly upper: number | null } => {
  if (table.hidden[group] === true) return { cell: { kind: 'suppressed' }, lower: null, upper: null }
  const ratio = table.ratios[group] as ClusterRatio | Undefined
  if ('kind' in ratio) return { cell: ratio, lower: null, upper: null }
  const interval = table.metric === 'observedToExpected' ? ratioInterval : shareInterval
  return { cell: ratio.estimate, ...interval(ratio, confidence) }
}
