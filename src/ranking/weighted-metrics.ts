import { alone } from '../numeric/clustered-bootstrap.js'
import { densePeople } from '../numeric/people.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { listSize } from './capacity.js'
import { caughtAt, entriesOf, type Resampled, resampler } from './entries.js'
import { rankingOf } from './order.js'
import { checkLabels } from './top-k.js'

/**
 * AUC and recall at shares of one score under any weights of the people (numbered as `densePeople` does): what an optimism estimate measures.
 * Names: `auc`, and `recall@` with the share. A metric that does not exist is undefined, with the reason.
 * @param shares ascending, each in (0, 1]
 * @throws WorkbenchError `invalid-label`
 */
export const weightedMetrics = (
  label: Uint8Array,
  person: Int32Array,
  shares: readonly number[],
): ((score: Float64Array) => (weights: Uint8Array) => Readonly<Record<string, number | Undefined>>) => {
  const people = densePeople(person)
  return (score) => {
    checkLabels(label, score.length)
    const totalsOf = resampler(entriesOf(rankingOf(score), label, people))
    return (weights) => {
      const drawn = totalsOf(alone(weights).packed)[0] as Resampled
      const { rows, events, twice } = drawn
      const pairs = 2 * events * (rows - events)
      const recall = (share: number): number | Undefined => {
        if (events === 0) return undefinedBecause('no row has the outcome')
        const size = listSize({ kind: 'share', share }, rows)
        return size === 0 ? undefinedBecause('the list is empty') : caughtAt(drawn, size) / events
      }
      return {
        auc: pairs === 0 ? undefinedBecause('only one class is present') : twice / pairs,
        ...Object.fromEntries(shares.map((share) => [`recall@${share}`, recall(share)])),
      }
    }
  }
}
