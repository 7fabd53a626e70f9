import type { Encoder } from '../../data-schemas/encoder.js'
import type { Finding, ScreenedCandidate } from '../../data-schemas/results/screening.js'
import type { Candidate, Study } from '../../data-schemas/study.js'
import type { Design } from '../numeric/design.js'
import { isDefined } from '../numeric/undefined.js'
import { candidateLevels, denseRanks } from './candidate-levels.js'
import { correlationOf, type ScreeningRows } from './evidence.js'
import { lossWithout, type Model, modelOf } from './gain.js'
import { informationValue } from './information.js'
import { answer, isOpen } from './overrides.js'
import { rankInterval, rankStatistic } from './rank-statistic.js'
import { redundancies } from './redundancy.js'
import { aloneFindings, relationOf, signFindings, strengthFindings } from './value-lenses.js'

/** Rules that look at the outcome or at other candidates: another sample of people may answer them differently. */
const BY_SAMPLE: readonly string[] = [
  'one-level',
  'not-monotone',
  'unexpected-sign',
  'redundant',
  'inflated',
  'low-information',
  'no-gain',
  'not-encoded',
]

/** Rules by which a candidate is out. */
export const openRules = ({ findings }: ScreenedCandidate): readonly string[] => [
  ...new Set(findings.filter(isOpen).map(({ rule }) => rule)),
]

/** Candidates that only rules which look at the sample keep out, or none: declarations, quality and proxies hold for any sample. */
export const screenable = (ledger: readonly ScreenedCandidate[]): readonly string[] =>
  ledger.filter((one) => one.read && openRules(one).every((rule) => BY_SAMPLE.includes(rule))).map(({ name }) => name)

interface Alone {
  readonly name: string
  readonly information: ReturnType<typeof informationValue>['value']
  readonly passes: boolean
}

const aloneOf = (study: Study, candidate: Candidate, from: { encoder: Encoder; rows: ScreeningRows }): Alone => {
  const { encoder, rows } = from
  const block = rows.blocks.find(({ name }) => name === candidate.name) as ScreeningRows['blocks'][number]
  const levels = candidateLevels(block, encoder)
  const { outcome, person } = rows
  const rank = denseRanks(levels.value)
  const auc = rankInterval(rankStatistic({ rank, positive: outcome, person }))
  const varies = levels.value.some((value) => value !== levels.value[0])
  const findings = [...aloneFindings(varies), ...signFindings(relationOf(candidate, encoder, auc))]
  return {
    name: candidate.name,
    information: informationValue({ ...levels, outcome, person }).value,
    passes: !answered(study, candidate.name, findings).some(isOpen),
  }
}

const answered = (study: Study, name: string, findings: readonly Finding[]): readonly Finding[] =>
  findings.map((finding) => answer(finding, ofCandidate(study, name)))

const ofCandidate = (study: Study, name: string) =>
  study.screening.overrides.filter(({ candidate }) => candidate === name)

/** True when nothing, or an answer, stands against how little a candidate says. */
const isStrong = (study: Study, { name, information }: Alone, model: Model): boolean => {
  const { minInformationValue } = study.screening
  if (!isDefined(information.estimate) || information.estimate >= minInformationValue) return true
  const block = model.design.blocks.find((one) => one.name === name)
  const gain = block === undefined ? null : lossWithout(model, name)
  if (gain === null) return false
  return !answered(study, name, strengthFindings(information, gain, minInformationValue)).some(isOpen)
}

/**
 * Candidates that screening would admit on another sample: sign, separation, redundancy and strength judged anew by the rules of `screeningRoom`,
 * of the candidates given. On the sample of the screening room it admits what that room admits.
 * @param of one encoder for each block of design and rows; a candidate without an encoder is out
 */
export const screenAgain = (
  study: Study,
  of: { readonly encoders: readonly Encoder[]; readonly design: Design; readonly rows: ScreeningRows },
): readonly string[] => {
  const { encoders, design, rows } = of
  const alone = study.candidates.flatMap((candidate): Alone[] => {
    const encoder = encoders.find(({ name }) => name === candidate.name)
    return encoder === undefined ? [] : [aloneOf(study, candidate, { encoder, rows })]
  })
  const strength = (name: string): number => {
    const value = alone.find((one) => one.name === name)?.information.estimate
    return value !== undefined && isDefined(value) ? value : 0
  }
  const passing = alone.filter(({ passes }) => passes).map(({ name }) => name)
  const { left } = redundancies(
    {
      design,
      ...correlationOf(design, encoders),
      maxCorrelation: study.screening.maxCorrelation,
      maxVif: study.screening.maxVif,
      strength,
      answered: (name, finding) => answer(finding, ofCandidate(study, name)),
    },
    passing,
  )
  const model = modelOf(design, left)
  return alone.filter((one) => left.includes(one.name) && isStrong(study, one, model)).map(({ name }) => name)
}
