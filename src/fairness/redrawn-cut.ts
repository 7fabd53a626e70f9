import type { RedrawnCut } from '../../data-schemas/results/fairness-audit.js'
import { type AuditCodes, readAudit } from '../disclosure/audit-codes.js'
import { WorkbenchError } from '../errors.js'
import { percentileInterval } from '../numeric/clustered-bootstrap.js'
import { listingChance } from '../ranking/listing.js'
import { type Ranking, rankingOf } from '../ranking/order.js'
import { rowsByPerson } from './cluster-moments.js'
import { type DrawCounts, drawCounts } from './drawn-counts.js'
import { type Estimate, HIDDEN, noEstimate } from './estimate.js'
import { hiddenCells } from './group-cells.js'
import { type KnownGroups, knownGroups } from './known-groups.js'
import { peopleBehind } from './people-behind.js'
import { COUNTS, type RedrawnMetric, rateOf } from './redrawn-groups.js'

/** Scored rows with the person of each, dense from 0. */
export interface ScoredRows {
  readonly score: Float64Array
  readonly label: Uint8Array
  readonly person: Int32Array
}

/** How the cut is drawn anew. */
export interface RedrawnOptions {
  readonly k: number
  readonly minimum: number
  readonly confidence: number
  readonly replicates: number
  readonly seed: number
  readonly reference?: string
  /** Ranking of the score and its counts, where the caller shares them between attributes. */
  readonly shared?: { readonly ranking: Ranking; readonly draws: DrawCounts }
}

const REDRAWN: readonly RedrawnMetric[] = ['selectionRate', 'recall', 'precision']

/** Which group may show which metric at the cut as drawn. */
export type Shown = (metric: RedrawnMetric, group: number) => boolean

/** What may be shown of each group, by the rule of the room: hidden by the people behind each denominator. */
export const shownAt = (
  ranking: Ranking,
  rows: Omit<ScoredRows, 'score'>,
  by: { readonly groups: KnownGroups; readonly k: number; readonly minimum: number },
): Shown => {
  const chance = listingChance(ranking, { kind: 'share', share: by.k })
  const people = rowsByPerson(rows.person)
  const behind = (counts: (row: number) => boolean): readonly number[] => peopleBehind(people, by.groups, counts)
  const all = behind(() => true)
  const present = all.map((count) => count > 0)
  const hide = (sizes: readonly number[]): readonly boolean[] => hiddenCells(sizes, present, by.minimum)
  const groups = hide(all)
  const hidden: Readonly<Record<RedrawnMetric, readonly boolean[]>> = {
    selectionRate: groups,
    recall: hide(behind((row) => rows.label[row] === 1)),
    precision: hide(behind((row) => chance[row] !== 0)),
  }
  return (metric, group) => hidden[metric][group] === false && groups[group] === false
}

/**
 * Checks that every array speaks of the same rows.
 * @throws WorkbenchError `mismatched-lengths`
 */
export const checkScored = (lengths: readonly number[], where: string): void => {
  if (lengths.every((length) => length === lengths[0])) return
  throw new WorkbenchError('mismatched-lengths', {
    expected: `${lengths[0]} rows in every array`,
    found: lengths.join(', '),
    where,
  })
}

/** An estimate with the percentile interval of one column of replicates. */
export const percentileEstimate = (estimate: number, values: Float64Array, confidence: number): Estimate => {
  if (Number.isNaN(estimate)) return noEstimate('no rows to take a share of')
  const { lower, upper } = percentileInterval(values, { index: 0, width: 1 }, confidence)
  return { estimate, lower, upper }
}

/**
 * Group metrics at the cut with person-clustered percentile intervals in which every replicate draws its own cut: they are about
 * the people and about where another sample would have put the cut. The room's own intervals take the cut as drawn.
 * Deterministic for a seed; a row's place among ties counts by its chance.
 * @throws WorkbenchError `mismatched-lengths`, `invalid-number`
 */
export const redrawnCut = (rows: ScoredRows, attribute: AuditCodes, options: RedrawnOptions): RedrawnCut => {
  checkScored([rows.score.length, rows.label.length, rows.person.length, attribute.rows], 'redrawnCut')
  const { codes, reading } = readAudit(attribute, 'fairness', 'intervals that let the cut move')
  const groups = knownGroups(attribute, codes, options.reference)
  const ranking = options.shared?.ranking ?? rankingOf(rows.score)
  const shown = shownAt(ranking, rows, { groups, k: options.k, minimum: options.minimum })
  const grouped = { codes: groups.codes, count: groups.names.length }
  const drawn = options.shared?.draws(grouped) ?? drawCounts({ ...rows, rankings: [ranking] }, grouped, options)[0]!
  const rate = (metric: RedrawnMetric, group: number): Estimate =>
    shown(metric, group)
      ? percentileEstimate(
          rateOf(metric, drawn.point, group),
          Float64Array.from(drawn.replicates, (counts) => rateOf(metric, counts, group)),
          options.confidence,
        )
      : HIDDEN
  const apart = (metric: RedrawnMetric, counts: ArrayLike<number>, group: number): number =>
    rateOf(metric, counts, group) - rateOf(metric, counts, groups.reference)
  const reference = groups.names[groups.reference] as string
  return {
    kind: 'redrawn-cut',
    attribute: attribute.name,
    k: options.k,
    replicates: options.replicates,
    reference,
    groups: groups.names.map((value, group) => ({
      value,
      selectionRate: rate('selectionRate', group),
      recall: rate('recall', group),
      precision: rate('precision', group),
    })),
    differences: REDRAWN.flatMap((metric) =>
      groups.names.slice(0, groups.named).flatMap((group, index) => {
        if (index === groups.reference) return []
        const open = shown(metric, index) && shown(metric, groups.reference)
        const values = Float64Array.from(drawn.replicates, (counts) => apart(metric, counts, index))
        const { estimate, ...range } = open
          ? percentileEstimate(apart(metric, drawn.point, index), values, options.confidence)
          : HIDDEN
        return [{ metric, group, reference, difference: estimate, ...range }]
      }),
    ),
    readings: [reading],
  }
}

/** Counts of everybody from the counts of groups. */
export const pooledRecall = (counts: ArrayLike<number>, groups: number): number => {
  let [found, events] = [0, 0]
  for (let group = 0; group < groups; group += 1) {
    events += counts[group * COUNTS + 1] as number
    found += counts[group * COUNTS + 3] as number
  }
  return events > 0 ? found / events : Number.NaN
}
