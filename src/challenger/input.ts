import type { ChallengerExamination, ChallengerVariant } from '../../data-schemas/examination/challenger.js'
import type { Stamp } from '../../data-schemas/results/common.js'
import type { Block, Design } from '../numeric/design.js'

/** The test side as arrays, one entry per row. */
export interface ChallengerTest {
  /** Every candidate that the challenger may use, in the order of the training side. */
  readonly blocks: readonly Block[]
  readonly label: Uint8Array
  readonly person: Int32Array
  /** Code of the list; absent when the study has no lists. */
  readonly list?: Int32Array
  /** What the model gives each row: its log-odds. */
  readonly score: Float64Array
}

/** What the challenger is trained and judged on. */
export interface ChallengerInput {
  /** Training side without its validation part. */
  readonly training: Design
  /** Part of the training side with other people than `training`: decides when training stops and which variant is the challenger. */
  readonly validation: Design
  readonly test: ChallengerTest
  /** Names of the candidates in the model. */
  readonly model: readonly string[]
}

/** Options of `challengerRoom`. */
export interface ChallengerOptions {
  readonly stamp: Stamp
  readonly examination: ChallengerExamination
  readonly shares: readonly number[]
  readonly replicates: number
  readonly seed: number
  /** Disclosure threshold in people. */
  readonly minimum: number
  /** Folder of `@tensorflow/tfjs-node` when it is not installed beside this package. */
  readonly native?: string
  readonly signal?: AbortSignal
  /** Receives the variant in training and the share of the work that is done. */
  readonly onProgress?: (event: { readonly variant: ChallengerVariant; readonly share: number }) => void
}
