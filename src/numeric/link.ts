/** Probability that belongs to a log-odds: 1 / (1 + e^−x). Range [0, 1]; no overflow for any x. */
export const logistic = (x: number): number => {
  if (x >= 0) return 1 / (1 + Math.exp(-x))
  const e = Math.exp(x)
  return e / (1 + e)
}

/** Log-odds of a probability: ln(p / (1 − p)); −∞ at 0, ∞ at 1, NaN outside [0, 1]. */
export const logit = (p: number): number => Math.log(p) - Math.log1p(-p)

/** ln(1 + e^x) without overflow or loss of digits (Mächler 2012, "Accurately computing log(1 − exp(−|a|))"). */
export const log1pExp = (x: number): number => {
  if (x <= -37) return Math.exp(x)
  if (x <= 18) return Math.log1p(Math.exp(x))
  return x <= 33.3 ? x + Math.exp(-x) : x
}
