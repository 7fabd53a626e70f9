import { basename, dirname, join, resolve } from 'node:path'
import { Command } from 'commander'
import type { Model } from '../../../data-schemas/artifact.js'
import { readModel } from '../../artifact/read.js'
import { dossierHtml } from '../../dossier/dossier-html.js'
import { RefusedError } from '../../errors.js'
import { type FinishedRun, readRun } from '../../run-folder-reader.js'
import type { ContextOf } from '../context.js'
import { writeText } from '../run-folder.js'
import { studyForRun } from '../run-study.js'

interface DossierOptions {
  readonly out?: string
  readonly study?: string
}

const modelFor = async (run: FinishedRun): Promise<Model | undefined> => {
  if (run.model === null) return undefined
  const model = await readModel(run.model)
  if (model.modelId === run.manifest.model) return model
  throw new RefusedError(
    'model-refused',
    [
      {
        rule: 'other-run',
        expected: 'the model that this run froze',
        found: 'another model',
        advice: 'run `retrain` again into an empty folder',
        severity: 'refuse',
      },
    ],
    run.model,
  )
}

/** `maatwerkscan dossier`: one page for a reviewer, of a run that is as it was when it finished. */
export const dossierCommand = (context: ContextOf): Command =>
  new Command('dossier')
    .description('Write the dossier of a run: one page, in Dutch and English, that a reviewer opens in a browser.')
    .argument('<run>', 'run folder')
    .option('--out <file>', 'where the page is written (default: dossier/index.html in the run folder)')
    .option('--study <file>', 'study file of the run (default: the one of that name in the package)')
    .action(async (folder: string, options: DossierOptions) => {
      const io = context(options)
      const run = readRun(folder)
      const study = studyForRun(run, options.study, io)
      const model = await modelFor(run)
      const dossier = dossierHtml(
        { run, ...(study === undefined ? {} : { study }), ...(model === undefined ? {} : { model }) },
        { language: io.language },
      )
      const path = resolve(options.out ?? join(folder, 'dossier', 'index.html'))
      writeText(dirname(path), basename(path), dossier.html)
      io.stopProgress()
      io.out(`dossier: ${path}`)
    })
