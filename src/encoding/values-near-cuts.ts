import { type DistinctValues, distinctValues, type Extent, extentOf, TABLE } from './distinct-values.js'

/** Equal-width buckets: few enough that their counts stay in the processor's cache. */
const BUCKETS = 4096

/** Rows under which the values are simply sorted. */
const ROWS = 4 * BUCKETS

interface Bucketed {
  /** Rows of each bucket. */
  readonly rows: Uint32Array
  /** One value of each bucket that has rows. */
  readonly one: Float64Array
  /** Monotone in the value: bucket of x = ⌊(x − lowest)·scale⌋. */
  readonly scale: number
}

const bucketed = (values: Float64Array, { lowest, highest }: Extent): Bucketed | null => {
  const scale = (BUCKETS - 1) / (highest - lowest)
  if (!(scale > 0 && Number.isFinite(scale))) return null
  const rows = new Uint32Array(BUCKETS)
  const one = new Float64Array(BUCKETS)
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number
    const bucket = ((value - lowest) * scale) | 0
    rows[bucket]! += 1
    one[bucket] = value
  }
  return { rows, one, scale }
}

/** Buckets in which a quantile lies, and the next that has rows; null where a value can have a prebin of its own. */
const openedBuckets = (rows: Uint32Array, total: number, prebins: number): Uint8Array | null => {
  const opened = new Uint8Array(BUCKETS)
  let filled = 0
  let under = 0
  let part = 0
  let follows = true
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const own = rows[bucket] as number
    if (own === 0) continue
    if (own * prebins > total) return null
    filled += 1
    under += own
    const now = Math.floor((under * prebins) / total)
    if (follows || now > part) opened[bucket] = 1
    follows = now > part
    part = now
  }
  return filled > prebins ? opened : null
}

/** Values of the opened buckets, in increasing order. */
const openedValues = (
  values: Float64Array,
  lowest: number,
  of: { readonly scale: number; readonly rows: Uint32Array; readonly opened: Uint8Array },
): Float64Array => {
  const { scale, rows, opened } = of
  const found = new Float64Array(rows.reduce((sum, own, bucket) => sum + (opened[bucket] === 1 ? own : 0), 0))
  let count = 0
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number
    if (opened[((value - lowest) * scale) | 0] === 0) continue
    found[count] = value
    count += 1
  }
  return found.sort()
}

const together = (sorted: Float64Array, { rows, one }: Bucketed, opened: Uint8Array): DistinctValues => {
  const most = sorted.length + BUCKETS
  const found = { values: new Float64Array(most), rows: new Float64Array(most) }
  let last = -1
  const put = (value: number, count: number): void => {
    if (last < 0 || found.values[last] !== value) last += 1
    found.values[last] = value
    found.rows[last]! += count
  }
  let next = 0
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const own = rows[bucket] as number
    if (opened[bucket] === 0 && own > 0) put(one[bucket] as number, own)
    if (opened[bucket] === 0) continue
    for (const end = next + own; next < end; next += 1) put(sorted[next] as number, 1)
  }
  return { values: found.values.subarray(0, last + 1), rows: found.rows.subarray(0, last + 1) }
}

/**
 * What `quantileCuts` needs of a column: its distinct values in increasing order, except that values which can neither be a cut
 * nor lie next to one are counted together under one of them. The cuts, the rows between them and the lowest and highest value
 * between them are those of {@link distinctValues}; only the few buckets in which a quantile lies are sorted.
 * @param values finite, without −0
 */
export const valuesNearCuts = (values: Float64Array, prebins: number): DistinctValues => {
  if (values.length < ROWS) return distinctValues(values)
  const extent = extentOf(values)
  if (extent.whole && extent.highest - extent.lowest < TABLE) return distinctValues(values)
  const buckets = bucketed(values, extent)
  const opened = buckets === null ? null : openedBuckets(buckets.rows, values.length, prebins)
  if (buckets === null || opened === null) return distinctValues(values)
  return together(openedValues(values, extent.lowest, { ...buckets, opened }), buckets, opened)
}
