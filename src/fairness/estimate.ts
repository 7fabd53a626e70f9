import type { Cell } from '../../data-schemas/results/fairness.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { GroupMoments } from './cluster-moments.js'
import { type ClusterRatio, clusterRatio, shareInterval } from './cluster-ratio.js'

/** A number with its interval, or why there is none. */
export interface Estimate {
  readonly estimate: Cell
  readonly lower: number | null
  readonly upper: number | null
}

/** A number that may not be shown. */
export const HIDDEN: Estimate = { estimate: { kind: 'suppressed' }, lower: null, upper: null }

/** A number that does not exist, with the reason. */
export const noEstimate = (because: string): Estimate => ({
  estimate: undefinedBecause(because),
  lower: null,
  upper: null,
})

/** A share with its person-clustered interval. */
export const shareEstimate = (ratio: ClusterRatio | Undefined, confidence: number): Estimate =>
  'kind' in ratio
    ? { estimate: ratio, lower: null, upper: null }
    : { estimate: ratio.estimate, ...shareInterval(ratio, confidence) }

/** The share of one group, or that it is hidden. */
export const shownShare = (moments: GroupMoments, hidden: boolean, confidence: number): Estimate =>
  hidden ? HIDDEN : shareEstimate(clusterRatio(moments), confidence)
