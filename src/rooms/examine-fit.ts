import type { FitExaminationResult } from '../../data-schemas/results/fit-examination.js'
import { patterns } from '../encoding/patterns.js'
import { asideOf } from './aside.js'
import type { Made } from './examined.js'
import { independentOf } from './independent.js'
import { TRAIN } from './run.js'

/** Other ways to the fit, and what a card of whole points would do to the list of the test side. */
export const examineFit = async ({ run, judged, fitted, test }: Made): Promise<FitExaminationResult> => {
  const { study, stamp, coded } = run
  const training = await patterns(coded, fitted.chosen, { where: TRAIN })
  const independent = await independentOf(run, fitted.chosen)
  const { blocks, score, outcome: label, person, list } = test
  const parts = await asideOf(run)(
    'fitParts',
    {
      independent,
      training,
      estimates: fitted.estimates,
      solverDifference: judged.fit.secondSolver?.largestDifference ?? null,
      test: { blocks, score, label, person, ...(study.key.list === undefined ? {} : { list }) },
    },
    { ...study.examination.fit, shares: study.evaluation.k, seed: study.seed },
  )
  return { kind: 'fit-examination', ...stamp, ...parts }
}
