import type { Model } from '../../data-schemas/artifact.js'
import type { Undefined } from '../numeric/undefined.js'
import type { RunResults } from '../run-results.js'
import { attritionFigure } from './attrition.js'
import { binsFigure } from './bins.js'
import { candidatesFigure } from './candidates.js'
import type { FigureContext } from './context.js'
import { contributionsFigure } from './contributions.js'
import { cumulativeCaptureFigure } from './cumulative-capture.js'
import { decilesFigure } from './deciles.js'
import { exampleContributions } from './example-person.js'
import type { Figure } from './figure.js'
import { groupIntervalsFigure } from './group-intervals.js'
import { indicatorPricesFigure } from './indicator-prices.js'
import { listChurnFigure } from './list-churn.js'
import { recallByQuarterFigure } from './recall-by-quarter.js'
import { reliabilityFigure } from './reliability.js'
import { splitTimelineFigure } from './split-timeline.js'
import { strengthStabilityFigure } from './strength-stability.js'
import { subsetLandscapeFigure } from './subset-landscape.js'

const examined = (results: Partial<RunResults>, context: FigureContext): readonly (Figure | Undefined)[] => {
  const { screeningExamination, selectionExamination, rankingExamination, fairness } = results
  const attributes = fairness?.attributes.map(({ name }) => name) ?? []
  return [
    ...(screeningExamination === undefined ? [] : [strengthStabilityFigure(screeningExamination, context)]),
    ...(selectionExamination === undefined
      ? []
      : [
          ...attributes.map((name) => subsetLandscapeFigure(selectionExamination, name, context)),
          indicatorPricesFigure(selectionExamination, context),
        ]),
    ...(rankingExamination === undefined
      ? []
      : [recallByQuarterFigure(rankingExamination, context), listChurnFigure(rankingExamination, context)]),
  ]
}

/**
 * Every figure that a run can show, in the order of the rooms: one for each selected candidate's bins and for each audit attribute. What
 * the run cannot show (a quick run, a study without dates, too few people) is left out; ask for that figure alone to learn why.
 * @param model the frozen model, for the example of a made-up person; left out without it
 */
export const runFigures = (results: RunResults, context: FigureContext, model?: Model): readonly Figure[] => {
  const { panel, screening, encoding, selection, calibration, calibrationExamination, ranking, fairness } = results
  const example = model === undefined ? undefined : exampleContributions(model)
  const all: readonly (Figure | Undefined)[] = [
    attritionFigure(panel, context),
    splitTimelineFigure(panel, context),
    candidatesFigure(screening, context),
    ...selection.best.set.map((name) => binsFigure(encoding, name, context)),
    reliabilityFigure(calibration, { examination: calibrationExamination }, context),
    reliabilityFigure(calibration, { examination: calibrationExamination, part: 'groups' }, context),
    cumulativeCaptureFigure(ranking, context),
    decilesFigure(ranking, context),
    ...examined(results, context),
    ...fairness.attributes.map(({ name }) => groupIntervalsFigure(fairness, { attribute: name }, context)),
    ...(example === undefined || model === undefined || !('parts' in example)
      ? []
      : [contributionsFigure(example, model, context)]),
  ]
  return all.filter((figure): figure is Figure => figure.kind === 'figure')
}
