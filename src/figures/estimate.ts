import type { Interval } from '../../data-schemas/results/common.js'

/** An estimate that exists, with its bounds. */
export interface Estimate {
  readonly value: number
  readonly lower: number | null
  readonly upper: number | null
}

/** The estimate where it exists, null where it does not. */
export const estimateOf = (interval: Interval | null | undefined): Estimate | null =>
  interval !== null && interval !== undefined && typeof interval.estimate === 'number'
    ? { value: interval.estimate, lower: interval.lower, upper: interval.upper }
    : null
