import { quantile } from '../numeric/quantile.js'

/** Shares at which knots lie (Harrell 2015, Regression Modeling Strategies, table 2.3). */
const SHARES: Readonly<Record<number, readonly number[]>> = {
  3: [0.1, 0.5, 0.9],
  4: [0.05, 0.35, 0.65, 0.95],
  5: [0.05, 0.275, 0.5, 0.725, 0.95],
  6: [0.05, 0.23, 0.41, 0.59, 0.77, 0.95],
  7: [0.025, 0.1833, 0.3417, 0.5, 0.6583, 0.8167, 0.975],
}

/**
 * Knots of a restricted cubic spline at Harrell's quantiles; equal ones are one. Fewer than three are none: the spline is then a straight line.
 * @param sorted values in ascending order
 * @param knots 3 to 7
 */
export const splineKnots = (sorted: Float64Array, knots: number): readonly number[] => {
  let values = sorted.length === 0 ? 0 : 1
  for (let i = 1; i < sorted.length && values <= knots; i += 1) if (sorted[i] !== sorted[i - 1]) values += 1
  // As many values as knots would be fitted exactly.
  const found = (SHARES[Math.min(knots, values - 1)] ?? []).flatMap((share) => {
    const at = quantile(sorted, share)
    return typeof at === 'number' ? [at] : []
  })
  const distinct = found.filter((value, index) => index === 0 || value > (found[index - 1] as number))
  return distinct.length < 3 ? [] : distinct
}

const cubed = (value: number): number => (value > 0 ? value * value * value : 0)

/**
 * Columns of a restricted cubic spline: x itself, then one for each knot but the last two, linear beyond the outer knots
 * (Stone and Koo 1985), divided by the square of the outer knots' distance as R's `rms::rcs` does.
 */
export const splineColumns = (x: Float64Array, knots: readonly number[]): readonly Float64Array[] => {
  if (knots.length < 3) return [x]
  const last = knots.at(-1) as number
  const before = knots.at(-2) as number
  const scale = (last - (knots[0] as number)) ** 2
  return [
    x,
    ...knots.slice(0, -2).map((knot) => {
      const share = (last - knot) / (last - before)
      const other = (before - knot) / (last - before)
      return x.map(
        (value) => (cubed(value - knot) - share * cubed(value - before) + other * cubed(value - last)) / scale,
      )
    }),
  ]
}
