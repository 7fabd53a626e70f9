import type { Block } from './design.js'

/** Rows handled together: small enough that a chunk of every column stays in the processor's cache. */
export const CHUNK = 1024

/** A coded block that is summed per code: cheaper than its columns one by one. */
export interface Wide {
  readonly kind: 'wide'
  readonly block: Block & { kind: 'coded' }
  readonly at: number
  readonly width: number
  readonly codes: number
  readonly scores: Float64Array
}

/** One column, copied chunk by chunk into `chunk`. */
export interface Narrow {
  readonly kind: 'narrow'
  readonly block: Block
  readonly at: number
  readonly column: number
  readonly chunk: Float64Array
}
/** A block, or a column of one. */
export type Part = Wide | Narrow

/** Blocks with at most this many codes and at least three columns are summed per code; others per column. */
const MAX_CODES = 512

/** How each block is passed over; the first column is number `first`. */
export const partsOf = (blocks: readonly Block[], first: number): readonly Part[] => {
  const parts: Part[] = []
  let at = first
  for (const block of blocks) {
    const width = block.columns.length
    const codes = block.kind === 'coded' && width > 0 ? block.table.length / width : 0
    if (block.kind === 'coded' && width > 2 && codes <= MAX_CODES) {
      parts.push({ kind: 'wide', block, at, width, codes, scores: new Float64Array(codes) })
    } else {
      for (let column = 0; column < width; column += 1) {
        parts.push({ kind: 'narrow', block, at: at + column, column, chunk: new Float64Array(CHUNK) })
      }
    }
    at += width
  }
  return parts
}

/** Copies rows from … from + count − 1 of a column into its chunk. */
export const fillChunk = (part: Narrow, from: number, count: number): void => {
  const { block, chunk, column } = part
  if (block.kind === 'values') {
    for (let i = 0; i < count; i += 1) chunk[i] = block.values[from + i] as number
    return
  }
  const { codes, table } = block
  const width = block.columns.length
  for (let i = 0; i < count; i += 1) chunk[i] = table[(codes[from + i] as number) * width + column] as number
}
