/** Half of the sum, without overflow. */
const middle = (a: number, b: number): number => a / 2 + b / 2

const largestExponent = (a: number, b: number): number =>
  Math.min(308, Math.floor(Math.log10(Math.max(Math.abs(a), Math.abs(b), Number.MIN_VALUE))) + 1)

const multiplesNear = (mid: number, exponent: number): readonly number[] => {
  const unit = Number(`1e${exponent}`)
  const k = exponent >= 0 ? Math.round(mid / unit) : Math.round(mid * Number(`1e${-exponent}`))
  return Number.isSafeInteger(k) ? [k - 1, k, k + 1].map((factor) => Number(`${factor}e${exponent}`)) : []
}

/**
 * The shortest decimal strictly between two neighbouring values, and of those the one nearest to their midpoint (the smaller
 * when two are as near): a cut point that people can read. Where no double lies between them: `upper`.
 * @param lower largest value on the left; finite, below `upper`
 * @param upper smallest value on the right; finite
 */
export const separator = (lower: number, upper: number): number => {
  const mid = middle(lower, upper)
  for (let exponent = largestExponent(lower, upper); exponent >= -308; exponent -= 1) {
    const found = multiplesNear(mid, exponent).filter((value) => value > lower && value < upper)
    if (found.length > 0)
      return found.reduce((best, value) => (Math.abs(value - mid) < Math.abs(best - mid) ? value : best))
    if (exponent < largestExponent(lower, upper) - 18) break
  }
  return mid > lower && mid < upper ? mid : upper
}

/** Nearest multiple of 10^exponent at or beyond the value, below (−1) or above (1); the largest double where there is none. */
const outward = (value: number, exponent: number, side: 1 | -1): number => {
  const scaled = exponent >= 0 ? value / Number(`1e${exponent}`) : value * Number(`1e${-exponent}`)
  const first = side * Math.ceil(side * scaled)
  if (!Number.isSafeInteger(first)) return value
  const found = [first, first + side].map((k) => Number(`${k}e${exponent}`)).find((end) => side * (end - value) >= 0)
  return found !== undefined && Number.isFinite(found) ? found : side * Number.MAX_VALUE
}

/**
 * A range rounded outward to two digits of its width, so that it does not tell the value of the one person at the end.
 * Bounds declared in the study are public and win over what was seen.
 */
export const roundedRange = (
  lowest: number,
  highest: number,
  declared: { readonly min?: number | undefined; readonly max?: number | undefined },
): readonly [number, number] => {
  const width = highest - lowest
  const size = width > 0 ? width : Math.max(Math.abs(highest), 1)
  const exponent = Number.isFinite(size) ? Math.max(-300, Math.floor(Math.log10(size)) - 1) : 307
  return [
    declared.min !== undefined && declared.min <= lowest ? declared.min : outward(lowest, exponent, -1),
    declared.max !== undefined && declared.max >= highest ? declared.max : outward(highest, exponent, 1),
  ]
}
