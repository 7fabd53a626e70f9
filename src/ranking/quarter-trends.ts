import type { Guard } from '../../data-schemas/results/guard.js'
import type { Undefined } from '../numeric/undefined.js'
import type { Periods } from './periods.js'
import { type Trend, type TrendMeasure, trendsOverPeriods } from './trend.js'

/** A measure over the quarters. */
export interface QuarterTrend extends Trend {
  readonly measure: 'recall' | 'precision' | 'base-rate'
  /** Null for the base rate. */
  readonly k: number | null
}

/** Share of false alarms of all shift guards of one kind together. */
const ALARM = 1e-3

/**
 * Recall and precision at each share, and the base rate, over the quarters: each quarter ranked on its own, with intervals, a trend and
 * the distance of each from the others. One person-clustered bootstrap stands behind all of it.
 */
export const quarterTrends = (
  periods: Periods,
  rows: { readonly score: Float64Array; readonly label: Uint8Array; readonly person: Int32Array },
  options: {
    readonly shares: readonly number[]
    readonly replicates: number
    readonly seed: number
    readonly minimum: number
  },
): readonly QuarterTrend[] => {
  const { shares, ...rest } = options
  const asked: readonly (readonly [QuarterTrend['measure'], number | null, TrendMeasure])[] = [
    ...shares.map((k) => ['recall', k, { kind: 'recall', k }] as const),
    ...shares.map((k) => ['precision', k, { kind: 'precision', k }] as const),
    // All rows on the list: its precision is the base rate.
    ['base-rate', null, { kind: 'precision', k: 1 }],
  ]
  const found = trendsOverPeriods(periods, rows, { ...rest, measures: asked.map(([, , measure]) => measure) })
  return asked.map(([measure, k], index) => ({ measure, k, ...(found[index] as Trend) }))
}

interface Deviation {
  readonly size: number
  readonly p: number
}

const deviations = (trend: QuarterTrend): readonly Deviation[] =>
  trend.periods.flatMap(({ estimate, deviation }) => {
    if (estimate === null || 'kind' in deviation) return []
    const others = estimate - deviation.estimate
    const size = trend.measure === 'base-rate' ? Math.abs(deviation.estimate) / others : Math.abs(deviation.estimate)
    return [{ size, p: deviation.p }]
  })

const shiftGuard = (
  name: string,
  found: readonly Deviation[],
  by: { readonly bound: number; readonly what: string },
): readonly Guard[] => {
  if (found.length === 0) return []
  const beyond = found.filter(({ p, size }) => p * found.length < ALARM && size >= by.bound)
  const value = (beyond.length > 0 ? beyond : found).reduce((most, { size }) => Math.max(most, size), 0)
  return [
    {
      name: `shifted-quarter:${name}`,
      passed: beyond.length === 0,
      severity: 'refuse',
      value,
      threshold: by.bound,
      reason: `largest difference of a quarter from the others, ${by.what}; refused when it is also beyond chance (p × ${found.length} quarters and lists below ${ALARM})`,
    },
  ]
}

/** Is a quarter unlike the others, in how well the list finds people or in how many have the outcome? Corrected for all that are asked. */
export const shiftGuards = (
  trends: readonly QuarterTrend[] | Undefined,
  bounds: { readonly recall: number; readonly rate: number },
): readonly Guard[] => {
  if ('kind' in trends) return []
  const of = (measure: QuarterTrend['measure']): readonly Deviation[] =>
    trends.filter((trend) => trend.measure === measure).flatMap(deviations)
  return [
    ...shiftGuard('recall', of('recall'), { bound: bounds.recall, what: 'in recall' }),
    ...shiftGuard('base-rate', of('base-rate'), { bound: bounds.rate, what: 'as a share of their base rate' }),
  ]
}
