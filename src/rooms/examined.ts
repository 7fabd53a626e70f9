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
}
