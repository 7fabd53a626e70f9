/**
 * A block of model columns that belong to one candidate, for a set of patterns.
 * `coded`: pattern i has `codes[i]`, and code c puts row c of `table` (codes × width, row-major) in the columns.
 * `values`: one column, given as it is.
 */
export type Block =
  | {
      readonly kind: 'coded'
      readonly name: string
      readonly columns: readonly string[]
      readonly codes: Uint16Array
      readonly table: Float64Array
    }
  | {
      readonly kind: 'values'
      readonly name: string
      readonly columns: readonly string[]
      readonly values: Float64Array
    }

/**
 * Distinct patterns of encoded candidates with counts: what a likelihood is computed on (DESIGN decision 2).
 * Length of `trials`, `events` and every block's `codes` or `values` is the number of patterns.
 */
export interface Design {
  readonly blocks: readonly Block[]
  /** Rows (people-weeks) with the pattern; positive. The sum of their weights where rows weigh. */
  readonly trials: Float64Array
  /** Rows with the outcome; between 0 and trials. */
  readonly events: Float64Array
  /** Only where rows weigh: how many there are. */
  readonly counted?: { readonly rows: number; readonly events: number }
}

/** How many rows and events are behind the patterns, whatever they weigh. */
export const rowsBehind = ({ trials, events, counted }: Design): { readonly rows: number; readonly events: number } =>
  counted ?? {
    rows: trials.reduce((sum, value) => sum + value, 0),
    events: events.reduce((sum, value) => sum + value, 0),
  }

/** Columns a block fills. */
export const width = (block: Block): number => block.columns.length

/** The block's contribution to column `column` of pattern `row`. */
export const valueAt = (block: Block, row: number, column: number): number =>
  block.kind === 'values'
    ? (block.values[row] as number)
    : (block.table[(block.codes[row] as number) * block.columns.length + column] as number)

/** Names of all columns of the blocks, in order, without the intercept. */
export const columnNames = (blocks: readonly Block[]): readonly string[] => blocks.flatMap((block) => block.columns)

/** Dense column-major copy of the blocks' columns, without the intercept: column j of pattern i at [j × rows + i]. */
export const dense = (blocks: readonly Block[], rows: number): Float64Array => {
  const columns = blocks.reduce((sum, block) => sum + block.columns.length, 0)
  const out = new Float64Array(rows * columns)
  let offset = 0
  for (const block of blocks) {
    for (let column = 0; column < block.columns.length; column += 1, offset += rows) {
      for (let row = 0; row < rows; row += 1) out[offset + row] = valueAt(block, row, column)
    }
  }
  return out
}
