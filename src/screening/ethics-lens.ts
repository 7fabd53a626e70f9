import type { Finding, ProxyFinding } from '../../data-schemas/results/screening.js'
import type { Candidate, Study } from '../../data-schemas/study.js'
import { isDefined } from '../numeric/undefined.js'

/** A finding of the ethics lens, from the declaration unless a value says otherwise. */
const declared = (rule: string, effect: Finding['effect'], text: string, answerable = true): Finding => ({
  lens: 'ethics',
  rule,
  effect,
  text,
  value: null,
  threshold: null,
  answerable,
  answeredBy: null,
})

/** Findings that follow from what the study declares about the candidate. */
export const declaredGrounds = (candidate: Candidate, study: Study): readonly Finding[] => {
  const { legalBasis, specialCategory, protectedGround, subjective, subjectToChange, from } = candidate
  const special = typeof specialCategory === 'string' ? specialCategory : 'special category'
  return [
    ...(study.screening.requireLegalBasis && (legalBasis ?? '').trim() === ''
      ? [declared('no-legal-basis', 'drop', 'no legal basis is declared for using it', false)]
      : []),
    ...(specialCategory === false
      ? []
      : [declared('special-category', 'drop', `special category of personal data (${special})`, false)]),
    ...(from?.kind === 'audit'
      ? [declared('audit-only', 'drop', 'the value is kept in the audit table and is never read for a model', false)]
      : []),
    ...(protectedGround === undefined
      ? []
      : [declared('protected-ground', 'justify', `protected ground (${protectedGround})`)]),
    ...(subjective ? [declared('subjective', 'drop', 'an opinion, not a registered fact')] : []),
    ...(subjectToChange ? [declared('subject-to-change', 'drop', 'its definition changes over time')] : []),
  ]
}

/** True when the audit attribute is read from the column that the candidate is made of. */
export const isOwnColumn = (candidate: Candidate, attribute: Study['audit'][number], flat: boolean): boolean => {
  const { from } = candidate
  if (from !== undefined)
    return from.kind === 'column' && from.column === attribute.column && (flat || from.table === attribute.table)
  return candidate.name === attribute.column && (flat || attribute.table !== 'audit')
}

/** Findings of the proxy test; about an attribute that the study uses openly it is a note. */
export const proxyFindings = (proxies: readonly ProxyFinding[], threshold: number): readonly Finding[] =>
  proxies.flatMap((proxy): Finding[] => {
    const value = proxy.auc?.estimate
    if (value === undefined || !isDefined(value) || value <= threshold) return []
    const text = `tells ${proxy.attribute} "${proxy.group}" from the rest with AUC ${value.toFixed(3)}`
    return [
      {
        lens: 'ethics',
        rule: 'proxy',
        effect: proxy.open ? 'note' : 'justify',
        text: proxy.open ? `${text}, which the study uses openly` : text,
        value,
        threshold,
        answerable: true,
        answeredBy: null,
      },
    ]
  })
