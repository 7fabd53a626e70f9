import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import type { SelectionResult } from '../../data-schemas/results/selection.js'
import { patterns } from '../encoding/patterns.js'
import { RefusedError } from '../errors.js'
import { leftOut } from '../screening/left-out.js'
import { askedSelection } from '../selection/asked-constraints.js'
import { selectBest } from '../selection/select-best.js'
import { type Run, SAMPLE } from './run.js'

/** The exact best set of the candidates that screening admits. Where there is none, the refusal tells what screening left out. */
export const select = async (
  { study, stamp, panel, coded, encoders, signal, onProgress }: Run,
  screening: ScreeningResult,
): Promise<SelectionResult> => {
  const admissible = encoders.filter(({ name }) => screening.admissible.includes(name))
  const design = await patterns(coded, admissible, { where: SAMPLE })
  return selectBest(design, {
    ...askedSelection(study, admissible, screening.candidates),
    criterion: study.selection.criterion,
    nearOptimal: study.selection.nearOptimal,
    people: panel.clustered ? screening.people : null,
    stamp,
    ...(signal === undefined ? {} : { signal }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }).catch((error: unknown) => {
    if (!(error instanceof RefusedError)) throw error
    throw new RefusedError(error.code, [...error.issues, ...leftOut(screening)], error.where)
  })
}
