import cdf from '@stdlib/stats-base-dists-normal-cdf'
import quantile from '@stdlib/stats-base-dists-normal-quantile'

/** P(Z ≤ z) for a standard normal Z; exact in the lower tail (1e-300 is not lost), NaN in gives NaN out. */
export const normalCdf = (z: number): number => cdf(z, 0, 1)

/** The z with P(Z ≤ z) = p, for p in (0, 1); 0 and 1 give −∞ and +∞. */
export const normalQuantile = (p: number): number => quantile(p, 0, 1)

/** P(|Z| ≥ |z|) for a standard normal Z, in [0, 1]. */
export const twoSided = (z: number): number => Math.min(1, 2 * cdf(-Math.abs(z), 0, 1))
