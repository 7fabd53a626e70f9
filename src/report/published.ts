import type { Spoken } from '../../data-schemas/bilingual.js'
import type { Study } from '../../data-schemas/study.js'
import type { RunResults } from '../run-results.js'

/** A published figure beside the one this run reproduces. */
export interface PublishedFigure {
  readonly metric: string
  readonly k: number | null
  readonly published: number
  readonly tolerance: number | null
  readonly reproduced: number | null
  /** Null when there is no tolerance or no reproduced figure. */
  readonly within: boolean | null
  readonly source: Spoken
}

const reproducedFor = (
  metric: string,
  k: number | undefined,
  results: Pick<RunResults, 'ranking' | 'panel'>,
): unknown => {
  const { test } = results.ranking
  const at = test.atK.find((one) => one.k === k)
  const decile = /^decileRate(\d+)$/.exec(metric)?.[1]
  if (decile !== undefined) return test.deciles.find((one) => one.decile === Number(decile))?.rate
  switch (metric) {
    case 'recall':
      return at?.recall.expected
    case 'precision':
      return at?.precision.expected
    case 'probabilityAtCut':
      return at?.probabilityAtCut
    case 'baseRate':
      return results.panel.split.test.rate
    case 'auc':
      return test.auc.estimate
    default:
      return undefined
  }
}

/** The study's published figures, each beside what the run found. Looks numbers up; computes only the distance to the tolerance. */
export const publishedFigures = (
  study: Study,
  results: Pick<RunResults, 'ranking' | 'panel'>,
): readonly PublishedFigure[] =>
  study.evaluation.published.map(({ metric, k, value, tolerance, source }) => {
    const found = reproducedFor(metric, k, results)
    const reproduced = typeof found === 'number' ? found : null
    return {
      metric,
      k: k ?? null,
      published: value,
      tolerance: tolerance ?? null,
      reproduced,
      within: reproduced === null || tolerance === undefined ? null : Math.abs(reproduced - value) <= tolerance,
      source,
    }
  })
