import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { challengerExamination } from '../../data-schemas/examination/challenger.js'
import type { Study } from '../../data-schemas/study.js'
import { loadStudy } from '../contract/study.js'
import { studyDigest } from '../contract/study-digest.js'
import { type Undefined, undefinedBecause } from '../numeric/undefined.js'
import type { FinishedRun } from '../run-folder-reader.js'

/** As the file says it, or with the challenger that `retrain --challenger` asked for. */
const madeWith = ({ manifest }: FinishedRun, study: Study): boolean => {
  const { examination } = study
  const challenged = { ...study, examination: { ...examination, challenger: challengerExamination.parse({}) } }
  return [study, challenged].some((one) => studyDigest({ ...one, seed: manifest.seed }) === manifest.study.digest)
}

/** Studies that ship with the package, whether this runs from `src/` or from `dist/src/`. */
const shipped = (): readonly string[] => {
  const folder = ['../../data-schemas/studies', '../../../data-schemas/studies']
    .map((up) => fileURLToPath(new URL(up, import.meta.url)))
    .find(existsSync)
  if (folder === undefined) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith('.study.json'))
    .sort()
    .map((name) => join(folder, name))
}

/**
 * The study of a run, or why it is not here: a run folder holds the study's digest, not the study.
 * @param path study file; a study of another digest than the run's is not the study of this run. Unless named, the package's own are tried.
 */
export const studyOfRun = (run: FinishedRun, path: string | undefined): Study | Undefined => {
  if (path === undefined || path === '') {
    const own = shipped()
      .map((file) => loadStudy(file))
      .find((study) => madeWith(run, study))
    return own ?? undefinedBecause('no study file was named (MAATWERKSCAN_STUDY)')
  }
  const study = loadStudy(path)
  return madeWith(run, study)
    ? study
    : undefinedBecause('the study file that was named is not the one this run was made with')
}
