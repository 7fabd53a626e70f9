import { isDefined } from '../numeric/undefined.js'
import { type CompareListsOptions, compareLists, type Estimated, type NamedScore } from './compare-lists.js'

/** What the list loses when an indicator leaves the model and the rest is fitted again. */
export interface IndicatorPrice {
  readonly indicator: string
  /** Recall with the indicator less recall without it; below 0 when the list is better without. Paired interval. */
  readonly recallLost: Estimated
  /** Share of the list that stays when the indicator leaves. */
  readonly listKept: number | { readonly kind: 'undefined'; readonly because: string }
}

const minus = (value: number | null): number | null => (value === null ? null : 0 - value)

/**
 * Price of each indicator in recall at the share: the score of the whole set beside a score without each indicator, on the same people.
 * Intervals are person-clustered and paired, and hold for the scores as given.
 * @throws what `compareLists` throws
 */
export const indicatorPrices = (
  people: {
    readonly score: Float64Array
    /** Score of the set without the indicator, refitted; under the indicator's name. */
    readonly without: readonly NamedScore[]
    readonly label: Uint8Array
    readonly person: Int32Array
  },
  options: CompareListsOptions,
): readonly IndicatorPrice[] => {
  const { label, person, score, without } = people
  const { lists } = compareLists({ scores: [{ name: 'all', score }, ...without], label, person }, options)
  return lists.slice(1).map(({ name, recall, overlap }) => {
    const { estimate, lower, upper } = recall.difference
    return {
      indicator: name,
      recallLost: {
        estimate: isDefined(estimate) ? 0 - estimate : estimate,
        lower: minus(upper),
        upper: minus(lower),
      },
      listKept: overlap.share,
    }
  })
}
