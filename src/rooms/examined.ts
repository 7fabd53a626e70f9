import type { Model } from '../../data-schemas/artifact.js'
import type { OpeningPlace } from '../ranking/adoption.js'
import type { Judged } from '../run-results.js'
import type { Fitted } from './fit-selected.js'
import type { TestRows } from './open-test.js'
import type { Run } from './run.js'

/** A model that is made and measured, as every part of the examination takes it. */
export interface Examined {
  readonly run: Run
  readonly judged: Judged
  readonly fitted: Fitted
  readonly test: TestRows
  /** Calibrated probability of each test row. */
  readonly probability: Float64Array
  /** The model in use, where there is one. */
  readonly champion?: Model
  /** Which opening of the test side this is, where a log is kept. */
  readonly opening?: OpeningPlace
}
