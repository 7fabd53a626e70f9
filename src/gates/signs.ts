import type { Study } from '../../data-schemas/study.js'
import type { RoomResults } from './room-results.js'

/**
 * Selected candidates whose coefficient goes against the sign that the study expects. A weight of evidence already points
 * to the risk, so its coefficient must be positive; a value that enters as it is must have the expected sign itself.
 * Levels have no single coefficient and candidates without an expected sign have nothing to break: neither is listed.
 */
export const brokenSigns = (study: Study, { fit }: Pick<RoomResults, 'fit'>): readonly string[] =>
  fit.terms.flatMap(({ candidate, estimate }) => {
    const declared = study.candidates.find(({ name }) => name === candidate)
    if (declared === undefined || declared.expected === 'any' || declared.encoding === 'levels') return []
    const wanted = declared.encoding === 'linear' && declared.expected === '-' ? -1 : 1
    return Math.sign(estimate) === wanted ? [] : [declared.name]
  })
