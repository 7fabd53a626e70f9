import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'

const points = 1024

/** Quantiles of a beta distribution at i/1024, i = 0 … 1024: {@link betaAt} interpolates linearly between them. */
export const betaTable = (alpha: number, beta: number): Float64Array =>
  Float64Array.from({ length: points + 1 }, (_, i) =>
    i === 0 ? 0 : i === points ? 1 : betaQuantile(i / points, alpha, beta),
  )

/** The quantile at u in (0, 1), from a table made by {@link betaTable}. */
export const betaAt = (table: Float64Array, u: number): number => {
  const place = u * points
  const left = Math.floor(place)
  const low = table[left] as number
  return low + (place - left) * ((table[left + 1] as number) - low)
}
