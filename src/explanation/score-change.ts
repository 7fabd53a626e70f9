import { expansionOf } from '../numeric/exact-sum.js'
import { type Kernel, type RawRow, type RefusedRow, type Scored, scoreRow } from '../scoring/kernel.js'

/** How the log-odds of one indicator changed. */
export interface IndicatorChange {
  readonly indicator: string
  /** Because the person's own value changed. */
  readonly data: number
  /** Because the model weighs, or bins, the value differently. */
  readonly coefficients: number
}

/** Why a score changed. Before + intercept + data and coefficients of every indicator + `rounding` is after, exactly. */
export interface ScoreChange {
  readonly kind: 'score-change'
  readonly before: number
  readonly after: number
  /** Largest change first. */
  readonly indicators: readonly IndicatorChange[]
  readonly intercept: number
  /** Sum over the indicators of what the person's own values did, rounded once per indicator. */
  readonly data: number
  /** Intercept and indicators: what the new model did. */
  readonly coefficients: number
  /** Always 0: other people do not enter a score. They enter a rank; see {@link listChange}. */
  readonly cohort: 0
  /** Exact parts that rounding takes away, so that after = before + intercept + Σ data + Σ coefficients + Σ rounding. */
  readonly rounding: readonly number[]
}

/** A person at two moments, under two models. */
export interface ScoreMoments {
  readonly before: { readonly kernel: Kernel; readonly row: RawRow }
  readonly after: { readonly kernel: Kernel; readonly row: RawRow }
}

const partOf = (kernel: Kernel, scored: Scored, indicator: string): number => {
  const index = kernel.inputs.indexOf(indicator)
  return index === -1 ? 0 : (scored.contributions[index] as number)
}

/**
 * Splits the change of a score in data and coefficients by Shapley's rule over the two: each is the mean of what it does before and after
 * the other, so that no order is favoured (Shapley 1953). The row is scored by both models at both moments: it must hold the inputs of
 * both. An indicator that one of the models lacks contributes 0 there.
 * @returns the refusals when one of the four scores does not exist
 */
export const scoreChange = ({ before, after }: ScoreMoments): ScoreChange | RefusedRow => {
  const oldOld = scoreRow(before.kernel, before.row)
  const oldNew = scoreRow(before.kernel, after.row)
  const newOld = scoreRow(after.kernel, before.row)
  const newNew = scoreRow(after.kernel, after.row)
  for (const scored of [oldOld, oldNew, newOld, newNew]) if (scored.kind === 'refused') return scored
  const [a, b, c, d] = [oldOld, oldNew, newOld, newNew] as [Scored, Scored, Scored, Scored]
  const names = [...new Set([...before.kernel.inputs, ...after.kernel.inputs])]
  const indicators = names.map((indicator): IndicatorChange => {
    const [aa, bb] = [partOf(before.kernel, a, indicator), partOf(before.kernel, b, indicator)]
    const [cc, dd] = [partOf(after.kernel, c, indicator), partOf(after.kernel, d, indicator)]
    return { indicator, data: (bb - aa + (dd - cc)) / 2, coefficients: (cc - aa + (dd - bb)) / 2 }
  })
  const intercept = after.kernel.intercept - before.kernel.intercept
  const sum = (part: (change: IndicatorChange) => number): number =>
    indicators.reduce((total, change) => total + part(change), 0)
  const said = [intercept, ...indicators.flatMap(({ data, coefficients }) => [data, coefficients])]
  const size = ({ data, coefficients }: IndicatorChange): number => Math.abs(data) + Math.abs(coefficients)
  const rounding = expansionOf([d.linearPredictor, -a.linearPredictor, ...said.map((part) => -part)])
  return {
    kind: 'score-change',
    before: a.linearPredictor,
    after: d.linearPredictor,
    indicators: [...indicators].sort((x, y) => size(y) - size(x)),
    intercept,
    data: sum(({ data }) => data),
    coefficients: intercept + sum(({ coefficients }) => coefficients),
    cohort: 0,
    rounding: [...rounding].reverse(),
  }
}
