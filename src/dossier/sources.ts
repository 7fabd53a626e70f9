import type { Model } from '../../data-schemas/artifact.js'
import type { RunManifest } from '../../data-schemas/run-manifest.js'
import type { Study } from '../../data-schemas/study.js'
import type { FinishedRun } from '../run-folder-reader.js'
import { RESULT_FILES, type RunResults } from '../run-results.js'

/** Everything that a number or a text of the dossier may come from. */
export interface Sources extends RunResults {
  readonly run: RunManifest
  /** Only with the study file at hand: a run folder holds its digest. */
  readonly study?: Study
  /** Only where the run kept its model. */
  readonly model?: Model
}

/** What a dossier is made of. */
export interface DossierInput {
  readonly run: FinishedRun
  /** The study that the run was made with. */
  readonly study?: Study
  /** The model that the run kept. */
  readonly model?: Model
}

/** File in the run folder that a source stands in; the study has none there. */
export const SOURCE_FILES: Readonly<Record<keyof Sources, string>> = {
  ...(Object.fromEntries(Object.entries(RESULT_FILES).map(([room, file]) => [room, `${file}.json`])) as Record<
    keyof RunResults,
    string
  >),
  run: 'run.json',
  study: 'study',
  model: 'model/model.json',
}

/** The sources of one run. */
export const sourcesOf = ({ run, study, model }: DossierInput): Sources => ({
  ...run.results,
  run: run.manifest,
  ...(study === undefined ? {} : { study }),
  ...(model === undefined ? {} : { model }),
})
