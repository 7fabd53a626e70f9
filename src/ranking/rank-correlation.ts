import { WorkbenchError } from '../errors.js'
import { compensatedSum } from '../numeric/sum.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { Ranking } from './order.js'

/** Mean position of each row, 1 for the highest score; tied rows share theirs. */
const midranks = ({ n, order, groupStart }: Ranking): Float64Array => {
  const rank = new Float64Array(n)
  for (let group = 0; group + 1 < groupStart.length; group += 1) {
    const [begin, end] = [groupStart[group] as number, groupStart[group + 1] as number]
    for (let i = begin; i < end; i += 1) rank[order[i] as number] = (begin + 1 + end) / 2
  }
  return rank
}

/**
 * Spearman's rank correlation of two rankings of the same rows, ties by their mean rank; −1 to 1.
 * Undefined with fewer than two rows or when one score is the same for all.
 * @throws WorkbenchError `mismatched-length`
 */
export const rankCorrelation = (first: Ranking, second: Ranking): number | Undefined => {
  if (first.n !== second.n) {
    throw new WorkbenchError('mismatched-length', {
      expected: `${first.n} rows in both rankings`,
      found: `${second.n}`,
    })
  }
  const [a, b] = [midranks(first), midranks(second)]
  const mean = (first.n + 1) / 2
  const product = (x: Float64Array, y: Float64Array): number =>
    compensatedSum(x.map((value, row) => (value - mean) * ((y[row] as number) - mean)))
  const scale = product(a, a) * product(b, b)
  if (!(scale > 0)) return undefinedBecause('a score that is the same for all rows has no ranks')
  return Math.min(1, Math.max(-1, product(a, b) / Math.sqrt(scale)))
}
