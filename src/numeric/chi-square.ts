import { normalCdf } from './normal.js'

/**
 * P(X ≥ x) for X chi-square with a whole number of degrees of freedom; 1 for x ≤ 0.
 * Closed form for integer `df` (Abramowitz and Stegun 26.4.4 and 26.4.5), so the far tail keeps its digits.
 */
export const chiSquareTail = (x: number, df: number): number => {
  if (!(x > 0)) return Number.isNaN(x) ? Number.NaN : 1
  const odd = df % 2 === 1
  let term = odd ? Math.sqrt((2 * x) / Math.PI) * Math.exp(-x / 2) : Math.exp(-x / 2)
  let sum = odd ? 2 * normalCdf(-Math.sqrt(x)) : 0
  for (let k = odd ? 3 : 2; k <= df; k += 2) {
    sum += term
    term *= x / k
  }
  return Math.min(1, sum)
}
