import { type Undefined, undefinedBecause } from './undefined.js'

/**
 * Quantile by linear interpolation between order statistics: definition 7 of Hyndman and Fan (1996), the default of R and NumPy.
 * @param sorted finite values in ascending order
 * @param p share in [0, 1]
 * @returns undefined for an empty array, or for p outside [0, 1]
 */
export const quantile = (sorted: ArrayLike<number>, p: number): number | Undefined => {
  if (sorted.length === 0) return undefinedBecause('no values')
  if (!(p >= 0 && p <= 1)) return undefinedBecause('share outside 0 to 1')
  const position = (sorted.length - 1) * p
  const below = Math.floor(position)
  const low = sorted[below] as number
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  const share = position - below
  return share === 0 || low === high ? low : low * (1 - share) + high * share
}
