import type { Encoder } from '../../data-schemas/encoder.js'
import type {
  Finding,
  Grade,
  Lens,
  Probe,
  ProxyFinding,
  ScreenedCandidate,
  ScreeningResult,
} from '../../data-schemas/results/screening.js'
import type { Candidate, Study } from '../../data-schemas/study.js'
import type { AuditCodes } from '../disclosure/audit-codes.js'
import { WorkbenchError } from '../errors.js'
import type { Design } from '../numeric/design.js'
import { isDefined, type Undefined, undefinedBecause } from '../numeric/undefined.js'
import { varianceInflation } from './correlation.js'
import { declaredGrounds, isOwnColumn, proxyFindings } from './ethics-lens.js'
import { correlationOf, type Evidence, gatherEvidence, type ScreeningRows } from './evidence.js'
import { type Gain, gainWith, lossWithout, type Model, modelOf } from './gain.js'
import { answer, decide, declaredDrops, idleOverrides, isOpen } from './overrides.js'
import { type QualityCounts, qualityFindings, qualityShares } from './quality-lens.js'
import { closestTo, type Redundancy, type RedundancyInputs, redundancies } from './redundancy.js'
import { tooGoodFindings } from './too-good.js'
import { aloneFindings, relationOf, signFindings, strengthFindings } from './value-lenses.js'

/** What screening looks at: the training side only. */
export interface ScreeningInputs {
  readonly encoders: readonly Encoder[]
  /** Candidates that could not be encoded, with the reason. */
  readonly skipped: readonly { readonly name: string; readonly because: string }[]
  /** Patterns of the selection sample, one block per encoder, named as its candidate. */
  readonly design: Design
  /** The same sample row by row. */
  readonly rows: ScreeningRows
  readonly quality: readonly QualityCounts[]
  /** Protected attributes of the same rows. */
  readonly audit: readonly AuditCodes[]
  /** What was probed of each candidate before any binning. Absent: only the encoded candidate is looked at. */
  readonly probes?: ReadonlyMap<string, Probe>
}

/** What every result carries. */
export type Stamp = Pick<ScreeningResult, 'study' | 'data' | 'synthetic'>

/** A candidate on its way through the lenses. */
interface Page {
  readonly candidate: Candidate
  readonly evidence: Evidence | null
  readonly proxies: readonly ProxyFinding[]
  readonly findings: readonly Finding[]
}

const overridesOf = (study: Study, name: string) =>
  study.screening.overrides.filter(({ candidate }) => candidate === name)

const checkLengths = ({ rows, audit }: ScreeningInputs): void => {
  const lengths = [
    rows.person.length,
    ...rows.blocks.map((block) => (block.kind === 'coded' ? block.codes : block.values).length),
    ...audit.map((one) => one.rows),
  ]
  if (lengths.every((length) => length === rows.outcome.length)) return
  throw new WorkbenchError('mismatched-lengths', {
    expected: `${rows.outcome.length} rows in every block and attribute`,
    found: lengths.join(', '),
    where: 'screeningRoom',
  })
}

const NOT_PROBED: Probe = { raw: { auc: null, information: null }, lag: null }

const encodedStrength = (evidence: Evidence | null): Probe['raw'] => {
  const auc = evidence?.auc.estimate
  const information = evidence?.information.value.estimate
  return {
    auc: auc !== undefined && isDefined(auc) ? Math.max(auc, 1 - auc) : null,
    information: information !== undefined && isDefined(information) ? information : null,
  }
}

/** Findings that need no other candidate: declarations, quality, and the candidate's own values. */
const ownFindings = (
  study: Study,
  candidate: Candidate,
  from: { readonly evidence: Evidence | null; readonly inputs: ScreeningInputs },
): readonly Finding[] => {
  const counts = from.inputs.quality.find(({ name }) => name === candidate.name)
  const skipped = from.inputs.skipped.find(({ name }) => name === candidate.name)
  const { evidence } = from
  const unread = candidate.from?.kind === 'audit'
  const because = skipped?.because ?? 'it has no encoded values'
  const notEncoded: Finding = {
    lens: 'validity',
    rule: 'not-encoded',
    effect: 'drop',
    text: because,
    value: null,
    threshold: null,
    answerable: false,
    answeredBy: null,
  }
  return [
    ...declaredDrops(overridesOf(study, candidate.name)),
    ...declaredGrounds(candidate, study),
    ...(counts === undefined ? [] : qualityFindings(counts, study)),
    ...tooGoodFindings(
      from.inputs.probes?.get(candidate.name) ?? NOT_PROBED,
      encodedStrength(evidence),
      study.screening,
    ),
    ...(evidence === null
      ? unread
        ? []
        : [notEncoded]
      : [...aloneFindings(evidence.varies), ...signFindings(relationOf(candidate, evidence.encoder, evidence.auc))]),
  ]
}

const answered = (study: Study, name: string, findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding) => answer(finding, overridesOf(study, name)))

const passes = ({ evidence, findings }: Page): boolean => evidence !== null && !findings.some(isOpen)

/**
 * Attributes that the study uses openly: one of its candidates is that very column and stands, with its own findings answered.
 * A candidate that resembles such an attribute hides nothing, so its proxy finding is a note.
 */
const openAttributes = (study: Study, pages: readonly Page[]): ReadonlySet<string> => {
  const flat = study.data.kind === 'flat'
  const open = study.audit.filter((attribute) =>
    pages.some((page) => {
      if (!isOwnColumn(page.candidate, attribute, flat)) return false
      const own = page.proxies.filter((proxy) => proxy.attribute === attribute.name)
      const findings = answered(study, page.candidate.name, proxyFindings(own, study.screening.maxProxyAuc))
      return passes({ ...page, findings: [...page.findings, ...findings] })
    }),
  )
  return new Set(open.map(({ name }) => name))
}

const openPages = (study: Study, inputs: ScreeningInputs, evidence: readonly Evidence[]): readonly Page[] =>
  study.candidates.map((candidate): Page => {
    const own = evidence.find(({ name }) => name === candidate.name) ?? null
    const findings = ownFindings(study, candidate, { evidence: own, inputs })
    return {
      candidate,
      evidence: own,
      proxies: own?.proxies ?? [],
      findings: answered(study, candidate.name, findings),
    }
  })

const withProxies = (study: Study, pages: readonly Page[]): readonly Page[] => {
  const open = openAttributes(study, pages)
  const flat = study.data.kind === 'flat'
  const own = (candidate: Candidate, name: string): boolean =>
    study.audit.some((attribute) => attribute.name === name && isOwnColumn(candidate, attribute, flat))
  return pages.map((page) => {
    const proxies = page.proxies.map((proxy) => ({
      ...proxy,
      open: open.has(proxy.attribute) && !own(page.candidate, proxy.attribute),
    }))
    const findings = answered(study, page.candidate.name, proxyFindings(proxies, study.screening.maxProxyAuc))
    return { ...page, proxies, findings: [...page.findings, ...findings] }
  })
}

interface Joint {
  readonly inputs: RedundancyInputs
  readonly model: Model
  readonly left: readonly string[]
  readonly found: readonly Redundancy[]
}

/** Redundancy among those that pass, and the model of those that are left. */
const judgeTogether = (study: Study, inputs: ScreeningInputs, pages: readonly Page[]): Joint => {
  const strength = (name: string): number => {
    const value = pages.find(({ candidate }) => candidate.name === name)?.evidence?.information.value.estimate
    return value !== undefined && isDefined(value) ? value : 0
  }
  const redundancy: RedundancyInputs = {
    design: inputs.design,
    ...correlationOf(inputs.design, inputs.encoders),
    maxCorrelation: study.screening.maxCorrelation,
    maxVif: study.screening.maxVif,
    strength,
    answered: (name, finding) => answer(finding, overridesOf(study, name)),
  }
  const passing = pages.filter(passes).map(({ candidate }) => candidate.name)
  const { left, found } = redundancies(redundancy, passing)
  return { inputs: redundancy, left, found, model: modelOf(inputs.design, left) }
}

const gainOf = (joint: Joint, design: Design, name: string): Gain | Undefined => {
  const block = design.blocks.find((one) => one.name === name)
  if (block === undefined) return undefinedBecause('the candidate is not encoded')
  return joint.left.includes(name) ? lossWithout(joint.model, name) : gainWith(joint.model, block)
}

const gradeOf = (lens: Lens, findings: readonly Finding[]): Grade => {
  const own = findings.filter((finding) => finding.lens === lens)
  return own.some(isOpen) ? 'fail' : own.length > 0 ? 'warn' : 'pass'
}

const vifOf = ({ inputs, left }: Joint, name: string): number | Undefined => {
  const among = left.includes(name) ? left : [...left, name]
  const vif = varianceInflation(
    inputs.correlation,
    among.map((one) => inputs.names.indexOf(one)),
  )
  return vif[among.indexOf(name)] ?? undefinedBecause('the candidate is not encoded')
}

type ValueLenses = Pick<ScreenedCandidate, 'validity' | 'explainability'>

const valueLenses = (
  page: Page,
  joint: Joint,
  judged: { readonly findings: readonly Finding[]; readonly gain: Gain | Undefined },
): ValueLenses => {
  const { candidate, evidence } = page
  if (evidence === null) return { validity: null, explainability: null }
  return {
    validity: {
      grade: gradeOf('validity', judged.findings),
      informationValue: evidence.information.value,
      informationByChance: evidence.information.byChance,
      auc: evidence.auc,
      gain: judged.gain,
    },
    explainability: {
      grade: gradeOf('explainability', judged.findings),
      ...relationOf(candidate, evidence.encoder, evidence.auc),
      vif: vifOf(joint, candidate.name),
      closest: closestTo(joint.inputs, candidate.name, joint.inputs.names),
    },
  }
}

const closePage = (
  study: Study,
  page: Page,
  by: { readonly inputs: ScreeningInputs; readonly joint: Joint },
): ScreenedCandidate => {
  const { candidate, evidence } = page
  const gain = gainOf(by.joint, by.inputs.design, candidate.name)
  const strength =
    evidence === null ? [] : strengthFindings(evidence.information.value, gain, study.screening.minInformationValue)
  const redundant = by.joint.found.filter(({ name }) => name === candidate.name)
  const findings = [
    ...page.findings,
    ...redundant.map(({ finding }) => finding),
    ...answered(study, candidate.name, strength),
  ]
  const counts = by.inputs.quality.find(({ name }) => name === candidate.name)
  const probe = by.inputs.probes?.get(candidate.name)
  const { legalBasis, specialCategory, protectedGround, subjective, subjectToChange } = candidate
  return {
    name: candidate.name,
    ...decide(findings),
    read: candidate.from?.kind !== 'audit',
    ...(probe === undefined ? {} : { probe }),
    ...valueLenses(page, by.joint, { findings, gain }),
    dataQuality:
      counts === undefined
        ? null
        : { grade: gradeOf('data-quality', findings), ...qualityShares(counts, study.disclosure.minimum) },
    ethics: {
      grade: gradeOf('ethics', findings),
      legalBasis: legalBasis ?? null,
      specialCategory,
      protectedGround: protectedGround ?? null,
      subjective,
      subjectToChange,
      proxies: [...page.proxies],
    },
    findings,
    substitute: redundant.find(({ finding }) => isOpen(finding))?.substitute ?? null,
  }
}

/**
 * The room `screening`: every candidate through four lenses (validity, explainability, data quality, ethics), as a ledger of
 * findings with value, bound and answer. Order: declarations, quality, sign and proxies first; then redundancy among those that
 * pass; then strength given those that are left. keep: nothing open. drop: an open finding that drops. justify: a reason, as an
 * override in the study, would let it in. Only `keep` is admissible.
 * @throws WorkbenchError `mismatched-lengths`
 */
export const screeningRoom = (study: Study, inputs: ScreeningInputs, stamp: Stamp): ScreeningResult => {
  checkLengths(inputs)
  const { evidence, readings } = gatherEvidence(study, inputs.rows, inputs)
  const pages = withProxies(study, openPages(study, inputs, evidence))
  const joint = judgeTogether(study, inputs, pages)
  const candidates = pages.map((page) => closePage(study, page, { inputs, joint }))
  const { overrides: _, ...thresholds } = study.screening
  return {
    kind: 'screening',
    ...stamp,
    rows: inputs.rows.outcome.length,
    people: new Set(inputs.rows.person).size,
    thresholds,
    candidates,
    correlation: { names: [...joint.inputs.names], matrix: joint.inputs.correlation.map((row) => [...row]) },
    admissible: candidates.filter(({ decision }) => decision === 'keep').map(({ name }) => name),
    warnings: [...idleOverrides(study, candidates)],
    readings: [...readings],
  }
}
