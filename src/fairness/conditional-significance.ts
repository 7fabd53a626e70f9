import type { ConditionalSignificance } from '../../data-schemas/results/fairness-audit.js'
import { WorkbenchError } from '../errors.js'
import { chiSquareTail } from '../numeric/chi-square.js'
import type { Design } from '../numeric/design.js'
import { linearPredictor } from '../numeric/linear-predictor.js'
import { logistic } from '../numeric/link.js'
import { fitLogistic, type Logistic } from '../numeric/logistic.js'

/** A model with and without some candidates, on the same patterns. */
export interface WithAndWithout {
  readonly result: ConditionalSignificance
  /** Predicted probability of each pattern, with all candidates and without those named: scores for `recallGapFrontier`. */
  readonly full: Float64Array
  readonly reduced: Float64Array
}

const refuse = (design: Design, without: readonly string[]): void => {
  const names = design.blocks.map(({ name }) => name)
  const unknown = without.filter((name) => !names.includes(name))
  if (without.length > 0 && unknown.length === 0 && without.length < names.length) return
  throw new WorkbenchError('unknown-candidate', {
    expected: `some but not all of ${names.join(', ')}`,
    found: without.length === 0 ? 'none' : without.join(', '),
    where: 'conditionalSignificance',
  })
}

const probabilities = (design: Design, fit: Logistic): Float64Array =>
  linearPredictor(design.blocks, fit.estimates, design.trials.length).map(logistic)

/** Columns that carry a parameter: as many as the fits differ by. */
const freedom = (full: Logistic, reduced: Logistic): number => full.names.length - reduced.names.length

const changes = (
  design: Design,
  pair: { readonly full: Float64Array; readonly reduced: Float64Array },
  moved: number,
) => {
  let [rows, absolute, square, over] = [0, 0, 0, 0]
  design.trials.forEach((n, i) => {
    const change = Math.abs((pair.full[i] as number) - (pair.reduced[i] as number))
    rows += n
    absolute += n * change
    square += n * change * change
    if (change > moved) over += n
  })
  return { meanAbsolute: absolute / rows, rootMeanSquare: Math.sqrt(square / rows), movedShare: over / rows, moved }
}

/**
 * Step 6.3 of the public standard for profiling algorithms: the model refitted without some candidates (age, household,
 * municipality), and whether the prediction differs. The likelihood-ratio test counts weeks as independent, so with several weeks of
 * one person its p is too small: a large p says that the candidates add nothing, a small one must be read beside the change in
 * predictions. The two predictions go to `recallGapFrontier` for the change in recall and in the gap between groups, clustered by person.
 * @param options.moved change in probability that counts as moved. Default 0.01
 * @throws WorkbenchError `unknown-candidate`, and what `fitLogistic` throws
 */
export const conditionalSignificance = (
  design: Design,
  without: readonly string[],
  options: { readonly moved?: number } = {},
): WithAndWithout => {
  refuse(design, without)
  const smaller: Design = { ...design, blocks: design.blocks.filter(({ name }) => !without.includes(name)) }
  const [fit, less] = [fitLogistic(design), fitLogistic(smaller)]
  const full = probabilities(design, fit)
  const reduced = probabilities(smaller, less)
  const statistic = Math.max(0, 2 * (fit.loglik - less.loglik))
  const df = freedom(fit, less)
  return {
    result: {
      kind: 'conditional-significance',
      without: [...without],
      likelihoodRatio: { statistic, df, p: chiSquareTail(statistic, df) },
      predictions: changes(design, { full, reduced }, options.moved ?? 0.01),
    },
    full,
    reduced,
  }
}
