import { challengerExamination } from '../../data-schemas/examination/challenger.js'
import type { Study } from '../../data-schemas/study.js'
import { loadStudy } from '../contract/study.js'
import { digestOf } from '../digest.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { FinishedRun } from '../run-folder-reader.js'

/**
 * The study of a run, or why it is not here: a run folder holds the study's digest, not the study.
 * A run that was asked for a challenger on the command line (`retrain --challenger`) has it in its study.
 * @param path study file; a study of another digest than the run's is not the study of this run
 */
export const studyOfRun = ({ manifest }: FinishedRun, path: string | undefined): Study | Undefined => {
  if (path === undefined || path === '') return undefinedBecause('no study file was named (MAATWERKSCAN_STUDY)')
  const study = loadStudy(path)
  const { examination } = study
  const challenged = { ...study, examination: { ...examination, challenger: challengerExamination.parse({}) } }
  const found = [study, challenged].find((one) => digestOf({ ...one, seed: manifest.seed }) === manifest.study.digest)
  return found ?? undefinedBecause('the study file that was named is not the one this run was made with')
}
