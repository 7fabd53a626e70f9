import { WorkbenchError } from '../errors.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { Proportion } from './two-proportions.js'

/** Exact p-values of two proportions given all margins, and the sample odds ratio (a against b). For independent people only. */
export interface FishersExact {
  /** P(at least as many events in a). */
  readonly upper: number
  /** P(at most as many events in a). */
  readonly lower: number
  /** Sum over all tables no more probable than the one seen (as R and scipy do). */
  readonly twoSided: number
  /** Undefined when b has no event or a has nobody without one. */
  readonly oddsRatio: number | Undefined
}

/** Tables this close in probability count as equally probable: rounding must not decide (the constant R's fisher.test uses). */
const SAME = 1 + 1e-7

const refuse = (samples: readonly Proportion[]): void => {
  const whole = samples.every(
    ({ events, n }) => Number.isInteger(events) && Number.isInteger(n) && events >= 0 && events <= n,
  )
  if (whole) return
  throw new WorkbenchError('invalid-counts', {
    expected: 'whole numbers of events between 0 and n',
    found: 'counts outside that range',
    where: 'fishersExact',
  })
}

/**
 * Hypergeometric probabilities of `events` drawn by a from its lowest to its highest possible value. Built outwards from the
 * most probable value by ratios of neighbours, so nothing overflows and no factorial is needed.
 */
const probabilities = (a: Proportion, b: Proportion): { readonly least: number; readonly p: Float64Array } => {
  const events = a.events + b.events
  const least = Math.max(0, events - b.n)
  const most = Math.min(a.n, events)
  const p = new Float64Array(most - least + 1)
  const mode = Math.min(most, Math.max(least, Math.floor(((a.n + 1) * (events + 1)) / (a.n + b.n + 2))))
  const step = (x: number): number => ((a.n - x) * (events - x)) / ((x + 1) * (b.n - events + x + 1))
  p[mode - least] = 1
  for (let x = mode; x < most; x += 1) p[x + 1 - least] = (p[x - least] as number) * step(x)
  for (let x = mode; x > least; x -= 1) p[x - 1 - least] = (p[x - least] as number) / step(x - 1)
  const total = Float64Array.from(p)
    .sort()
    .reduce((sum, value) => sum + value, 0)
  return { least, p: p.map((value) => value / total) }
}

/** Adds from small to large, so that a far tail keeps its digits. */
const ascendingSum = (values: Float64Array): number =>
  Math.min(
    1,
    values.sort().reduce((sum, value) => sum + value, 0),
  )

/**
 * Fisher's exact test of two proportions, one- and two-sided (Fisher 1935), the check that public audits use for small
 * samples. Undefined when a sample is empty. It knows no clusters: one entry per person. A p below 1e-308 comes out as 0.
 * @throws WorkbenchError `invalid-counts`
 */
export const fishersExact = (a: Proportion, b: Proportion): FishersExact | Undefined => {
  refuse([a, b])
  if (a.n === 0 || b.n === 0) return undefinedBecause('a sample is empty')
  const { least, p } = probabilities(a, b)
  const at = a.events - least
  const seen = p[at] as number
  const outside = b.events * (a.n - a.events)
  return {
    upper: ascendingSum(p.slice(at)),
    lower: ascendingSum(p.slice(0, at + 1)),
    twoSided: ascendingSum(p.filter((value) => value <= seen * SAME)),
    oddsRatio:
      outside > 0 ? (a.events * (b.n - b.events)) / outside : undefinedBecause('a margin of the odds ratio is 0'),
  }
}
