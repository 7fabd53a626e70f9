import { type CodedRows, codedRows } from '../encoding/patterns.js'
import { RefusedError } from '../errors.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import type { Fitted } from './fit-selected.js'
import { type Run, TEST } from './run.js'

/** Rows of the test side with the log-odds that the model gives them. */
export interface TestRows extends CodedRows {
  readonly score: Float64Array
}

/** Opens the test side: the one place where the model meets rows it was not made on. */
export const openTest = async ({ coded, panel }: Run, { chosen, estimates }: Fitted): Promise<TestRows> => {
  if (panel.counts.test.rows === 0) {
    throw new RefusedError('no-test-rows', [
      {
        rule: 'no-test-rows',
        expected: 'rows that the model was not made on, to judge it by',
        found: 'none: the split of the study leaves no test side',
        advice: 'declare a split by time, by person or by column in the study',
        severity: 'refuse',
      },
    ])
  }
  const rows = await codedRows(coded, chosen, { where: TEST })
  return { ...rows, score: linearPredictor(rows.blocks, estimates, rows.outcome.length) }
}
