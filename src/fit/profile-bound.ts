import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** Height of a profile where one coefficient is held at a value, and the parameters there; `null` where the climb failed. */
export type ProfileAt = (
  value: number,
  start: Float64Array,
) => { readonly value: number; readonly parameters: Float64Array } | null

/** What a bound of a profile interval is searched with. */
export interface BoundSearch {
  readonly at: ProfileAt
  readonly estimate: number
  readonly standardError: number
  /** Height at the estimate, and the parameters there. */
  readonly top: { readonly value: number; readonly parameters: Float64Array }
  /** Half-width in standard normal units, such as 1.96. */
  readonly z: number
  readonly side: -1 | 1
}

interface Try {
  readonly b: number
  /** Signed root of the deviance minus z: nearly a straight line in b. */
  readonly excess: number
}

const FLAT = undefinedBecause('the likelihood does not fall far enough on this side: the interval is open')
const LOST = undefinedBecause('the fit with the coefficient held fixed did not settle')

/**
 * Bound of a profile-likelihood interval: the value at which twice the fall of the profile equals z² (Venzon and Moolgavkar 1988
 * give the definition). Found by doubling outward and then by the Illinois variant of regula falsi on the signed root, to about
 * ten digits. Undefined where the profile flattens out before.
 */
export const profileBound = (search: BoundSearch): number | Undefined => {
  const { top, z, side, estimate, standardError } = search
  let parameters = top.parameters
  const attempt = (b: number): Try | null => {
    const end = search.at(b, parameters)
    if (end === null) return null
    parameters = end.parameters
    return { b, excess: Math.sqrt(Math.max(0, 2 * (top.value - end.value))) - z }
  }
  let low: Try = { b: estimate, excess: -z }
  let reach = z * standardError
  for (let doubling = 0; doubling < 30; doubling += 1) {
    const high = attempt(estimate + side * reach)
    if (high === null) return LOST
    if (high.excess >= 0) return illinois(low, high, { attempt, precision: 1e-12 * standardError })
    if (doubling > 8 && high.excess - low.excess < 1e-9) return FLAT
    low = high
    reach *= doubling < 3 ? 1.3 : 2
  }
  return FLAT
}

const illinois = (
  low: Try,
  high: Try,
  { attempt, precision }: { readonly attempt: (b: number) => Try | null; readonly precision: number },
): number | Undefined => {
  let [a, b] = [low, high]
  for (let step = 0; step < 60; step += 1) {
    if (Math.abs(b.excess) <= 1e-11 || Math.abs(b.b - a.b) <= precision) return b.b
    const next = attempt(b.b - (b.excess * (b.b - a.b)) / (b.excess - a.excess))
    if (next === null) return LOST
    a = next.excess > 0 === b.excess > 0 ? { b: a.b, excess: a.excess / 2 } : b
    b = next
  }
  return b.b
}
