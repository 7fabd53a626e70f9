import type { SelectionResult } from '../../data-schemas/results/selection.js'

/** Share of what the best set gains over no candidate, within which a set is near. */
const SHARE = 0.01

/** The best set and this many next ones are compared even where they are further off. */
const LEAST = 4

/** A distance in log-likelihood, and where it comes from. */
export interface NearDistance {
  readonly distance: number
  readonly because: string
}

/**
 * How far from the best set others are compared with it, when the study does not say: a hundredth of the log-likelihood that the best set gains over
 * no candidate at all (Fisher, Rudin and Dominici 2019 call the sets within such a share the Rashomon set), and at least as far as the fifth best set,
 * so that a best set which stands alone still has something beside it.
 */
export const nearDistance = ({ best, nullLoglik, nearOptimal }: SelectionResult): NearDistance => {
  const share = SHARE * (best.loglik - nullLoglik)
  const distances = nearOptimal.map((one) => best.value - one.value).sort((a, b) => a - b)
  const least = distances[Math.min(LEAST, distances.length) - 1] ?? 0
  return least > share
    ? { distance: least, because: 'the fifth best set, or the last one known' }
    : { distance: share, because: 'a hundredth of what the best set gains over no candidate' }
}
