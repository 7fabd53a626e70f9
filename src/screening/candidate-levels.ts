import type { Encoder } from '../../data-schemas/encoder.js'
import { type Block, valueAt } from '../numeric/design.js'

/** A candidate as one number and one level per row (or pattern). */
export interface CandidateLevels {
  /** The encoded candidate as one number: its column; for several columns the weight of evidence of its level. */
  readonly value: Float64Array
  /** Level of each row, dense from 0: the encoder's level, or a tenth of the rows for a value that enters as it is. */
  readonly level: Int32Array
  readonly levels: number
}

/** Groups that a continuous value is cut into where levels are asked for. */
const GROUPS = 10

/** Dense ranks of numbers, ties sharing one. */
export const denseRanks = (values: Float64Array): Int32Array => {
  const sorted = Float64Array.from(values).sort()
  let distinct = 0
  for (let i = 0; i < sorted.length; i += 1) {
    if (i > 0 && sorted[i] === sorted[i - 1]) continue
    sorted[distinct] = sorted[i] as number
    distinct += 1
  }
  const unique = sorted.subarray(0, distinct)
  return Int32Array.from(values, (value) => position(unique, value))
}

const position = (sorted: Float64Array, value: number): number => {
  let [low, high] = [0, sorted.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low
}

/** Cuts values at their tenths; equal values stay together, so there may be fewer groups. */
const tenths = (values: Float64Array): Int32Array => {
  const sorted = Float64Array.from(values).sort()
  const cuts = Array.from(
    { length: GROUPS - 1 },
    (_, i) => sorted[Math.floor(((i + 1) * sorted.length) / GROUPS)] as number,
  )
  const edges = Float64Array.from(new Set(cuts.filter((cut) => cut > (sorted[0] as number))))
  return Int32Array.from(values, (value) => edges.reduce((level, edge) => level + (value >= edge ? 1 : 0), 0))
}

/** One number and one level for each row of a block. */
export const candidateLevels = (block: Block, encoder: Encoder | undefined): CandidateLevels => {
  if (block.kind === 'values') {
    const level = tenths(block.values)
    return { value: block.values, level, levels: level.reduce((most, one) => Math.max(most, one + 1), 0) }
  }
  const level = Int32Array.from(block.codes)
  return { value: oneNumber(block, encoder), level, levels: block.table.length / block.columns.length }
}

/** The encoded candidate as one number for each row or pattern: its column, or the weight of evidence of its level. */
export const oneNumber = (block: Block, encoder: Encoder | undefined): Float64Array => {
  if (block.kind === 'values') return block.values
  const woe = encoder?.levels
  return Float64Array.from(block.codes, (code, row) =>
    block.columns.length === 1 || woe === undefined ? valueAt(block, row, 0) : (woe[code]?.woe ?? 0),
  )
}
