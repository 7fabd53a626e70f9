import type { ContractResult } from '../../data-schemas/results/contract.js'
import type { EncodingResult } from '../../data-schemas/results/encoding.js'
import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import type { SelectionResult } from '../../data-schemas/results/selection.js'
import { contractRoom } from '../../src/contract/contract-room.js'
import { parseStudy } from '../../src/contract/study.js'
import { createCoded } from '../../src/encoding/code.js'
import { learnEncoders } from '../../src/encoding/learn.js'
import type { Engine } from '../../src/engine/engine.js'
import { buildPanel } from '../../src/panel/build-panel.js'
import type { Run } from '../../src/rooms/run.js'
import { screen } from '../../src/rooms/screen.js'
import { select } from '../../src/rooms/select.js'

/** A run as far as its selection. */
export interface SelectedRun {
  readonly run: Run
  readonly judged: {
    readonly contract: ContractResult
    readonly encoding: EncodingResult
    readonly screening: ScreeningResult
    readonly selection: SelectionResult
  }
}

/** Walks the rooms from the data to the selection. */
export const runToSelection = async (engine: Engine, input: unknown, data: string): Promise<SelectedRun> => {
  const study = parseStudy(input, 'test')
  const { result: contract, opened } = await contractRoom(engine, study, data)
  const { table } = await buildPanel(engine, study, opened, {})
  const { encoders, result: encoding } = await learnEncoders(table, study)
  const coded = await createCoded(table, encoders)
  const stamp = { study: study.name, data: opened.digest, synthetic: study.synthetic }
  const run: Run = { study, stamp, opened, panel: table, coded, encoders }
  const screening = await screen(run, { contract, encoding })
  const selection = await select(run, screening)
  return { run, judged: { contract, encoding, screening, selection } }
}
