import { readFileSync } from 'node:fs'
import { challengerResult } from '../../data-schemas/results/challenger.js'
import { contractResult } from '../../data-schemas/results/contract.js'
import { fitResult, scorecard } from '../../data-schemas/results/fit.js'
import { gatesResult } from '../../data-schemas/results/gates.js'
import { runManifest } from '../../data-schemas/run-manifest.js'
import type { DossierInput } from '../../src/dossier/sources.js'
import { RESULT_FILES } from '../../src/run-results.js'
import { model, results, study } from '../figures/synthetic-run.js'

/** What a dossier shows beyond the figures, of the run that the fixture of the figures was cut from. */
const stored = JSON.parse(readFileSync(new URL('rest-of-run.json', import.meta.url), 'utf8'))

const manifest = { ...runManifest.parse(stored.manifest), model: model.modelId }

/** The flagship study on synthetic clients, as a dossier takes it. */
export const flagship: DossierInput = {
  run: {
    kind: 'finished-run',
    folder: 'nowhere',
    manifest,
    results: {
      ...results,
      contract: contractResult.parse(stored.contract),
      fit: fitResult.parse(stored.fit),
      scorecard: scorecard.parse(stored.scorecard),
      gates: gatesResult.parse(stored.gates),
      challenger: challengerResult.parse(stored.challenger),
    },
    model: 'model',
  },
  study,
  model,
}

/** What stands in each file that a number may name. */
export const filesOf = ({ run, study, model }: DossierInput): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries(
    Object.entries(run.results).map(([room, result]) => [
      `${RESULT_FILES[room as keyof typeof RESULT_FILES]}.json`,
      result,
    ]),
  ),
  'run.json': run.manifest,
  study,
  'model/model.json': model,
})
