import type { Block } from './design.js'

/** Rows handled together: small enough that a chunk of every column stays in the processor's cache. */
export const CHUNK = 1024

const NO_CODES = new Uint16Array(0)
const NO_VALUES = new Float64Array(0)

/**
 * A coded block that is summed per code: cheaper than its columns one by one.
 * `kept`, here and in the other classes of the passes: while an object of a class lives, so does what was compiled for it;
 * without one, a garbage collection after a fit throws the compiled loops away.
 */
export class Wide {
  static readonly kept = new Wide({ kind: 'coded', name: '', columns: [''], codes: NO_CODES, table: NO_VALUES }, 0)
  readonly kind = 'wide'
  /** Code of each row. */
  readonly codes: Uint16Array
  /** Codes × columns, row-major. */
  readonly table: Float64Array
  /** Number of the first column. */
  readonly at: number
  readonly width: number
  /** How many codes there are. */
  readonly count: number
  readonly scores: Float64Array

  constructor(block: Block & { readonly kind: 'coded' }, at: number) {
    this.codes = block.codes
    this.table = block.table
    this.at = at
    this.width = block.columns.length
    this.count = block.table.length / this.width
    this.scores = new Float64Array(this.count)
  }
}

/** One column, copied chunk by chunk into `chunk`. */
export class Narrow {
  static readonly kept = [
    new Narrow({ kind: 'values', name: '', columns: [''], values: NO_VALUES }, 0, 0),
    new Narrow({ kind: 'coded', name: '', columns: [''], codes: NO_CODES, table: NO_VALUES }, 0, 0),
  ]
  readonly kind = 'narrow'
  /** Values of the rows; null for a coded column. */
  readonly values: Float64Array | null
  readonly codes: Uint16Array
  /** Value of each code; the column itself where it has no codes. */
  readonly table: Float64Array
  readonly at: number
  readonly chunk = new Float64Array(CHUNK)

  constructor(block: Block, column: number, at: number) {
    this.at = at
    if (block.kind === 'values') {
      this.values = block.values
      this.codes = NO_CODES
      this.table = block.values
      return
    }
    const width = block.columns.length
    this.values = null
    this.codes = block.codes
    this.table = Float64Array.from(
      { length: block.table.length / width },
      (_, code) => block.table[code * width + column] as number,
    )
  }
}

/** A block, or a column of one. */
export type Part = Wide | Narrow

/** Most codes of a block that is summed per code. */
export const MAX_CODES = 512

/**
 * How each block is passed over; the first column is number `first`. Coded blocks with few codes and at least `columns` columns
 * are summed per code, others per column.
 */
export const partsOf = (blocks: readonly Block[], first: number, columns: number): readonly Part[] => {
  const parts: Part[] = []
  let at = first
  for (const block of blocks) {
    const width = block.columns.length
    const codes = block.kind === 'coded' && width > 0 ? block.table.length / width : 0
    if (block.kind === 'coded' && width >= columns && codes <= MAX_CODES) {
      parts.push(new Wide(block, at))
    } else {
      for (let column = 0; column < width; column += 1) {
        parts.push(new Narrow(block, column, at + column))
      }
    }
    at += width
  }
  return parts
}

/** Copies rows from … from + count − 1 of a column into its chunk. */
export const fillChunk = ({ values, codes, table, chunk }: Narrow, from: number, count: number): void => {
  if (values === null) for (let i = 0; i < count; i += 1) chunk[i] = table[codes[from + i] as number] as number
  else for (let i = 0; i < count; i += 1) chunk[i] = values[from + i] as number
}
