import type { Capacity } from './capacity.js'
import { drawnInProduction, eachCut, type TieKey } from './cut.js'
import type { ListedRanking, Ranking } from './order.js'

/**
 * Chance that each row is listed when ties at the cut are drawn at random: 1 above the cut, drawn / tied at it, 0 below.
 * Sums to the number of rows listed. Expected recall, precision and selection rates of groups are sums of it.
 * @param lists from `rankingWithin`; without it the pooled ranking is one list
 */
export const listingChance = (ranking: Ranking, capacity: Capacity, lists?: ListedRanking): Float64Array => {
  const chance = new Float64Array(ranking.n)
  eachCut(ranking, { capacity, lists }, (rows, { above, drawn, tied }) => {
    for (let i = 0; i < above; i += 1) chance[rows[i] as number] = 1
    for (let i = above; i < above + tied; i += 1) chance[rows[i] as number] = drawn / tied
  })
  return chance
}

/** Who production lists (1) and who not (0): ties at the cut go to the smallest key, then to the smallest row number. */
export const productionListing = (
  ranking: Ranking,
  capacity: Capacity,
  options: { readonly tieKey: TieKey; readonly lists?: ListedRanking },
): Uint8Array => {
  const listed = new Uint8Array(ranking.n)
  eachCut(ranking, { capacity, lists: options.lists }, (rows, cut) => {
    for (let i = 0; i < cut.above; i += 1) listed[rows[i] as number] = 1
    for (const row of drawnInProduction(rows, cut, options.tieKey)) listed[row] = 1
  })
  return listed
}
