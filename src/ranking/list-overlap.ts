import { type Undefined, undefinedBecause } from '../numeric/undefined.js'

/** How much two lists have in common. */
export interface ListOverlap {
  /** Share of the first list that is on the other too, 0 to 1. */
  readonly share: number | Undefined
  /** Rows on both over rows on either (Jaccard 1901), 0 to 1. */
  readonly jaccard: number | Undefined
}

/**
 * Overlap of two lists from the chance that each row is listed (see `listingChance`). Rows tied at a cut count as production draws them, by one
 * fixed order: on both lists with the smaller of the two chances, on either with the larger (Ružička 1958).
 */
export const listOverlap = (first: Float64Array, other: Float64Array): ListOverlap => {
  let both = 0
  let either = 0
  let own = 0
  for (let row = 0; row < first.length; row += 1) {
    const [a, b] = [first[row] as number, other[row] as number]
    both += Math.min(a, b)
    either += Math.max(a, b)
    own += a
  }
  const empty = undefinedBecause('the list is empty')
  return { share: own > 0 ? both / own : empty, jaccard: either > 0 ? both / either : empty }
}
