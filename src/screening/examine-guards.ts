import type { Guard } from '../../data-schemas/results/guard.js'
import type { ScreeningResult } from '../../data-schemas/results/screening.js'
import type { ScreeningExaminationResult } from '../../data-schemas/results/screening-examination.js'
import type { Study } from '../../data-schemas/study.js'
import { holm } from './false-discovery.js'
import { SHIFTED } from './period-shift.js'
import { TOO_GOOD_GUARD, tooGoodCandidates } from './too-good.js'

type Found = Omit<ScreeningExaminationResult, 'guards'>

/** AUC above which a candidate does not resemble a protected attribute but gives it away. */
const REVEALS = 0.8

const LEVEL = 0.001

const guardOf = (
  name: string,
  severity: Guard['severity'],
  of: Pick<Guard, 'passed' | 'value' | 'threshold' | 'reason'>,
): Guard => ({ name, severity, ...of })

const highestAuc = ({ candidates }: ScreeningResult): number | null => {
  const found = candidates.flatMap(({ validity, probe }) => {
    const own = validity?.auc.estimate
    return [probe?.raw.auc ?? null, typeof own === 'number' ? Math.max(own, 1 - own) : null]
  })
  const known = found.filter((one) => one !== null)
  return known.length === 0 ? null : Math.max(...known)
}

/** One guard on all candidates when none knows too much; else one for each that does. */
const tooGood = (study: Study, screening: ScreeningResult): readonly Guard[] => {
  const found = tooGoodCandidates(study, screening)
  const threshold = study.screening.maxAuc
  const highest = highestAuc(screening)
  if (found.length === 0 && highest === null) return []
  if (found.length === 0) {
    const reason = 'highest AUC of a candidate alone; no candidate gains suddenly over its own past'
    return [guardOf(TOO_GOOD_GUARD, 'refuse', { passed: true, value: highest, threshold, reason })]
  }
  return [...new Set(found.map(({ name }) => name))].map((name) => {
    const own = found.filter((one) => one.name === name)
    const passed = own.every(({ explained }) => explained)
    const [first] = own
    return guardOf(`${TOO_GOOD_GUARD}:${name}`, 'refuse', {
      passed,
      value: first?.finding.value ?? null,
      threshold: first?.finding.threshold ?? null,
      reason: `${own.map(({ finding }) => finding.text).join('; ')}${passed ? '; explained in the study' : ''}`,
    })
  })
}

/** The candidate is kept out of the model already; the guard says why it may not come back unexplained. */
const reveals = (study: Study, { candidates }: ScreeningResult): readonly Guard[] => {
  const own = (candidate: string, attribute: string): boolean => {
    const declared = study.candidates.find(({ name }) => name === candidate)
    const column = declared?.from?.kind === 'column' ? declared.from.column : candidate
    return study.audit.some(({ name, column: audited }) => name === attribute && audited === column)
  }
  const dropped = (name: string): boolean =>
    study.screening.overrides.some(({ candidate, decision }) => candidate === name && decision === 'drop')
  return candidates.flatMap(({ name, ethics, findings }) => {
    const open = findings.some(
      ({ rule, effect, answeredBy }) => rule === 'proxy' && effect !== 'note' && answeredBy === null,
    )
    if (!open || dropped(name)) return []
    const found = ethics.proxies
      .filter(({ attribute, open: openly }) => !openly && !own(name, attribute))
      .flatMap(({ attribute, group, auc }) =>
        auc?.lower != null && auc.lower > REVEALS ? [{ attribute, group, auc }] : [],
      )
    const [worst] = found.sort((a, b) => (b.auc.lower as number) - (a.auc.lower as number))
    if (worst === undefined) return []
    return [
      guardOf(`reveals:${name}`, 'warn', {
        passed: false,
        value: worst.auc.lower,
        threshold: REVEALS,
        reason: `it gives away ${worst.attribute} "${worst.group}": say in the study why it stays, or leave it out by name`,
      }),
    ]
  })
}

const controls = ({ controls: { items, failures } }: Found): readonly Guard[] => {
  const tested = holm(items.flatMap(({ p }) => p ?? []))
  const future = items.find(({ control }) => control === 'future')
  const seen = typeof future?.found.estimate === 'number' ? future.found.estimate : null
  const blind = failures.filter((text) => text.includes('the guard does not work'))
  const failed = failures.filter((text) => !blind.includes(text))
  return [
    ...(tested.length === 0
      ? []
      : [
          guardOf('negative-controls', 'refuse', {
            passed: failed.length === 0,
            value: Math.min(...tested),
            threshold: LEVEL,
            reason:
              failed.length === 0
                ? `${tested.length} controls with an outcome that nobody can know; smallest p after Holm`
                : failed.join('; '),
          }),
        ]),
    ...(seen === null
      ? []
      : [
          guardOf('future-feature', 'refuse', {
            passed: blind.length === 0,
            value: seen,
            threshold: future?.expected ?? null,
            reason: blind.length === 0 ? 'a feature made of the outcome is seen as too good' : blind.join('; '),
          }),
        ]),
  ]
}

const contaminated = ({ contamination }: Found): readonly Guard[] => {
  if ('kind' in contamination) return []
  const { exposedRows, treatment } = contamination
  const passed = treatment === 'exclude' || exposedRows === 0
  return [
    guardOf('contaminated-outcome', 'refuse', {
      passed,
      value: exposedRows,
      threshold: 0,
      reason: passed
        ? 'no row whose outcome an earlier offer of help touched is learned from'
        : 'an earlier offer of help touched the outcome of rows that the model learns from: leave them out with "exposure.treatment": "exclude", let others stand in for them with "weight", or say why they stay',
    }),
  ]
}

/** Candidates that fail, each with a guard of its own; one guard that is passed when none does. */
const each = (
  name: string,
  failing: readonly (Pick<Guard, 'value' | 'threshold' | 'reason' | 'severity'> & { readonly candidate: string })[],
  otherwise: Pick<Guard, 'value' | 'threshold' | 'reason' | 'severity'>,
): readonly Guard[] =>
  failing.length > 0
    ? failing.map(({ candidate, severity, ...rest }) =>
        guardOf(`${name}:${candidate}`, severity, { passed: false, ...rest }),
      )
    : otherwise.value === null
      ? []
      : [{ name, passed: true, ...otherwise }]

/** When a candidate breaks, in words. */
const BREAK = 'beyond chance, over 0.05 and over half its strength'

const shifted = ({ strength, records }: Found): readonly Guard[] => {
  const known = strength.flatMap(({ candidate, breaks }) => (breaks === null ? [] : [{ candidate, breaks }]))
  const largest = known.flatMap(({ breaks }) => (breaks.distance === null ? [] : [Math.abs(breaks.distance)]))
  return each(
    'shifted-period',
    known
      .filter(({ breaks }) => breaks.broken)
      .map(({ candidate, breaks }) => ({
        candidate,
        severity: records.some((one) => one.candidate === candidate && one.selected) ? 'refuse' : 'warn',
        value: breaks.levels?.shift ?? breaks.distance,
        threshold: breaks.levels === null ? BREAK : SHIFTED,
        reason:
          breaks.levels === null
            ? `its AUC in ${breaks.period} lies this far from its mean over the periods`
            : `its values in ${breaks.levels.period} are filled differently from the other periods (stability index)`,
      })),
    {
      severity: 'refuse',
      value: largest.length === 0 ? null : Math.max(...largest),
      threshold: BREAK,
      reason: 'largest distance of the AUC in a period from its mean over the periods',
    },
  )
}

const unstable = ({ order }: Found): readonly Guard[] => {
  const smallest = order.flatMap(({ p }) => p ?? [])
  return each(
    'unstable-order',
    order
      .filter(({ proven }) => proven > 0)
      .map(({ candidate, proven, p }) => ({
        candidate,
        severity: 'warn',
        value: p,
        threshold: LEVEL,
        reason: `${proven} neighbouring bins are in the wrong order in some period, beyond chance`,
      })),
    {
      severity: 'warn',
      value: smallest.length === 0 ? null : Math.min(...smallest),
      threshold: LEVEL,
      reason:
        'bins of the chosen candidates keep their order in every period, as far as chance allows; smallest p after Holm',
    },
  )
}

const publishedProxies = ({ publishedTables }: Found, { screening }: Study): readonly Guard[] =>
  publishedTables.flatMap(({ attribute, group, candidate, auc }) => {
    if (auc?.lower == null) return []
    return [
      guardOf(`published-proxy:${candidate}:${attribute}:${group}`, 'warn', {
        passed: auc.lower <= screening.maxProxyAuc,
        value: auc.lower,
        threshold: screening.maxProxyAuc,
        reason: `lower bound of the AUC with which published counts tell ${attribute} "${group}" from the rest by ${candidate}`,
      }),
    ]
  })

/** The checks that the examination makes of itself. */
export const screeningGuards = (study: Study, screening: ScreeningResult, found: Found): Guard[] => [
  ...tooGood(study, screening),
  ...reveals(study, screening),
  ...controls(found),
  ...contaminated(found),
  ...shifted(found),
  ...unstable(found),
  ...publishedProxies(found, study),
]
