import type { AtK, BoundedRate } from '../../data-schemas/results/ranking.js'
import type { Percentiles } from '../numeric/clustered-bootstrap.js'
import { countPeople, type People } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { ListIntervals } from './bootstrap.js'
import { listingChance } from './listing.js'
import type { ListedRanking, Ranking } from './order.js'
import type { TieBounds, TopK } from './top-k.js'

type ListNumbers = Pick<AtK, 'size' | 'recall' | 'precision' | 'lift' | 'tiedAtCut' | 'drawnAtCut'> & {
  readonly suppressed: boolean
}

const bounded = (value: TieBounds | Undefined, interval: Percentiles | null): BoundedRate =>
  'expected' in value
    ? {
        expected: value.expected,
        worst: value.worst,
        best: value.best,
        tieDeviation: Math.sqrt(value.variance),
        production: value.production,
        lower: interval?.lower ?? null,
        upper: interval?.upper ?? null,
      }
    : { expected: value, worst: null, best: null, tieDeviation: null, production: null, lower: null, upper: null }

/** Do enough people, and enough people with the outcome, stand on the list for its rates to be shown? */
const discloses = (
  top: TopK,
  by: { readonly ranking: Ranking; readonly label: Uint8Array; readonly people: People; readonly minimum: number },
  lists: ListedRanking | undefined,
): boolean => {
  const chance = listingChance(by.ranking, top.capacity, lists)
  const listed = countPeople(by.people, (row) => (chance[row] as number) > 0)
  const caught = countPeople(by.people, (row) => (chance[row] as number) > 0 && by.label[row] === 1)
  return Math.min(listed, top.size) >= by.minimum && Math.min(caught, top.caught.expected) >= by.minimum
}

/**
 * The numbers of one list size as they may be shown: all but the size are withheld when fewer than `minimum` people are
 * listed, or listed with the outcome. An undefined rate keeps its reason.
 */
export const listNumbers = (
  top: TopK,
  intervals: ListIntervals | null,
  by: {
    readonly ranking: Ranking
    readonly label: Uint8Array
    readonly people: People
    readonly minimum: number
    readonly lists?: ListedRanking
  },
): ListNumbers => {
  const empty = top.events === 0 || top.size === 0
  const suppressed = !empty && !discloses(top, by, by.lists)
  const few = undefinedBecause(`fewer than ${by.minimum} people behind the number`)
  const show = (rate: 'recall' | 'precision' | 'lift'): BoundedRate =>
    suppressed ? bounded(few, null) : bounded(top[rate], intervals?.[rate] ?? null)
  return {
    suppressed,
    size: top.size,
    recall: show('recall'),
    precision: show('precision'),
    lift: show('lift'),
    tiedAtCut: suppressed ? null : top.tiedAtCut,
    drawnAtCut: suppressed ? null : top.drawnAtCut,
  }
}
