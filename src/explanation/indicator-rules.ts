import type { IndicatorRule } from '../../data-schemas/reasons.js'
import type { Candidate, Study } from '../../data-schemas/study.js'

/** What the rules are read from. */
export type RuleSource = { readonly candidates: readonly Candidate[] } & Pick<Study, 'screening'>

const groundOf = ({ protectedGround, specialCategory, from }: Candidate): string | null => {
  if (specialCategory !== false) return typeof specialCategory === 'string' ? specialCategory : 'special category'
  return protectedGround ?? (from?.kind === 'audit' ? 'kept in the audit table' : null)
}

/**
 * What the study allows an explanation to say, per candidate. A protected ground is named in a reason only where an override of the
 * study answers the finding of the ethics lens, as screening demands; a special category and an audit column never. A change is proposed
 * only where the study declares it, the value changes weekly, and nothing protects it: an answered finding does not open that door.
 */
export const indicatorRules = ({ candidates, screening }: RuleSource): readonly IndicatorRule[] =>
  candidates.map((candidate) => {
    const { name, changes, changeable, specialCategory, from } = candidate
    const protectedBy = groundOf(candidate)
    const answered = screening.overrides.some(
      (override) =>
        override.candidate === name &&
        override.decision === 'keep' &&
        (override.lens === 'ethics' || override.lens === 'all'),
    )
    const answerable = specialCategory === false && from?.kind !== 'audit'
    return {
      name,
      shown: protectedBy === null || (answerable && answered),
      protectedBy,
      changeable: protectedBy === null && changes === 'weekly' ? (changeable ?? null) : null,
    }
  })
