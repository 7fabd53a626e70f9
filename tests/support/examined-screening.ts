import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import type { ScreeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import type { StudyInput } from '../../data-schemas/study.js'
import { contractRoom } from '../../src/contract/contract-room.js'
import { parseStudy } from '../../src/contract/study.js'
import { createCoded } from '../../src/encoding/code.js'
import { learnEncoders } from '../../src/encoding/learn.js'
import { openDuckDB } from '../../src/engine/duckdb.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import { examineScreening } from '../../src/rooms/examine-screening.js'
import { fitSelected } from '../../src/rooms/fit-selected.js'
import { openTest } from '../../src/rooms/open-test.js'
import type { Run } from '../../src/rooms/run.js'
import { screen } from '../../src/rooms/screen.js'
import { select } from '../../src/rooms/select.js'
import { stopTooGood } from '../../src/screening/too-good.js'

/** The rooms up to the model and the examination of its candidates; `stopped` when the run would have ended after screening. */
export interface ExaminedScreening {
  readonly screening: ScreeningResult
  readonly stopped: Error | null
  readonly examination: ScreeningExaminationResult | null
}

/** Walks a study through the rooms that the examination of the candidates needs, and no others. */
export const examinedScreening = async (input: StudyInput, data: string): Promise<ExaminedScreening> => {
  const engine = await openDuckDB({ threads: 1 })
  try {
    const study = parseStudy(input, 'a study of this test')
    const { result: contract, opened } = await contractRoom(engine, study, data)
    const { result: panelResult, table: panel } = await buildPanel(engine, study, opened)
    const { result: encoding, encoders } = await learnEncoders(panel, study)
    const coded = await createCoded(panel, encoders)
    const stamp = { study: study.name, data: opened.digest, synthetic: study.synthetic }
    const run: Run = { study, stamp, opened, panel, coded, encoders }
    const screening = await screen(run, { contract, encoding })
    try {
      stopTooGood(study, screening)
    } catch (error) {
      return { screening, stopped: error as Error, examination: null }
    }
    const selection = await select(run, screening)
    const fitted = await fitSelected(run, selection)
    const test = await openTest(run, fitted)
    const { fit, scorecard } = fitted
    const judged = { contract, panel: panelResult, encoding, screening, selection, fit, scorecard }
    const examination = await examineScreening({ run, judged, fitted, test })
    return { screening, stopped: null, examination }
  } finally {
    engine.close()
  }
}
