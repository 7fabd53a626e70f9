import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import type { Study } from '../../data-schemas/study.js'
import type { RawRows } from '../encoding/raw-rows.js'
import type { Undefined } from '../numeric/undefined.js'
import { weightedMetrics } from '../ranking/weighted-metrics.js'
import { type ResampledSelection, resampledSelection } from '../selection/resampled-selection.js'

/** The whole pipeline on resamples of people, measured by recall at a share of the list. Needs arrays only, so that any thread can do it. */
export const resampledParts = (
  raw: RawRows,
  of: { readonly study: Study; readonly ledger: ScreeningResult['candidates']; readonly share: number },
): Promise<ResampledSelection | Undefined> => {
  const { study, ledger, share } = of
  const { resamples, work } = study.examination.selection
  const measure = weightedMetrics(raw.outcome, raw.person, [share])
  return resampledSelection(raw, study, { ledger, measure, replicates: resamples, work })
}
