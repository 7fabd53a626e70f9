import type { Comparison, Verdict } from '../../data-schemas/results/fairness.js'
import { isDefined, type Undefined } from '../numeric/undefined.js'
import {
  type ClusterRatio,
  clusterDifference,
  differenceInterval,
  type ShareBounds,
  shareInterval,
} from './cluster-ratio.js'
import { equivalenceP } from './equivalence.js'
import type { MetricTable } from './group-cells.js'
import { benjaminiYekutieli } from './multiplicity.js'

/** How differences are judged. */
export interface Judgement {
  readonly confidence: number
  /** Differences within ±margin are immaterial; null when the study declares none. */
  readonly margin: number | null
}

/** A comparison before its p-value is adjusted for all others of the study. */
export type Unjudged<M extends string = Comparison['metric']> = Omit<Comparison, 'pAdjusted' | 'verdict' | 'metric'> & {
  readonly metric: M
}

/** A comparison with its verdict, on any metric. */
export type Judged<M extends string = Comparison['metric']> = Omit<Comparison, 'metric'> & { readonly metric: M }

/** What a comparison needs of the metric's table. */
export type ComparedTable<M extends string> = Pick<MetricTable, 'moments' | 'ratios' | 'hidden'> & {
  readonly metric: M
}

const NOTHING = { ratio: null, difference: null, lower: null, upper: null, p: null, pEquivalence: null } as const

const orNull = (value: number | Undefined): number | null => (isDefined(value) ? value : null)

const boundsOf = (ratio: ClusterRatio, confidence: number): ShareBounds => {
  const { lower, upper } = shareInterval(ratio, confidence)
  return { estimate: ratio.estimate, lower: lower ?? 0, upper: upper ?? 1 }
}

/** One group against the reference on one metric, or the reason why the two cannot be compared. */
export const compareGroup = <M extends string>(
  table: ComparedTable<M>,
  names: { readonly group: string; readonly reference: string },
  at: { readonly group: number; readonly reference: number; readonly judgement: Judgement },
): Unjudged<M> => {
  const labels = { metric: table.metric, ...names }
  if (table.hidden[at.group] === true || table.hidden[at.reference] === true) {
    return { ...labels, ...NOTHING, because: 'too few people stand behind one of the two' }
  }
  const [a, b] = [table.ratios[at.group], table.ratios[at.reference]] as [
    ClusterRatio | Undefined,
    ClusterRatio | Undefined,
  ]
  if ('kind' in a) return { ...labels, ...NOTHING, because: a.because }
  if ('kind' in b) return { ...labels, ...NOTHING, because: b.because }
  const { confidence, margin } = at.judgement
  const test = clusterDifference(table.moments[at.group]!, table.moments[at.reference]!)
  return {
    ...labels,
    ratio: b.estimate > 0 ? a.estimate / b.estimate : null,
    difference: test.difference,
    ...differenceInterval(boundsOf(a, confidence), boundsOf(b, confidence), test.correlation),
    p: orNull(test.p),
    pEquivalence: margin === null ? null : orNull(equivalenceP(test.difference, test.standardError, margin)),
    because: '',
  }
}

/**
 * The three-way rule, from the interval of the difference. `gap`: the interval lies wholly outside ±margin (outside 0 when no
 * margin is declared) and the adjusted p is below 1 − confidence. `equivalent`: a margin is declared and the interval lies wholly
 * inside it, which is two one-sided tests at (1 − confidence) ÷ 2 each. `cannot-tell`: everything else, also what is suppressed.
 */
export const verdictOf = (
  comparison: Pick<Comparison, 'lower' | 'upper' | 'pAdjusted'>,
  { confidence, margin }: Judgement,
): Verdict => {
  const { lower, upper, pAdjusted } = comparison
  if (lower === null || upper === null) return 'cannot-tell'
  const outside = lower > (margin ?? 0) || upper < -(margin ?? 0)
  if (outside && pAdjusted !== null && pAdjusted < 1 - confidence) return 'gap'
  return margin !== null && lower > -margin && upper < margin ? 'equivalent' : 'cannot-tell'
}

const REASONS: Readonly<Record<Verdict, string>> = {
  gap: 'the interval lies outside the margin and the adjusted p is below the level',
  equivalent: 'the interval lies inside the declared margin',
  'cannot-tell':
    'the interval neither lies outside the margin nor inside a declared one, or the adjusted p is not below the level',
}

/** Adjusts the p-values over all comparisons of the study and gives each its verdict. */
export const judge = <M extends string>(
  comparisons: readonly Unjudged<M>[],
  judgement: Judgement,
): readonly Judged<M>[] => {
  const tested = comparisons.map(({ p }) => p).filter((p) => p !== null)
  const adjusted = benjaminiYekutieli(tested)
  let next = 0
  return comparisons.map((comparison) => {
    const pAdjusted = comparison.p === null ? null : (adjusted[next++] as number)
    const verdict = verdictOf({ ...comparison, pAdjusted }, judgement)
    return {
      ...comparison,
      pAdjusted,
      verdict,
      because: comparison.because === '' ? REASONS[verdict] : comparison.because,
    }
  })
}
