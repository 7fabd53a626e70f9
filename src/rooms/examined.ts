import type { Model } from '../../data-schemas/artifact.js'
import type { OpeningPlace } from '../ranking/adoption.js'
import type { Judged } from '../run-results.js'
import type { Fitted } from './fit-selected.js'
import type { TestRows } from './open-test.js'
import type { Run } from './run.js'

/** A model that is made, and the test side: what parts of the examination need that begin before the model is measured. */
export interface Made {
  readonly run: Run
  readonly judged: Pick<Judged, 'panel' | 'screening' | 'selection' | 'fit'>
  readonly fitted: Fitted
  readonly test: TestRows
}

/** A model that is made and measured, as every part of the examination takes it. */
export interface Examined extends Made {
  readonly judged: Judged
  /** Calibrated probability of each test row. */
  readonly probability: Float64Array
  /** The model in use, where there is one. */
  readonly champion?: Model
  /** Which opening of the test side this is, where a log is kept. */
  readonly opening?: OpeningPlace
}
