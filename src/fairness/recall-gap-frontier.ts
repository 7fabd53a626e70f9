import type { Frontier } from '../../data-schemas/results/fairness-audit.js'
import { type AuditCodes, readAudit } from '../disclosure/audit-codes.js'
import { WorkbenchError } from '../errors.js'
import { type Ranking, rankingOf } from '../ranking/order.js'
import { type DrawCounts, type Drawn, drawCounts } from './drawn-counts.js'
import { type Estimate, HIDDEN } from './estimate.js'
import { type KnownGroups, knownGroups } from './known-groups.js'
import { checkScored, percentileEstimate, pooledRecall, shownAt } from './redrawn-cut.js'
import { rateOf } from './redrawn-groups.js'

/** A score, with its ranking and counts where the caller shares them between attributes. */
export interface NamedScore {
  readonly name: string
  readonly score: Float64Array
  readonly shared?: { readonly ranking: Ranking; readonly draws: DrawCounts }
}

/** Several scores of the same rows. The first is the one the others are compared with. */
export interface FrontierRows {
  readonly scores: readonly NamedScore[]
  readonly label: Uint8Array
  /** Person of each row, dense from 0. */
  readonly person: Int32Array
}

/** How the scores are compared. */
export interface FrontierOptions {
  readonly k: number
  readonly metric: 'recall' | 'selectionRate'
  readonly minimum: number
  readonly confidence: number
  readonly replicates: number
  readonly seed: number
  readonly reference?: string
}

/** Recall and gap of one score: at the data, and in each replicate; the same people in a replicate for every score. */
interface Line {
  readonly recall: number
  readonly gap: number
  readonly widest: number
  readonly recalls: Float64Array
  readonly gaps: Float64Array
}

interface Compared {
  readonly groups: KnownGroups
  /** Groups that may be shown for every score; the reference is not among them. */
  readonly open: readonly number[]
}

const distance = (
  metric: FrontierOptions['metric'],
  counts: ArrayLike<number>,
  at: readonly [number, number],
): number => Math.abs(rateOf(metric, counts, at[0]) - rateOf(metric, counts, at[1]))

/** Group furthest from the reference; −1 without a group to compare. */
const furthest = (metric: FrontierOptions['metric'], counts: ArrayLike<number>, { groups, open }: Compared): number =>
  open.reduce(
    (best, group) =>
      best < 0 ||
      distance(metric, counts, [group, groups.reference]) > distance(metric, counts, [best, groups.reference])
        ? group
        : best,
    -1,
  )

const gapOf = (metric: FrontierOptions['metric'], counts: ArrayLike<number>, compared: Compared): number => {
  const group = furthest(metric, counts, compared)
  return group < 0 ? Number.NaN : distance(metric, counts, [group, compared.groups.reference])
}

const lineOf = (
  drawn: Drawn,
  { compared, options }: { readonly compared: Compared; readonly options: FrontierOptions },
): Line => {
  const { point, replicates } = drawn
  const count = compared.groups.names.length
  return {
    recall: pooledRecall(point, count),
    gap: gapOf(options.metric, point, compared),
    widest: furthest(options.metric, point, compared),
    recalls: Float64Array.from(replicates, (counts) => pooledRecall(counts, count)),
    gaps: Float64Array.from(replicates, (counts) => gapOf(options.metric, counts, compared)),
  }
}

/** Counts of every score: those that the caller shares, or drawn here, the same people in a replicate for every score. */
const drawnOf = (
  rows: FrontierRows,
  rankings: readonly Ranking[],
  by: { groups: KnownGroups; options: FrontierOptions },
) => {
  const grouped = { codes: by.groups.codes, count: by.groups.names.length }
  const shared = rows.scores.flatMap(({ shared: own }) => (own === undefined ? [] : [own.draws(grouped)]))
  return shared.length === rows.scores.length ? shared : drawCounts({ ...rows, rankings }, grouped, by.options)
}

/** At least as good on both, better on one. */
const dominates = (a: Line, b: Line): boolean =>
  a.recall >= b.recall && a.gap <= b.gap && (a.recall > b.recall || a.gap < b.gap)

const minus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value - (b[i] as number))

/** Groups that may be shown, whichever score lists. */
const openGroups = (
  ranking: Ranking,
  rows: FrontierRows,
  by: { groups: KnownGroups; options: FrontierOptions },
): readonly number[] => {
  const { groups, options } = by
  // Neither metric's denominator depends on the score.
  const shown = shownAt(ranking, rows, { groups, k: options.k, minimum: options.minimum })
  const isOpen = (group: number): boolean => shown(options.metric, group)
  if (!isOpen(groups.reference)) return []
  return Array.from({ length: groups.named }, (_, group) => group).filter(
    (group) => group !== groups.reference && isOpen(group),
  )
}

/**
 * Recall at the cut against the largest gap between a group and the reference, for several scores of the same rows (such as the
 * near-optimal sets), with paired person-clustered percentile intervals that redraw the cut. A score is dominated when another
 * has at least its recall and at most its gap, and is better on one; that is a statement on the estimates, the intervals of the
 * differences with the first score say how sure it is. The largest of several gaps is larger than the truth when all are small:
 * with more than two groups its interval is about that largest gap, not about one group.
 * @throws WorkbenchError `mismatched-lengths`, `no-scores`, `invalid-number`
 */
export const recallGapFrontier = (rows: FrontierRows, attribute: AuditCodes, options: FrontierOptions): Frontier => {
  const [first] = rows.scores
  if (first === undefined)
    throw new WorkbenchError('no-scores', { expected: 'at least one score', found: 'none', where: 'recallGapFrontier' })
  checkScored(
    [rows.label.length, rows.person.length, attribute.rows, ...rows.scores.map(({ score }) => score.length)],
    'recallGapFrontier',
  )
  const { codes, reading } = readAudit(attribute, 'fairness', 'recall against gap over several scores')
  const groups = knownGroups(attribute, codes, options.reference)
  const rankings = rows.scores.map(({ score, shared }) => shared?.ranking ?? rankingOf(score))
  const compared = { groups, open: openGroups(rankings[0] as Ranking, rows, { groups, options }) }
  const lines = drawnOf(rows, rankings, { groups, options }).map((drawn) => lineOf(drawn, { compared, options }))
  const hidden = compared.open.length === 0
  const interval = (value: number, values: Float64Array): Estimate =>
    percentileEstimate(value, values, options.confidence)
  const base = lines[0] as Line
  return {
    kind: 'frontier',
    attribute: attribute.name,
    k: options.k,
    metric: options.metric,
    baseline: first.name,
    replicates: options.replicates,
    candidates: lines.map((line, index) => {
      const above = rows.scores.filter((_, other) => !hidden && dominates(lines[other] as Line, line))
      return {
        name: rows.scores[index]!.name,
        recall: interval(line.recall, line.recalls),
        gap: hidden ? HIDDEN : interval(line.gap, line.gaps),
        widest: line.widest < 0 ? null : (groups.names[line.widest] as string),
        recallDifference: interval(line.recall - base.recall, minus(line.recalls, base.recalls)),
        gapDifference: hidden ? HIDDEN : interval(line.gap - base.gap, minus(line.gaps, base.gaps)),
        nonDominated: hidden ? null : above.length === 0,
        dominatedBy: above.map(({ name }) => name),
      }
    }),
    readings: [reading],
  }
}
