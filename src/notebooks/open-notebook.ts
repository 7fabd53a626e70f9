import type { Study } from '../../data-schemas/study.js'
import type { FigureContext } from '../figures/context.js'
import type { Undefined } from '../numeric/undefined.js'
import { undefinedBecause } from '../numeric/undefined.js'
import { languageOf } from '../report/words.js'
import { type FinishedRun, readRun } from '../run-folder-reader.js'
import type { RunResults } from '../run-results.js'
import { type Screen, type Show, showOn } from './display.js'
import { studyOfRun } from './study-of-run.js'

/** The parameters of a notebook. */
export interface NotebookParameters {
  /** Run folder. */
  readonly run: string
  /** Study file of the run. Unless named, the one among the package's own studies that the run was made with. */
  readonly study?: string | undefined
  /** `nl` or `en`; English unless told. */
  readonly language?: string | undefined
}

/** What the cells of a notebook work with. */
export interface OpenNotebook {
  readonly run: FinishedRun
  readonly results: RunResults
  /** The study of the run, or why it is not here. */
  readonly study: Study | Undefined
  /** Language and labels, for figures. */
  readonly context: FigureContext
  readonly show: Show
}

/**
 * Opens a notebook on a finished run. Throws what `readRun` throws for a folder that is not one, or was changed.
 * @param screen `display` of tslab
 */
export const openNotebook = (
  screen: Screen,
  { run: folder, study: path, language }: NotebookParameters,
): OpenNotebook => {
  const run = readRun(folder)
  const study = studyOfRun(run, path)
  const context = { language: languageOf(language), ...('because' in study ? {} : { study }) }
  return { run, results: run.results, study, context, show: showOn(screen, context) }
}

/**
 * What is made from an examination, or why it is not there: a quick run has none.
 * @param examination undefined where the run was not examined
 */
export const ifExamined = <Examination, Made>(
  examination: Examination | undefined,
  make: (examination: Examination) => Made,
): Made | Undefined => (examination === undefined ? undefinedBecause('this run was not examined') : make(examination))
