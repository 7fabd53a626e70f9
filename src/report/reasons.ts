import type { Finding, ScreenedCandidate } from '../../data-schemas/results/screening.js'
import type { Bilingual } from '../../data-schemas/study.js'
import { type Language, number, percent } from './words.js'

/** What a text may quote of a finding. */
interface Quoted {
  readonly finding: Finding
  readonly candidate: ScreenedCandidate
  readonly language: Language
}

const share = ({ finding, language }: Quoted): string =>
  finding.value === null ? '–' : percent(finding.value, language)
const value = ({ finding, language }: Quoted, decimals = 2): string =>
  finding.value === null ? '–' : number(finding.value, decimals, language)
const special = ({ candidate }: Quoted): string =>
  typeof candidate.ethics.specialCategory === 'string' ? ` (${candidate.ethics.specialCategory})` : ''

const proxyOf = ({ candidate, finding }: Quoted): string => {
  const found = candidate.ethics.proxies.find(({ auc }) => auc?.estimate === finding.value)
  return found === undefined ? '' : `${found.attribute} “${found.group}”`
}

const TEXTS: Readonly<Record<string, (quoted: Quoted) => Bilingual>> = {
  'no-legal-basis': () => ({ en: 'no legal basis is declared', nl: 'er is geen wettelijke grondslag opgegeven' }),
  'special-category': (q) => ({
    en: `special category of personal data${special(q)}`,
    nl: `bijzonder persoonsgegeven${special(q)}`,
  }),
  'audit-only': () => ({
    en: 'kept in the audit table, never read for a model',
    nl: 'staat in de audittabel en wordt nooit voor een model gelezen',
  }),
  'protected-ground': ({ candidate }) => ({
    en: `protected ground (${candidate.ethics.protectedGround ?? ''})`,
    nl: `beschermde grond (${candidate.ethics.protectedGround ?? ''})`,
  }),
  subjective: () => ({ en: 'an opinion, not a registered fact', nl: 'een mening, geen geregistreerd feit' }),
  'subject-to-change': () => ({ en: 'its definition changes over time', nl: 'de definitie verandert in de tijd' }),
  proxy: (q) => ({
    en: `tells ${proxyOf(q)} from the rest (AUC ${value(q)})`,
    nl: `onderscheidt ${proxyOf(q)} van de rest (AUC ${value(q)})`,
  }),
  missing: (q) => ({ en: `no value in ${share(q)} of the rows`, nl: `geen waarde in ${share(q)} van de rijen` }),
  constant: (q) => ({
    en: `the same value in ${share(q)} of the rows`,
    nl: `dezelfde waarde in ${share(q)} van de rijen`,
  }),
  impossible: (q) => ({
    en: `an impossible value in ${share(q)} of the rows`,
    nl: `een onmogelijke waarde in ${share(q)} van de rijen`,
  }),
  late: (q) => ({
    en: `known only after the snapshot in ${share(q)} of the rows`,
    nl: `pas na de peildatum bekend in ${share(q)} van de rijen`,
  }),
  'one-level': () => ({ en: 'one and the same value everywhere', nl: 'overal een en dezelfde waarde' }),
  'too-good': (q) =>
    (q.finding.threshold ?? 0) <= 1
      ? {
          en: `alone it all but determines the outcome (AUC ${value(q)})`,
          nl: `bepaalt in zijn eentje bijna de uitkomst (AUC ${value(q)})`,
        }
      : {
          en: `alone it tells more of the outcome than can be known beforehand (information value ${value(q)})`,
          nl: `zegt in zijn eentje meer over de uitkomst dan vooraf bekend kan zijn (informatiewaarde ${value(q)})`,
        },
  'gains-suddenly': (q) => ({
    en: `suddenly tells more of the outcome than one snapshot earlier (information value +${value(q)})`,
    nl: `zegt opeens meer over de uitkomst dan een peildatum eerder (informatiewaarde +${value(q)})`,
  }),
  'not-monotone': () => ({
    en: 'the risk does not rise or fall steadily with it',
    nl: 'het risico stijgt of daalt er niet gelijkmatig mee',
  }),
  'unexpected-sign': () => ({
    en: 'the risk goes the other way than expected',
    nl: 'het risico gaat de andere kant op dan verwacht',
  }),
  'low-information': (q) => ({
    en: `little information (${value(q, 3)}) and nothing added to the others`,
    nl: `weinig informatie (${value(q, 3)}) en niets extra boven de andere`,
  }),
  redundant: (q) => ({
    en: `says the same as ${q.candidate.substitute ?? 'another'} (correlation ${value(q)})`,
    nl: `zegt hetzelfde als ${q.candidate.substitute ?? 'een andere'} (correlatie ${value(q)})`,
  }),
  inflated: (q) => ({
    en: `the others together say the same (VIF ${value(q, 1)})`,
    nl: `de andere zeggen samen hetzelfde (VIF ${value(q, 1)})`,
  }),
  'declared-drop': () => ({ en: 'left out by decision', nl: 'op besluit weggelaten' }),
  'not-encoded': () => ({ en: 'could not be put in levels', nl: 'kon niet in niveaus worden gebracht' }),
}

/** A finding in the reader's language; the result's own text where this view knows none. */
const findingText = (quoted: Quoted): string =>
  TEXTS[quoted.finding.rule]?.(quoted)[quoted.language] ?? quoted.finding.text

/** One finding a rule: the one with the largest value. */
const strongest = (findings: readonly Finding[]): readonly Finding[] => {
  const byRule = new Map<string, Finding>()
  for (const finding of findings) {
    const kept = byRule.get(finding.rule)
    if (kept === undefined || (finding.value ?? 0) > (kept.value ?? 0)) byRule.set(finding.rule, finding)
  }
  return [...byRule.values()]
}

const ANSWERED: Bilingual = { en: 'answered in the study', nl: 'gemotiveerd in de studie' }

/**
 * Why a candidate was kept, dropped or must be justified, in the reader's language: its open findings, or the findings that the
 * study answers. Empty when there is nothing to say. The full texts, values and answers are in the result.
 */
export const reasonText = (candidate: ScreenedCandidate, language: Language): string => {
  const open = candidate.findings.filter(({ effect, answeredBy }) => effect !== 'note' && answeredBy === null)
  const answered = candidate.findings.filter(({ answeredBy }) => answeredBy !== null)
  const shown = candidate.decision === 'keep' ? answered : open
  const texts = strongest(shown).map((finding) => findingText({ finding, candidate, language }))
  if (texts.length === 0) return ''
  return candidate.decision === 'keep' ? `${texts.join('; ')}: ${ANSWERED[language]}` : texts.join('; ')
}
