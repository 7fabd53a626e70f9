import type { Candidate } from '../../data-schemas/study.js'
import type { Engine } from '../engine/engine.js'

/** Sides of the split, as stored in the column `split`. */
export const SIDE = { excluded: 0, train: 1, test: 2 } as const

/** States of a value, as stored in the columns `s_<i>`: 0 is a value; special codes follow from 3. */
export const STATE = { value: 0, missing: 1, notApplicable: 2, special: 3 } as const

/** One candidate in the panel table: value column `v_<i>` and state column `s_<i>`. */
export interface PanelCandidate {
  readonly index: number
  readonly candidate: Candidate
  /** DOUBLE for numbers, booleans (0/1), ordinals and dates (days since 1970-01-01); VARCHAR for categories. Null unless the state is `value`. */
  readonly value: string
  /** UTINYINT, see {@link STATE}; special code j of the candidate's `codes` (in order, special ones only) is 3 + j. */
  readonly state: string
  /** False when the candidate lives in the audit table: it is judged by its declaration and never read. */
  readonly read: boolean
  /** Values made missing because they were known after their snapshot, in rows; evidence for the data-quality lens. */
  readonly late?: number
}

/**
 * The panel: one row per person per snapshot (or per row of a flat table), in the engine, in a table of this name.
 *
 * Columns: `row_id` BIGINT, dense from 0 in canonical order (person, snapshot, or file order) · `person` INTEGER, dense from 0 ·
 * `list` INTEGER, dense from 0 (an adviser's list; 0 everywhere when the study names no list) · `period` INTEGER, index of the
 * snapshot date, dense from 0 (0 for flat tables) · `outcome` UTINYINT 0/1 (0 where excluded) · `split` UTINYINT ({@link SIDE}) ·
 * `sample` UTINYINT 1 for training rows that the selection runs on (at most one a person when the study says so) ·
 * `fold` UTINYINT, validation fold of the person, 0 … calibration.folds − 1 · `v_<i>`, `s_<i>` for each candidate read.
 *
 * Rows on neither side are counted in the result and not stored. Beside it lie `<table>_people` (`pid`, `pkey`) and `<table>_keys`
 * (`row_id` with `src`, its `__row` in the base table, `crow`, its `__row` in clients, and `pid`), the way back to the data.
 */
export interface PanelTable {
  readonly engine: Engine
  readonly table: string
  readonly candidates: readonly PanelCandidate[]
  /** Digest of the canonical content that the panel was built from. */
  readonly digest: string
  readonly counts: { readonly train: SideCounts; readonly test: SideCounts }
  /** Snapshot date of each `period`, ISO, by code; read only when the study asks for bins that hold their order in every period. */
  readonly dates?: readonly string[]
  /** Where unexposed training rows stand in for exposed ones: the stratum of each training row, and what its rows weigh. */
  readonly weights?: StratumWeights
  /** True when a person can occur in more than one row. */
  readonly clustered: boolean
}

/** Weights of training rows. Rows of one stratum weigh the same, so that the engine counts whole numbers per stratum. */
export interface StratumWeights {
  /** Engine table with `row_id` and `stratum` (UTINYINT, from 0) of every training row. */
  readonly table: string
  /** Weight of a row, by stratum. */
  readonly weight: Float64Array
}

/** Size of one side of the split. */
export interface SideCounts {
  readonly rows: number
  readonly people: number
  readonly events: number
  /** Distinct people with an event. */
  readonly eventPeople: number
}
