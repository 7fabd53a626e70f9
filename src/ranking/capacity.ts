import { WorkbenchError } from '../errors.js'

/** How many rows a list may hold: a share of its rows, or a fixed number. */
export type Capacity =
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'size'; readonly size: number }

/** The rule for the size of a list, printed beside every number that depends on it. */
export const SIZE_RULE = 'k = floor(share × n), for each list'

/**
 * Rows on a list of `n`: floor(share × n), or the fixed size, never more than n.
 * A product within rounding error of a whole number counts as that number: 0.29 of 100 is 29, not 28.
 */
export const listSize = (capacity: Capacity, n: number): number => {
  if (capacity.kind === 'size') return Math.min(capacity.size, n)
  const exact = capacity.share * n
  const whole = Math.round(exact)
  return Math.min(Math.abs(exact - whole) <= 1e-9 * Math.max(1, whole) ? whole : Math.floor(exact), n)
}

/**
 * Checks that a capacity is possible.
 * @throws WorkbenchError `invalid-capacity`
 */
export const checkCapacity = (capacity: Capacity): void => {
  const valid =
    capacity.kind === 'share'
      ? capacity.share > 0 && capacity.share <= 1
      : Number.isInteger(capacity.size) && capacity.size >= 0
  if (valid) return
  throw new WorkbenchError('invalid-capacity', {
    expected: capacity.kind === 'share' ? 'a share above 0 and at most 1' : 'a whole number of 0 or more',
    found: String(capacity.kind === 'share' ? capacity.share : capacity.size),
  })
}
