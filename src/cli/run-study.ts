import type { Study } from '../../data-schemas/study.js'
import { RefusedError } from '../errors.js'
import { studyOfRun } from '../notebooks/study-of-run.js'
import type { FinishedRun } from '../run-folder-reader.js'
import type { Context } from './context.js'

/**
 * The study of the run: the named file must be it; one that ships with the package is taken only when it is. Undefined, with
 * a note, where it is not at hand.
 * @throws RefusedError `study-refused` when the named file is another study
 */
export const studyForRun = (run: FinishedRun, named: string | undefined, io: Context): Study | undefined => {
  const study = studyOfRun(run, named)
  if (!('because' in study)) return study
  if (named !== undefined)
    throw new RefusedError(
      'study-refused',
      [
        {
          rule: 'other-study',
          expected: 'the study file that the run was made with',
          found: 'another study',
          advice: 'name the study file that was given to `retrain`, unchanged',
          severity: 'refuse',
        },
      ],
      named,
    )
  io.note('no study file at hand (--study FILE): labels, purpose and published figures are left out')
  return undefined
}
