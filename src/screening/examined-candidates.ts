import type { Encoder } from '../../data-schemas/encoder.js'
import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import type { Study } from '../../data-schemas/study.js'
import type { Block } from '../numeric/design.js'
import type { Undefined } from '../numeric/undefined.js'
import { type CandidateLevels, candidateLevels, denseRanks } from './candidate-levels.js'
import type { FoldedRows } from './contribution.js'

/** Groups of rows with their names: periods or regions; −1 leaves a row out. */
export interface RowGroups {
  readonly labels: readonly string[]
  readonly group: Int32Array
}

/** Rows on which the candidates' strength over time is looked at, with their period. */
export interface PeriodRows {
  readonly blocks: readonly Block[]
  readonly outcome: Uint8Array
  readonly person: Int32Array
  readonly periods: RowGroups
}

/** What the examination of the candidates looks at. */
export interface ScreeningExamined {
  readonly study: Study
  readonly screening: ScreeningResult
  readonly selected: readonly string[]
  readonly encoders: readonly Encoder[]
  /** The selection sample, one block per encoder, and its candidates in levels and ranks. */
  readonly rows: FoldedRows
  readonly candidates: readonly ExaminedCandidate[]
  /** The selection sample by period, and one row of each person of the test side for the chosen candidates. */
  readonly sample: PeriodRows | Undefined
  readonly later: PeriodRows | Undefined
  readonly regions: RowGroups | Undefined
  /** 1 where an earlier offer of help touched the outcome. */
  readonly exposed: Uint8Array | Undefined
  /** Rows that left the panel because of it; null where too few or none were asked to. */
  readonly excludedRows: number | null
}

/** A candidate of the sample with its levels and ranks. */
export interface ExaminedCandidate extends CandidateLevels {
  readonly name: string
  readonly encoder: Encoder
  readonly rank: Int32Array
}

/** Dense ranks of the values; by level where the value depends on the level alone. */
const ranksOf = (block: Block, { value, level, levels }: CandidateLevels): Int32Array => {
  if (block.kind === 'values') return denseRanks(value)
  const ofLevel = new Float64Array(levels).fill(Number.NaN)
  for (let row = 0; row < level.length; row += 1) ofLevel[level[row] as number] = value[row] as number
  const ranks = denseRanks(ofLevel.filter((own) => !Number.isNaN(own)))
  const rankOf = new Int32Array(levels)
  let next = 0
  for (let l = 0; l < levels; l += 1) if (!Number.isNaN(ofLevel[l])) rankOf[l] = ranks[next++] as number
  return level.map((own) => rankOf[own] as number)
}

/** The encoded candidates of some rows. */
export const examinedCandidates = (
  blocks: readonly Block[],
  encoders: readonly Encoder[],
): readonly ExaminedCandidate[] =>
  blocks.flatMap((block) => {
    const encoder = encoders.find(({ name }) => name === block.name)
    if (encoder === undefined) return []
    const levels = candidateLevels(block, encoder)
    return [{ name: block.name, encoder, ...levels, rank: ranksOf(block, levels) }]
  })
