import type { Encoder } from '../../data-schemas/encoder.js'
import type { Engine } from '../engine/engine.js'

/** One encoded candidate in the coded table. */
export interface CodedColumn {
  readonly encoder: Encoder
  /** `e_<i>`: USMALLINT level code, or DOUBLE for `linear`. */
  readonly column: string
}

/**
 * The panel in codes: an engine table with `row_id`, `person`, `list`, `period`, `outcome`, `split`, `sample`, `fold` as in the
 * panel, rows on neither side of the split left out, and one column per encoder.
 */
export interface CodedTable {
  readonly engine: Engine
  readonly table: string
  readonly columns: readonly CodedColumn[]
  /** Weight of a training row by its `stratum`, a column that is there with it; see `PanelTable.weights`. */
  readonly weight?: Float64Array
}
