import type { Ranking } from './order.js'

/**
 * Expected sum of `values` over the first `size` rows of the ranking, for each size; ties at a boundary are split by expectation.
 * @param values one number for each row
 * @param sizes ascending, each between 0 and the number of rows
 */
export const cumulativeAt = (ranking: Ranking, values: ArrayLike<number>, sizes: readonly number[]): Float64Array => {
  const out = new Float64Array(sizes.length)
  let next = 0
  let above = 0
  for (let group = 0; group + 1 < ranking.groupStart.length && next < sizes.length; group += 1) {
    const begin = ranking.groupStart[group] as number
    const end = ranking.groupStart[group + 1] as number
    let sum = 0
    for (let i = begin; i < end; i += 1) sum += values[ranking.order[i] as number] as number
    for (; next < sizes.length && (sizes[next] as number) <= end; next += 1) {
      out[next] = above + (((sizes[next] as number) - begin) * sum) / (end - begin)
    }
    above += sum
  }
  return out
}
