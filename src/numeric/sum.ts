/**
 * Sum of an array with a running correction for rounding (Neumaier 1974): error about one ulp of the result, whatever the length.
 * An empty array sums to 0; a NaN or an infinity comes through as it is.
 */
export const compensatedSum = (values: ArrayLike<number>): number => {
  let sum = 0
  let lost = 0
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number
    const next = sum + value
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum
    sum = next
  }
  return Number.isFinite(lost) ? sum + lost : sum
}
