import { EXPOSURE_PARTS, type PanelResult } from '../../data-schemas/results/panel.js'
import type { Study } from '../../data-schemas/study.js'
import { discloseCount } from './disclose.js'
import { standInWeights } from './exposure-strata.js'
import type { Weighing } from './weigh-exposure.js'

type Exposure = NonNullable<PanelResult['exposure']>

/** (Σw)² ÷ Σw² over unexposed rows; null when there are none. */
const effectiveRows = ({ strata, weights }: Weighing): number | null => {
  let [sum, squares] = [0, 0]
  strata.forEach(({ free }, stratum) => {
    const weight = weights.weight[stratum] as number
    sum += free * weight
    squares += free * weight * weight
  })
  return squares === 0 ? null : (sum * sum) / squares
}

/** What may be told of the weights: formula, strata, and which parts of the corridor count by them. */
export const describeExposure = ({ exposure, disclosure }: Study, weighing: Weighing): Exposure => {
  const { strata, weights, cells, test } = weighing
  const { by = [], truncate = 1 } = exposure?.weights ?? {}
  const raw = standInWeights(strata, Number.POSITIVE_INFINITY)
  const small = strata.some(
    ({ exposed, exposedPeople, freePeople }) =>
      freePeople < disclosure.minimum || (exposed > 0 && exposedPeople < disclosure.minimum),
  )
  return {
    treatment: 'weight',
    formula:
      'an unexposed training row of stratum s weighs min(truncate, (n_s / n0_s) * (N0 / N)): n rows and n0 unexposed rows of the stratum, N and N0 of all; an exposed one weighs 0',
    source:
      'marginal mean weighting through stratification (Hong 2010) on the share exposed (Rosenbaum and Rubin 1984); truncation: Cole and Hernan 2008',
    by: by.map(({ column }) => column),
    cells,
    truncate,
    strata: strata.map(({ exposed, free }, stratum) => ({
      exposedRows: small ? null : exposed,
      rows: small ? null : exposed + free,
      weight: weights.weight[stratum] as number,
      truncated: (raw[stratum] as number) > truncate,
    })),
    effectiveRows: small ? null : effectiveRows(weighing),
    test: { exposedRows: discloseCount(test.rows, test.people, disclosure.minimum) },
    errors:
      'sandwich clustered by person, weights taken as known: that they were estimated would make errors smaller on average (Lunceford and Davidian 2004), so intervals are on the wide side',
    weighted: [...EXPOSURE_PARTS.weighted],
    unweighted: [...EXPOSURE_PARTS.unweighted],
  }
}
