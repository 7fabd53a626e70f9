import { inLanguage } from '../../data-schemas/bilingual.js'
import type { Finding, Lens, ScreenedCandidate } from '../../data-schemas/results/screening.js'
import type { CandidateRecord } from '../../data-schemas/results/screening-examination.js'
import type { Study } from '../../data-schemas/study.js'
import { isDefined } from '../numeric/undefined.js'
import { LENSES } from './weight-sensitivity.js'

type Criterion = CandidateRecord['criteria'][number]
type Evidence = Criterion['evidence']

const numberOf = (value: number | { readonly kind: 'undefined' } | undefined): number | null =>
  typeof value === 'number' && isDefined(value) ? value : null

const validity = ({ validity: own, probe }: ScreenedCandidate): Evidence =>
  own === null
    ? {}
    : {
        informationValue: numberOf(own.informationValue.estimate),
        informationLower: own.informationValue.lower,
        informationUpper: own.informationValue.upper,
        informationByChance: own.informationByChance,
        auc: numberOf(own.auc.estimate),
        aucLower: own.auc.lower,
        aucUpper: own.auc.upper,
        gain: 'kind' in own.gain ? null : own.gain.loglik,
        gainP: 'kind' in own.gain ? null : own.gain.p,
        rawAuc: probe?.raw.auc ?? null,
        lagGain: probe?.lag?.gain ?? null,
      }

const explainability = ({ explainability: own }: ScreenedCandidate): Evidence =>
  own === null
    ? {}
    : {
        expected: own.expected,
        direction: own.direction,
        signMet: own.signMet,
        monotone: own.monotone,
        varianceInflation: numberOf(own.vif),
        closest: own.closest?.name ?? null,
        correlation: own.closest?.correlation ?? null,
      }

const quality = ({ dataQuality: own }: ScreenedCandidate): Evidence =>
  own === null
    ? {}
    : { rows: own.rows, missing: own.missing, constant: own.constant, impossible: own.impossible, late: own.late }

const ethics = ({ ethics: own }: ScreenedCandidate): Evidence => {
  const aucs = own.proxies.flatMap(({ auc }) => numberOf(auc?.estimate) ?? [])
  return {
    legalBasis: own.legalBasis,
    specialCategory: own.specialCategory,
    protectedGround: own.protectedGround,
    subjective: own.subjective,
    subjectToChange: own.subjectToChange,
    highestProxyAuc: aucs.length === 0 ? null : Math.max(...aucs),
  }
}

const EVIDENCE = { validity, explainability, 'data-quality': quality, ethics } as const

const gradeOf = (candidate: ScreenedCandidate, lens: Lens): Criterion['grade'] =>
  ({
    validity: candidate.validity?.grade,
    explainability: candidate.explainability?.grade,
    'data-quality': candidate.dataQuality?.grade,
    ethics: candidate.ethics.grade,
  })[lens] ?? null

const decidedBy = (study: Study, name: string, of: { readonly lens: Lens; readonly findings: readonly Finding[] }) =>
  study.screening.overrides
    .filter(({ candidate }) => candidate === name)
    .filter(({ lens, decision }) =>
      decision === 'drop'
        ? (lens === 'all' ? 'validity' : lens) === of.lens
        : (lens === 'all' || lens === of.lens) && of.findings.some(({ answeredBy }) => answeredBy !== null),
    )
    .map(({ author, date, reason }) => ({ author, date, reason: inLanguage(reason, 'en') }))

const gradedBy = (study: Study, name: string, lens: Lens) =>
  study.examination.screening.graders.flatMap(({ author, date, grades }) =>
    grades
      .filter((one) => one.candidate === name && one.lens === lens)
      .map(({ grade, reason }) => ({ author, date, reason, grade })),
  )

/**
 * The record of a candidate: on each of the four criteria the computed evidence, the grade, the findings, and who decided or graded
 * otherwise, when and why. The decision is the latest person's whose override stands, or computed.
 */
export const candidateRecord = (study: Study, candidate: ScreenedCandidate, selected: boolean): CandidateRecord => {
  const criteria = LENSES.map((lens): Criterion => {
    const findings = candidate.findings.filter((finding) => finding.lens === lens)
    return {
      lens,
      grade: gradeOf(candidate, lens),
      evidence: EVIDENCE[lens](candidate),
      findings,
      decidedBy: decidedBy(study, candidate.name, { lens, findings }),
      gradedBy: gradedBy(study, candidate.name, lens),
    }
  })
  const latest = criteria
    .flatMap((one) => one.decidedBy)
    .reduce<{ author: string; date: string } | null>(
      (last, one) => (last === null || one.date >= last.date ? one : last),
      null,
    )
  return {
    candidate: candidate.name,
    decision: candidate.decision,
    reason: candidate.reason,
    selected,
    author: latest?.author ?? 'computed',
    date: latest?.date ?? null,
    criteria,
    substitute: candidate.substitute,
  }
}
