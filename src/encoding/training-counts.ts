import type { Tally } from './tally.js'

/** Training counts of the rows in one state that is not a value (missing, not applicable, special). */
export interface StateCount extends Tally {
  /** As in the panel's state column: 1 missing, 2 not applicable, 3 + j special code j. */
  readonly state: number
}

/** Training counts of one prebin and the extreme values in it (NaN when empty). Not safe to disclose. */
export interface Prebin extends Tally {
  readonly lowest: number
  readonly highest: number
}

/** Training counts of a number, a boolean, an ordinal or a date. */
export interface NumericCounts {
  /** In order; prebin j holds edges[j−1] ≤ x < edges[j]. */
  readonly prebins: readonly Prebin[]
  readonly edges: readonly number[]
  readonly states: readonly StateCount[]
}

/** Training counts of a category, by name in code-unit order. */
export interface CategoryCounts {
  readonly categories: readonly (Tally & { readonly name: string })[]
  readonly states: readonly StateCount[]
}
