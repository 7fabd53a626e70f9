import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { Ranking } from './order.js'
import { checkLabels } from './top-k.js'

/**
 * Area under the ROC curve: the chance that a row with the outcome scores higher than one without, a tie counting half
 * (Mann–Whitney U divided by the number of pairs; Bamber 1975). Between 0 and 1; exact counts, one division.
 * Undefined when one class is absent.
 * @throws WorkbenchError `invalid-label`
 */
export const auc = (ranking: Ranking, label: Uint8Array): number | Undefined => {
  checkLabels(label, ranking.n)
  let eventsAbove = 0
  let twice = 0
  for (let group = 0; group + 1 < ranking.groupStart.length; group += 1) {
    const end = ranking.groupStart[group + 1] as number
    let events = 0
    for (let i = ranking.groupStart[group] as number; i < end; i += 1)
      events += label[ranking.order[i] as number] as number
    twice += (end - (ranking.groupStart[group] as number) - events) * (2 * eventsAbove + events)
    eventsAbove += events
  }
  const pairs = eventsAbove * (ranking.n - eventsAbove)
  return pairs === 0 ? undefinedBecause('only one class is present') : twice / 2 / pairs
}
