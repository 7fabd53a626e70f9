/** Distinct values in increasing order, and how often each occurs. */
export interface DistinctValues {
  readonly values: Float64Array
  readonly rows: Float64Array
}

/** Range of whole numbers that are counted in a table instead of sorted. */
export const TABLE = 1 << 18

/** Buckets up to this size are sorted by insertion. */
const FEW = 24

/** Extremes of a column, and whether all its values are whole numbers. */
export interface Extent {
  readonly lowest: number
  readonly highest: number
  readonly whole: boolean
}

/** One pass; lowest +∞ and highest −∞ when empty. */
export const extentOf = (values: Float64Array): Extent => {
  let lowest = Number.POSITIVE_INFINITY
  let highest = Number.NEGATIVE_INFINITY
  let whole = true
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number
    if (value < lowest) lowest = value
    if (value > highest) highest = value
    if (whole && Math.floor(value) !== value) whole = false
  }
  return { lowest, highest, whole }
}

const countWhole = (values: Float64Array, { lowest, highest }: Extent): DistinctValues => {
  const table = new Uint32Array(highest - lowest + 1)
  for (let i = 0; i < values.length; i += 1) table[(values[i] as number) - lowest]! += 1
  let distinct = 0
  for (let i = 0; i < table.length; i += 1) if (table[i] !== 0) distinct += 1
  const found = { values: new Float64Array(distinct), rows: new Float64Array(distinct) }
  let next = 0
  for (let i = 0; i < table.length; i += 1) {
    if (table[i] === 0) continue
    found.values[next] = lowest + i
    found.rows[next] = table[i] as number
    next += 1
  }
  return found
}

const insertionSort = (values: Float64Array, from: number, to: number): void => {
  for (let i = from + 1; i < to; i += 1) {
    const value = values[i] as number
    let j = i - 1
    while (j >= from && (values[j] as number) > value) {
      values[j + 1] = values[j] as number
      j -= 1
    }
    values[j + 1] = value
  }
}

/** Sorts by equal-width buckets (monotone in the value, so only the inside of a bucket is compared). */
const bucketSorted = (values: Float64Array, { lowest, highest }: Extent): Float64Array => {
  const buckets = Math.max(1, values.length >> 3)
  const scale = (buckets - 1) / (highest - lowest)
  if (!(scale > 0 && Number.isFinite(scale))) return values.slice().sort()
  const place = new Uint32Array(values.length)
  const start = new Uint32Array(buckets + 1)
  for (let i = 0; i < values.length; i += 1) {
    const bucket = (((values[i] as number) - lowest) * scale) | 0
    place[i] = bucket
    start[bucket + 1]! += 1
  }
  for (let b = 0; b < buckets; b += 1) start[b + 1]! += start[b] as number
  const next = start.slice()
  const sorted = new Float64Array(values.length)
  for (let i = 0; i < values.length; i += 1) {
    const bucket = place[i] as number
    sorted[next[bucket] as number] = values[i] as number
    next[bucket]! += 1
  }
  for (let b = 0; b < buckets; b += 1) {
    const from = start[b] as number
    const to = start[b + 1] as number
    if (to - from > FEW) sorted.subarray(from, to).sort()
    else if (to - from > 1) insertionSort(sorted, from, to)
  }
  return sorted
}

const countSorted = (sorted: Float64Array): DistinctValues => {
  const values = new Float64Array(sorted.length)
  const rows = new Float64Array(sorted.length)
  let last = 0
  values[0] = sorted[0] as number
  let from = 0
  for (let i = 1; i < sorted.length; i += 1) {
    const value = sorted[i] as number
    if (value === values[last]) continue
    rows[last] = i - from
    from = i
    last += 1
    values[last] = value
  }
  rows[last] = sorted.length - from
  return { values: values.subarray(0, last + 1), rows: rows.subarray(0, last + 1) }
}

/**
 * Distinct values in increasing order with their number of rows. Whole numbers in a short range are counted in a table, others
 * sorted by buckets.
 * @param values finite, without −0
 */
export const distinctValues = (values: Float64Array): DistinctValues => {
  if (values.length === 0) return { values: new Float64Array(0), rows: new Float64Array(0) }
  const extent = extentOf(values)
  return extent.whole && extent.highest - extent.lowest < TABLE
    ? countWhole(values, extent)
    : countSorted(bucketSorted(values, extent))
}
