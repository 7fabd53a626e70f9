import betainc from '@stdlib/math-base-special-betainc'

/**
 * P(T² ≥ q) for Hotelling's T² with `df` dimensions and a covariance that is itself estimated from `people` independent people:
 * q · (people − df) ÷ (df · (people − 1)) has an F distribution with df and people − df degrees of freedom (Hotelling 1931).
 * Goes to the chi-square tail as people grow. 1 for q ≤ 0; NaN where there are no more people than dimensions.
 */
export const hotellingTail = (q: number, { df, people }: { readonly df: number; readonly people: number }): number => {
  if (Number.isNaN(q) || !(people > df)) return Number.NaN
  return q > 0 ? betainc(1 / (1 + q / (people - 1)), (people - df) / 2, df / 2) : 1
}
