import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import type { Issue } from '../errors.js'

/** The candidates that screening does not admit, each with its reason: what to know first when too few are left to choose from. */
export const leftOut = ({ candidates, admissible }: ScreeningResult): readonly Issue[] =>
  candidates
    .filter(({ name }) => !admissible.includes(name))
    .map(({ name, decision, reason }) => ({
      rule: decision === 'justify' ? 'to-be-justified' : 'dropped-by-screening',
      column: name,
      expected: 'a candidate that screening admits',
      found: reason,
      advice: 'answer this finding in "screening.overrides" where that is defensible, or do without the candidate',
      severity: 'refuse' as const,
    }))
