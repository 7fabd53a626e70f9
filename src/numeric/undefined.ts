/** A number that does not exist, with the reason. Never 0, never NaN. */
export interface Undefined {
  readonly kind: 'undefined'
  readonly because: string
}

/** Says that a statistic is undefined, and why. */
export const undefinedBecause = (because: string): Undefined => ({ kind: 'undefined', because })

/** True for a value that is a number and not an {@link Undefined}. */
export const isDefined = (value: number | Undefined): value is number => typeof value === 'number'
