import { WorkbenchError } from '../errors.js'
import { rowNumbers } from './row-numbers.js'

/** Below this many values a comparison sort is the faster road. */
const SMALL = 4096
const DIGITS = 0x10000

/** Bits of the values such that a smaller pair (high, low) is a larger value; −0 counts as 0. */
const descendingKeys = (values: Float64Array): { readonly high: Uint32Array; readonly low: Uint32Array } => {
  const n = values.length
  const high = new Uint32Array(n)
  const low = new Uint32Array(n)
  const cell = new Float64Array(1)
  const words = new Uint32Array(cell.buffer)
  const little = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1
  const [at, other] = little ? [1, 0] : [0, 1]
  for (let i = 0; i < n; i += 1) {
    cell[0] = (values[i] as number) + 0
    const top = words[at] as number
    const bottom = words[other] as number
    const negative = top >>> 31 === 1
    high[i] = negative ? top : ~top ^ 0x80000000
    low[i] = negative ? bottom : ~bottom
  }
  return { high, low }
}

/** One stable counting pass on 16 bits of `key`; false when all values share them. */
const pass = (
  key: Uint32Array,
  shift: 0 | 16,
  rows: { readonly from: Int32Array; readonly to: Int32Array },
): boolean => {
  const { from, to } = rows
  const n = from.length
  const start = new Int32Array(DIGITS + 1)
  for (let i = 0; i < n; i += 1) start[(((key[i] as number) >>> shift) & 0xffff) + 1]! += 1
  if (start[(((key[0] as number) >>> shift) & 0xffff) + 1] === n) return false
  for (let digit = 0; digit < DIGITS; digit += 1) start[digit + 1]! += start[digit] as number
  for (let i = 0; i < n; i += 1) {
    const row = from[i] as number
    const digit = ((key[row] as number) >>> shift) & 0xffff
    to[start[digit] as number] = row
    start[digit]! += 1
  }
  return true
}

const radix = (values: Float64Array): Int32Array => {
  const { high, low } = descendingKeys(values)
  let from = rowNumbers(values.length)
  let to = new Int32Array(values.length)
  for (const [key, shift] of [
    [low, 0],
    [low, 16],
    [high, 0],
    [high, 16],
  ] as const) {
    if (pass(key, shift, { from, to })) [from, to] = [to, from]
  }
  return from
}

/**
 * Positions of the values from high to low; equal values stay in their given order (−0 equals 0).
 * Radix sort on the 64 bits of each value, so the time grows with the number of values only.
 * @throws WorkbenchError `invalid-number` when a value is NaN
 */
export const descendingOrder = (values: Float64Array): Int32Array => {
  const bad = values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0)
  if (bad > 0) {
    throw new WorkbenchError('invalid-number', {
      expected: 'a number for every row that is put in order',
      found: `${bad} of ${values.length} values are NaN`,
    })
  }
  if (values.length >= SMALL) return radix(values)
  const order = rowNumbers(values.length)
  return order.sort((a, b) => {
    const left = values[a] as number
    const right = values[b] as number
    return left === right ? a - b : left > right ? -1 : 1
  })
}
