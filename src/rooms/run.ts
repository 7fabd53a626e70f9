import type { Encoder } from '../../data-schemas/encoder.js'
import type { Stamp } from '../../data-schemas/results/common.js'
import type { Study } from '../../data-schemas/study.js'
import type { OpenedData } from '../contract/opened.js'
import type { CodedTable } from '../encoding/coded.js'
import type { PanelTable } from '../panel/table.js'
import type { Progress } from '../progress.js'
import type { Aside } from './aside.js'

/** What every room of one run works with. */
export interface Run {
  readonly study: Study
  readonly stamp: Stamp
  readonly opened: OpenedData
  readonly panel: PanelTable
  readonly coded: CodedTable
  readonly encoders: readonly Encoder[]
  readonly signal?: AbortSignal
  readonly onProgress?: Progress
  /** Does long work on another thread; in the calling one when absent. */
  readonly aside?: Aside
}

/** One random calendar week per person of the training side, or all of it: what the study selects on. */
export const SAMPLE = { kind: 'sample' } as const
/** The training side. */
export const TRAIN = { kind: 'train' } as const
/** The test side. */
export const TEST = { kind: 'test' } as const
