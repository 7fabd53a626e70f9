import type { EncodedCandidate } from '../../data-schemas/results/encoding.js'
import { type Binning, type BinningConstraints, bestBinning, type Trend } from './monotone.js'
import type { PeriodCounts } from './period-counts.js'
import type { SpanLength } from './spans.js'
import { type SteadyBinning, steadyBinning } from './steady.js'
import { isSufficient, type Minima, sumTallies, type Tally } from './tally.js'

/** What the order must hold in, and how long a period is. */
export interface HoldOptions extends BinningConstraints {
  readonly by: SpanLength
  readonly periods: readonly PeriodCounts[]
  /** What a bin must hold within a period for its order with its neighbour to be asked there. */
  readonly periodMinima: Minima
}

/** Bins whose order holds in every period, and what that took. */
export interface HeldOrder {
  readonly binning: Binning
  readonly steady: NonNullable<EncodedCandidate['steady']>
}

const directions = (trend: 'increasing' | 'decreasing' | 'auto'): readonly ('increasing' | 'decreasing')[] =>
  trend === 'auto' ? ['increasing', 'decreasing'] : [trend]

/** Neighbouring bins of which both hold enough people. */
const compared = (prebins: readonly Tally[], cuts: readonly number[], minima: Minima): number => {
  const bounds = [0, ...cuts, prebins.length]
  const enough = bounds.slice(1).map((end, bin) => isSufficient(sumTallies(prebins.slice(bounds[bin], end)), minima))
  return enough.filter((own, bin) => bin > 0 && own && enough[bin - 1] === true).length
}

/**
 * The binning with the highest information value among those whose order holds in every period ({@link steadyBinning}), beside what
 * that costs against the best one without periods ({@link bestBinning}). `auto` takes the better of both directions; on a tie increasing.
 */
export const holdOrder = (
  prebins: readonly Tally[],
  trend: Exclude<Trend, 'none'> | 'auto',
  options: HoldOptions,
): HeldOrder => {
  const { by, periods, periodMinima } = options
  const free = bestBinning(prebins, trend, options)
  const within = { ...options, periods: periods.map((period) => period.prebins) }
  const found = directions(trend).map((direction) => ({ direction, ...steadyBinning(prebins, direction, within) }))
  const best = found.reduce((a, b) => (b.value > a.value + b.certificate.tolerance ? b : a))
  const sum = (pick: (one: SteadyBinning['certificate']) => number): number =>
    found.reduce((total, { certificate }) => total + pick(certificate), 0)
  return {
    binning: {
      cuts: best.cuts,
      value: best.value,
      trend: best.direction,
      certificate: { kind: 'exact', states: sum(({ states }) => states), tolerance: best.certificate.tolerance },
      because: best.cuts.length > 0 ? null : (free.because ?? `no split whose order holds in every ${by}`),
    },
    steady: {
      by,
      periods: periods.map((period) => ({
        name: period.name,
        compared: compared(period.prebins, best.cuts, periodMinima),
      })),
      refused: sum(({ refused }) => refused),
      informationValue: best.value,
      unconstrained: free.value,
      cost: Math.max(0, free.value - best.value),
    },
  }
}
