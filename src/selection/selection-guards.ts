import type { Guard } from '../../data-schemas/results/guard.js'
import type { SelectionResult } from '../../data-schemas/results/selection.js'
import { isDefined, type Undefined } from '../numeric/undefined.js'
import type { NearOptimalSets } from './near-optimal.js'
import type { ResampledSelection } from './resampled-selection.js'

/** What the examination of the selection found, as far as its guards ask. */
export interface SelectionFindings {
  readonly selection: SelectionResult
  readonly near: Pick<NearOptimalSets, 'certified' | 'atMost'>
  readonly resampled: ResampledSelection | Undefined
  /** Metric whose optimism is bounded. */
  readonly metric: string
}

const certified = ({ certificate: { kind, open } }: SelectionResult): Guard => ({
  name: 'certified-selection',
  passed: kind === 'exact',
  severity: 'refuse',
  value: open?.atMost ?? 0,
  threshold: 0,
  reason: 'log-likelihood by which a set that the search left open can be better than the chosen one, at most',
})

const nearCertified = ({ certified: passed, atMost }: SelectionFindings['near']): Guard => ({
  name: 'certified-near-sets',
  passed,
  severity: 'warn',
  value: atMost,
  threshold: 0,
  reason: 'log-likelihood by which a set that the search for near-optimal sets left open can be better, at most',
})

const inclusionGuard = (selection: SelectionResult, { inclusion }: ResampledSelection, threshold: number): Guard => {
  const shares = inclusion.candidates
    .filter(({ candidate }) => selection.selected.includes(candidate))
    .map(({ candidate, share, upper }) => ({ candidate, share: isDefined(share) ? share : null, upper }))
  const weak = shares.filter(({ upper }) => upper === null || upper < threshold).map(({ candidate }) => candidate)
  const known = shares.flatMap(({ share }) => (share === null ? [] : [share]))
  return {
    name: 'stable-selection',
    passed: weak.length === 0,
    severity: 'warn',
    value: known.length === 0 ? null : Math.min(...known),
    threshold,
    reason: `smallest share of the ${inclusion.replicates} resamples in which a selected candidate is selected again; passes unless the interval of a share lies under the bound${weak.length === 0 ? '' : `: ${weak.join(', ')}`}`,
  }
}

const optimismGuard = (metric: string, { optimism }: ResampledSelection, threshold: number): Guard => {
  const found = optimism.metrics.find((one) => one.metric === metric)?.optimism
  const value = found !== undefined && isDefined(found) ? found : null
  return {
    name: 'selection-optimism',
    passed: value !== null && value <= threshold,
    severity: 'warn',
    value,
    threshold,
    reason: `${metric} that is owed to measuring on the people who bins, screening, selection and fit were learned from`,
  }
}

/** Guards of the selection: a proof that is complete, a choice that other people would have led to as well, and little optimism. */
export const selectionGuards = (
  { selection, near, resampled, metric }: SelectionFindings,
  bounds: { readonly minInclusion: number; readonly maxOptimism: number },
): readonly Guard[] => [
  certified(selection),
  nearCertified(near),
  ...('kind' in resampled
    ? []
    : [
        inclusionGuard(selection, resampled, bounds.minInclusion),
        optimismGuard(metric, resampled, bounds.maxOptimism),
      ]),
]
